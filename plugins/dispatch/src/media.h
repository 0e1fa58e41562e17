#pragma once
#include "code_space.h"
#include "dto.h"

/// Codes of media: administered per campaign, found like those of pieces.
namespace rejoinder::dispatch {

/// A code of a medium as it is stored.
struct MediumRow {
    Id id;
    std::string code;
    Id campaignId;
    std::optional<Id> cellId;
    std::string medium;
    Channel channel = Channel::Other;
    std::string address;
    bool active = true;
    Timestamp createdAt;
    std::string createdBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(MediumRow, id, code, campaignId, cellId, medium, channel, address, active, createdAt,
                   createdBy, version)

/// A code to be given to a medium.
struct NewMedium {
    Id campaignId;
    std::optional<Id> cellId;
    std::string medium;
    Channel channel = Channel::Other;
    std::string address;
    static void rules(Rules& r) {
        r.at("cellId").says("The cell that its answers are credited to; none: the campaign only");
        r.at("medium").notEmpty().max(200).says(
            "Where the code stands: Tagblatt 12 May, foot of our e-mails");
        r.at("channel").defaulted();
        r.at("address").max(500).defaulted().says(
            "What a QR code says instead of the bare code: https://…/{code}; {code} is filled in");
    }
};
REJOINDER_DESCRIBE(NewMedium, campaignId, cellId, medium, channel, address)

/// What may change of a code of a medium; campaign and cell never do: answers were credited by them.
struct ChangeMedium {
    Id id;
    std::optional<std::string> medium, address;
    std::optional<bool> active;
    static void rules(Rules& r) {
        r.at("medium").notEmpty().max(200);
        r.at("address").max(500);
        r.at("active").says(
            "false: it is not printed any more; who still answers by it is credited all the same");
    }
};
REJOINDER_DESCRIBE(ChangeMedium, id, medium, address, active)

struct MediumQuery {
    std::optional<Id> campaignId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(MediumQuery, campaignId, limit, cursor)

/// Gives codes to media and finds them.
class Media {
public:
    Media(const Neighbours& neighbours, const CodeSpace& codes) : neighbours_(neighbours), codes_(codes) {}
    /// @throws Error Invalid for a campaign or cell that there is not, or a hold-out.
    MediumAnswer create(Unit& unit, const NewMedium& in) const;
    static MediumAnswer change(Unit& unit, const ChangeMedium& in);
    static Page<MediumAnswer> list(Unit& unit, const MediumQuery& in);
    /// @throws Error NotFound `dispatch.no-medium-code`
    static MediumAnswer find(Unit& unit, Id id);
    /// Nothing when the code cannot be right, is a piece's, or was never given out.
    static std::optional<MediumAnswer> byCode(Unit& unit, std::string_view typed);
    /// What is wrong with stored codes, a sentence each.
    static std::vector<std::string> check(Unit& unit, const CodeSpace& codes);

private:
    const Neighbours& neighbours_;
    const CodeSpace& codes_;
};

} // namespace rejoinder::dispatch
