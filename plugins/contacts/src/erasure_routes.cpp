#include "consent.h"
#include "erasure_job.h"
#include "merge_identity.h"
#include "retention.h"
#include "store.h"

#include <limits>

namespace rejoinder::contacts {

namespace {

struct ErasureWish {
    Id id;
    std::string askedBy;
    bool preview = false;
    static void rules(Rules& r) {
        r.at("askedBy").notEmpty().max(200).says("how the person asked: letter of 3 March");
        r.at("preview").defaulted().says("true: only say what would be done");
    }
};
REJOINDER_DESCRIBE(ErasureWish, id, askedBy, preview)

struct ErasureAnswer {
    Id contactId;
    std::vector<Id> allIds;
    std::int64_t consents = 0, entries = 0; ///< consent events and timeline entries that the person has
    std::optional<Id> operationId;          ///< absent for a preview
};
REJOINDER_DESCRIBE(ErasureAnswer, contactId, allIds, consents, entries, operationId)

struct Certificate {
    Id id, contactId;
    std::string kind, askedBy, madeBy;
    Timestamp madeAt;
    std::string documentHash;
    std::vector<CertificateStep> steps;
};
REJOINDER_DESCRIBE(Certificate, id, contactId, kind, askedBy, madeBy, madeAt, documentHash, steps)

struct Certificates {
    std::vector<Certificate> certificates;
};
REJOINDER_DESCRIBE(Certificates, certificates)

struct DossierWish {
    Id id;
    std::string askedBy;
    static void rules(Rules& r) {
        r.at("askedBy").notEmpty().max(200).says("how the person asked and was identified");
    }
};
REJOINDER_DESCRIBE(DossierWish, id, askedBy)

struct ConsentWithWording {
    ConsentEvent event;
    std::string wording;
};
REJOINDER_DESCRIBE(ConsentWithWording, event, wording)

/// Everything we know of a person, machine-readable.
struct Dossier {
    std::vector<Contact> contacts; ///< the one that stands for the person first
    std::vector<std::map<std::string, std::string>> attributes;
    std::vector<ConsentWithWording> consents;
    std::vector<TimelineEntry> timeline;
};
REJOINDER_DESCRIBE(Dossier, contacts, attributes, consents, timeline)

struct DossierAnswer {
    Certificate certificate;
    JsonText document;
};
REJOINDER_DESCRIBE(DossierAnswer, certificate, document)

struct WordingRow {
    std::string textHash, text;
    Timestamp firstUsedAt;
};
REJOINDER_DESCRIBE(WordingRow, textHash, text, firstUsedAt)

constexpr std::int32_t kMostEntries = 100'000;

std::vector<TimelineEntry> everything(Unit& unit, State& state, const std::vector<Id>& ids) {
    std::vector<TimelineEntry> all;
    for (const auto& records : state.context->useAll<PersonRecords>())
        for (auto& entry :
             records->timeline(unit, ids, {std::numeric_limits<std::int64_t>::max()}, kMostEntries))
            all.push_back(std::move(entry));
    return all;
}

Certificate certify(Unit& unit, Id contact, const char* kind, const std::string& askedBy,
                    std::vector<CertificateStep> steps, std::string hash) {
    Certificate c{unit.newId(),    contact,         kind, askedBy, unit.actor().name, unit.now(),
                  std::move(hash), std::move(steps)};
    unit.run("contacts.insert-certificate", c);
    return c;
}

ErasureAnswer ask(const ErasureWish& in, State& state, Unit& unit) {
    const Contact contact = requireContact(unit, in.id);
    ErasureAnswer out{contact.id, allIdsOf(unit, contact.id), 0, 0, {}};
    for (const Id id : out.allIds)
        out.consents += static_cast<std::int64_t>(
            unit.all<ConsentEvent>("contacts.consents-of",
                                   {{"contactId", id}, {"after", Id{}}, {"limit", 1000}})
                .size());
    out.entries = static_cast<std::int64_t>(everything(unit, state, out.allIds).size());
    if (in.preview) return out;
    if (isHeld(unit, contact.id))
        throw Error::conflict("contacts.held", "A hold forbids to erase this person; release it first.");
    out.operationId = queueErasure(unit, contact.id, in.askedBy);
    unit.audit("contacts.erase-asked", contact.id, in.askedBy);
    return out;
}

DossierAnswer dossier(const DossierWish& in, State& state, Unit& unit) {
    const Contact contact = requireContact(unit, in.id);
    const std::vector<Id> ids = allIdsOf(unit, contact.id);
    Dossier d;
    for (const Id id : ids) {
        if (auto one = findContact(unit, id)) d.contacts.push_back(std::move(*one));
        d.attributes.push_back(attributesOf(unit, id));
        for (ConsentEvent& event : unit.all<ConsentEvent>(
                 "contacts.consents-of", {{"contactId", id}, {"after", Id{}}, {"limit", 1000}})) {
            const auto text =
                unit.one<WordingRow>("contacts.find-consent-text", {{"textHash", event.textHash}});
            d.consents.push_back({std::move(event), text ? text->text : std::string()});
        }
    }
    d.timeline = everything(unit, state, ids);
    DossierAnswer out;
    out.document.text = json::write(d);
    out.certificate = certify(unit, contact.id, "access", in.askedBy,
                              {{"contacts", static_cast<std::int64_t>(d.contacts.size())},
                               {"consents", static_cast<std::int64_t>(d.consents.size())},
                               {"timeline entries", static_cast<std::int64_t>(d.timeline.size())}},
                              sha256Hex(out.document.text));
    unit.audit("contacts.dossier", contact.id, in.askedBy);
    return out;
}

void run(State& state, const EraseJob& job, Attempt& attempt) {
    // The journal first: a person that is in it and still in the database is erased at the next start.
    std::vector<Id> ids;
    bool held = false;
    attempt.read([&](Unit& unit) {
        ids = allIdsOf(unit, job.contactId);
        held = isHeld(unit, job.contactId);
    });
    // A hold that came between: whoever is in the journal is asked about again at the next start.
    if (held) return;
    state.journal->add(ids);
    const Certificate done = attempt.write([&](Unit& unit) {
        return certify(unit, job.contactId, "erasure", job.askedBy, erasePerson(unit, state, job.contactId),
                       {});
    });
    attempt.result(done);
}

} // namespace

Id queueErasure(Unit& unit, Id contact, std::string_view askedBy) {
    JobRequest request;
    request.title = "Erasure";
    return unit.enqueue("contacts.erase", EraseJob{contact, std::string(askedBy)}, request);
}

void declareErasure(Declarations& d, State& state) {
    d.permission("contacts.erase", "Erase persons and hand out what is known of them");
    d.setting<std::string>(
        "erasure-journal", "",
        "File that remembers who was erased, so that a restored backup forgets them again; in the data "
        "folder when empty. Keep it on another disk than the backups, and carry it over to a restored "
        "installation.");
    d.post<ErasureWish, ErasureAnswer>(
        "/contacts/{id}/erasure", {"contacts.erase", "Erases a person, or says what would be erased", 202},
        [&state](const ErasureWish& in, Call&, Unit& unit) { return ask(in, state, unit); });
    d.post<DossierWish, DossierAnswer>(
        "/contacts/{id}/dossiers",
        {.permission = "contacts.erase",
         .summary = "Everything known of a person, with a certificate",
         .success = 201,
         .at = "/contacts/{id}/certificates"},
        [&state](const DossierWish& in, Call&, Unit& unit) { return dossier(in, state, unit); });
    d.get<ById, Certificates>(
        "/contacts/{id}/certificates",
        {"contacts.erase", "What was erased and handed out for a person, and when"},
        [](const ById& in, Call&, Unit& unit) {
            return Certificates{unit.all<Certificate>("contacts.certificates-of", {{"contactId", in.id}})};
        });
    d.job<EraseJob>("contacts.erase", {},
                    [&state](const EraseJob& job, Attempt& attempt) { run(state, job, attempt); });
    d.announce<ContactErased>("contacts.read");
    d.verify("erasures", [](Unit& unit) {
        std::vector<std::string> problems;
        if (const std::int64_t n = unit.number("contacts.erased-with-data"); n != 0)
            problems.push_back(std::to_string(n) + " erased persons still have data");
        return problems;
    });
}

} // namespace rejoinder::contacts
