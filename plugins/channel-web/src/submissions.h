#pragma once
#include "answer.h"
#include "confirmations.h"
#include "forms.h"

#include <rejoinder/contract/contacts/numbers.h>
#include <rejoinder/contract/contacts/objections.h>
#include <rejoinder/contract/contacts/people.h>
#include <rejoinder/contract/dispatch.h>
#include <rejoinder/contract/responses/capturing.h>

/// From a form that was sent to a response, a clearing entry or an objection.
namespace rejoinder::web {

/// A form was sent and is stored; what it means is found out behind the answer, so that the answer takes the
/// same time whatever code it names.
struct FormSent {
    static constexpr std::string_view kTopic = "channel-web.form-sent";
    Id submissionId, formId;
};
REJOINDER_DESCRIBE(FormSent, submissionId, formId)

/// What became of a form that was sent.
struct FormSettled {
    static constexpr std::string_view kTopic = "channel-web.form-settled";
    Id submissionId, formId;
    SubmissionState state = SubmissionState::Captured;
};
REJOINDER_DESCRIBE(FormSettled, submissionId, formId, state)

/// Whom submissions ask.
struct SubmissionNeighbours {
    std::shared_ptr<responses::Capturing> capturing;
    std::shared_ptr<dispatch::Pieces> pieces;
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<contacts::Reception> reception;
    std::shared_ptr<contacts::People> people;
    std::shared_ptr<contacts::Numbers> numbers;
    std::shared_ptr<contacts::Consents> consents;
    std::shared_ptr<contacts::ContactGate> gate;
    std::shared_ptr<contacts::Objections> objections;
};

/// A form as it was sent.
struct Sent {
    const FormRow& form;
    const Answer& answer;
    std::string code; ///< as typed or printed
    bool proven = false;
    std::string nonce, contentHash, address;
};

/// What storing said.
enum class Stored { New, Again, Changed };

class Submissions {
public:
    Submissions(SubmissionNeighbours neighbours, const Confirmations& confirmations)
        : n_(std::move(neighbours)), confirmations_(confirmations) {}

    /// What storing would say of it, `New` when nothing of that nonce is stored.
    static Stored before(Unit& unit, std::string_view nonce, std::string_view contentHash);
    /// Stores it once per nonce: `Again` when the same was stored before, `Changed` when it said something
    /// else then (nothing is stored). An objection acts in this unit.
    Stored store(Unit& unit, const Sent& sent) const;
    /// Finds out what it means; does nothing when that is known already.
    void settle(Unit& unit, Id submission) const;
    /// A person says that a suspected one is none. @throws Error NotFound, Conflict
    SubmissionRow release(Unit& unit, Id submission) const;
    /// A person decided in clearing, or took the decision back.
    void hear(Unit& unit, const responses::ClearingDecided& decided) const;

private:
    struct Person {
        std::optional<Id> contact;
        std::string reason; ///< why nobody is sure
    };
    [[nodiscard]] Person personOf(Unit& unit, const SubmissionRow& row, const contacts::Contact& said) const;
    [[nodiscard]] Person stranger(Unit& unit, const contacts::Contact& said) const;
    [[nodiscard]] contacts::Contact saidBy(const SubmissionRow& row, const FormRow& form) const;
    void capture(Unit& unit, SubmissionRow& row, const FormRow& form) const;
    void object(Unit& unit, SubmissionRow& row, const FormRow& form) const;
    void objectFor(Unit& unit, const SubmissionRow& row, Id contact) const;
    void agree(Unit& unit, const SubmissionRow& row, const FormRow& form, Id contact, bool given) const;
    void take(Unit& unit, SubmissionRow& row, const responses::Captured& captured) const;
    static void keep(SubmissionRow& row, const responses::Captured& captured);
    static void settled(Unit& unit, const SubmissionRow& row);
    static void update(Unit& unit, const SubmissionRow& row);

    SubmissionNeighbours n_;
    const Confirmations& confirmations_;
};

std::optional<SubmissionRow> findSubmission(Unit& unit, Id id);

/// Routes of the console.
void declareSubmissions(Declarations& d, const std::function<const Submissions&()>& submissions);

} // namespace rejoinder::web
