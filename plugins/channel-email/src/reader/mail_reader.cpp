#include "mail_reader.h"

#include "bounce_reason.h"
#include "mail_parts.h"
#include "notice_text.h"
#include "provider_notice.h"

#include <algorithm>
#include <array>
#include <ranges>

namespace rejoinder::email {

namespace {

/// The groups of fields of a delivery-status part.
std::vector<Headers> groupsOf(std::string_view status) {
    std::vector<Headers> groups;
    std::size_t at = 0;
    std::string block;
    const auto flush = [&] {
        if (auto fields = headersOf(block); !fields.empty()) groups.push_back(std::move(fields));
        block.clear();
    };
    while (at < status.size()) {
        const auto end = std::min(status.find('\n', at), status.size());
        const auto line = status.substr(at, end - at);
        // Some leave out the empty line between two recipients.
        const std::string low = lowered(line.substr(0, 20));
        const bool next = (low.starts_with("final-recipient:") || low.starts_with("original-recipient:")) &&
                          block.find("\nAction:") != std::string::npos;
        if (trimmed(line).empty() || next) flush();
        if (!trimmed(line).empty()) block.append(line).append("\n");
        at = end + 1;
    }
    flush();
    return groups;
}

std::string field(const Headers& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
}

/// "rfc822; <user@host>" without its type.
std::string addressOf(std::string_view value) {
    if (const auto type = value.find(';'); type != std::string_view::npos) value.remove_prefix(type + 1);
    const auto found = addressesIn(value);
    if (!found.empty()) return found.front().address;
    std::string plain(trimmed(value));
    std::erase_if(plain, [](char c) { return c == '<' || c == '>'; });
    return plain;
}

/// The addresses of a header such as To.
std::vector<std::string> addressesOfHeader(std::string_view value) {
    std::vector<std::string> out;
    for (Mention& mention : addressesIn(value)) out.push_back(std::move(mention.address));
    return out;
}

/// A status such as "5.1.1 (bad destination mailbox)" or "5.1.1".
std::string cleanStatus(std::string_view value) {
    return statusIn(value);
}

std::vector<Failure> failuresOfReport(const MailParts& parts, const std::string& words, bool& delivered) {
    std::vector<Failure> failures;
    for (const auto& fields : groupsOf(parts.status)) {
        // The original recipient is whom we wrote to; the final one may be a forwarding's.
        std::string address = addressOf(field(fields, "original-recipient"));
        if (address.find('@') == std::string::npos)
            if (auto last = addressOf(field(fields, "final-recipient")); !last.empty())
                address = std::move(last);
        if (address.empty()) continue;
        const std::string action = lowered(field(fields, "action"));
        if (action.starts_with("delivered") || action.starts_with("relayed") ||
            action.starts_with("expanded")) {
            delivered = true;
            continue;
        }
        Diagnosis diagnosis;
        diagnosis.status = cleanStatus(field(fields, "status"));
        diagnosis.text = field(fields, "diagnostic-code");
        if (const auto type = diagnosis.text.find(';'); type != std::string::npos && type < 20)
            diagnosis.text.erase(0, type + 1);
        diagnosis.around = words;
        if (trimmed(diagnosis.text).size() < 12)
            for (const Complained& one : complainedOf(words, {}, {address}))
                if (lowered(one.address) == lowered(address)) diagnosis.text += "\n" + one.words;
        const bool permanent =
            !(action.starts_with("delayed") || (action.empty() && diagnosis.status.starts_with('4')));
        if (std::ranges::none_of(failures, [&](const Failure& one) { return one.address == address; }))
            failures.push_back(failureOf(address, std::move(diagnosis), permanent));
    }
    return failures;
}

bool containsAny(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// A mail system's notice by its look: sender, subject, returned mail.
bool looksLikeNotice(const IncomingMail& mail, const Headers& headers, const Notice& notice, bool returned) {
    const std::string from = lowered(field(headers, "from"));
    const std::string subject = lowered(mail.subject);
    const std::string path = field(headers, "return-path");
    int points = 0;
    if (containsAny(from, {"mailer-daemon", "mailerdaemon", "mdaemon"}))
        points += 3;
    else if (containsAny(from, {"postmaster", "post_master", "mail delivery", "mail system", "mail-daemon",
                                "maildelivery", "smtp_mail_service", "mail administrator",
                                "delivery subsystem", "mail router", "virus", "interscan"}))
        points += 2;
    if (containsAny(subject, {"undeliver",
                              "delivery status",
                              "returned mail",
                              "failure notice",
                              "delivery fail",
                              "mail delivery",
                              "delivery report",
                              "non-delivery",
                              "nondeliverable",
                              "not deliver",
                              "returned to sender",
                              "could not be delivered",
                              "mail system error",
                              "failed mail",
                              "message status",
                              "delivery has failed",
                              "delivery error",
                              "delivery problem",
                              "could not send",
                              "unable to deliver",
                              "warning: message",
                              "delayed mail",
                              "unzustellbar",
                              "mail could not",
                              "echec",
                              "delivery notification",
                              "mail failure",
                              "not delivered",
                              "unknown user",
                              "user unknown",
                              "delivery has been delayed",
                              "delivery incomplete",
                              "permanent fatal errors",
                              "rejected",
                              "failed delivery",
                              "message delay",
                              "returning to sender",
                              "delivery failure",
                              "error notification",
                              "エラー",
                              "loop alert"}))
        points += 2;
    if (trimmed(path) == "<>" || from.find("<>") != std::string::npos) points += 1;
    if (returned) points += 1;
    if (!field(headers, "x-failed-recipients").empty()) points += 3;
    const std::string words = lowered(std::string_view(notice.words).substr(0, 4000));
    if (containsAny(words, {"could not be delivered",
                            "not be delivered",
                            "unable to deliver",
                            "delivery to the following",
                            "delivery failed",
                            "wasn't able to deliver",
                            "permanent fatal errors",
                            "user unknown",
                            "unknown user",
                            "undeliverable",
                            "has not been delivered",
                            "was not delivered",
                            "failed recipients",
                            "transcript of session",
                            "couldn't be delivered",
                            "did not reach",
                            "returned to you",
                            "delivery of your",
                            "no longer",
                            "not a valid",
                            "has been delayed",
                            "mailbox is full",
                            "cannot be delivered",
                            "couldn't deliver",
                            "could not deliver",
                            "does not exist",
                            "rejected",
                            "failed to deliver",
                            "rcpt to",
                            "no such user",
                            "unknown host",
                            "no valid recipients",
                            "has been returned",
                            "error message",
                            "did not receive",
                            "is full"}))
        points += 2;
    return points >= 4;
}

bool isAutomatic(const Headers& headers, const std::string& subject) {
    const std::string submitted = lowered(field(headers, "auto-submitted"));
    if (!submitted.empty() && !submitted.starts_with("no")) return true;
    if (!field(headers, "x-autoreply").empty() || !field(headers, "x-autorespond").empty() ||
        !field(headers, "x-auto-response-from").empty())
        return true;
    const std::string precedence = lowered(field(headers, "precedence"));
    if (precedence == "auto_reply") return true;
    const std::string low = lowered(subject);
    return low.starts_with("auto:") || low.starts_with("out of office") || low.starts_with("auto response") ||
           low.starts_with("automatic reply") || low.starts_with("autoreply") ||
           low.starts_with("auto reply") || low.starts_with("abwesenheit") ||
           low.starts_with("automatische antwort") || low.starts_with("réponse automatique") ||
           low.starts_with("vacation") || low.starts_with("away from");
}

/// The recipients of the returned mail, by its headers.
std::vector<std::string> intendedOf(const Headers& original) {
    std::vector<std::string> out = addressesOfHeader(field(original, "to"));
    if (out.empty()) out = addressesOfHeader(field(original, "x-rcpt-to"));
    if (out.empty()) {
        const std::string received = field(original, "received-for");
        if (const auto at = received.find(" for <"); at != std::string::npos)
            out = addressesOfHeader(received.substr(at, 200));
    }
    return out;
}

std::vector<Failure> failuresOfNotice(const Notice& notice, const Headers& headers, const IncomingMail& mail,
                                      const Headers& original) {
    std::vector<std::string> ours = {mail.from};
    for (const char* name : {"to", "sender", "return-path", "delivered-to", "errors-to", "reply-to"})
        for (auto& one : addressesOfHeader(field(headers, name))) ours.push_back(std::move(one));
    for (const char* name : {"from", "sender", "return-path", "reply-to"})
        for (auto& one : addressesOfHeader(field(original, name))) ours.push_back(std::move(one));
    std::vector<Complained> complained;
    const auto listed = addressesOfHeader(field(headers, "x-failed-recipients"));
    const auto free = complainedOf(notice.words, ours, listed.empty() ? intendedOf(original) : listed);
    for (const std::string& address : listed) {
        const auto own = std::ranges::find(free, address, &Complained::address);
        complained.push_back({address, own == free.end() ? notice.words : own->words});
    }
    if (listed.empty()) complained = free;
    const std::string whole = lowered(mail.subject + "\n" + notice.words.substr(0, 4000));
    const bool trying =
        containsAny(whole,
                    {"will be retried", "will continue to try", "continue trying", "keep trying",
                     "still being retried", "has been delayed", "warning message only",
                     "not yet been delivered", "delivery attempts will", "will try to deliver",
                     "do not need to resend", "no action is required", "will keep trying", "retry for",
                     "delayed mail", "warning: message", "is still attempting", "try again later on your"}) &&
        !containsAny(whole, {"giving up", "given up", "i've given up"});
    std::vector<Failure> failures;
    for (const Complained& one : complained) {
        Diagnosis diagnosis;
        diagnosis.text = one.words;
        diagnosis.around = notice.words;
        failures.push_back(failureOf(one.address, std::move(diagnosis), !trying));
    }
    return failures;
}

void readHeaders(IncomingMail& mail, const MailParts& parts) {
    mail.subject = parts.subject;
    mail.messageId = parts.messageId;
    const Headers& headers = parts.headers;
    const auto from = addressesOfHeader(field(headers, "from"));
    mail.from = from.empty() ? "" : from.front();
    for (const char* name : {"to", "cc", "delivered-to", "x-original-to"})
        for (auto& one : addressesOfHeader(field(headers, name))) mail.to.push_back(std::move(one));
    for (const char* name : {"in-reply-to", "references"})
        for (auto& one : addressesOfHeader(field(headers, name))) mail.references.push_back(std::move(one));
}

void readComplaint(IncomingMail& mail, const MailParts& parts) {
    mail.kind = MailKind::Complaint;
    const auto fields = headersOf(parts.feedback);
    mail.feedbackType = lowered(field(fields, "feedback-type"));
    std::vector<std::string> addresses;
    for (const auto line : std::views::split(parts.feedback, '\n')) {
        const std::string_view text(line.begin(), line.end());
        const std::string low = lowered(text.substr(0, 20));
        if (low.starts_with("original-rcpt-to:") || low.starts_with("removal-recipient:"))
            for (auto& one : addressesOfHeader(text))
                if (std::ranges::find(addresses, one) == addresses.end()) addresses.push_back(std::move(one));
    }
    if (addresses.empty()) addresses = intendedOf(parts.original);
    if (addresses.empty()) addresses.emplace_back();
    for (std::string& address : addresses) {
        Failure complaint;
        complaint.address = std::move(address);
        complaint.diagnostic = std::string(trimmed(parts.text).substr(0, 1000));
        mail.failures.push_back(std::move(complaint));
    }
}

} // namespace

IncomingMail readMail(std::string_view bytes) {
    IncomingMail mail;
    MailParts parts = partsOf(bytes);
    readHeaders(mail, parts);
    mail.text = parts.text;
    // Outlook's complaint reports have no part for it, only this header in the returned mail.
    if (parts.original.contains("x-hmxmroriginalrecipient") && parts.feedback.empty())
        parts.feedback =
            "Feedback-Type: abuse\nOriginal-Rcpt-To: " + parts.original["x-hmxmroriginalrecipient"] + "\n";
    if (!parts.feedback.empty()) {
        readComplaint(mail, parts);
        mail.original = parts.original;
        return mail;
    }
    if (readProviderNotice(mail, parts.text)) return mail;
    const Notice notice = cutNotice(parts.text);
    for (const auto& [name, value] : notice.original) parts.original.emplace(name, value);
    // Reports whose parts came apart have their fields in the text.
    if (parts.status.empty() && lowered(parts.text).find("\nfinal-recipient:") != std::string::npos)
        parts.status = parts.text;
    bool delivered = false;
    if (!parts.status.empty()) mail.failures = failuresOfReport(parts, notice.words, delivered);
    if (mail.failures.empty() && delivered) {
        mail.kind = MailKind::Delivered;
    } else if (!mail.failures.empty()) {
        mail.kind = MailKind::Bounce;
    } else if (!parts.status.empty() ||
               looksLikeNotice(mail, parts.headers, notice, !parts.original.empty())) {
        mail.failures = failuresOfNotice(notice, parts.headers, mail, parts.original);
        if (!mail.failures.empty()) mail.kind = MailKind::Bounce;
    }
    if (mail.kind == MailKind::Reply && isAutomatic(parts.headers, mail.subject))
        mail.kind = MailKind::AutoReply;
    mail.original = std::move(parts.original);
    return mail;
}

} // namespace rejoinder::email
