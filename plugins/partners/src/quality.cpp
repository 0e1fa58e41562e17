#include "quality.h"

#include <algorithm>
#include <unordered_map>

namespace rejoinder::partners {

struct QualityList {
    std::vector<ListQuality> items;
};
REJOINDER_DESCRIBE(QualityList, items)

namespace {

constexpr std::size_t kAtOnce = 1'000;

/// What happened to a contact's letters and mails.
struct Fate {
    std::int64_t mailed = 0, returned = 0, moved = 0, unknown = 0, deceased = 0, corrected = 0;
    std::int64_t emailed = 0, bounced = 0, noMailbox = 0;
};

using Fates = std::unordered_map<Id, Fate>;

/// Reads a stream of history, whoever keeps it.
void eachOf(Unit& unit, Context& context, std::string_view name, const contacts::History::Visit& visit) {
    for (const auto& history : context.useAll<contacts::History>())
        for (const auto& stream : history->streams())
            if (stream.name == name) history->each(unit, name, {}, visit);
}

Fates fatesOf(Unit& unit, Context& context, const Neighbours& neighbours) {
    Fates fates;
    eachOf(unit, context, "pieces", [&](const contacts::HistoryEvent& event) {
        if (event.channel == Channel::Letter) ++fates[event.contactId].mailed;
        if (event.channel == Channel::Email) ++fates[event.contactId].emailed;
    });
    eachOf(unit, context, "bounces", [&](const contacts::HistoryEvent& event) {
        Fate& fate = fates[event.contactId];
        ++fate.bounced;
        fate.noMailbox += event.type == "userUnknown" ? 1 : 0;
    });
    neighbours.returns->each(unit, [&](const responses::ReturnRow& row) {
        Fate& fate = fates[row.contactId];
        ++fate.returned;
        fate.moved += row.reason == responses::ReturnReason::Moved ? 1 : 0;
        fate.unknown += row.reason == responses::ReturnReason::Unknown ? 1 : 0;
        fate.deceased += row.reason == responses::ReturnReason::Deceased ? 1 : 0;
        fate.corrected += row.reason == responses::ReturnReason::Moved && !row.blocked ? 1 : 0;
    });
    return fates;
}

std::vector<ListQuality> byList(Unit& unit, const Neighbours& neighbours, const Fates& fates) {
    std::vector<Id> ids;
    ids.reserve(fates.size());
    for (const auto& [contact, fate] : fates) ids.push_back(contact);
    std::ranges::sort(ids);
    std::map<std::string, ListQuality> lists;
    for (std::size_t begin = 0; begin < ids.size(); begin += kAtOnce) {
        const auto some = std::span(ids).subspan(begin, std::min(kAtOnce, ids.size() - begin));
        for (const auto& contact : neighbours.directory->findMany(unit, some)) {
            const Fate& fate = fates.at(contact.id);
            ListQuality& list = lists[contact.source];
            list.mailed += fate.mailed;
            list.returned += fate.returned;
            list.moved += fate.moved;
            list.unknownThere += fate.unknown;
            list.deceased += fate.deceased;
            list.corrected += fate.corrected;
            list.emailed += fate.emailed;
            list.bounced += fate.bounced;
            list.noMailbox += fate.noMailbox;
        }
    }
    std::vector<ListQuality> out;
    for (auto& [name, list] : lists) {
        list.listName = name;
        out.push_back(std::move(list));
    }
    return out;
}

} // namespace

void countQuality(Context& context, const Neighbours& neighbours, Attempt& attempt) {
    std::vector<ListQuality> lists;
    attempt.read([&](Unit& u) { lists = byList(u, neighbours, fatesOf(u, context, neighbours)); });
    attempt.write([&](Unit& u) {
        u.run("partners.delete-quality");
        for (auto& list : lists) list.countedAt = u.now();
        u.insertMany("partners.insert-quality", lists);
    });
}

void declareQuality(Declarations& d) {
    d.get<None, QualityList>(
        "/list-quality",
        {"partners.read", "Letters and mails handed over and come back, by the list of the address; the "
                          "thousand largest"},
        [](const None&, Call&, Unit& u) { return QualityList{u.all<ListQuality>("partners.list-quality")}; });
}

} // namespace rejoinder::partners
