#include "submissions.h"

#include "words.h"

#include <unicode/unistr.h>

#include <algorithm>

namespace rejoinder::web {

namespace {

using contacts::Contact;

/// What an objection says that came of a form.
std::string sourceOf(const SubmissionRow& row) {
    return "web form, answer " + row.id.toString();
}

bool sameName(const std::string& a, const std::string& b) {
    const auto folded = [](const std::string& text) { return icu::UnicodeString::fromUTF8(text).foldCase(); };
    return folded(a) == folded(b);
}

/// Whether the person whose code it is may have said this: nothing else is told, or the same name.
bool mayBe(const Contact& said, const Contact& known) {
    if (!said.familyName.empty()) return sameName(said.familyName, known.familyName);
    return said.companyName.empty() || sameName(said.companyName, known.companyName);
}

/// The one who is surely meant; nothing when there is none, or more than one.
std::optional<Id> onlySure(const std::vector<contacts::Likely>& found) {
    const auto sure = std::ranges::count(found, true, &contacts::Likely::sure);
    if (sure != 1) return std::nullopt;
    return std::ranges::find(found, true, &contacts::Likely::sure)->contact.id;
}

bool saysWho(const Contact& said) {
    return !said.familyName.empty() || !said.companyName.empty() || !said.email.empty() ||
           !said.phone.empty();
}

} // namespace

std::optional<SubmissionRow> findSubmission(Unit& unit, Id id) {
    return unit.one<SubmissionRow>("channel-web.find-submission", {{"id", id}});
}

void Submissions::update(Unit& unit, const SubmissionRow& row) {
    unit.run("channel-web.update-submission", row);
}

Stored Submissions::before(Unit& unit, std::string_view nonce, std::string_view contentHash) {
    const auto row = unit.one<SubmissionRow>("channel-web.submission-of-nonce", {{"nonce", nonce}});
    if (!row) return Stored::New;
    return row->contentHash == contentHash ? Stored::Again : Stored::Changed;
}

Stored Submissions::store(Unit& unit, const Sent& sent) const {
    if (const auto known = before(unit, sent.nonce, sent.contentHash); known != Stored::New) return known;
    SubmissionRow row;
    row.id = unit.newId();
    row.formId = sent.form.id;
    row.formVersion = sent.form.version;
    row.campaignId = sent.form.campaignId;
    row.nonce = sent.nonce;
    row.contentHash = sent.contentHash;
    row.receivedAt = unit.now();
    row.language = sent.answer.language;
    row.address = sent.address;
    row.code = sent.code;
    row.proven = sent.proven;
    row.answers = sent.answer.values;
    row.agreed = sent.answer.agreed;
    row.channels = sent.answer.channels;
    const bool optOut = sent.form.definition.kind == FormKind::OptOut;
    // An objection too many harms nobody, one that waits breaks what the page said.
    if (sent.answer.trapped && !optOut) row.state = SubmissionState::Suspected;
    unit.run("channel-web.insert-submission", row);
    unit.audit("channel-web.form-sent", row.id, sent.form.slug);
    if (row.state == SubmissionState::Suspected) return Stored::New;
    if (optOut)
        object(unit, row, sent.form);
    else
        unit.publish(FormSent{row.id, row.formId});
    return Stored::New;
}

SubmissionRow Submissions::release(Unit& unit, Id id) const {
    auto row = findSubmission(unit, id);
    if (!row) throw Error::notFound("channel-web.no-submission", "there is no such answer");
    if (unit.run("channel-web.release-submission", {{"id", id}}) == 0)
        throw Error::conflict("channel-web.not-suspected", "this answer was not set aside as unwanted");
    row->state = SubmissionState::Received;
    unit.audit("channel-web.release", row->id);
    const auto form = requireForm(unit, row->formId);
    if (form.definition.kind == FormKind::OptOut)
        object(unit, *row, form);
    else
        unit.publish(FormSent{row->id, row->formId});
    return *row;
}

void Submissions::settle(Unit& unit, Id id) const {
    auto row = findSubmission(unit, id);
    if (!row || row->state != SubmissionState::Received) return;
    const auto form = requireForm(unit, row->formId);
    capture(unit, *row, form);
}

Contact Submissions::saidBy(const SubmissionRow& row, const FormRow& form) const {
    auto said = saidIn(row.answers, row.language, "web form " + form.slug);
    Faults ignored; // checked when it was sent
    n_.reception->clean(said, form.definition.country, ignored);
    return said;
}

Submissions::Person Submissions::stranger(Unit& unit, const Contact& said) const {
    if (!saysWho(said)) return {{}, "responses.no-contact"};
    const auto found = n_.people->likely(unit, said);
    if (const auto sure = onlySure(found)) return {sure, {}};
    if (!found.empty()) return {{}, "channel-web.unsure-person"};
    try {
        return {n_.people->add(unit, said).id, {}};
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Invalid) throw;
        return {{}, "responses.no-contact"}; // a company's rules for contacts became stricter meanwhile
    }
}

Submissions::Person Submissions::personOf(Unit& unit, const SubmissionRow& row, const Contact& said) const {
    if (row.code.empty()) return stranger(unit, said);
    const auto piece = n_.pieces->findByCode(unit, row.code);
    if (!piece && n_.pieces->findMedium(unit, row.code)) return stranger(unit, said);
    if (!piece) return {{}, "responses.unknown-code"};
    const auto known = n_.directory->find(unit, piece->contactId);
    if (known && mayBe(said, *known)) {
        if (row.proven) n_.reception->complete(unit, piece->contactId, said);
        return {piece->contactId, {}};
    }
    return stranger(unit, said); // the code was passed on
}

void Submissions::take(Unit& unit, SubmissionRow& row, const responses::Captured& captured) const {
    keep(row, captured);
    settled(unit, row);
}

void Submissions::settled(Unit& unit, const SubmissionRow& row) {
    update(unit, row);
    unit.publish(FormSettled{row.id, row.formId, row.state});
}

void Submissions::keep(SubmissionRow& row, const responses::Captured& captured) {
    using responses::Outcome;
    row.state = captured.outcome == Outcome::Captured    ? SubmissionState::Captured
                : captured.outcome == Outcome::Duplicate ? SubmissionState::Duplicate
                                                         : SubmissionState::Clearing;
    if (captured.outcome == Outcome::Clearing) {
        row.clearingId = captured.id;
    } else {
        row.responseId = captured.id;
        if (captured.response) row.contactId = captured.response->contactId;
    }
}

void Submissions::capture(Unit& unit, SubmissionRow& row, const FormRow& form) const {
    const auto said = saidBy(row, form);
    const auto person = personOf(unit, row, said);
    responses::NewResponse reply;
    reply.type = form.definition.responseType;
    reply.channel = Channel::Web;
    reply.campaignId = form.campaignId;
    reply.receivedAt = row.receivedAt;
    reply.items = itemsIn(row.answers, form.definition);
    reply.reference = row.id.toString();
    reply.note = noteOf(row.answers, form.definition, row.language);
    reply.clearing = true;
    if (!row.code.empty()) reply.code = row.code;
    reply.contactId = person.contact;
    if (!n_.capturing->takes(unit, reply.type))
        row.reason = "channel-web.unknown-type";
    else
        row.reason = person.reason;
    if (!row.reason.empty()) {
        reply.note += whoSays(said);
        take(unit, row, n_.capturing->setAside(unit, reply, row.reason));
    } else {
        take(unit, row, n_.capturing->capture(unit, reply));
    }
    confirmations_.ask(unit, row, form, said.email, row.contactId);
    if (row.contactId) agree(unit, row, form, *row.contactId, true);
}

void Submissions::agree(Unit& unit, const SubmissionRow& row, const FormRow& form, Id contact,
                        bool given) const {
    for (const auto& agreed : row.agreed) {
        if (agreed.channel == Channel::Email) continue; // counts when it is confirmed
        n_.consents->record(
            unit, {contact, agreed.channel, agreed.purpose, given, given ? row.receivedAt : unit.now(),
                   "web form " + form.slug + ", answer " + row.id.toString() + ", from " + row.address,
                   agreed.version, agreed.text});
    }
}

void Submissions::objectFor(Unit& unit, const SubmissionRow& row, Id contact) const {
    if (row.channels.empty()) n_.gate->object(unit, contact, std::nullopt, sourceOf(row));
    for (const Channel channel : row.channels) n_.gate->object(unit, contact, channel, sourceOf(row));
}

/// Whoever has the code, the e-mail address or the phone number is left alone: to be silent towards one too
/// many does no harm.
void Submissions::object(Unit& unit, SubmissionRow& row, const FormRow& form) const {
    const auto said = saidBy(row, form);
    auto people = n_.reception->withEmail(unit, said.email);
    const auto add = [&](Id id) {
        if (std::ranges::find(people, id) == people.end()) people.insert(people.begin(), id);
    };
    const auto piece = row.code.empty() ? std::nullopt : n_.pieces->findByCode(unit, row.code);
    if (!said.phone.empty())
        for (const Id id : n_.numbers->holders(unit, said.phone)) add(id);
    if (saysWho(said))
        if (const auto sure = onlySure(n_.people->likely(unit, said))) add(*sure);
    if (piece) add(piece->contactId);
    responses::NewResponse reply;
    reply.type = form.definition.responseType;
    reply.channel = Channel::Web;
    reply.campaignId = piece ? std::optional(piece->campaignId) : form.campaignId;
    reply.receivedAt = row.receivedAt;
    reply.reference = row.id.toString();
    reply.note = noteOf(row.answers, form.definition, row.language);
    reply.clearing = true;
    if (piece) reply.code = row.code;
    const bool taken = n_.capturing->takes(unit, reply.type);
    if (people.empty() || !taken) {
        row.reason = people.empty() ? "channel-web.no-person" : "channel-web.unknown-type";
        if (!row.code.empty()) reply.code = row.code;
        reply.note += whoSays(said);
        for (const Id person : people) objectFor(unit, row, person);
        take(unit, row, n_.capturing->setAside(unit, reply, row.reason));
        return;
    }
    for (const Id person : people) objectFor(unit, row, person);
    reply.contactId = people.front();
    keep(row, n_.capturing->capture(unit, reply));
    row.state = SubmissionState::OptedOut;
    settled(unit, row);
}

void Submissions::hear(Unit& unit, const responses::ClearingDecided& decided) const {
    auto row =
        unit.one<SubmissionRow>("channel-web.submission-of-clearing", {{"clearingId", decided.entryId}});
    if (!row || decided.version <= row->clearingVersion) return;
    row->clearingVersion = decided.version;
    const auto form = requireForm(unit, row->formId);
    const auto before = row->contactId;
    const bool optOut = form.definition.kind == FormKind::OptOut;
    const bool assigned = decided.state == responses::ClearingState::Assigned && decided.response;
    row->contactId = assigned ? decided.response->contactId : std::nullopt;
    row->responseId = assigned ? std::optional(decided.response->id) : std::nullopt;
    row->state = assigned && optOut                                    ? SubmissionState::OptedOut
                 : assigned                                            ? SubmissionState::Captured
                 : decided.state == responses::ClearingState::Rejected ? SubmissionState::Rejected
                                                                       : SubmissionState::Clearing;
    update(unit, *row);
    if (before && before != row->contactId) {
        if (optOut) n_.objections->withdraw(unit, *before, sourceOf(*row));
        agree(unit, *row, form, *before, false);
    }
    if (row->contactId && before != row->contactId) {
        if (optOut) objectFor(unit, *row, *row->contactId);
        agree(unit, *row, form, *row->contactId, true);
    }
    confirmations_.belong(unit, row->id, row->contactId);
    unit.publish(FormSettled{row->id, row->formId, row->state});
}

} // namespace rejoinder::web
