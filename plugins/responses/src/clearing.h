#pragma once
#include "capture.h"

#include <rejoinder/contract/contacts/objections.h>

/// Replies without a sure match: a person decides what they are, and may decide otherwise later.
namespace rejoinder::responses {

struct DecideClearing {
    Id id;
    ClearingState state = ClearingState::Assigned;
    std::optional<std::string> code, type;
    std::optional<Id> contactId, campaignId;
    std::string remark;
    std::vector<RequestedItem> items;
    std::map<std::string, std::string> fields;
    static void rules(Rules& r) {
        r.at("items").max(200).defaulted().says(
            "What was read on the reply; none: what was captured with it");
        r.at("fields").defaulted().says("Values of the type's own fields by key");
        r.at("state").says(
            "assigned (name the code or the contact), rejected, or open: takes a decision back");
        r.at("type").max(64).says(
            "Key of the response type; needed where the reply has none, such as a mail");
        r.at("remark").max(2000).defaulted();
    }
};
REJOINDER_DESCRIBE(DecideClearing, id, state, code, type, contactId, campaignId, remark, items, fields)

/// A capture, as the reference that made it finds it.
struct MadeCapture {
    Id id, responseId;
    bool withdrawn = false;
};
REJOINDER_DESCRIBE(MadeCapture, id, responseId, withdrawn)

/// Takes a capture back, the response when nothing else captured it, an objection that came of it, and an
/// address that it corrected.
void withdrawCapture(Unit& unit, Id responseId, Id capture, const Sources& sources,
                     contacts::Objections& objections);

/// @throws Error NotFound
ClearingEntry findEntry(Unit& unit, Id id);

/// Decides an entry that is open, or takes its decision back. What an assignment made is withdrawn with it:
/// the capture, the response when nothing else captured it, and an objection that came of it.
/// @throws Error Conflict `responses.decided`, Invalid
ClearingEntry decide(Unit& unit, const DecideClearing& in, Capture capture, contacts::Objections& objections);

} // namespace rejoinder::responses
