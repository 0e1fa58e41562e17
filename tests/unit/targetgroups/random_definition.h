#pragma once
#include "definition_text.h"

#include <random>

/// Definitions that nobody would write and every one of which is right, for tests and fuzzing.
namespace rejoinder::targetgroups::test {

/// A company with two campaigns of three cells; some codes are words of the language.
class TestNames final : public Names {
public:
    [[nodiscard]] std::string campaignCode(Id campaign) const override {
        return campaign == Id{1} ? "SPRING26" : campaign == Id{2} ? "where" : "";
    }
    [[nodiscard]] Id campaignOf(std::string_view code) const override {
        return code == "SPRING26" ? Id{1} : code == "where" ? Id{2} : Id{};
    }
    [[nodiscard]] std::string cellCode(Id campaign, Id cell) const override {
        const auto n = cell.value - 10 * campaign.value;
        return (campaign == Id{1} || campaign == Id{2}) && n >= 0 && n < 3
                   ? kCodes[static_cast<std::size_t>(n)]
                   : "";
    }
    [[nodiscard]] Id cellOf(Id campaign, std::string_view code) const override {
        for (std::int64_t n = 0; n < 3; ++n)
            if (campaign && campaign.value < 3 && code == kCodes[static_cast<std::size_t>(n)])
                return Id{10 * campaign.value + n};
        return {};
    }

private:
    static constexpr std::array<const char*, 3> kCodes = {"A", "rest", "Brief 2"};
};

class RandomDefinition {
public:
    explicit RandomDefinition(std::uint32_t seed) : dice_(seed) {}
    Definition next() {
        Definition d;
        d.condition = condition(4);
        for (auto n = below(3); n > 0; --n) {
            auto& e = d.exclusions.emplace_back();
            e.name = text();
            if (chance(2))
                e.condition = condition(2);
            else
                e.notContactable = static_cast<Channel>(below(8));
        }
        for (auto n = below(3); n > 0; --n) d.segments.push_back({text(), condition(2)});
        if (chance(3)) d.others = Others::Remove;
        if (chance(3)) d.otherSegment = text();
        for (auto n = below(3); n > 0; --n)
            d.limits.push_back({fact(), 1 + static_cast<std::int32_t>(below(9)), chance(2) ? fact() : "",
                                chance(2) ? Best::Highest : Best::Lowest});
        split(d.split);
        if (chance(3)) d.holdOut = HoldOut{Id{12}, static_cast<double>(below(1000)) / 10};
        if (chance(4)) d.segmentBy = fact();
        if (chance(2)) d.seed = static_cast<std::int64_t>(below(1'000'000'000)) * 9'000'000;
        return d;
    }
    Condition condition(int depth) {
        Condition c;
        const auto kind = depth == 0 ? below(2) : below(5);
        if (kind == 0 && chance(4)) return c;
        if (kind < 2) {
            c.where = where();
            return c;
        }
        auto& list = kind == 2 ? c.all : kind == 3 ? c.any : c.none;
        for (auto n = 1 + below(3); n > 0; --n) list.push_back(condition(depth - 1));
        return c;
    }

private:
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(dice_() % n); }
    bool chance(std::uint32_t n) { return below(n) == 0; }
    std::string text() {
        static constexpr std::array kTexts = std::to_array<std::string_view>({"CH",
                                                                              "and",
                                                                              "WHERE",
                                                                              "Müller \"& Söhne\"",
                                                                              "back\\slash",
                                                                              "`",
                                                                              "2026-11-30",
                                                                              "-5",
                                                                              "3.50",
                                                                              "new\nline",
                                                                              "中文",
                                                                              " ",
                                                                              "a,b",
                                                                              "#7",
                                                                              "(x)",
                                                                              "true",
                                                                              "% of",
                                                                              "tab\tand\rreturn",
                                                                              "\x01",
                                                                              "not",
                                                                              "0"});
        return std::string(kTexts[below(kTexts.size())]);
    }
    std::string fact() {
        static constexpr std::array kFacts = std::to_array<std::string_view>(
            {"attribute.recency", "contact.country", "attribute.Umsatz 2025", "responses.responded",
             "household", "segment", "attribute.a`b", "within", "attribute.größe"});
        return std::string(kFacts[below(kFacts.size())]);
    }
    contacts::FactCondition where() {
        contacts::FactCondition c;
        c.fact = fact();
        c.comparison = static_cast<contacts::Comparison>(below(11));
        using contacts::Comparison;
        const auto values = c.comparison == Comparison::Exists    ? 0
                            : c.comparison == Comparison::Between ? 2
                            : c.comparison == Comparison::Within  ? 1 + below(2)
                            : c.comparison == Comparison::In      ? 1 + below(4)
                            : c.comparison == Comparison::Begins  ? 1 + below(3)
                                                                  : 1;
        for (std::uint32_t n = 0; n < values; ++n) c.values.push_back(text());
        if (chance(3)) c.withinDays = static_cast<std::int32_t>(below(1000));
        if (chance(3)) c.campaignId = Id{1 + static_cast<std::int64_t>(below(3))};
        if (chance(3))
            for (auto n = 1 + below(3); n > 0; --n)
                c.cellIds.push_back(Id{10 + static_cast<std::int64_t>(below(30))});
        if (chance(4)) c.channel = static_cast<Channel>(below(8));
        if (chance(4))
            for (auto n = 1 + below(3); n > 0; --n) c.types.push_back(text());
        if (chance(6)) c.since = Timestamp{static_cast<std::int64_t>(below(2'000'000'000)) * 1'000'000};
        return c;
    }
    void split(Split& s) {
        s.mode = static_cast<SplitMode>(below(3));
        if (s.mode == SplitMode::Attribute) s.attribute = fact();
        if (s.mode == SplitMode::Random && chance(3)) s.stratifyBy = fact();
        if (s.mode == SplitMode::Nth && chance(2)) s.orderBy = fact();
        for (auto n = below(4); n > 0; --n) {
            Share share;
            share.cellId = Id{10 + static_cast<std::int64_t>(below(5))};
            if (chance(4))
                share.rest = true;
            else if (s.mode == SplitMode::Attribute)
                share.value = text();
            else if (s.mode == SplitMode::Nth)
                share.every = 1 + static_cast<std::int32_t>(below(100));
            else if (chance(2))
                share.percent = static_cast<double>(below(100'000)) / 1000;
            else
                share.count = below(100'000);
            s.shares.push_back(std::move(share));
        }
    }
    std::mt19937 dice_;
};

} // namespace rejoinder::targetgroups::test
