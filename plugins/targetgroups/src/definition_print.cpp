#include "definition_lexer.h"
#include "definition_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace rejoinder::targetgroups {

namespace {

constexpr std::size_t kWidth = 90; ///< longer chains get a line for each part

std::string inQuotes(std::string_view text, char quote) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\x";
            out += kHex[static_cast<unsigned char>(c) >> 4U];
            out += kHex[static_cast<unsigned char>(c) & 15U];
        } else {
            out += c;
        }
    }
    return out + quote;
}

bool isWord(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), isWordCharacter) && !isKeyword(text);
}

std::string value(std::string_view text) {
    return isWord(text) ? std::string(text) : inQuotes(text, '"');
}

std::string factName(std::string_view name) {
    return isWord(name) ? std::string(name) : inQuotes(name, '`');
}

std::string number(double n) {
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), n).ptr;
    return {buffer.data(), end};
}

std::string list(const std::vector<std::string>& values) {
    std::string out = "(";
    for (const auto& v : values) out += (out.size() > 1 ? ", " : "") + value(v);
    return out + ")";
}

class Printer {
public:
    Printer(Id campaign, const Names& names) : campaign_(campaign), names_(names) {}
    [[nodiscard]] std::string definition(const Definition& d) const;
    /// Of a plain condition; `indent` is for parts on lines of their own.
    [[nodiscard]] std::string condition(const Condition& c, std::size_t indent) const;

private:
    [[nodiscard]] std::string part(const Condition& c, std::size_t indent) const {
        return c.all.empty() && c.any.empty() ? condition(c, indent) : "(" + condition(c, indent + 2) + ")";
    }
    [[nodiscard]] std::string chain(const std::vector<Condition>& parts, std::string_view joint,
                                    std::size_t indent) const;
    [[nodiscard]] std::string where(const contacts::FactCondition& c) const;
    [[nodiscard]] std::string cell(Id campaign, Id id) const {
        const auto code = names_.cellCode(campaign, id);
        return code.empty() ? "#" + id.toString() : value(code);
    }
    [[nodiscard]] std::string share(const Share& s) const;
    [[nodiscard]] std::string split(const Split& s) const;
    Id campaign_;
    const Names& names_;
};

std::string Printer::chain(const std::vector<Condition>& parts, std::string_view joint,
                           std::size_t indent) const {
    std::vector<std::string> texts;
    std::size_t width = indent;
    bool lines = false;
    for (const auto& p : parts) {
        texts.push_back(part(p, indent + 2));
        width += texts.back().size() + joint.size() + 2;
        lines = lines || texts.back().find('\n') != std::string::npos;
    }
    const std::string gap = lines || width > kWidth ? "\n" + std::string(indent + 2, ' ') : " ";
    std::string out = texts.front();
    for (std::size_t i = 1; i < texts.size(); ++i) out.append(gap).append(joint).append(" ").append(texts[i]);
    return out;
}

std::string Printer::condition(const Condition& c, std::size_t indent) const {
    if (c.where) return where(*c.where);
    if (!c.all.empty()) return chain(c.all, "and", indent);
    if (!c.any.empty()) return chain(c.any, "or", indent);
    if (c.none.size() == 1) return "not " + part(c.none.front(), indent + 4);
    if (!c.none.empty()) return "not (" + chain(c.none, "or", indent + 4) + ")";
    return "everybody";
}

std::string Printer::where(const contacts::FactCondition& c) const {
    using contacts::Comparison;
    static constexpr std::array<std::string_view, 11> kSigns = {
        "=", "!=", "in", "<", "<=", ">", ">=", "between", "exists", "begins", "within"};
    std::string out = factName(c.fact);
    out.append(" ").append(kSigns.at(static_cast<std::size_t>(c.comparison)));
    if (c.comparison == Comparison::Exists)
        out += c.values.empty() ? "" : " " + list(c.values);
    else if (c.comparison == Comparison::Between && c.values.size() == 2)
        out += " " + value(c.values[0]) + " and " + value(c.values[1]);
    else if (c.comparison == Comparison::Within && c.values.size() == 2)
        out += " " + value(c.values[0]) + " km of " + value(c.values[1]);
    else
        out += " " +
               (c.values.size() == 1 && c.comparison != Comparison::In ? value(c.values[0]) : list(c.values));
    if (c.withinDays) out += " within " + std::to_string(*c.withinDays) + " days";
    if (c.campaignId) {
        const auto code = names_.campaignCode(*c.campaignId);
        out += " of campaign " + (code.empty() ? "#" + c.campaignId->toString() : value(code));
    }
    if (!c.cellIds.empty()) {
        out += " cells (";
        for (std::size_t i = 0; i < c.cellIds.size(); ++i)
            out += (i > 0 ? ", " : "") + cell(c.campaignId.value_or(campaign_), c.cellIds[i]);
        out += ")";
    }
    if (c.channel) out += " by " + nameOf(*c.channel);
    if (!c.types.empty()) out += " types " + list(c.types);
    if (c.since) out += " since \"" + c.since->toString() + "\"";
    return out;
}

std::string Printer::share(const Share& s) const {
    std::string out = "  cell " + cell(campaign_, s.cellId);
    if (s.rest) return out + " rest\n";
    if (s.value) return out + " value " + value(*s.value) + "\n";
    if (s.every) return out + " every " + std::to_string(*s.every) + "\n";
    if (s.count) return out + " " + std::to_string(*s.count) + " persons\n";
    return out + " " + number(s.percent.value_or(0)) + " %\n";
}

std::string Printer::split(const Split& s) const {
    const bool nothing = s.mode == SplitMode::Random && s.attribute.empty() && s.stratifyBy.empty() &&
                         s.orderBy.empty() && s.shares.empty();
    if (nothing) return {};
    std::string out = s.mode == SplitMode::Random ? "split by draw"
                      : s.mode == SplitMode::Nth  ? "split by every"
                                                  : "split by value of " + factName(s.attribute);
    if (!s.stratifyBy.empty())
        out += " stratified by " + (s.stratifyBy == "segment" ? s.stratifyBy : factName(s.stratifyBy));
    if (!s.orderBy.empty()) out += " ordered by " + factName(s.orderBy);
    out += "\n";
    for (const auto& one : s.shares) out += share(one);
    return out;
}

std::string Printer::definition(const Definition& d) const {
    const auto& c = d.condition;
    const bool all = !c.where && c.all.empty() && c.any.empty() && c.none.empty();
    std::string out = (all ? "everybody" : "where " + condition(c, 0)) + "\n";
    for (const auto& e : d.exclusions) {
        out += "without " + inQuotes(e.name, '"');
        if (e.notContactable)
            out += " not contactable by " + nameOf(*e.notContactable) + "\n";
        else
            out += " where " + condition(e.condition.value_or(Condition{}), 2) + "\n";
    }
    for (const auto& s : d.segments)
        out += "segment " + inQuotes(s.name, '"') + " where " + condition(s.condition, 2) + "\n";
    if (d.others == Others::Remove) out += "others out\n";
    if (!d.otherSegment.empty()) out += "others " + inQuotes(d.otherSegment, '"') + "\n";
    for (const auto& l : d.limits) {
        out += "at most " + std::to_string(l.most) + " per " + factName(l.per);
        if (!l.by.empty()) out += " by " + nameOf(l.best) + " " + factName(l.by);
        out += "\n";
    }
    out += split(d.split);
    if (d.holdOut)
        out += "hold out " + cell(campaign_, d.holdOut->cellId) + " " + number(d.holdOut->percent) + " %\n";
    if (!d.segmentBy.empty()) out += "figures by " + factName(d.segmentBy) + "\n";
    if (d.seed != 1) out += "seed " + std::to_string(d.seed) + "\n";
    return out;
}

} // namespace

Condition plain(const Condition& c) {
    Condition out;
    out.where = c.where;
    if (out.where) return out;
    const auto each = [](const std::vector<Condition>& from, std::vector<Condition>& to) {
        for (const auto& part : from) to.push_back(plain(part));
    };
    if (!c.all.empty()) {
        if (c.all.size() == 1) return plain(c.all.front());
        each(c.all, out.all);
    } else if (!c.any.empty()) {
        if (c.any.size() == 1) return plain(c.any.front());
        each(c.any, out.any);
    } else if (c.none.size() == 1) {
        Condition inner = plain(c.none.front());
        if (inner.any.empty())
            out.none.push_back(std::move(inner));
        else
            out.none = std::move(inner.any);
    } else {
        each(c.none, out.none);
    }
    return out;
}

Definition plain(Definition d) {
    d.condition = plain(d.condition);
    for (auto& e : d.exclusions)
        if (e.condition) e.condition = plain(*e.condition);
    for (auto& s : d.segments) s.condition = plain(s.condition);
    for (auto& l : d.limits)
        if (l.by.empty()) l.best = Best::Highest;
    if (d.split.mode != SplitMode::Attribute) d.split.attribute.clear();
    return d;
}

std::string print(const Definition& definition, Id campaign, const Names& names) {
    return Printer(campaign, names).definition(plain(definition));
}

} // namespace rejoinder::targetgroups
