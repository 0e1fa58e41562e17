#include "confirmations.h"

#include "words.h"

namespace rejoinder::web {

namespace {

constexpr std::chrono::hours kDay{24};

std::string sourceOf(const ConfirmationRow& row) {
    return "web form, answer " + row.submissionId.toString() + ", asked " + row.askedAt.toString() +
           " from " + row.askedFrom + ", confirmed by e-mail from " + row.confirmedFrom;
}

std::string keyOf(const ConfirmationRow& row) {
    return "channel-web.confirm " + row.id.toString();
}

} // namespace

void Confirmations::ask(Unit& unit, const SubmissionRow& row, const FormRow& form, const std::string& email,
                        std::optional<Id> contact) const {
    const auto notices = n_.notices();
    const auto url = n_.publicUrl();
    for (const auto& agreed : row.agreed) {
        if (agreed.channel != Channel::Email || email.empty() || !notices || url.empty()) continue;
        ConfirmationRow wish;
        wish.id = unit.newId();
        wish.submissionId = row.id;
        wish.contactId = contact;
        wish.email = email;
        wish.consentKey = agreed.key;
        wish.purpose = agreed.purpose;
        wish.textVersion = agreed.version;
        wish.text = agreed.text;
        wish.language = row.language;
        wish.askedAt = row.receivedAt;
        wish.expiresAt = row.receivedAt.plus(std::chrono::hours(n_.hours()));
        wish.askedFrom = row.address;
        const auto sent =
            unit.number("channel-web.count-asked", {{"email", email}, {"since", unit.now().plus(-kDay)}});
        unit.run("channel-web.insert-confirmation", wish);
        if (sent >= kMostPerDay) continue;
        const auto say = [&](std::string_view key) { return std::string(words(key, row.language)); };
        notices->send(unit, {keyOf(wish),
                             form.definition.senderName,
                             {},
                             email,
                             say("mail.subject"),
                             say("mail.begin") + "\n\n" + agreed.text + "\n\n" + say("mail.ask") + "\n\n" +
                                 url + "/c/" + tokens_.makeConfirmation(wish.id) + "\n\n" + say("mail.end") +
                                 "\n\n" + form.definition.senderName + "\n"});
    }
}

std::optional<ConfirmationRow> Confirmations::find(Unit& unit, std::string_view token) const {
    const auto id = tokens_.readConfirmation(token);
    if (!id) return std::nullopt;
    return unit.one<ConfirmationRow>("channel-web.find-confirmation", {{"id", *id}});
}

void Confirmations::record(Unit& unit, ConfirmationRow& row) const {
    if (!row.confirmedAt || !row.contactId || row.consentId) return;
    n_.reception->confirmEmail(unit, *row.contactId, row.email);
    const Id consent =
        n_.consents->record(unit, {*row.contactId, Channel::Email, row.purpose, true, *row.confirmedAt,
                                   sourceOf(row), row.textVersion, row.text});
    if (consent) row.consentId = consent;
}

Confirmed Confirmations::confirm(Unit& unit, Id id, const std::string& from) const {
    auto row = unit.one<ConfirmationRow>("channel-web.find-confirmation", {{"id", id}});
    if (!row) return Confirmed::TooLate;
    if (row->confirmedAt) return Confirmed::Before;
    if (unit.now() > row->expiresAt) return Confirmed::TooLate;
    row->confirmedAt = unit.now();
    row->confirmedFrom = from;
    // Two at one moment, perhaps on two nodes: the second waits here and finds it done.
    if (unit.run("channel-web.mark-confirmed", *row) == 0) return Confirmed::Before;
    record(unit, *row);
    unit.run("channel-web.update-confirmation", *row);
    unit.audit("channel-web.confirm", row->id);
    return Confirmed::Now;
}

void Confirmations::belong(Unit& unit, Id submission, std::optional<Id> contact) const {
    for (auto& row :
         unit.all<ConfirmationRow>("channel-web.confirmations-of", {{"submissionId", submission}})) {
        if (row.contactId == contact) continue;
        if (row.contactId && row.consentId) // it was somebody else's
            n_.consents->record(unit, {*row.contactId, Channel::Email, row.purpose, false, unit.now(),
                                       sourceOf(row), row.textVersion, row.text});
        row.contactId = contact;
        row.consentId.reset();
        record(unit, row);
        unit.run("channel-web.update-confirmation", row);
    }
}

void Confirmations::forget(Unit& unit, Id submission) const {
    if (const auto notices = n_.notices())
        for (const auto& row :
             unit.all<ConfirmationRow>("channel-web.confirmations-of", {{"submissionId", submission}}))
            notices->withdraw(unit, keyOf(row));
    unit.run("channel-web.erase-confirmation", {{"submissionId", submission}});
}

} // namespace rejoinder::web
