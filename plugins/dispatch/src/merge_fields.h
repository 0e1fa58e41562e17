#pragma once
#include "records.h"

#include <map>
#include <string>
#include <vector>

namespace rejoinder::dispatch {

/// The merge fields a text for that channel may use.
std::vector<std::string> mergeFields(Channel channel);

/// Adds a fault for everything that keeps this content from being sent on that channel: a missing part, an
/// unknown merge field, a control character in a line that becomes a header. Pointers begin with `base`
/// ("/content").
void checkContent(const Content& content, Channel channel, const std::string& base, Faults& faults);

/// What is the same for all recipients of a wave.
struct WaveFacts {
    campaigns::CampaignSummary campaign;
    std::map<Id, std::string> offers; ///< name of the offer by cell
    std::map<Id, std::string> cells;  ///< name by cell
    std::string senderName;
    Date day; ///< the day of the hand-over
};
/// Reads them. @throws Error NotFound when the campaign is gone.
WaveFacts waveFacts(Unit& unit, const Neighbours& neighbours, Id campaign, const Content& content,
                    Timestamp at);

/// The values of the merge fields for one recipient.
std::map<std::string, std::string> fieldValues(const WaveFacts& wave, const contacts::Contact& contact,
                                               const std::string& salutationLine, const PieceRow& piece);

} // namespace rejoinder::dispatch
