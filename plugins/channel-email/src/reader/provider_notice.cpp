#include "provider_notice.h"

#include "bounce_reason.h"

#include <rejoinder/json.h>

namespace rejoinder::email {

struct NoticeRecipient {
    std::string emailAddress, status, diagnosticCode;
    static void rules(Rules& r) {
        r.at("emailAddress").notEmpty();
        r.at("status").defaulted();
        r.at("diagnosticCode").defaulted();
    }
};
REJOINDER_DESCRIBE(NoticeRecipient, emailAddress, status, diagnosticCode)

struct NoticeBounce {
    std::string bounceType;
    std::vector<NoticeRecipient> bouncedRecipients;
};
REJOINDER_DESCRIBE(NoticeBounce, bounceType, bouncedRecipients)

struct NoticeComplaint {
    std::vector<NoticeRecipient> complainedRecipients;
    std::string complaintFeedbackType;
    static void rules(Rules& r) { r.at("complaintFeedbackType").defaulted(); }
};
REJOINDER_DESCRIBE(NoticeComplaint, complainedRecipients, complaintFeedbackType)

struct ProviderNotice {
    std::string notificationType;
    std::optional<NoticeBounce> bounce;
    std::optional<NoticeComplaint> complaint;
};
REJOINDER_DESCRIBE(ProviderNotice, notificationType, bounce, complaint)

namespace {

/// The JSON object at the begin of a text, its wrapped lines joined; "" when there is none.
std::string objectIn(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || text[begin] != '{') return {};
    std::string out;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = begin; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n' || c == '\r') {
            if (quoted && i + 1 < text.size() && text[i + 1] == ' ') ++i;
            continue;
        }
        out += c;
        if (c == '\\' && quoted && i + 1 < text.size()) {
            out += text[++i];
            continue;
        }
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '{') ++depth;
        if (c == '}' && --depth == 0) return out;
    }
    return {};
}

void addFailures(IncomingMail& mail, const NoticeBounce& bounce) {
    mail.kind = MailKind::Bounce;
    for (const NoticeRecipient& one : bounce.bouncedRecipients)
        mail.failures.push_back(failureOf(one.emailAddress, {one.status, {}, one.diagnosticCode, {}},
                                          bounce.bounceType == "Permanent"));
}

} // namespace

bool readProviderNotice(IncomingMail& mail, std::string_view text) {
    const std::string object = objectIn(text);
    if (object.find("\"notificationType\"") == std::string::npos) return false;
    try {
        const auto notice = json::read<ProviderNotice>(object);
        if (notice.bounce) {
            addFailures(mail, *notice.bounce);
        } else if (notice.complaint) {
            mail.kind = MailKind::Complaint;
            mail.feedbackType = notice.complaint->complaintFeedbackType;
            for (const NoticeRecipient& one : notice.complaint->complainedRecipients) {
                Failure complaint;
                complaint.address = one.emailAddress;
                mail.failures.push_back(std::move(complaint));
            }
        } else if (notice.notificationType == "Delivery") {
            mail.kind = MailKind::Delivered;
        }
        return mail.kind != MailKind::Reply;
    } catch (const Error&) {
        return false; // somebody's mail that begins like one
    }
}

} // namespace rejoinder::email
