#include "forms.h"
#include "page.h"

#include <digest/digest.h>

#include <fstream>
#include <iterator>

namespace rejoinder::web {

struct PictureOf {
    Id id;
    Place place = Place::Logo;
};
REJOINDER_DESCRIBE(PictureOf, id, place)

struct PreviewOf {
    Id id;
    std::optional<std::string> language;
    static void rules(Rules& r) { r.at("language").max(8); }
};
REJOINDER_DESCRIBE(PreviewOf, id, language)

namespace {

constexpr std::uint64_t kMostPicture = 500'000;

struct PictureRow {
    Id formId;
    Place place = Place::Logo;
    std::string contentType, digest, content;
};
REJOINDER_DESCRIBE(PictureRow, formId, place, contentType, digest, content)

/// The type by the first bytes, whatever the browser called it: nothing else is ever given out as a picture.
std::string pictureType(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
    if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
    if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
    return {};
}

/// A picture changes what people see, so it makes a new version of the form.
void touch(Unit& unit, FormRow form) {
    form.updatedAt = unit.now();
    unit.run("channel-web.update-form", form);
}

PictureInfo store(Unit& unit, const PictureOf& in, const std::string& bytes) {
    auto form = requireForm(unit, in.id);
    const PictureRow row{in.id, in.place, pictureType(bytes), digest::sha256Hex(bytes), bytes};
    if (row.contentType.empty())
        throw Error::invalid("/", "channel-web.no-picture", "this is neither PNG, JPEG nor WebP");
    unit.run("channel-web.delete-picture", {{"formId", in.id}, {"place", in.place}});
    unit.run("channel-web.insert-picture", row);
    touch(unit, std::move(form));
    unit.audit("channel-web.picture", in.id, nameOf(in.place));
    return {in.place, row.contentType, row.digest};
}

std::string bytesOf(const Upload& upload) {
    std::ifstream file(upload.path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || file.bad())
        throw Error(ErrorKind::Unavailable, "channel-web.no-file", "the picture cannot be read");
    return bytes;
}

Download preview(Unit& unit, const PreviewOf& in, Call& call) {
    auto form = requireForm(unit, in.id);
    const auto pictures = picturesOf(unit, in.id);
    const auto language =
        in.language.value_or(form.definition.languages.empty() ? "en" : form.definition.languages.front());
    form.definition.hosts = {"'self'"}; // the console shows it in a frame
    auto page = formPage({.form = form,
                          .pictures = pictures,
                          .language = language,
                          .pictureBase = "/api/v1/web-forms/" + in.id.toString() + "/pictures/",
                          .token = {},
                          .address = {},
                          .greeting = {},
                          .values = {},
                          .faults = {},
                          .notice = {},
                          .preview = true});
    call.setHeader("Content-Disposition", "inline");
    for (const auto& [name, value] : page.headers)
        if (name == "Content-Security-Policy") call.setHeader(name, value);
    Download out;
    out.contentType = page.contentType;
    out.content = std::move(page.body);
    return out;
}

} // namespace

Download pictureOf(Unit& unit, Id form, Place place) {
    const auto row = unit.one<PictureRow>("channel-web.find-picture", {{"formId", form}, {"place", place}});
    if (!row) throw Error::notFound("channel-web.no-picture", "the form has no such picture");
    Download out;
    out.contentType = row->contentType;
    out.content = row->content;
    return out;
}

void declareLooks(Declarations& d, const std::function<Storage&()>& storage) {
    d.upload<PictureOf, PictureInfo>(
        "/web-forms/{id}/pictures/{place}",
        {.permission = "channel-web.write",
         .summary = "Gives a form its logo or picture: PNG, JPEG or WebP, at most 500 kB",
         .success = 201,
         .at = "/web-forms/{id}/pictures/{place}"},
        {kMostPicture, {"image/png", "image/jpeg", "image/webp"}},
        [storage](const PictureOf& in, Upload& upload, Call& call) {
            const auto bytes = bytesOf(upload);
            return storage().write([&](Unit& u) { return store(u, in, bytes); },
                                   {Priority::Interactive, call.actor()});
        });
    d.download<PictureOf>("/web-forms/{id}/pictures/{place}", {"channel-web.read", "A picture of a form"},
                          [](const PictureOf& in, Call& call, Unit& u) {
                              call.setHeader("Content-Disposition", "inline");
                              return pictureOf(u, in.id, in.place);
                          });
    d.remove<PictureOf>(
        "/web-forms/{id}/pictures/{place}", {"channel-web.write", "Takes a picture away"},
        [](const PictureOf& in, Call&, Unit& u) {
            auto form = requireForm(u, in.id);
            if (u.run("channel-web.delete-picture", {{"formId", in.id}, {"place", in.place}}) == 0)
                throw Error::notFound("channel-web.no-picture", "the form has no such picture");
            touch(u, std::move(form));
            u.audit("channel-web.delete-picture", in.id, nameOf(in.place));
        });
    d.download<PreviewOf>("/web-forms/{id}/preview",
                          {"channel-web.read", "The page as people will see it; nothing can be sent from it"},
                          [](const PreviewOf& in, Call& call, Unit& u) { return preview(u, in, call); });
}

} // namespace rejoinder::web
