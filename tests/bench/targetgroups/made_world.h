#pragma once
#include "index_sets.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

/// Contacts with twenty attributes and years of history that are made, not stored: the same for the same
/// number. They are told through the interfaces by which the plugins tell theirs.
namespace rejoinder::bench {

/// Spread evenly, from a number and a purpose.
inline std::uint64_t made(std::uint64_t number, std::uint64_t purpose) {
    std::uint64_t z = number * 0x9e3779b97f4a7c15ULL + purpose * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

struct WorldSize {
    std::int64_t contacts = 100'000, pieces = 1'000'000;
    static constexpr std::int64_t kWaves = 40, kCells = 5, kFirstDay = 18'000, kDays = 2'500;
    [[nodiscard]] std::int64_t orders() const { return pieces / 30; }
    [[nodiscard]] std::int64_t responses() const { return pieces / 15; }
    /// Ids like the kernel's: ascending, with gaps.
    [[nodiscard]] static Id id(std::int64_t i) { return {4'000'000'000'000 + i * 37}; }
};

/// What the i-th attribute of a contact is: eight categories, six numbers, three amounts, three days.
struct MadeAttribute {
    std::string text;
    std::optional<double> number;
};
constexpr std::size_t kAttributes = 20;
inline std::string attributeName(std::size_t a) {
    return "a" + std::to_string(a);
}
inline MadeAttribute attributeOf(std::int64_t contact, std::size_t a) {
    static constexpr std::array<std::uint64_t, 8> kDifferent{2, 3, 5, 8, 12, 26, 60, 200};
    static constexpr std::array<std::uint64_t, 6> kUpTo{6, 40, 101, 1000, 20'000, 1'000'000};
    const auto h = made(static_cast<std::uint64_t>(contact), 100 + a);
    if (h % 16 == 0) return {}; // not everybody has everything
    const auto value = h >> 8U;
    if (a < 8) return {"value " + std::to_string(value % kDifferent[a]), {}};
    if (a < 14) return {{}, static_cast<double>(value % kUpTo[a - 8])};
    if (a < 17) return {{}, static_cast<double>(value % 500'000) / 100};
    static const std::vector<std::string> kDays = [] {
        std::vector<std::string> days;
        for (std::int32_t day = 10'000; day < 20'500; ++day) days.push_back(Date{day}.toString());
        return days;
    }();
    return {kDays[value % kDays.size()], {}};
}

class MadeValues final : public contacts::FactValues {
public:
    explicit MadeValues(WorldSize size) : size_(size) {}
    void all(Unit&, contacts::FactSink& sink) override {
        begin(sink);
        for (std::int64_t i = 0; i < size_.contacts; ++i) tell(sink, i);
    }
    void of(Unit&, std::span<const Id> contacts, contacts::FactSink& sink) override {
        begin(sink);
        for (const auto id : contacts) tell(sink, (id.value - WorldSize::id(0).value) / 37);
    }

private:
    void begin(contacts::FactSink& sink) {
        for (std::size_t a = 0; a < kAttributes; ++a)
            columns_[a] = sink.column("attribute." + attributeName(a));
        country_ = sink.column("contact.country");
        postcode_ = sink.column("contact.postcode");
        language_ = sink.column("contact.language");
        created_ = sink.column("contact.createdAt");
        email_ = sink.column("contact.hasEmail");
        consent_ = sink.column("consent.email");
    }
    void tell(contacts::FactSink& sink, std::int64_t i) {
        const auto h = made(static_cast<std::uint64_t>(i), 1);
        sink.contact(WorldSize::id(i));
        sink.inUniverse();
        for (std::size_t a = 0; a < kAttributes; ++a) {
            const auto value = attributeOf(i, a);
            if (value.number)
                sink.number(columns_[a], *value.number);
            else if (!value.text.empty())
                sink.text(columns_[a], value.text);
        }
        static constexpr std::array<std::string_view, 5> kCountries{"DE", "CH", "AT", "FR", "IT"};
        static constexpr std::array<std::string_view, 3> kLanguages{"de", "fr", "it"};
        std::array<char, 6> postcode{};
        const auto number = 1000 + (h >> 20U) % 8200 * 11;
        std::snprintf(postcode.data(), postcode.size(), "%05u", static_cast<unsigned>(number));
        sink.text(country_, kCountries[h % 5]);
        sink.text(language_, kLanguages[(h >> 4U) % 3]);
        sink.text(postcode_, postcode.data());
        sink.number(created_,
                    static_cast<double>(1'500'000'000'000'000 +
                                        static_cast<std::int64_t>(h >> 16U) % 200'000'000 * 1'000'000));
        if ((h >> 10U) % 4 != 0) sink.text(email_, "yes");
        if ((h >> 12U) % 3 == 0) sink.text(consent_, (h >> 14U) % 5 == 0 ? "withdrawn" : "given");
    }
    WorldSize size_;
    std::array<std::size_t, kAttributes> columns_{};
    std::size_t country_ = 0, postcode_ = 0, language_ = 0, created_ = 0, email_ = 0, consent_ = 0;
};

/// Forty waves to a part of the contacts each, over three days and five cells; answers and orders of a few.
class MadeHistory final : public contacts::History {
public:
    explicit MadeHistory(WorldSize size) : size_(size) {}
    [[nodiscard]] std::vector<contacts::HistoryStream> streams() const override {
        contacts::HistoryStream pieces, responses, orders;
        pieces.name = "pieces";
        responses.name = "responses";
        orders.name = "orders";
        orders.amount = "orders.amount";
        return {pieces, responses, orders};
    }
    void each(Unit&, std::string_view stream, const contacts::HistoryFilter&, const Visit& visit) override {
        const auto events = stream == "pieces"   ? size_.pieces
                            : stream == "orders" ? size_.orders()
                                                 : size_.responses();
        const auto share =
            static_cast<double>(events) / static_cast<double>(WorldSize::kWaves * size_.contacts);
        const auto limit = static_cast<std::uint64_t>(std::min(share, 1.0) * 1e9);
        const std::uint64_t purpose = stream == "pieces" ? 1000 : stream == "orders" ? 2000 : 3000;
        contacts::HistoryEvent e;
        for (std::int64_t wave = 0; wave < WorldSize::kWaves; ++wave)
            for (std::int64_t i = 0; i < size_.contacts; ++i) {
                const auto h =
                    made(static_cast<std::uint64_t>(i), purpose + static_cast<std::uint64_t>(wave));
                if (h % 1'000'000'000 < limit) visit(event(e, stream, wave, i, h / 1'000'000'000));
            }
    }
    void of(Unit&, std::string_view stream, std::span<const Id> contacts, const Visit& visit) override {
        contacts::HistoryEvent e;
        for (const auto id : contacts) {
            const auto i = (id.value - WorldSize::id(0).value) / 37;
            visit(event(e, stream, i % WorldSize::kWaves, i, made(static_cast<std::uint64_t>(i), 5000)));
        }
    }
    static const contacts::HistoryEvent& event(contacts::HistoryEvent& e, std::string_view stream,
                                               std::int64_t wave, std::int64_t contact, std::uint64_t h) {
        const bool pieces = stream == "pieces";
        e.contactId = WorldSize::id(contact);
        const auto day = WorldSize::kFirstDay + wave * WorldSize::kDays / WorldSize::kWaves +
                         static_cast<std::int64_t>(h % (pieces ? 3 : 20));
        e.at = Date{static_cast<std::int32_t>(day)}.begin();
        e.campaignId = Id{100 + wave};
        e.cellId = Id{1000 + wave * WorldSize::kCells + contact % WorldSize::kCells};
        e.channel = wave % 3 == 0 ? Channel::Email : Channel::Letter;
        if (stream == "responses") e.type = h % 3 == 0 ? "order" : h % 3 == 1 ? "question" : "no-interest";
        e.amount = stream == "orders" ? static_cast<std::int64_t>(h % 30'000) : 0;
        return e;
    }

private:
    WorldSize size_;
};

} // namespace rejoinder::bench
