#include "definition_lexer.h"
#include "definition_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>

namespace rejoinder::targetgroups {

namespace {

constexpr int kDepth = 24; ///< of parentheses and nots: JSON takes 64 levels, two for each

constexpr std::array kKeywords = std::to_array<std::string_view>(
    {"all",        "and",   "at",    "begins",    "between", "by",      "campaign", "cell",  "cells",
     "days",       "draw",  "every", "everybody", "exists",  "figures", "highest",  "hold",  "in",
     "is",         "km",    "least", "lowest",    "most",    "not",     "of",       "or",    "ordered",
     "others",     "out",   "per",   "persons",   "rest",    "seed",    "segment",  "since", "split",
     "stratified", "types", "value", "where",     "with",    "within",  "without"});

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Thrown inside of the parser only: the first thing that does not fit.
struct Unexpected {
    std::string_view expected;
    Token found;
};

class Parser {
public:
    Parser(std::string_view text, Id campaign, const Names& names)
        : lexer_(text), campaign_(campaign), names_(names) {
        advance();
    }
    Definition definition();

private:
    void advance() { token_ = lexer_.next(); }
    [[noreturn]] void fail(std::string_view expected) const { throw Unexpected{expected, token_}; }
    [[nodiscard]] bool isWord(std::string_view word) const {
        return token_.kind == TokenKind::Word && lower(token_.text) == word;
    }
    [[nodiscard]] bool isSign(std::string_view sign) const {
        return token_.kind == TokenKind::Sign && token_.text == sign;
    }
    bool word(std::string_view w) {
        const bool there = isWord(w);
        if (there) advance();
        return there;
    }
    bool sign(std::string_view s) {
        const bool there = isSign(s);
        if (there) advance();
        return there;
    }
    void need(std::string_view w) {
        if (!word(w)) fail(w);
    }
    [[nodiscard]] bool isPlainWord() const {
        return token_.kind == TokenKind::Word && !isKeyword(token_.text);
    }
    std::string taken() {
        std::string text = std::move(token_.text);
        advance();
        return text;
    }
    /// A word that is no keyword, or a quotation.
    std::string text(std::string_view expected) {
        if (!isPlainWord() && token_.kind != TokenKind::Quoted) fail(expected);
        return taken();
    }
    /// The name of a fact or an attribute.
    std::string name(std::string_view expected) {
        if (!isPlainWord() && token_.kind != TokenKind::Name) fail(expected);
        return taken();
    }
    template <class Number>
    Number number() {
        Number n{};
        if (token_.kind != TokenKind::Word) fail("number");
        const char* last = token_.text.data() + token_.text.size();
        const auto [end, error] = std::from_chars(token_.text.data(), last, n);
        if (error != std::errc{} || end != last) fail("number");
        if constexpr (std::is_floating_point_v<Number>)
            if (!std::isfinite(n)) fail("number");
        advance();
        return n;
    }
    /// A share must be one: what is written must be read again, and 1e46 per cent is nobody's.
    double share(double n) {
        if (n < 0 || n > 100) fail("percent");
        return n;
    }
    Id id(std::string_view expected, const std::function<Id(std::string_view)>& known) {
        if (token_.kind == TokenKind::Id) {
            const auto parsed = token_.text == "0" ? std::optional(Id{}) : Id::parse(token_.text);
            if (!parsed) fail(expected);
            advance();
            return *parsed;
        }
        if (!isPlainWord() && token_.kind != TokenKind::Quoted) fail(expected);
        const Id found = known(token_.text);
        if (!found) fail(expected);
        advance();
        return found;
    }
    Channel channel() {
        const auto channel = isPlainWord() ? enumOf<Channel>(token_.text) : std::nullopt;
        if (!channel) fail("channel");
        advance();
        return *channel;
    }
    Id cell(Id campaign) {
        return id("cell", [&](std::string_view code) { return names_.cellOf(campaign, code); });
    }
    Condition condition() { return either(); }
    Condition either() {
        return chain("or", &Condition::any, [&] { return both(); });
    }
    Condition both() {
        return chain("and", &Condition::all, [&] { return single(); });
    }
    template <class Next>
    Condition chain(std::string_view joint, std::vector<Condition> Condition::*list, Next next) {
        Condition first = next();
        if (!isWord(joint)) return first;
        Condition whole;
        (whole.*list).push_back(std::move(first));
        while (word(joint)) (whole.*list).push_back(next());
        return whole;
    }
    Condition single();
    Condition where();
    std::vector<std::string> values();
    void comparison(contacts::FactCondition& c);
    void narrowing(contacts::FactCondition& c);
    Exclusion exclusion();
    PerLimit limit();
    void split(Definition& d);
    Share share();
    void clause(Definition& d);

    Lexer lexer_;
    Token token_;
    Id campaign_;
    const Names& names_;
    int depth_ = 0;
};

Condition Parser::single() {
    if (++depth_ > kDepth) fail("lessDepth");
    Condition out;
    if (word("not")) {
        Condition inner = single();
        if (!inner.any.empty() && inner.any.size() > 1)
            out.none = std::move(inner.any);
        else
            out.none.push_back(std::move(inner));
    } else if (sign("(")) {
        out = condition();
        if (!sign(")")) fail("closing");
    } else if (!word("everybody")) {
        out = where();
    }
    --depth_;
    return out;
}

Condition Parser::where() {
    Condition out;
    auto& c = out.where.emplace();
    c.fact = name("condition");
    comparison(c);
    narrowing(c);
    return out;
}

std::vector<std::string> Parser::values() {
    std::vector<std::string> list;
    if (!sign("(")) {
        list.push_back(text("value"));
        return list;
    }
    if (sign(")")) return list;
    do list.push_back(text("value"));
    while (sign(","));
    if (!sign(")")) fail("closing");
    return list;
}

void Parser::comparison(contacts::FactCondition& c) {
    using contacts::Comparison;
    static constexpr std::array kSigns =
        std::to_array<std::pair<std::string_view, Comparison>>({{"=", Comparison::Is},
                                                                {"!=", Comparison::IsNot},
                                                                {"<", Comparison::Less},
                                                                {"<=", Comparison::LessOrEqual},
                                                                {">", Comparison::Greater},
                                                                {">=", Comparison::GreaterOrEqual}});
    const auto* at = token_.kind == TokenKind::Sign
                         ? std::find_if(kSigns.begin(), kSigns.end(),
                                        [&](const auto& s) { return s.first == token_.text; })
                         : kSigns.end();
    if (at != kSigns.end()) {
        c.comparison = at->second;
        advance();
        c.values = values();
    } else if (word("in")) {
        c.comparison = Comparison::In;
        c.values = values();
    } else if (word("between")) {
        c.comparison = Comparison::Between;
        c.values = values();
        if (c.values.size() == 1 && word("and")) c.values.push_back(text("value"));
    } else if (word("begins")) {
        c.comparison = Comparison::Begins;
        c.values = values();
    } else if (word("within")) { // 20 km of "CH 8001"; "within 30 days" comes behind a comparison
        c.comparison = Comparison::Within;
        c.values = values();
        if (c.values.size() == 1 && word("km")) {
            need("of");
            c.values.push_back(text("place"));
        }
    } else if (word("exists")) {
        c.comparison = Comparison::Exists;
        if (isSign("(")) c.values = values();
    } else {
        fail("comparison");
    }
}

void Parser::narrowing(contacts::FactCondition& c) {
    if (word("within")) {
        c.withinDays = number<std::int32_t>();
        need("days");
    }
    if (word("of")) {
        need("campaign");
        c.campaignId = id("campaign", [&](std::string_view code) { return names_.campaignOf(code); });
    }
    if (word("cells")) {
        if (!sign("(")) fail("opening");
        do c.cellIds.push_back(cell(c.campaignId.value_or(campaign_)));
        while (sign(","));
        if (!sign(")")) fail("closing");
    }
    if (word("by")) c.channel = channel();
    if (word("types")) c.types = values();
    if (word("since")) {
        const auto moment = token_.kind == TokenKind::Quoted ? Timestamp::parse(token_.text) : std::nullopt;
        if (!moment) fail("moment");
        c.since = moment;
        advance();
    }
}

Exclusion Parser::exclusion() {
    Exclusion out;
    out.name = text("name");
    if (word("not")) {
        if (!isWord("contactable")) fail("contactable");
        advance();
        need("by");
        out.notContactable = channel();
    } else if (word("where")) {
        out.condition = condition();
    } else {
        fail("whereOrNotContactable");
    }
    return out;
}

PerLimit Parser::limit() {
    PerLimit out;
    need("most");
    out.most = number<std::int32_t>();
    need("per");
    out.per = name("fact");
    if (word("by")) {
        if (word("highest"))
            out.best = Best::Highest;
        else if (word("lowest"))
            out.best = Best::Lowest;
        else
            fail("highestOrLowest");
        out.by = name("fact");
    }
    return out;
}

Share Parser::share() {
    Share out;
    out.cellId = cell(campaign_);
    if (word("rest")) {
        out.rest = true;
    } else if (word("value")) {
        out.value = text("value");
    } else if (word("every")) {
        out.every = number<std::int32_t>();
    } else {
        const std::string digits = token_.text;
        const auto n = number<double>();
        std::int64_t whole = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
        const bool isWhole = error == std::errc{} && end == digits.data() + digits.size();
        if (sign("%"))
            out.percent = share(n);
        else if (isWhole && word("persons"))
            out.count = whole;
        else
            fail(isWhole ? "percentOrPersons" : "percent");
    }
    return out;
}

void Parser::split(Definition& d) {
    need("by");
    if (word("draw")) {
        d.split.mode = SplitMode::Random;
    } else if (word("every")) {
        d.split.mode = SplitMode::Nth;
    } else {
        need("value");
        need("of");
        d.split.mode = SplitMode::Attribute;
        d.split.attribute = name("fact");
    }
    if (word("stratified")) {
        need("by");
        d.split.stratifyBy = word("segment") ? "segment" : name("fact");
    }
    if (word("ordered")) {
        need("by");
        d.split.orderBy = name("fact");
    }
    while (word("cell")) d.split.shares.push_back(share());
}

void Parser::clause(Definition& d) {
    if (word("without")) {
        d.exclusions.push_back(exclusion());
    } else if (word("segment")) {
        auto& segment = d.segments.emplace_back();
        segment.name = text("name");
        need("where");
        segment.condition = condition();
    } else if (word("others")) {
        if (word("out"))
            d.others = Others::Remove;
        else
            d.otherSegment = text("nameOrOut");
    } else if (word("at")) {
        d.limits.push_back(limit());
    } else if (word("split")) {
        split(d);
    } else if (word("hold")) {
        need("out");
        auto& out = d.holdOut.emplace();
        out.cellId = cell(campaign_);
        out.percent = share(number<double>());
        if (!sign("%")) fail("percent");
    } else if (word("figures")) {
        need("by");
        d.segmentBy = name("fact");
    } else if (word("seed")) {
        d.seed = number<std::int64_t>();
    } else {
        fail("clause");
    }
}

Definition Parser::definition() {
    Definition d;
    if (word("where"))
        d.condition = condition();
    else
        word("everybody");
    while (token_.kind != TokenKind::End) clause(d);
    return d;
}

TextProblem problemOf(std::string_view text, const Unexpected& what) {
    TextProblem p;
    p.offset = static_cast<std::int64_t>(what.found.begin);
    p.length = static_cast<std::int64_t>(what.found.end - what.found.begin);
    p.expected = what.expected;
    p.found = std::string(text.substr(what.found.begin, what.found.end - what.found.begin));
    for (std::size_t i = 0; i < what.found.begin; ++i) {
        if (text[i] == '\n') {
            ++p.line;
            p.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
            ++p.column;
        }
    }
    return p;
}

} // namespace

bool isKeyword(std::string_view word) {
    return std::binary_search(kKeywords.begin(), kKeywords.end(), lower(word));
}

std::optional<Definition> parse(std::string_view text, Id campaign, const Names& names,
                                TextProblem& problem) {
    try {
        return Parser(text, campaign, names).definition();
    } catch (const Unexpected& what) {
        problem = problemOf(text, what);
        return std::nullopt;
    }
}

} // namespace rejoinder::targetgroups
