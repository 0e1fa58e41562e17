#include "submissions.h"

#include <rejoinder/paging.h>

namespace rejoinder::web {

struct SubmissionQuery {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    std::optional<Id> formId;
    std::optional<SubmissionState> state;
};
REJOINDER_DESCRIBE(SubmissionQuery, limit, cursor, formId, state)

/// An answer as the console shows it.
struct WebSubmission {
    Id id, formId;
    Timestamp receivedAt;
    std::string language, address, code;
    bool proven = false;
    Texts answers;
    std::vector<Agreed> agreed;
    std::vector<Channel> channels;
    SubmissionState state = SubmissionState::Received;
    std::string reason;
    std::optional<Id> responseId, clearingId, contactId;
};
REJOINDER_DESCRIBE(WebSubmission, id, formId, receivedAt, language, address, code, proven, answers, agreed,
                   channels, state, reason, responseId, clearingId, contactId)

/// The proof of a consent to e-mails.
struct WebConfirmation {
    Id id;
    std::string email, purpose, textVersion, text;
    Timestamp askedAt, expiresAt;
    std::string askedFrom;
    std::optional<Timestamp> confirmedAt;
    std::string confirmedFrom;
    std::optional<Id> consentId;
};
REJOINDER_DESCRIBE(WebConfirmation, id, email, purpose, textVersion, text, askedAt, expiresAt, askedFrom,
                   confirmedAt, confirmedFrom, consentId)

struct SubmissionDetail {
    WebSubmission submission;
    std::vector<WebConfirmation> confirmations;
};
REJOINDER_DESCRIBE(SubmissionDetail, submission, confirmations)

namespace {

WebSubmission shown(SubmissionRow r) {
    return {r.id,
            r.formId,
            r.receivedAt,
            r.language,
            r.address,
            r.code,
            r.proven,
            std::move(r.answers),
            std::move(r.agreed),
            std::move(r.channels),
            r.state,
            std::move(r.reason),
            r.responseId,
            r.clearingId,
            r.contactId};
}

Page<WebSubmission> list(Unit& unit, const SubmissionQuery& in) {
    const auto limit = paging::limitOf(in.limit);
    Page<WebSubmission> page;
    for (auto& row : unit.all<SubmissionRow>("channel-web.list-submissions",
                                             {{"anyForm", in.formId ? 0 : 1},
                                              {"formId", in.formId.value_or(Id{})},
                                              {"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                              {"anyState", in.state ? 0 : 1},
                                              {"state", in.state.value_or(SubmissionState::Received)},
                                              {"limit", limit}}))
        page.items.push_back(shown(std::move(row)));
    return paging::pageOf(std::move(page.items), limit);
}

SubmissionDetail detail(Unit& unit, Id id) {
    auto row = findSubmission(unit, id);
    if (!row) throw Error::notFound("channel-web.no-submission", "there is no such answer");
    SubmissionDetail out{shown(std::move(*row)), {}};
    for (auto& c : unit.all<ConfirmationRow>("channel-web.confirmations-of", {{"submissionId", id}}))
        out.confirmations.push_back({c.id, std::move(c.email), std::move(c.purpose), std::move(c.textVersion),
                                     std::move(c.text), c.askedAt, c.expiresAt, std::move(c.askedFrom),
                                     c.confirmedAt, std::move(c.confirmedFrom), c.consentId});
    return out;
}

} // namespace

void declareSubmissions(Declarations& d, const std::function<const Submissions&()>& submissions) {
    d.permission("channel-web.release", "Say that an answer set aside as unwanted is a real one",
                 {"marketer", "agent"});
    d.get<SubmissionQuery, Page<WebSubmission>>(
        "/web-answers", {"channel-web.read", "What was sent by forms, newest first"},
        [](const SubmissionQuery& in, Call&, Unit& u) { return list(u, in); });
    d.get<ById, SubmissionDetail>("/web-answers/{id}",
                                  {"channel-web.read", "An answer with the proofs of consent to e-mails"},
                                  [](const ById& in, Call&, Unit& u) { return detail(u, in.id); });
    d.post<ById, WebSubmission>(
        "/web-answers/{id}/release",
        {"channel-web.release", "Takes an answer that was set aside as unwanted for a real one"},
        [submissions](const ById& in, Call&, Unit& u) { return shown(submissions().release(u, in.id)); });
}

} // namespace rejoinder::web
