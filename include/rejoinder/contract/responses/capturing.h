#pragma once
#include <rejoinder/contract/responses.h>

#include <map>

/// What responses offers a channel that hands replies in, and tells it of those that a person decided about.
namespace rejoinder::responses {

/// A reply as it is captured. Give the code when there is one; else the contact, and the campaign when known.
struct NewResponse {
    std::string type;
    Channel channel = Channel::Post;
    std::optional<std::string> code;
    std::optional<Id> contactId;
    std::optional<std::string> externalKey;
    std::optional<Id> campaignId;
    std::optional<Timestamp> receivedAt;
    std::vector<RequestedItem> items;
    std::optional<std::int64_t> valueMinor;
    std::optional<std::string> reference;
    std::string note;
    bool again = false;
    bool clearing = false;
    std::map<std::string, std::string> fields; ///< what the type asks for besides, by key
    static void rules(Rules& r) {
        r.at("type").notEmpty().max(64).says("Key of a response type");
        r.at("code").max(64).says("Code of the piece, with or without dashes, any case");
        r.at("externalKey").max(100).says("The contact's number in the source system, instead of contactId");
        r.at("receivedAt").says("Absent: now");
        r.at("items").max(200);
        r.at("valueMinor")
            .atLeast(0)
            .says("Value named in the reply, minor units of the campaign's currency");
        r.at("reference").max(200).says("The source's own number; the same number twice is one reply");
        r.at("note").max(10000).defaulted();
        r.at("again").defaulted().says(
            "The person really answers once more; else the same type in the same campaign "
            "is one response, captured again");
        r.at("fields").defaulted().says("Values of the type's own fields by key");
        r.at("clearing").defaulted().says("Without a match put it into clearing instead of refusing it");
    }
};
REJOINDER_DESCRIBE(NewResponse, type, channel, code, contactId, externalKey, campaignId, receivedAt, items,
                   valueMinor, reference, note, again, clearing, fields)

enum class Outcome { Captured, Duplicate, Clearing };
REJOINDER_DESCRIBE_ENUM(Outcome, Captured, Duplicate, Clearing)

/// What became of a capture; `id` is the response's, or the clearing entry's.
struct Captured {
    Id id;
    Outcome outcome = Outcome::Captured;
    std::optional<Response> response;
};
REJOINDER_DESCRIBE(Captured, id, outcome, response)

enum class ClearingState { Open, Assigned, Rejected };
REJOINDER_DESCRIBE_ENUM(ClearingState, Open, Assigned, Rejected)

/// A person decided about a clearing entry, or took a decision back (state Open).
struct ClearingDecided {
    static constexpr std::string_view kTopic = "responses.clearing-decided";
    Id entryId;
    std::int64_t version = 1; ///< of the entry; later decisions have higher ones
    ClearingState state = ClearingState::Open;
    std::optional<Response> response; ///< what an assignment made or added a capture to
};
REJOINDER_DESCRIBE(ClearingDecided, entryId, version, state, response)

/// Captures replies in the unit of the channel that received them.
class Capturing {
public:
    static constexpr std::string_view kName = "responses.capturing";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Capturing() = default;
    /// True for the key of a response type in use.
    virtual bool takes(Unit& unit, std::string_view type) = 0;
    /// True for the key of a type that is an objection by itself.
    virtual bool objects(Unit& unit, std::string_view type) {
        (void)unit, (void)type;
        return false;
    }
    /// @throws Error Invalid (unknown type; unknown code or contact unless `clearing`), before anything is
    /// written.
    virtual Captured capture(Unit& unit, const NewResponse& reply) = 0;
    /// Puts a reply into clearing for a person. @param reason its code, at most 32 characters: consoles have
    /// the words as `reasonOf.<reason>`. The same reference again changes nothing.
    virtual Captured setAside(Unit& unit, const NewResponse& reply, std::string_view reason) = 0;
    /// Takes back what a capture with that channel and reference made: a payment was reversed, an entry was
    /// assigned to the wrong person. The capture stays, marked; captures of others stand. Nothing happens
    /// when there is none, or it was taken back before.
    virtual void withdraw(Unit& unit, Channel channel, std::string_view reference) = 0;
};

} // namespace rejoinder::responses
