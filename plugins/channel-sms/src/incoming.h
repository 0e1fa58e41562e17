#pragma once
#include "delivery.h"

#include <rejoinder/contract/responses/capturing.h>

namespace rejoinder::sms {

enum class IncomingKind { Reply, Stop };
REJOINDER_DESCRIBE_ENUM(IncomingKind, Reply, Stop)

/// How it was found out whose message it is.
enum class Matched { Code, Sender, Number, Nobody };
REJOINDER_DESCRIBE_ENUM(Matched, Code, Sender, Number, Nobody)

/// What somebody wrote.
struct Incoming {
    Id id, profileId;
    std::string providerName;
    Timestamp receivedAt;
    std::string sender, recipient, content;
    IncomingKind kind = IncomingKind::Reply;
    Matched matched = Matched::Nobody;
    std::optional<Id> pieceId, contactId, campaignId, responseId, clearingId;
};
REJOINDER_DESCRIBE(Incoming, id, profileId, providerName, receivedAt, sender, recipient, content, kind,
                   matched, pieceId, contactId, campaignId, responseId, clearingId)

/// A message as the provider posted it.
struct Posted {
    std::string id, from, to, text;
    std::string fault; ///< why a person has to read it: then `text` is the element as it came
};

/// A receipt as the provider posted it.
struct PostedReceipt {
    std::string id, status, reason;
    std::string fault; ///< what is missing; then `id` is made of the element
};

/// The messages in what was posted: of a list each element, those that are not as agreed with their fault.
/// @throws Error Invalid `channel-sms.not-as-agreed` when it is no list or the only message is not as agreed;
/// Malformed for what is neither a form nor JSON.
std::vector<Posted> readMessages(const IncomingFields& fields, std::string_view contentType,
                                 std::string_view body);
std::vector<PostedReceipt> readReceipts(const ReceiptFields& fields, std::string_view contentType,
                                        std::string_view body);

/// Whether somebody wants no more messages: STOP, STOPP, ARRET, 停止 …, alone or before a few words.
bool asksToStop(std::string_view text);

/// What may be codes in a text, in their order: words, and two or three in a row as printed in groups.
std::vector<std::string> codesIn(std::string_view text);

/// What the operator set.
struct IncomingRules {
    std::string replyType; ///< "" = a person reads it
    std::string stopType;  ///< "" = a STOP is an objection and no response
    std::int32_t days = 30;
};

/// Takes what people write.
class Intake {
public:
    struct Neighbours {
        std::shared_ptr<dispatch::Pieces> pieces;
        std::shared_ptr<contacts::ContactGate> gate;
        std::shared_ptr<contacts::Numbers> numbers;
        std::shared_ptr<responses::Capturing> capturing;
    };
    Intake(Neighbours neighbours, std::function<IncomingRules()> rules)
        : neighbours_(std::move(neighbours)), rules_(std::move(rules)) {}
    /// The same name again changes nothing.
    Incoming take(Unit& unit, const ProviderRow& profile, const Posted& posted) const;

private:
    /// Whose message it is; @returns the code of a piece or a medium that stands in it, or "".
    std::string match(Unit& unit, Incoming& row) const;
    void setAside(Unit& unit, Incoming& row, const std::string& fault) const;
    void stop(Unit& unit, const ProviderRow& profile, Incoming& row) const;
    void answerStop(Unit& unit, const ProviderRow& profile, const Incoming& row) const;
    void reply(Unit& unit, const ProviderRow& profile, Incoming& row, const std::string& code) const;
    Neighbours neighbours_;
    std::function<IncomingRules()> rules_;
};

} // namespace rejoinder::sms
