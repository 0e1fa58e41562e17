#include "forms.h"

#include <rejoinder/paging.h>

namespace rejoinder::web {

struct FormQuery {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(FormQuery, limit, cursor, campaignId)

struct NewForm {
    std::string slug, name;
    std::optional<Id> campaignId;
    bool general = false;
    std::optional<Date> opensOn, closesOn;
    FormDefinition definition;
    static void rules(Rules& r) {
        r.at("slug").notEmpty().max(60).says("Part of the address: small letters, digits, dashes");
        r.at("name").notEmpty().max(200).says("For the staff");
        r.at("general").defaulted().says("Shown where a personal address names no form");
    }
};
REJOINDER_DESCRIBE(NewForm, slug, name, campaignId, general, opensOn, closesOn, definition)

struct PutForm {
    Id id;
    std::string slug, name;
    std::optional<Id> campaignId;
    bool general = false, published = false;
    std::optional<Date> opensOn, closesOn;
    FormDefinition definition;
    static void rules(Rules& r) {
        r.at("slug").notEmpty().max(60);
        r.at("name").notEmpty().max(200);
        r.at("general").defaulted();
        r.at("published").defaulted();
    }
};
REJOINDER_DESCRIBE(PutForm, id, slug, name, campaignId, general, published, opensOn, closesOn, definition)

namespace {

WebForm withAddress(Unit& unit, FormRow row, const std::string& publicUrl) {
    WebForm form;
    form.open = isOpen(row, Date::of(unit.now()));
    form.address = publicUrl + "/f/" + row.slug;
    form.pictures = picturesOf(unit, row.id);
    form.answers = unit.number("channel-web.count-submissions", {{"formId", row.id}});
    form.id = row.id;
    form.slug = std::move(row.slug);
    form.name = std::move(row.name);
    form.campaignId = row.campaignId;
    form.general = row.general;
    form.published = row.published;
    form.opensOn = row.opensOn;
    form.closesOn = row.closesOn;
    form.definition = std::move(row.definition);
    form.version = row.version;
    form.createdAt = row.createdAt;
    form.updatedAt = row.updatedAt;
    return form;
}

Page<WebForm> list(Unit& unit, const FormQuery& in, const std::string& publicUrl) {
    const auto limit = paging::limitOf(in.limit);
    Page<WebForm> page;
    for (auto& row :
         unit.all<FormRow>("channel-web.list-forms", {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                      {"anyCampaign", in.campaignId ? 0 : 1},
                                                      {"campaignId", in.campaignId.value_or(Id{})},
                                                      {"limit", limit}}))
        page.items.push_back(withAddress(unit, std::move(row), publicUrl));
    return paging::pageOf(std::move(page.items), limit);
}

void check(Unit& unit, const FormRow& form, const FormNeighbours& neighbours) {
    Faults faults;
    checkForm(unit, form, neighbours, faults);
    faults.raise("channel-web.invalid");
}

WebForm create(Unit& unit, const NewForm& in, const FormNeighbours& neighbours) {
    FormRow row;
    row.id = unit.newId();
    row.slug = in.slug;
    row.name = in.name;
    row.campaignId = in.campaignId;
    row.general = in.general;
    row.opensOn = in.opensOn;
    row.closesOn = in.closesOn;
    row.definition = in.definition;
    row.createdAt = row.updatedAt = unit.now();
    check(unit, row, neighbours);
    unit.run("channel-web.insert-form", row);
    unit.audit("channel-web.create-form", row.id, row.slug);
    return withAddress(unit, std::move(row), neighbours.publicUrl());
}

WebForm change(Unit& unit, Call& call, const PutForm& in, const FormNeighbours& neighbours) {
    FormRow row = requireForm(unit, in.id);
    call.requireMatch(row.version);
    const bool was = row.published;
    row.slug = in.slug;
    row.name = in.name;
    row.campaignId = in.campaignId;
    row.general = in.general;
    row.published = in.published;
    row.opensOn = in.opensOn;
    row.closesOn = in.closesOn;
    row.definition = in.definition;
    row.updatedAt = unit.now();
    check(unit, row, neighbours);
    if (unit.run("channel-web.update-form", row) == 0)
        throw Error(ErrorKind::Stale, "channel-web.stale", "somebody changed the form meanwhile");
    ++row.version;
    unit.audit(was == row.published ? "channel-web.change-form"
               : row.published      ? "channel-web.publish-form"
                                    : "channel-web.withdraw-form",
               row.id, row.slug);
    return withAddress(unit, std::move(row), neighbours.publicUrl());
}

} // namespace

std::optional<FormRow> findForm(Unit& unit, Id id) {
    return unit.one<FormRow>("channel-web.find-form", {{"id", id}});
}

FormRow requireForm(Unit& unit, Id id) {
    if (auto row = findForm(unit, id)) return std::move(*row);
    throw Error::notFound("channel-web.no-form", "there is no form " + id.toString());
}

std::optional<FormRow> formOfSlug(Unit& unit, std::string_view slug) {
    return unit.one<FormRow>("channel-web.form-of-slug", {{"slug", slug}});
}

bool isOpen(const FormRow& form, Date today) noexcept {
    return form.published && (!form.opensOn || *form.opensOn <= today) &&
           (!form.closesOn || today <= *form.closesOn);
}

std::optional<FormRow> formForCampaign(Unit& unit, std::optional<Id> campaign, Date today) {
    if (campaign)
        for (auto& row : unit.all<FormRow>("channel-web.published-of-campaign", {{"campaignId", *campaign}}))
            if (isOpen(row, today) && row.definition.kind == FormKind::Reply) return std::move(row);
    for (auto& row : unit.all<FormRow>("channel-web.published-general"))
        if (isOpen(row, today)) return std::move(row);
    return std::nullopt;
}

std::vector<PictureInfo> picturesOf(Unit& unit, Id form) {
    return unit.all<PictureInfo>("channel-web.pictures-of-form", {{"formId", form}});
}

void declareForms(Declarations& d, const std::function<const FormNeighbours&()>& neighbours) {
    d.permission("channel-web.read", "See web forms and what came in by them",
                 {"marketer", "agent", "analyst"});
    d.permission("channel-web.write", "Make, change and publish web forms", {"marketer"});
    d.page("/web-forms", "Web forms", "channel-web.read");
    d.get<FormQuery, Page<WebForm>>(
        "/web-forms", {"channel-web.read", "Web forms, newest first"},
        [neighbours](const FormQuery& in, Call&, Unit& u) { return list(u, in, neighbours().publicUrl()); });
    d.post<NewForm, WebForm>(
        "/web-forms", {"channel-web.write", "Makes a web form; nobody sees it yet", 201},
        [neighbours](const NewForm& in, Call&, Unit& u) { return create(u, in, neighbours()); });
    d.get<ById, WebForm>("/web-forms/{id}", {"channel-web.read", "A web form"},
                         [neighbours](const ById& in, Call&, Unit& u) {
                             return withAddress(u, requireForm(u, in.id), neighbours().publicUrl());
                         });
    d.put<PutForm, WebForm>(
        "/web-forms/{id}", {"channel-web.write", "Changes a web form; publishes or withdraws it", 200, true},
        [neighbours](const PutForm& in, Call& call, Unit& u) { return change(u, call, in, neighbours()); });
}

} // namespace rejoinder::web
