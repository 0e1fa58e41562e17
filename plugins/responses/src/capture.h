#pragma once
#include "records.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/dispatch.h>
#include <rejoinder/contract/targetgroups.h>

/// How a reply becomes a response: recognised, credited, stored once.
namespace rejoinder::responses {

/// Services a capture asks.
struct Sources {
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<contacts::ContactGate> gate;
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::shared_ptr<targetgroups::FrozenLists> lists;
    std::shared_ptr<dispatch::Pieces> pieces;
};

class Capture {
public:
    Capture(const Sources& sources, std::int64_t windowDays) : sources_(sources), windowDays_(windowDays) {}
    /// Stores a reply in the unit. @throws Error Invalid (unknown type, code or contact), before anything is
    /// written.
    Captured store(Unit& unit, const NewResponse& reply);
    /// A reply about a piece that is known by its id (a call from the call list).
    Captured storeForPiece(Unit& unit, const NewResponse& reply, Id piece);
    /// Puts a reply into clearing for a person, with the code of the reason. The same reference again changes
    /// nothing.
    Captured setAside(Unit& unit, const NewResponse& reply, std::string_view reason);
    /// The capture that was stored last; none when it was known by its reference.
    [[nodiscard]] std::optional<Id> lastCapture() const noexcept { return lastCapture_; }
    /// To what a reply of that person would be credited. @throws Error Invalid
    Credit creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at);

private:
    struct Resolved {
        ResponseType type;
        Response response;
        bool followUp = false;
        std::string duplicateKey;
        std::optional<std::string> referenceKey;
    };
    std::optional<Captured> seenBefore(Unit& unit, const std::optional<std::string>& referenceKey);
    Resolved resolve(Unit& unit, const NewResponse& reply, const std::optional<dispatch::Piece>& piece);
    void credit(Unit& unit, const NewResponse& reply, const std::optional<dispatch::Piece>& byCode,
                Resolved& out);
    static void creditPiece(const dispatch::Piece& piece, Attribution attribution, Resolved& out);
    Id contactOf(Unit& unit, const NewResponse& reply);
    Captured write(Unit& unit, const NewResponse& reply, Resolved& resolved);
    void insertCapture(Unit& unit, const NewResponse& reply, Id response, Timestamp receivedAt,
                       const std::optional<std::string>& referenceKey);
    static Captured clear(Unit& unit, const NewResponse& reply, std::string_view reason);

    const Sources& sources_;
    std::int64_t windowDays_;
    std::optional<Id> lastCapture_;
};

/// What an objection says that came of a response.
std::string objectionSource(Id response);

} // namespace rejoinder::responses
