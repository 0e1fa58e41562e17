#pragma once
#include "records.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/responses/capturing.h>
#include <rejoinder/plugin.h>

#include <functional>

/// The forms themselves: made, changed, published, shown.
namespace rejoinder::web {

/// A form as the console sees it.
struct WebForm {
    Id id;
    std::string slug, name;
    std::optional<Id> campaignId;
    bool general = false, published = false, open = false;
    std::optional<Date> opensOn, closesOn;
    FormDefinition definition;
    std::vector<PictureInfo> pictures;
    std::string address; ///< where people find it; begins with "/" when nobody said where that is
    std::int64_t answers = 0;
    std::int64_t version = 1;
    Timestamp createdAt, updatedAt;
};
REJOINDER_DESCRIBE(WebForm, id, slug, name, campaignId, general, published, open, opensOn, closesOn,
                   definition, pictures, address, answers, version, createdAt, updatedAt)

/// What forms ask of others.
struct FormNeighbours {
    std::shared_ptr<responses::Capturing> capturing;
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::function<std::string()> publicUrl;
    std::function<bool()> mails; ///< whether confirmations can be sent
};

std::optional<FormRow> findForm(Unit& unit, Id id);
std::optional<FormRow> formOfSlug(Unit& unit, std::string_view slug);
/// The published form of a campaign that was made last, or the general one; nothing where neither is open.
std::optional<FormRow> formForCampaign(Unit& unit, std::optional<Id> campaign, Date today);
std::vector<PictureInfo> picturesOf(Unit& unit, Id form);
/// Published, and today lies between its days.
bool isOpen(const FormRow& form, Date today) noexcept;

/// Adds a fault for everything that keeps a form from being shown. Pointers begin with "/definition".
void checkForm(Unit& unit, const FormRow& form, const FormNeighbours& neighbours, Faults& faults);

/// The routes of the console.
void declareForms(Declarations& d, const std::function<const FormNeighbours&()>& neighbours);
/// Pictures, and what a form looks like before anybody sees it.
void declareLooks(Declarations& d, const std::function<Storage&()>& storage);
/// @throws Error NotFound
Download pictureOf(Unit& unit, Id form, Place place);

/// @throws Error NotFound
FormRow requireForm(Unit& unit, Id id);

} // namespace rejoinder::web
