#include "notice_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace rejoinder::email {

namespace {

bool isSpace(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool isLocal(char c) noexcept {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

bool isDomain(char c) noexcept {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
}

/// The name of a header line, in lower case; "" when the line is none.
std::string headerName(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 40) return {};
    const auto name = line.substr(0, colon);
    const bool plain = std::ranges::all_of(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_'; });
    return plain ? lowered(name) : std::string();
}

constexpr std::array kMailHeaders = std::to_array<std::string_view>({"received",
                                                                     "return-path",
                                                                     "from",
                                                                     "to",
                                                                     "subject",
                                                                     "message-id",
                                                                     "date",
                                                                     "mime-version",
                                                                     "content-type",
                                                                     "delivered-to",
                                                                     "x-mailer",
                                                                     "sender",
                                                                     "cc",
                                                                     "reply-to",
                                                                     "list-id",
                                                                     "in-reply-to",
                                                                     "references",
                                                                     "dkim-signature",
                                                                     "precedence",
                                                                     "x-originating-ip",
                                                                     "content-transfer-encoding",
                                                                     "errors-to",
                                                                     "authentication-results",
                                                                     "arc-seal",
                                                                     "x-google-dkim-signature",
                                                                     "x-received"});

bool isMailHeader(std::string_view line) {
    return std::ranges::find(kMailHeaders, std::string_view(headerName(line))) != kMailHeaders.end();
}

/// A line without the sign that it is quoted. An indented line stays as it is: summaries of the mail in a
/// notice are indented, and what is complained of often follows them.
std::string_view unquoted(std::string_view line) {
    if (line.starts_with('>')) line.remove_prefix(1);
    return line.starts_with(' ') && line.size() > 1 && line[1] != ' ' ? line.substr(1) : line;
}

struct Line {
    std::size_t begin = 0, end = 0; ///< without the line's end
};

std::vector<Line> linesOf(std::string_view text) {
    std::vector<Line> lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = std::min(text.find('\n', at), text.size());
        lines.push_back({at, end > at && text[end - 1] == '\r' ? end - 1 : end});
        at = end + 1;
    }
    return lines;
}

std::string_view textOf(std::string_view text, const Line& line) {
    return text.substr(line.begin, line.end - line.begin);
}

/// A line such as "----- Original message follows -----": behind it everything is ours.
bool announcesOriginal(std::string_view line) {
    const std::string low = lowered(trimmed(line));
    if (low.empty() || low.size() > 120) return false;
    constexpr std::array kMarks = std::to_array<std::string_view>(
        {"original message", "unsent message", "copy of the message", "copy of your message",
         "returned message", "returned mail ---", "message header follows", "your message follows",
         "message headers", "original mail", "message text follows", "a summary of the undelivered message",
         "rejected message", "returned message headers", "header of the original", "copy of my mail",
         "the first * lines of the"});
    const auto* mark =
        std::ranges::find_if(kMarks, [&](std::string_view m) { return low.find(m) != std::string::npos; });
    if (mark == kMarks.end()) return false;
    // Sentences speak of the mail, too: "… did not receive a copy of your message:".
    return low.find("follow") != std::string::npos || low.find("below") != std::string::npos ||
           low.starts_with('-') || low.starts_with('*') || low.starts_with('=') ||
           (low.ends_with(':') && low.find(*mark) < 5);
}

} // namespace

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::map<std::string, std::string> headersOf(std::string_view text) {
    std::map<std::string, std::string> headers;
    std::string name;
    bool taken = false;
    for (const Line& line : linesOf(text)) {
        const auto words = textOf(text, line);
        if (trimmed(words).empty()) {
            if (headers.empty()) continue;
            break;
        }
        if (isSpace(words.front()) && !name.empty()) {
            if (taken) headers[name].append(" ").append(trimmed(words));
            continue;
        }
        name = headerName(trimmed(words));
        taken = !name.empty() && !headers.contains(name);
        if (taken) headers[name] = trimmed(trimmed(words).substr(name.size() + 1));
        if (name == "received" && words.find(" for <") != std::string_view::npos)
            headers["received-for"] = words;
    }
    return headers;
}

Notice cutNotice(std::string_view text) {
    const auto lines = linesOf(text);
    std::size_t cut = lines.size();
    for (std::size_t i = 0; i < lines.size() && cut == lines.size(); ++i) {
        const auto line = textOf(text, lines[i]);
        if (announcesOriginal(line)) cut = i;
        if (!isMailHeader(unquoted(line))) continue;
        // Two headers of a mail within four lines are no coincidence.
        int more = 0;
        for (std::size_t k = i + 1; k < std::min(i + 8, lines.size()); ++k) {
            const auto next = textOf(text, lines[k]);
            if (trimmed(next).empty()) break;
            if (isSpace(next.front())) continue;
            if (isMailHeader(unquoted(next))) ++more;
        }
        if (more >= 2) cut = i;
    }
    Notice notice;
    notice.words = std::string(text.substr(0, cut < lines.size() ? lines[cut].begin : text.size()));
    if (cut < lines.size()) {
        auto rest = text.substr(lines[cut].begin);
        if (announcesOriginal(textOf(text, lines[cut]))) rest = text.substr(lines[cut].end);
        notice.original = headersOf(rest);
    }
    return notice;
}

std::vector<Mention> addressesIn(std::string_view text) {
    std::vector<Mention> out;
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        std::size_t begin = at, end = at + 1;
        if (begin > 1 && text[begin - 1] == '"') {
            const auto quote = text.rfind('"', begin - 2);
            if (quote != std::string_view::npos && at - quote < 66 &&
                text.substr(quote, at - quote).find('\n') == std::string_view::npos)
                begin = quote;
        }
        while (begin > 0 && at - begin < 64 && isLocal(text[begin - 1])) --begin;
        while (end < text.size() && isDomain(text[end])) ++end;
        while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-' || text[end - 1] == '_')) --end;
        while (begin < at && (text[begin] == '.' || text[begin] == '\'' || text[begin] == '=' ||
                              text[begin] == '/' || text[begin] == '*' || text[begin] == '-'))
            ++begin;
        // "o=Nexus2;dda:SMTP=NAME@HOST" of X.400.
        if (lowered(text.substr(begin, 5)) == "smtp=") begin += 5;
        if (begin == at || end - at < 3) continue;
        const auto domain = lowered(text.substr(at + 1, end - at - 1));
        out.push_back({std::string(text.substr(begin, at - begin)) + "@" + domain, begin, end});
    }
    return out;
}

namespace {

bool isSystem(std::string_view address) {
    const std::string low = lowered(address);
    constexpr std::array kNames =
        std::to_array<std::string_view>({"postmaster@", "mailer-daemon@", "mailerdaemon@", "abuse@",
                                         "support@", "hostmaster@", "mail-daemon@", "noc@"});
    return std::ranges::any_of(kNames, [&](std::string_view name) { return low.starts_with(name); });
}

/// Words which say that what stands beside them failed.
bool speaksOfFailure(std::string_view words) {
    const std::string low = lowered(words);
    constexpr std::array kWords = std::to_array<std::string_view>(
        {"fail",      "undeliver",    "not deliver", "unable to", "could not",   "couldn't",    "cannot",
         "can't",     "unknown",      "rejected",    "reject",    "error",       "refused",     "not found",
         "no such",   "invalid",      "returned",    "delay",     "full",        "quota",       "not exist",
         "not been",  "problem",      "wrong",       "disabled",  "bad address", "unreachable", "not valid",
         "no longer", "doesn't have", "unavailable", "did not",   "denied",      "rcpt to",     "recipient",
         "addressee", "550",          "554",         "553",       "552",         "450",         "451",
         "452",       "421"});
    return std::ranges::any_of(kWords, [&](std::string_view w) { return low.find(w) != std::string::npos; });
}

struct Place {
    std::size_t line = 0;
    bool leads = false; ///< the line begins with the address
};

Place placeOf(std::string_view words, const std::vector<Line>& lines, const Mention& mention) {
    Place place;
    while (place.line + 1 < lines.size() && lines[place.line].end < mention.begin) ++place.line;
    const auto before = words.substr(lines[place.line].begin, mention.begin - lines[place.line].begin);
    // ">>> RCPT To:<" and "550 5.1.1 <" lead as well.
    const std::string low = lowered(before);
    place.leads =
        low.ends_with("rcpt to:<") || low.ends_with("rcpt to: <") || std::ranges::all_of(before, [](char c) {
            return isSpace(c) || (c >= '0' && c <= '9') ||
                   std::string_view("<*-(\"'>.[:").find(c) != std::string_view::npos;
        });
    return place;
}

/// The lines around a mention that speak of it: its own, those up to the next recipient, and, when nothing
/// stands behind, the paragraph before.
std::string wordsFor(std::string_view words, const std::vector<Line>& lines, std::size_t line,
                     std::size_t next) {
    const std::size_t begin = lines[line].begin;
    const std::size_t end = next < lines.size() ? lines[next].begin : words.size();
    return std::string(words.substr(begin, std::max(end, begin) - begin));
}

struct Candidate {
    std::string address;
    std::size_t line = 0, end = 0; ///< its line and where the mention ends
    bool sure = false;
};

/// "a@host (expanded from: b@host)", "(generated from b@host)": b is whom we wrote to.
void dropExpanded(const std::string& words, std::vector<Candidate>& candidates) {
    std::vector<Candidate> kept;
    for (Candidate& one : candidates) {
        const auto behind = std::string_view(words).substr(one.end, 120);
        const std::string low = lowered(behind);
        const auto at = std::min(low.find("expanded from"), low.find("generated from"));
        if (at < 30)
            if (const auto origin = addressesIn(behind.substr(at)); !origin.empty())
                one.address = origin.front().address;
        if (std::ranges::none_of(kept, [&](const Candidate& other) { return other.address == one.address; }))
            kept.push_back(std::move(one));
    }
    candidates = std::move(kept);
}

} // namespace

std::vector<Complained> complainedOf(const std::string& words, const std::vector<std::string>& ours,
                                     const std::vector<std::string>& intended) {
    const auto lines = linesOf(words);
    std::set<std::string> seen;
    std::vector<Candidate> candidates;
    const auto is = [](const std::vector<std::string>& list, const std::string& address) {
        return std::ranges::any_of(list,
                                   [&](const std::string& one) { return lowered(one) == lowered(address); });
    };
    for (const Mention& mention : addressesIn(words)) {
        const std::string key = lowered(mention.address);
        const bool meant = is(intended, mention.address);
        if (is(ours, mention.address) && !meant) continue;
        if (isSystem(key) && !meant) continue;
        if (seen.contains(key)) continue;
        const Place place = placeOf(words, lines, mention);
        const std::size_t from = place.line >= 2 ? lines[place.line - 2].begin : 0;
        const std::size_t to = lines[std::min(place.line + 2, lines.size() - 1)].end;
        const auto own = std::string_view(words).substr(lines[place.line].begin,
                                                        lines[place.line].end - lines[place.line].begin);
        const std::string low = lowered(own);
        const auto label = headerName(trimmed(own));
        if (label == "to" || label == "cc" || label == "subject") continue;
        if ((low.find("from:") != std::string::npos && low.find("expanded from:") == std::string::npos) ||
            low.find("message-id") != std::string::npos || low.find("mail from") != std::string::npos)
            continue;
        // Part of a link, such as "http://…/unsubscribe?a@b".
        const auto word = words.find_last_of(" \t\n<", mention.begin);
        if (words.compare(word == std::string::npos ? 0 : word + 1, 4, "http") == 0) continue;
        if (!meant && !place.leads && !speaksOfFailure(std::string_view(words).substr(from, to - from)))
            continue;
        seen.insert(key);
        candidates.push_back({mention.address, place.line, mention.end, place.leads || meant});
    }
    // Where addresses stand at the head of lines or are those we wrote to, others are only spoken of.
    if (std::ranges::any_of(candidates, &Candidate::sure))
        std::erase_if(candidates, [](const Candidate& one) { return !one.sure; });
    dropExpanded(words, candidates);
    std::vector<Complained> out;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        out.push_back({candidates[i].address,
                       wordsFor(words, lines, candidates[i].line,
                                i + 1 < candidates.size() ? candidates[i + 1].line : lines.size())});
    if (out.empty())
        for (const std::string& address : intended) out.push_back({address, words});
    return out;
}

} // namespace rejoinder::email
