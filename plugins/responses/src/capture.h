#pragma once
#include "credit.h"

/// How a reply becomes a response: recognised, credited, stored once.
namespace rejoinder::responses {

/// What a capture changed of an address, so that it can be taken back with it.
struct Correction {
    Id captureId, contactId;
    contacts::Residence residenceBefore, residenceAfter;
};
REJOINDER_DESCRIBE(Correction, captureId, contactId, residenceBefore, residenceAfter)

class Capture {
public:
    Capture(const Sources& sources, std::int64_t windowDays)
        : sources_(sources), crediting_(sources, windowDays) {}
    /// Where the replies that follow come from: a batch that was typed, an entry of clearing.
    Capture& from(std::optional<Id> batch, std::optional<Id> clearing) {
        batchId_ = batch;
        clearingId_ = clearing;
        return *this;
    }
    /// Stores a reply in the unit. @throws Error Invalid (unknown type, code or contact), before anything is
    /// written.
    Captured store(Unit& unit, const NewResponse& reply);
    /// A reply about a piece that is known by its id (a call from the call list).
    Captured storeForPiece(Unit& unit, const NewResponse& reply, Id piece);
    /// Puts a reply into clearing for a person, with the code of the reason. The same reference again changes
    /// nothing.
    Captured setAside(Unit& unit, const NewResponse& reply, std::string_view reason);
    /// Whether the last reply had come before, under its own number, so that nothing was stored.
    [[nodiscard]] bool wasKnown() const noexcept { return known_; }
    /// The capture that was stored last; none when it was known by its reference.
    [[nodiscard]] std::optional<Id> lastCapture() const noexcept { return lastCapture_; }
    /// Of what replies become responses.
    [[nodiscard]] const Sources& sources() const noexcept { return sources_; }
    /// To what something that the person did without a code would be credited. @throws Error Invalid
    Credit creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at);

private:
    struct Resolved {
        ResponseType type;
        Response response;
        std::vector<CreditLine> credits;
        std::string duplicateKey;
        std::optional<std::string> referenceKey;
    };
    std::optional<Captured> seenBefore(Unit& unit, const std::optional<std::string>& referenceKey);
    Resolved resolve(Unit& unit, const NewResponse& reply, const std::optional<dispatch::Piece>& piece,
                     const std::optional<dispatch::MediumCode>& medium);
    Id contactOf(Unit& unit, const NewResponse& reply);
    Captured finish(Unit& unit, const NewResponse& reply, Resolved& resolved);
    Captured write(Unit& unit, const NewResponse& reply, Resolved& resolved);
    void insertCapture(Unit& unit, const NewResponse& reply, const Resolved& resolved, Id response,
                       Outcome outcome);
    void correctAddress(Unit& unit, const NewResponse& reply, Id contact);
    Captured clear(Unit& unit, const NewResponse& reply, std::string_view reason);

    const Sources& sources_;
    Crediting crediting_;
    std::optional<Id> lastCapture_, batchId_, clearingId_;
    std::optional<Correction> correction_; ///< of the reply that is being stored
    bool known_ = false;
};

/// What an objection says that came of a response.
std::string objectionSource(Id response);

} // namespace rejoinder::responses
