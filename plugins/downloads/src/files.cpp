#include "files.h"

#include <inbox/inbox.h>

#include <algorithm>

namespace rejoinder::downloads {

namespace {

struct NewItemFile {
    std::string sku;
    std::optional<std::string> language, name;
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64);
        r.at("language").format(Format::Language).says("Absent: for everybody whose language has no file");
        r.at("name").max(200).says("Of the file, as it is saved; absent: as it was uploaded");
    }
};
REJOINDER_DESCRIBE(NewItemFile, sku, language, name)

struct ItemFileList {
    std::vector<ItemFile> items;
};
REJOINDER_DESCRIBE(ItemFileList, items)

struct PartRow {
    std::string content;
};
REJOINDER_DESCRIBE(PartRow, content)

ItemFile findFile(Unit& unit, Id id) {
    auto file = unit.one<ItemFile>("downloads.find-file", {{"id", id}});
    if (!file) throw Error::notFound("downloads.no-such-file", "there is no such file");
    return std::move(*file);
}

void remove(Unit& unit, Id id) {
    unit.run("downloads.delete-content", {{"ownerId", id}});
    unit.run("downloads.delete-file", {{"id", id}});
}

ItemFile put(Unit& unit, const NewItemFile& in, const Upload& upload, const std::string& bytes,
             const Neighbours& n) {
    const auto item = n.sending->item(unit, in.sku);
    if (!item) throw Error::invalid("/sku", "downloads.no-such-item", "there is no such item");
    if (item->stocked)
        throw Error::invalid("/sku", "downloads.stocked",
                             "pieces of this item are counted; a file has as many as are wanted");
    if (bytes.empty()) throw Error::invalid("", "downloads.empty", "the file is empty");
    ItemFile file;
    file.id = unit.newId();
    file.sku = item->sku;
    file.language = in.language.value_or("");
    file.fileName = in.name.value_or(upload.fileName);
    if (file.fileName.empty()) file.fileName = item->sku;
    file.contentType = upload.contentType;
    file.bytes = static_cast<std::int64_t>(bytes.size());
    file.createdAt = unit.now();
    file.createdBy = unit.actor().name;
    for (const auto& before : unit.all<ItemFile>("downloads.files-of-item", {{"sku", file.sku}}))
        if (before.language == file.language) remove(unit, before.id);
    unit.run("downloads.insert-file", file);
    std::int32_t part = 0;
    for (const auto content : inbox::partsOf(bytes))
        unit.run("downloads.insert-content", {{"ownerId", file.id}, {"part", part++}, {"content", content}});
    unit.audit("downloads.put-file", file.id, file.sku + " " + file.language);
    return file;
}

} // namespace

const std::vector<std::string>& fileTypes() {
    static const std::vector<std::string> types{
        "application/pdf", "application/epub+zip", "application/zip", "image/png",
        "image/jpeg",      "audio/mpeg",           "video/mp4",       "text/csv"};
    return types;
}

std::optional<ItemFile> fileFor(Unit& unit, std::string_view sku, std::string_view language) {
    auto files = unit.all<ItemFile>("downloads.files-of-item", {{"sku", sku}});
    if (files.empty()) return std::nullopt;
    const auto own = std::ranges::find(files, language, &ItemFile::language);
    return own != files.end() ? *own : files.front(); // the one for everybody comes first
}

std::string contentOf(Unit& unit, Id file) {
    std::string bytes;
    for (std::int32_t part = 0;; ++part) {
        const auto row = unit.one<PartRow>("downloads.find-content", {{"ownerId", file}, {"part", part}});
        if (!row) return bytes;
        bytes += row->content;
    }
}

void declareFiles(Declarations& d, const std::function<Storage&()>& storage,
                  const std::function<const Neighbours&()>& neighbours) {
    d.get<None, ItemFileList>(
        "/item-files", {"downloads.read", "Files that items are sent as"},
        [](const None&, Call&, Unit& u) { return ItemFileList{u.all<ItemFile>("downloads.list-files")}; });
    d.upload<NewItemFile, ItemFile>(
        "/item-files",
        {.permission = "downloads.write",
         .summary = "Give an item the file that it is sent as, in a language; the one before goes",
         .success = 201,
         .at = "/item-files"},
        {kMostBytes, fileTypes()}, [storage, neighbours](const NewItemFile& in, Upload& upload, Call& call) {
            const auto bytes = inbox::bytesOf(upload.path);
            if (!bytes)
                throw Error(ErrorKind::Unavailable, "downloads.unreadable", "the file cannot be read");
            return storage().write([&](Unit& u) { return put(u, in, upload, *bytes, neighbours()); },
                                   {Priority::Interactive, call.actor()});
        });
    d.download<ById>("/item-files/{id}/content", {"downloads.read", "The file itself"},
                     [](const ById& in, Call&, Unit& u) {
                         const auto file = findFile(u, in.id);
                         return Download{file.contentType, file.fileName, contentOf(u, file.id), {}};
                     });
    d.remove<ById>("/item-files/{id}",
                   {"downloads.write", "Take the file away; links that were sent lead nowhere then"},
                   [](const ById& in, Call&, Unit& u) {
                       const auto file = findFile(u, in.id);
                       remove(u, file.id);
                       u.audit("downloads.remove-file", file.id, file.sku + " " + file.language);
                   });
}

} // namespace rejoinder::downloads
