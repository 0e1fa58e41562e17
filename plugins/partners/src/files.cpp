#include "files.h"

#include "content.h"

#include <rejoinder/paging.h>

#include <digest/digest.h>
#include <inbox/inbox.h>

#include <algorithm>

namespace rejoinder::partners {

struct NewFile {
    Source source = Source::Payments;
    std::optional<Id> profileId;
    static void rules(Rules& r) {
        r.at("profileId").says("How its columns are read; absent: a person says so, a camt.054 needs none");
    }
};
REJOINDER_DESCRIBE(NewFile, source, profileId)

struct FileQuery {
    std::optional<Source> source;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(FileQuery, source, limit, cursor)

struct FileById {
    Id id;
};
REJOINDER_DESCRIBE(FileById, id)

struct LineQuery {
    Id id;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(LineQuery, id, limit, cursor)

/// A line of a file with the entry that it told.
struct PartnerLine {
    std::int32_t number = 0;
    bool known = false;
    std::string reason; ///< of a refused line
    std::optional<Id> entryId;
    std::optional<EntryState> state;
    std::optional<std::string> title, entryReason;
    std::optional<std::int64_t> amountMinor;
    std::optional<std::string> currency;
    std::optional<Id> contactId;
};
REJOINDER_DESCRIBE(PartnerLine, number, known, reason, entryId, state, title, entryReason, amountMinor,
                   currency, contactId)

struct MapFile {
    Id id;
    TableMapping mapping;
    std::optional<std::string> saveAs;
    static void rules(Rules& r) {
        r.at("mapping").says("An empty column says that the file has none for the field");
        r.at("saveAs").notEmpty().max(200).says("Keep the mapping under this name, for the next files");
    }
};
REJOINDER_DESCRIBE(MapFile, id, mapping, saveAs)

struct ProfileQuery {
    Source source = Source::Payments;
};
REJOINDER_DESCRIBE(ProfileQuery, source)

struct PartnerProfiles {
    std::vector<PartnerProfile> items;
};
REJOINDER_DESCRIBE(PartnerProfiles, items)

struct ProfileById {
    Id id;
};
REJOINDER_DESCRIBE(ProfileById, id)

namespace {

const UploadRules kUploads{
    ReceivedFile::kMostBytes,
    {"text/csv", "text/plain", "application/xml", "text/xml", "application/zip", "application/octet-stream"}};

struct OutcomeCount {
    std::string outcome;
    std::int64_t lineCount = 0;
};
REJOINDER_DESCRIBE(OutcomeCount, outcome, lineCount)

Form formOf(std::string_view bytes) {
    if (bytes.starts_with("PK\x03\x04")) return Form::Camt;
    const auto at = bytes.substr(0, 200).find_first_not_of("\xEF\xBB\xBF \t\r\n");
    return at != std::string_view::npos && bytes[at] == '<' ? Form::Camt : Form::Table;
}

void queue(Unit& unit, const PartnerFileRow& file) {
    JobRequest request;
    request.uniqueKey = file.id.toString() + "." + std::to_string(file.version);
    request.title = file.name;
    unit.enqueue("partners.read", ReadFile{file.id}, request);
}

void saveProfile(Unit& unit, Source source, const std::string& name, const TableMapping& mapping) {
    if (const auto before =
            unit.one<PartnerProfile>("partners.find-profile-by-name", {{"source", source}, {"name", name}})) {
        unit.run("partners.change-profile", {{"id", before->id}, {"mapping", json::write(mapping)}});
        unit.audit("partner-profiles.change", before->id, name);
        return;
    }
    const PartnerProfile made{unit.newId(), source, name, mapping};
    unit.run("partners.insert-profile", made);
    unit.audit("partner-profiles.create", made.id, name);
}

PartnerFile map(Unit& unit, const MapFile& in) {
    auto file = findFile(unit, in.id);
    if (file.form != Form::Table || (file.state != FileState::Mapping && file.state != FileState::Failed))
        throw Error::conflict("partners.mapped", "the file is read already");
    const auto bytes = contentOf(unit, file.id);
    const auto look = lookAt(bytes, file.source, in.mapping);
    // What is left out is as the headers tell; what is said to be empty is not.
    const auto mapping = completed(in.mapping, look);
    Faults faults;
    checkMapping(mapping, look, file.source, faults);
    faults.raise("partners.mapping");
    unit.run("partners.map-file",
             {{"id", file.id}, {"mapping", json::write(mapping)}, {"state", FileState::Reading}});
    if (in.saveAs) saveProfile(unit, file.source, *in.saveAs, mapping);
    file = findFile(unit, file.id);
    queue(unit, file);
    unit.audit("partners.map", file.id);
    return viewOf(unit, std::move(file));
}

Page<PartnerLine> linesOf(Unit& unit, const LineQuery& in) {
    findFile(unit, in.id);
    const auto limit = paging::limitOf(in.limit);
    Page<PartnerLine> page;
    page.items = unit.all<PartnerLine>(
        "partners.list-lines",
        {{"fileId", in.id}, {"after", paging::cursorId(in.cursor).value}, {"limit", limit}});
    if (page.items.size() == static_cast<std::size_t>(limit))
        page.nextCursor = std::to_string(page.items.back().number);
    return page;
}

} // namespace

PartnerFileRow findFile(Unit& unit, Id id) {
    auto row = unit.one<PartnerFileRow>("partners.find-file", {{"id", id}});
    if (!row) throw Error::notFound("partners.no-such-file", "there is no such file");
    return std::move(*row);
}

FileBalance balanceOf(const PartnerFileRow& file, const std::map<std::string, std::int64_t>& outcomes) {
    FileBalance b;
    std::int64_t done = 0;
    for (const auto& [outcome, count] : outcomes) {
        done += count;
        for (const auto& [name, place] :
             {std::pair("known", &b.known), std::pair("captured", &b.captured),
              std::pair("duplicate", &b.duplicate), std::pair("clearing", &b.clearing),
              std::pair("rejected", &b.rejected), std::pair("withdrawn", &b.withdrawn),
              std::pair("refused", &b.refused)})
            if (outcome == name) *place = count;
    }
    b.lines = file.lineCount;
    b.waiting = b.lines - done;
    const bool wrong = std::ranges::any_of(file.controls, [](const FileControl& c) { return !c.balanced; }) ||
                       b.waiting != 0;
    if (file.state != FileState::Read)
        b.state = nameOf(file.state);
    else
        b.state = wrong ? "unbalanced" : b.clearing > 0 ? "clearing" : "closed";
    return b;
}

PartnerFile viewOf(Unit& unit, PartnerFileRow row) {
    std::map<std::string, std::int64_t> outcomes;
    for (const auto& count : unit.all<OutcomeCount>("partners.count-lines", {{"fileId", row.id}}))
        outcomes[count.outcome] = count.lineCount;
    PartnerFile view;
    view.id = row.id;
    view.version = row.version;
    view.balance = balanceOf(row, outcomes);
    if (row.form == Form::Table && (row.state == FileState::Mapping || row.state == FileState::Failed)) try {
            view.look = lookAt(contentOf(unit, row.id), row.source, row.mapping);
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Invalid) throw; // what it is not was said when it came
        }
    view.file = std::move(row);
    return view;
}

namespace {

void insert(Unit& unit, const PartnerFileRow& row, const std::string& digest, const ReceivedFile& file) {
    unit.run("partners.insert-file",
             {{"id", row.id},
              {"source", row.source},
              {"form", row.form},
              {"digest", digest},
              {"name", inbox::textOf(file.name.empty() ? digest.substr(0, 12) : file.name, 255)},
              {"bytes", file.bytes.size()},
              {"state", row.state},
              {"mapping", json::write(row.mapping)},
              {"receivedAt", unit.now()},
              {"receivedBy", unit.actor().name}});
}

} // namespace

PartnerFile receive(Unit& unit, Source source, const std::optional<Id>& profileId, const ReceivedFile& file) {
    const auto digest = digest::sha256Hex(file.bytes);
    const auto before =
        unit.one<PartnerFileRow>("partners.find-file-by-digest", {{"source", source}, {"digest", digest}});
    // What could not be read is tried once more: the reader may have learnt, or its content is gone.
    if (before && before->state != FileState::Failed) return viewOf(unit, *before);
    if (file.bytes.empty()) throw Error::invalid("", "partners.empty", "the file is empty");
    const auto form = formOf(file.bytes);
    if (form == Form::Camt && source != Source::Payments)
        throw Error::invalid("", "partners.no-table", "the file is no table");
    PartnerFileRow row;
    row.id = before ? before->id : unit.newId();
    row.source = source;
    row.form = form;
    row.state = FileState::Reading;
    if (form == Form::Table) {
        std::optional<PartnerProfile> profile;
        if (profileId) profile = unit.one<PartnerProfile>("partners.find-profile", {{"id", *profileId}});
        if (profileId && (!profile || profile->source != source))
            throw Error::invalid("/profileId", "partners.no-such-profile", "there is no such profile");
        if (profile) row.mapping = profile->mapping;
        const auto look = lookAt(file.bytes, source, row.mapping);
        Faults faults;
        if (profile) checkMapping(row.mapping, look, source, faults);
        faults.raise("partners.mapping");
        if (!profile) row.state = FileState::Mapping;
    }
    if (before) {
        deleteContent(unit, row.id);
        unit.run("partners.map-file",
                 {{"id", row.id}, {"mapping", json::write(row.mapping)}, {"state", row.state}});
    } else {
        insert(unit, row, digest, file);
    }
    storeContent(unit, row.id, file.bytes);
    row = findFile(unit, row.id);
    if (row.state == FileState::Reading) queue(unit, row);
    unit.audit("partners.receive", row.id, digest);
    return viewOf(unit, std::move(row));
}

bool forgetContent(Unit& unit, Timestamp before) {
    const auto old = unit.numbers("partners.unread-files", {{"before", before}});
    for (const auto id : old) {
        deleteContent(unit, Id{id});
        unit.run("partners.end-file",
                 {{"id", id}, {"state", FileState::Failed}, {"fault", "partners.content-gone"}});
        unit.audit("partners.forget-content", Id{id});
    }
    return !old.empty();
}

void declareFiles(Declarations& d, Context*& context) {
    d.upload<NewFile, PartnerFile>("/partner-files",
                                   {"partners.write",
                                    "Hand in a file: the bank's camt.054 (also in a ZIP), or a table of "
                                    "payments, shop orders or returned "
                                    "letters. The same file again makes nothing",
                                    201},
                                   kUploads, [&context](const NewFile& in, Upload& upload, Call& call) {
                                       const ReceivedFile file{bytesOf(upload.path), upload.fileName};
                                       return context->storage().write(
                                           [&](Unit& u) { return receive(u, in.source, in.profileId, file); },
                                           {Priority::Interactive, call.actor()});
                                   });
    d.get<FileQuery, Page<PartnerFile>>(
        "/partner-files", {"partners.read", "Files of the bank, the shop and the post, newest first"},
        [](const FileQuery& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            Page<PartnerFile> page;
            for (auto& row : u.all<PartnerFileRow>("partners.list-files",
                                                   {{"anySource", in.source ? 0 : 1},
                                                    {"source", in.source.value_or(Source::Payments)},
                                                    {"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                    {"limit", limit}}))
                page.items.push_back(viewOf(u, std::move(row)));
            return paging::pageOf(std::move(page.items), limit);
        });
    d.get<FileById, PartnerFile>(
        "/partner-files/{id}",
        {"partners.read", "A file with its control figures; and its columns while they "
                          "are still to be named"},
        [](const FileById& in, Call&, Unit& u) { return viewOf(u, findFile(u, in.id)); });
    d.get<LineQuery, Page<PartnerLine>>("/partner-files/{id}/lines",
                                        {"partners.read", "The lines of a file and what became of each"},
                                        [](const LineQuery& in, Call&, Unit& u) { return linesOf(u, in); });
    d.patch<MapFile, PartnerFile>(
        "/partner-files/{id}",
        {"partners.write", "Say which column is what; then the file is read", 200, true},
        [](const MapFile& in, Call& call, Unit& u) {
            call.requireMatch(findFile(u, in.id).version);
            return map(u, in);
        });
    d.get<ProfileQuery, PartnerProfiles>(
        "/partner-profiles", {"partners.read", "Kept mappings of a source's tables"},
        [](const ProfileQuery& in, Call&, Unit& u) {
            return PartnerProfiles{u.all<PartnerProfile>("partners.list-profiles", {{"source", in.source}})};
        });
    d.remove<ProfileById>("/partner-profiles/{id}", {"partners.write", "Forget a kept mapping"},
                          [](const ProfileById& in, Call&, Unit& u) {
                              if (u.run("partners.delete-profile", {{"id", in.id}}) == 0)
                                  throw Error::notFound("partners.no-such-profile",
                                                        "there is no such profile");
                              u.audit("partner-profiles.delete", in.id);
                          });
}

} // namespace rejoinder::partners
