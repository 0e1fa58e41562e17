#include "country.h"
#include "import_file.h"
#include "reach.h"
#include "state.h"
#include "store.h"
#include "text.h"

#include <rejoinder/paging.h>

#include <algorithm>
#include <fstream>
#include <limits>

/// Robinson lists and lists of others: loaded whole from a file, replaced whole by the next of the same name.
namespace rejoinder::contacts {

namespace {

constexpr std::size_t kEntriesPerUnit = 10'000;

struct ListUpload {
    std::string name, source;
    SuppressionKind kind = SuppressionKind::Email;
    std::optional<Channel> channel;
    ListScope scope = ListScope::Everybody;
    ListDigest digest = ListDigest::Plain;
    std::optional<Date> dated;
    std::optional<std::string> country;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100).says("a list replaces the active one of the same name");
        r.at("source").notEmpty().max(200);
        r.at("kind").says(
            "email, phone or address: what a line of the file holds; an address is family name, given "
            "name, street, number, postcode, country with ; between");
        r.at("channel").says("absent: all channels");
        r.at("scope").defaulted().says("prospects: does not concern those who gave consent on the channel");
        r.at("digest").defaulted().says(
            "sha256: lines are SHA-256 of small-letter addresses or E.164 numbers");
        r.at("dated").says("the day the list was made; today when absent");
        r.at("country").says("for phone numbers without a country code");
    }
};
REJOINDER_DESCRIBE(ListUpload, name, source, kind, channel, scope, digest, dated, country)

/// A list as clients see it.
struct SuppressionList {
    Id id;
    std::string name, source;
    SuppressionKind kind = SuppressionKind::Email;
    std::optional<Channel> channel;
    ListScope scope = ListScope::Everybody;
    ListDigest digest = ListDigest::Plain;
    Date dated;
    ListState state = ListState::Loading;
    std::int64_t entries = 0, wrong = 0;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(SuppressionList, id, name, source, kind, channel, scope, digest, dated, state, entries,
                   wrong, createdAt)

struct ListPage {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ListPage, limit, cursor)

struct LoadJob {
    Id listId;
    std::string country;
};
REJOINDER_DESCRIBE(LoadJob, listId, country)

struct LoadProgress {
    std::int64_t stored = 0, upto = 0;
};
REJOINDER_DESCRIBE(LoadProgress, stored, upto)

SuppressionList viewOf(const SuppressionListRow& r) {
    return {r.id,    r.name,    r.source, r.kind,     enumOf<Channel>(r.channel), r.scope, r.digest, r.dated,
            r.state, r.entries, r.wrong,  r.createdAt};
}

SuppressionListRow requireList(Unit& unit, Id id) {
    if (auto row = unit.one<SuppressionListRow>("contacts.find-suppression-list", {{"id", id}}))
        return std::move(*row);
    throw Error::notFound("contacts.no-suppression-list",
                          "There is no suppression list " + id.toString() + ".");
}

/// The normalised identifier of a line, "" when it is none.
std::string identifierOf(const SuppressionListRow& list, std::string_view line, const std::string& country) {
    if (list.digest == ListDigest::Sha256) {
        std::string hex = folded(trimmed(line));
        const bool good = hex.size() == 64 && hex.find_first_not_of("0123456789abcdef") == std::string::npos;
        return good ? "sha256:" + hex : std::string();
    }
    if (list.kind == SuppressionKind::Email) {
        const auto email = emailIn(line);
        return email ? email->norm : std::string();
    }
    if (list.kind == SuppressionKind::Phone) return phoneIn(line, country).value_or("");
    std::vector<std::string> parts;
    for (std::string_view rest = line;;) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        parts.push_back(cleaned(rest.substr(0, end)));
        if (end == rest.size()) break;
        rest.remove_prefix(end + 1);
    }
    if (parts.size() != 6 || parts[4].empty()) return {};
    Contact who;
    who.familyName = parts[0], who.givenName = parts[1], who.street = parts[2];
    who.houseNumber = parts[3], who.postcode = parts[4];
    const auto code = countryCode(parts[5].empty() ? country : parts[5]);
    if (!code) return {};
    who.country = *code;
    return addressIdentifier(who);
}

/// The hashes of a file, ascending, each once. A line that is no identifier is counted; empty ones are not.
std::vector<std::int64_t> macsIn(const std::filesystem::path& file, const SuppressionListRow& list,
                                 const std::string& country, const Suppressions& key, std::int64_t& wrong) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Error(ErrorKind::Unavailable, "contacts.list-file", "The file of the list is gone.");
    std::vector<std::int64_t> macs;
    std::string line;
    wrong = 0;
    while (std::getline(in, line)) {
        std::string_view text = trimmed(line);
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        if (text.size() > 1 && text.front() == '"' && text.back() == '"')
            text = text.substr(1, text.size() - 2);
        if (text.empty()) continue;
        const std::string identifier = identifierOf(list, text, country);
        if (identifier.empty())
            ++wrong;
        else
            macs.push_back(key.macOf(list.kind, identifier));
    }
    std::ranges::sort(macs);
    macs.erase(std::unique(macs.begin(), macs.end()), macs.end());
    return macs;
}

struct EntryRow {
    Id listId;
    std::int64_t mac = 0;
};
REJOINDER_DESCRIBE(EntryRow, listId, mac)

/// Takes the hashes of replaced lists away, some thousand at a time.
void sweep(State& state, Attempt& attempt) {
    std::vector<std::int64_t> old;
    attempt.read([&](Unit& unit) { old = unit.numbers("contacts.replaced-suppression-lists"); });
    for (const std::int64_t list : old) {
        for (bool more = true; more && !attempt.stopping();) {
            attempt.write([&](Unit& unit) {
                const std::int64_t next = unit.number("contacts.suppression-entry-after", {{"listId", list}});
                more = next != 0;
                unit.run(
                    "contacts.delete-suppression-entries",
                    {{"listId", list}, {"upto", more ? next : std::numeric_limits<std::int64_t>::max()}});
                if (!more) {
                    const SuppressionListRow row = requireList(unit, Id{list});
                    unit.run("contacts.set-suppression-list",
                             {{"id", list}, {"state", row.state}, {"entries", 0}, {"wrong", row.wrong}});
                }
            });
        }
        state.suppressions->forgetList(Id{list});
    }
}

void load(State& state, const LoadJob& job, Attempt& attempt) {
    SuppressionListRow row;
    attempt.read([&](Unit& unit) { row = requireList(unit, job.listId); });
    if (row.state == ListState::Loading) {
        const auto file = importFolder(state.context->dataFolder()) / row.storedAs;
        const auto macs = macsIn(file, row, job.country, *state.suppressions, row.wrong);
        auto progress = attempt.checkpoint<LoadProgress>();
        auto at = std::ranges::upper_bound(macs, progress.upto);
        do {
            if (attempt.stopping()) return;
            std::vector<EntryRow> some;
            for (; at != macs.end() && some.size() < kEntriesPerUnit; ++at) some.push_back({row.id, *at});
            LoadProgress next{progress.stored + static_cast<std::int64_t>(some.size()),
                              some.empty() ? progress.upto : some.back().mac};
            const bool last = at == macs.end();
            attempt.write(
                [&](Unit& unit) {
                    unit.insertMany("contacts.insert-suppression-entry", some);
                    unit.run("contacts.set-suppression-list",
                             {{"id", row.id},
                              {"state", last ? ListState::Active : ListState::Loading},
                              {"entries", next.stored},
                              {"wrong", row.wrong}});
                    // The new list acts in the unit in which the old one ends: nobody is let through in
                    // between.
                    if (last) {
                        unit.run("contacts.replace-suppression-lists", {{"name", row.name}, {"id", row.id}});
                        unit.publish(FactsChanged{std::string(FactsChanged::kGate), {}});
                    }
                    unit.audit(last ? "contacts.suppression-list-active" : "contacts.suppression-list-step",
                               row.id, std::to_string(next.stored));
                },
                next);
            progress = next;
            attempt.progress(progress.stored, static_cast<std::int64_t>(macs.size()));
        } while (at != macs.end());
        std::error_code gone;
        std::filesystem::remove(file, gone);
    }
    sweep(state, attempt);
    std::optional<SuppressionList> result;
    attempt.read([&](Unit& unit) { result = viewOf(requireList(unit, job.listId)); });
    attempt.result(*result);
}

Operation upload(State& state, const ListUpload& in, Upload& file, Call& call) {
    if (in.kind == SuppressionKind::Objection)
        throw Error::invalid("/kind", "contacts.list-kind",
                             "A list holds e-mail addresses, phone numbers or addresses.");
    if (in.digest == ListDigest::Sha256 && in.kind == SuppressionKind::Address)
        throw Error::invalid("/digest", "contacts.list-digest", "Postal addresses come as plain text only.");
    std::string country;
    if (in.country) {
        const auto code = countryCode(*in.country);
        if (!code) throw Error::invalid("/country", "contacts.country", "This is no country.");
        country = *code;
    }
    SuppressionListRow row;
    row.name = cleaned(in.name), row.source = cleaned(in.source);
    row.kind = in.kind, row.channel = channelText(in.channel);
    row.scope = in.scope, row.digest = in.digest;
    row.hashKeyId = state.suppressions->key().id();
    row.storedAs = keepFile(file.path, importFolder(state.context->dataFolder()));
    WriteOptions options;
    options.actor = call.actor();
    return state.context->storage().write(
        [&](Unit& unit) {
            row.id = unit.newId();
            row.createdAt = unit.now();
            row.dated = in.dated.value_or(Date::of(unit.now()));
            unit.run("contacts.insert-suppression-list", row);
            JobRequest request;
            request.title = "Suppression list " + row.name;
            request.uniqueKey = row.id.toString();
            Operation operation;
            operation.id = unit.enqueue("contacts.load-suppressions", LoadJob{row.id, country}, request);
            operation.name = "contacts.load-suppressions";
            operation.title = request.title;
            operation.createdAt = row.createdAt;
            unit.audit("contacts.suppression-list", row.id, row.name + ", " + row.source);
            return operation;
        },
        options);
}

struct IdentityRow {
    Id contactId;
    std::int64_t contactVersion = 0;
    std::string hashKeyId;
    std::int64_t emailMac = 0, phoneMac = 0, addressMac = 0;
};
REJOINDER_DESCRIBE(IdentityRow, contactId, contactVersion, hashKeyId, emailMac, phoneMac, addressMac)

/// Makes the hashes of contacts that are new or changed. Whoever decides meanwhile makes them itself.
void identify(State& state, Attempt& attempt) {
    for (Id after; !attempt.stopping();) {
        std::vector<std::int64_t> stale;
        attempt.read([&](Unit& unit) {
            stale = unit.numbers("contacts.stale-identities",
                                 {{"after", after}, {"keyId", state.suppressions->key().id()}});
        });
        if (stale.empty()) return;
        after = Id{stale.back()};
        attempt.write([&](Unit& unit) {
            std::vector<Id> ids;
            for (const std::int64_t id : stale) ids.push_back(Id{id});
            std::vector<IdentityRow> rows;
            for (const Contact& c : findContacts(unit, ids)) {
                unit.run("contacts.delete-identity", {{"contactId", c.id}});
                const auto macs = state.suppressions->macsOf(c);
                rows.push_back(
                    {c.id, c.version, state.suppressions->key().id(), macs.email, macs.phone, macs.address});
            }
            unit.insertMany("contacts.insert-identity", rows);
        });
    }
}

} // namespace

void declareSuppressionLists(Declarations& d, State& state) {
    UploadRules rules;
    rules.maxBytes = 1'000'000'000;
    rules.contentTypes = {"text/csv", "text/plain", "application/csv", "application/octet-stream"};
    d.upload<ListUpload, Operation>(
        "/suppression-lists",
        {"contacts.suppress-lists", "Loads a list of people who must not be contacted", 202}, rules,
        [&state](const ListUpload& in, Upload& file, Call& call) { return upload(state, in, file, call); });
    d.get<ListPage, Page<SuppressionList>>(
        "/suppression-lists", {"contacts.read", "Lists of people who must not be contacted, newest first"},
        [](const ListPage& in, Call&, Unit& unit) {
            const std::int32_t limit = paging::limitOf(in.limit);
            const Id before = paging::cursorId(in.cursor, Id{std::numeric_limits<std::int64_t>::max()});
            std::vector<SuppressionList> items;
            for (const auto& row : unit.all<SuppressionListRow>("contacts.page-suppression-lists",
                                                                {{"before", before}, {"limit", limit}}))
                items.push_back(viewOf(row));
            return paging::pageOf(std::move(items), limit);
        });
    d.remove<ById>("/suppression-lists/{id}",
                   {"contacts.suppress-lists", "Ends a list that was loaded by mistake"},
                   [](const ById& in, Call&, Unit& unit) {
                       const SuppressionListRow row = requireList(unit, in.id);
                       unit.run("contacts.set-suppression-list", {{"id", row.id},
                                                                  {"state", ListState::Replaced},
                                                                  {"entries", row.entries},
                                                                  {"wrong", row.wrong}});
                       unit.publish(FactsChanged{std::string(FactsChanged::kGate), {}});
                       unit.audit("contacts.suppression-list-ended", row.id, row.name);
                   });
    d.permission("contacts.suppress-lists", "Load and end lists of people who must not be contacted",
                 {"marketer"});
    JobOptions options;
    options.parallel = 1;
    options.lease = std::chrono::minutes(5);
    d.job<LoadJob>("contacts.load-suppressions", options,
                   [&state](const LoadJob& job, Attempt& attempt) { load(state, job, attempt); });
    d.job<None>("contacts.identify", options,
                [&state](const None&, Attempt& attempt) { identify(state, attempt); });
    d.every(std::chrono::minutes(15), "contacts.identify");
}

} // namespace rejoinder::contacts
