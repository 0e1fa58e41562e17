#include "notices.h"

namespace rejoinder::email {

namespace {

constexpr std::size_t kMostNote = 500;

struct NoticeRow {
    Id id;
    std::string noticeKey, fromName, toName, toAddress, subject, content;
    NoticeState state = NoticeState::Queued;
    std::string note;
    Timestamp queuedAt;
};
REJOINDER_DESCRIBE(NoticeRow, id, noticeKey, fromName, toName, toAddress, subject, content, state, note,
                   queuedAt)

std::string oneLine(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

void close(Attempt& attempt, Id id, NoticeState state, std::string note) {
    note = oneLine(std::move(note)).substr(0, kMostNote);
    attempt.write([&](Unit& u) {
        u.run("channel-email.close-notice", {{"id", id}, {"state", state}, {"note", note}});
        u.audit(state == NoticeState::Sent ? "channel-email.notice-sent" : "channel-email.notice-refused", id,
                note);
    });
}

} // namespace

void NoticeService::send(Unit& unit, const Notice& notice) {
    if (unit.number("channel-email.find-notice-by-key", {{"noticeKey", notice.key}}) > 0) return;
    const Id id = unit.newId();
    unit.run("channel-email.insert-notice",
             NoticeRow{id, notice.key, oneLine(notice.fromName), oneLine(notice.toName), notice.toAddress,
                       oneLine(notice.subject), notice.text, NoticeState::Queued, "", unit.now()});
    unit.enqueue("channel-email.send-notice", SendNotice{id}, {id.toString(), {}, {}});
}

void NoticeService::withdraw(Unit& unit, std::string_view key) {
    unit.run("channel-email.withdraw-notice", {{"noticeKey", key}, {"note", "withdrawn"}});
}

void NoticeService::giveUp(Unit& unit, Timestamp before) {
    unit.run("channel-email.give-up-notices", {{"before", before}, {"note", "no mail server took it"}});
}

void NoticeService::run(const SendNotice& job, Attempt& attempt, const EmailRules& rules,
                        const std::function<bool(const std::string&)>& quarantined, const Clock& clock) {
    std::optional<NoticeRow> row;
    attempt.read([&](Unit& u) { row = u.one<NoticeRow>("channel-email.find-notice", {{"id", job.id}}); });
    if (!row || row->state != NoticeState::Queued) return;
    if (!isMailbox(rules.from))
        throw Error::conflict("channel-email.no-sender",
                              "The setting channel-email.from names no mailbox to send from.");
    if (!isMailbox(row->toAddress) || quarantined(row->toAddress)) {
        close(attempt, row->id, NoticeState::Refused, "the address cannot be written to");
        return;
    }
    Mail mail;
    mail.fromName = row->fromName;
    mail.fromAddress = rules.from;
    mail.toName = row->toName;
    mail.toAddress = row->toAddress;
    mail.subject = row->subject;
    mail.text = row->content;
    mail.messageId = "notice-" + row->id.toString() + "@" + domainOf(rules.from);
    mail.date = clock.now();
    const auto answer = SmtpSession(rules.server).send(rules.from, row->toAddress, mimeOf(mail));
    switch (answer.outcome) {
    case Outcome::Accepted: close(attempt, row->id, NoticeState::Sent, answer.text); return;
    case Outcome::Refused: close(attempt, row->id, NoticeState::Refused, answer.text); return;
    case Outcome::NotNow:
    case Outcome::Unknown: break;
    }
    throw Error(ErrorKind::Unavailable, "channel-email.not-now",
                "the mail server takes no mail: " + answer.text);
}

} // namespace rejoinder::email
