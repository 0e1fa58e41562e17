#include "bounce_phrases.h"
#include "notice_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

namespace rejoinder::email {

namespace {

using enum BounceReason;

constexpr std::size_t kGap = 80;

bool fits(std::string_view text, std::string_view words) {
    std::size_t from = 0, limit = text.size();
    bool first = true;
    while (!words.empty()) {
        const auto star = std::min(words.find('*'), words.size());
        const auto piece = words.substr(0, star);
        const auto at = text.find(piece, from);
        if (at == std::string_view::npos) return false;
        if (!first && at > limit) {
            // Too far away: the first piece may stand once more further on.
            return false;
        }
        from = at + piece.size();
        limit = from + kGap;
        first = false;
        words.remove_prefix(std::min(star + 1, words.size()));
    }
    return true;
}

/// fits() from every place where the first piece stands.
bool contains(std::string_view text, std::string_view words) {
    const auto first = words.substr(0, std::min(words.find('*'), words.size()));
    for (auto at = text.find(first); at != std::string_view::npos; at = text.find(first, at + 1))
        if (fits(text.substr(at), words)) return true;
    return false;
}

/// True when one of the phrases between the bars is in the text.
bool containsAny(std::string_view text, std::string_view phrases) {
    while (!phrases.empty()) {
        const auto bar = std::min(phrases.find('|'), phrases.size());
        if (contains(text, phrases.substr(0, bar))) return true;
        phrases.remove_prefix(std::min(bar + 1, phrases.size()));
    }
    return false;
}

/// Lower case, all white space one blank, plain apostrophes, so that wrapped lines compare.
std::string folded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (text.substr(i, 3) == "\u2019") {
            out += '\'';
            i += 2;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        if (std::isspace(byte)) {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            out += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
        }
    }
    return out;
}

struct ByCode {
    std::string_view tail; ///< subject and detail of the enhanced code
    BounceReason reason;
};

// RFC 3463, sections 3.2 to 3.8, and the registry of RFC 5248.
constexpr std::array kByStatus = std::to_array<ByCode>({
    {"1.1", UserUnknown},
    {"1.2", HostUnknown},
    {"1.3", UserUnknown},
    {"1.4", UserUnknown},
    {"1.6", HasMoved},
    {"1.7", Rejected},
    {"1.8", Rejected},
    {"1.9", SystemError},
    {"1.10", NotAccept},
    {"2.0", OnHold},
    {"2.1", Suspended},
    {"2.2", MailboxFull},
    {"2.3", MessageTooBig},
    {"2.4", Filtered},
    {"3.1", SystemFull},
    {"3.2", NotAccept},
    {"3.3", SystemError},
    {"3.4", MessageTooBig},
    {"3.5", SystemError},
    {"4.1", Expired},
    {"4.2", NetworkError},
    {"4.3", SystemError},
    {"4.4", HostUnknown},
    {"4.5", SystemError},
    {"4.6", NetworkError},
    {"4.7", Expired},
    {"5.0", SyntaxError},
    {"5.1", SyntaxError},
    {"5.2", SyntaxError},
    {"5.3", LimitExceeded},
    {"5.4", SyntaxError},
    {"5.5", SystemError},
    {"6.0", ContentRefused},
    {"6.1", ContentRefused},
    {"6.2", ContentRefused},
    {"6.3", ContentRefused},
    {"7.0", SecurityError},
    {"7.1", Rejected},
    {"7.2", PolicyViolation},
    {"7.4", SecurityError},
    {"7.5", SecurityError},
    {"7.7", SecurityError},
    {"7.8", SecurityError},
    {"7.20", AuthenticationFailed},
    {"7.21", AuthenticationFailed},
    {"7.22", AuthenticationFailed},
    {"7.23", AuthenticationFailed},
    {"7.24", AuthenticationFailed},
    {"7.25", RequirePtr},
    {"7.26", AuthenticationFailed},
    {"7.27", NotAccept},
});

BounceReason byStatus(std::string_view status) {
    if (status.size() < 5) return Undefined;
    const auto tail = status.substr(2);
    const auto* found = std::ranges::find(kByStatus, tail, &ByCode::tail);
    return found == kByStatus.end() ? Undefined : found->reason;
}

/// The text without the names before an @: who is called "spam-filter" says nothing about the reason.
std::string withoutNames(const std::string& text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '@')
            while (!out.empty() && out.back() != ' ' && out.back() != '<' && out.back() != '(')
                out.pop_back();
        out += c;
    }
    return out;
}

/// The reason of the first paragraph whose words mean one.
BounceReason byWords(std::string_view words, std::span<const BouncePhrases> groups) {
    while (!words.empty()) {
        const auto end = std::min({words.find("\n\n"), words.find("\r\n\r\n"), words.size()});
        const std::string text = withoutNames(folded(words.substr(0, end)));
        words.remove_prefix(std::min(end + 2, words.size()));
        for (const BouncePhrases& group : groups)
            if (containsAny(text, group.phrases)) return group.reason;
    }
    return Undefined;
}

/// True when the refusal answered the mail itself: the recipient's name had been accepted then, so it is a
/// filter that speaks, whatever it says.
bool answersData(std::string_view text) {
    constexpr std::array kWords = std::to_array<std::string_view>(
        {"reply to end of data", "reply to data", "after end of data", "command data", "final data",
         ">>> data <<<", "(data)", "end of data:"});
    return std::ranges::any_of(kWords, [&](std::string_view w) { return text.find(w) != std::string::npos; });
}

/// True when the refusal answered the recipient's name.
bool answersRcpt(std::string_view text) {
    for (auto at = text.find("rcpt"); at != std::string_view::npos; at = text.find("rcpt", at + 1)) {
        // "rcpt to: user@host" stands in summaries of the mail; the command has brackets.
        const auto behind = text.substr(at + 4, 6);
        if (!behind.starts_with(" to: ") || behind == " to: <") return true;
    }
    return false;
}

/// True when the reporting system says itself that the user is unknown, not by quoting another one's reply.
bool inOwnWords(std::string_view words) {
    while (!words.empty()) {
        const auto end = std::min({words.find("\n\n"), words.find("\r\n\r\n"), words.size()});
        const auto paragraph = words.substr(0, end);
        words.remove_prefix(std::min(end + 2, words.size()));
        if (replyIn(paragraph).empty() && byWords(paragraph, bouncePhrases()) == UserUnknown) return true;
    }
    return false;
}

bool isDigit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool isGeneral(std::string_view status) {
    return status.size() >= 5 && (status.substr(1) == ".0.0" || status.ends_with(".0.0"));
}

} // namespace

BounceReason reasonOf(const Diagnosis& diagnosis) {
    // The line of the recipient himself says more than those behind it.
    const std::string_view first(diagnosis.text.data(),
                                 std::min(diagnosis.text.find('\n'), diagnosis.text.size()));
    BounceReason reason = byWords(first, bouncePhrases());
    if (reason == Undefined) reason = byWords(diagnosis.text, bouncePhrases());
    if (reason == Undefined) reason = byStatus(statusIn(diagnosis.text));
    if (reason == Undefined) reason = byStatus(diagnosis.status);
    if (reason == Undefined || reason == OnHold)
        if (const auto vague = byWords(diagnosis.text, vaguePhrases()); vague != Undefined) reason = vague;
    if (reason == Undefined || reason == OnHold) {
        const BounceReason around = byWords(diagnosis.around, bouncePhrases());
        if (around != Undefined) reason = around;
    }
    if (reason == Undefined) {
        reason = diagnosis.reply == "550"   ? UserUnknown
                 : diagnosis.reply == "552" ? MailboxFull
                 : diagnosis.reply == "421" ? Expired
                                            : OnHold;
    }
    if (reason != UserUnknown) return reason;
    // "5.1.1" leaves no doubt, and the answer to RCPT is about the name. What is said elsewhere, or to the
    // mail itself after the name was accepted, may as well be a filter's: nobody is written off on hearsay.
    const std::string status = diagnosis.status.size() > 1 ? diagnosis.status.substr(1) : std::string();
    if (status.starts_with(".1.") || status == ".2.1") return UserUnknown;
    const std::string all = folded(diagnosis.text) + "\n" + folded(diagnosis.around);
    const bool toName = answersRcpt(folded(diagnosis.text)) || (answersRcpt(all) && !answersData(all)) ||
                        inOwnWords(diagnosis.around);
    if (all.find("user doesn't have a") != std::string::npos) return UserUnknown;
    const bool inARow = all.find("503 ") != std::string::npos; // answers to DATA what it means of RCPT
    if (diagnosis.reply.empty() && status.empty()) return UserUnknown; // the system's own words, not a peer's
    return toName || inARow ? UserUnknown : Filtered;
}

Failure failureOf(const std::string& address, Diagnosis diagnosis, bool permanent) {
    diagnosis.status = statusIn(diagnosis.status);
    Failure failure;
    failure.address = address;
    if (diagnosis.status.empty() || isGeneral(diagnosis.status))
        if (auto better = statusIn(diagnosis.text); !better.empty()) diagnosis.status = better;
    if (diagnosis.reply.empty()) diagnosis.reply = replyIn(diagnosis.text);
    if (diagnosis.reply.empty() && diagnosis.status.empty()) diagnosis.reply = replyIn(diagnosis.around);
    failure.status = diagnosis.status;
    failure.reply = diagnosis.reply;
    failure.diagnostic = std::string(trimmed(diagnosis.text).substr(0, 1000));
    failure.reason = reasonOf(diagnosis);
    failure.permanent = permanent;
    failure.hard = isHard(failure.reason);
    return failure;
}

bool isHard(BounceReason reason) noexcept {
    return reason == UserUnknown || reason == HostUnknown || reason == HasMoved || reason == NotAccept;
}

std::string statusIn(std::string_view text) {
    for (std::size_t i = 0; i + 4 < text.size(); ++i) {
        if ((text[i] != '4' && text[i] != '5') || text[i + 1] != '.') continue;
        // Not the end of a version number or an address: 192.5.1.1, mx5.1.2.
        if (i > 0 && (std::isalnum(static_cast<unsigned char>(text[i - 1])) || text[i - 1] == '.' ||
                      text[i - 1] == '-'))
            continue;
        std::size_t at = i + 2, digits = 0;
        while (at < text.size() && isDigit(text[at]) && digits < 3) ++at, ++digits;
        if (digits == 0 || at >= text.size() || text[at] != '.') continue;
        const std::size_t detail = ++at;
        while (at < text.size() && isDigit(text[at]) && at - detail < 4) ++at;
        if (at == detail || at - detail > 3) continue;
        if (at < text.size() && (text[at] == '.' && at + 1 < text.size() && isDigit(text[at + 1]))) continue;
        return std::string(text.substr(i, at - i));
    }
    return {};
}

std::string replyIn(std::string_view text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        if ((text[i] != '4' && text[i] != '5') || text[i + 1] < '0' || text[i + 1] > '5' ||
            !isDigit(text[i + 2]))
            continue;
        const char before = i == 0 ? ' ' : text[i - 1];
        const char behind = i + 3 < text.size() ? text[i + 3] : ' ';
        const bool opens = !std::isalnum(static_cast<unsigned char>(before)) && before != '.' &&
                           before != '-' && before != '@' && before != '_';
        const bool closes = behind == ' ' || behind == '-' || behind == '\n' || behind == '\r' ||
                            behind == ')' || behind == ']' || behind == ':' || behind == ',' ||
                            behind == '\t' || behind == '#' || behind == '.';
        if (opens && closes) return std::string(text.substr(i, 3));
    }
    return {};
}

} // namespace rejoinder::email
