#include "consent.h"
#include "erasure_job.h"
#include "hold.h"
#include "merge_identity.h"
#include "store.h"

#include <digest/digest.h>

#include <algorithm>
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

/// Where an erasure has got to.
struct ErasureProgress {
    std::vector<Id> erased; ///< all ids of the person
    std::optional<Certificate> certificate;
};
REJOINDER_DESCRIBE(ErasureProgress, erased, certificate)

constexpr std::int32_t kMostEntries = 100'000;

std::vector<TimelineEntry> everything(Unit& unit, State& state, const std::vector<Id>& ids) {
    std::vector<TimelineEntry> all;
    for (const auto& records : state.context->useAll<PersonRecords>())
        for (auto& entry :
             records->timeline(unit, ids, {std::numeric_limits<std::int64_t>::max()}, kMostEntries))
            all.push_back(std::move(entry));
    return all;
}

ErasureAnswer ask(const ErasureWish& in, State& state, Unit& unit) {
    const Contact contact = requireContact(unit, in.id);
    ErasureAnswer out{contact.id, allIdsOf(unit, contact.id), 0, 0, {}};
    out.consents = static_cast<std::int64_t>(consentsOf(unit, out.allIds).size());
    out.entries = static_cast<std::int64_t>(everything(unit, state, out.allIds).size());
    if (in.preview) return out;
    requireNoHold(unit, contact.id);
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
    }
    for (ConsentEvent& event : consentsOf(unit, ids)) {
        const auto wording = findWording(unit, event.textHash);
        d.consents.push_back({std::move(event), wording ? wording->text : std::string()});
    }
    d.timeline = everything(unit, state, ids);
    DossierAnswer out;
    out.document.text = json::write(d);
    out.certificate = certify(unit, contact.id, "access", in.askedBy,
                              {{"contacts", static_cast<std::int64_t>(d.contacts.size())},
                               {"consents", static_cast<std::int64_t>(d.consents.size())},
                               {"timeline entries", static_cast<std::int64_t>(d.timeline.size())}},
                              digest::sha256Hex(out.document.text));
    unit.audit("contacts.dossier", contact.id, in.askedBy);
    return out;
}

/// Asked twice, one person is erased once: where nothing is left to do, the first certificate stands.
Certificate erase(Unit& unit, State& state, const EraseJob& job) {
    auto steps = erasePerson(unit, state, job.contactId);
    const bool nothing =
        std::ranges::all_of(steps, [](const CertificateStep& step) { return step.records == 0; });
    if (auto before = nothing ? erasureOf(unit, job.contactId) : std::nullopt) return std::move(*before);
    return certify(unit, job.contactId, "erasure", job.askedBy, std::move(steps), {});
}

void run(State& state, const EraseJob& job, Attempt& attempt) {
    auto progress = attempt.checkpoint<ErasureProgress>();
    if (!progress.certificate)
        attempt.write(
            [&](Unit& unit) {
                requireNoHold(unit, job.contactId); // one may have come since the wish
                progress.erased = allIdsOf(unit, job.contactId);
                progress.certificate = erase(unit, state, job);
                publishForgotten(unit, progress.erased);
            },
            progress);
    // Behind the commit, so that nobody stands there who was not erased.
    state.journal->add(progress.erased);
    attempt.result(*progress.certificate);
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
         .at = "/contacts/{id}/certificates",
         .kept = Kept::Key},
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
}

} // namespace rejoinder::contacts
