#include "houses.h"
#include "routes.h"

#include <rejoinder/paging.h>

#include <inbox/inbox.h>

namespace rejoinder::fulfilment {

namespace {

struct NewHouse {
    std::string name, folder, sendAt;
    std::int64_t answerHours = 48;
    UnitCost parcelCost, pieceCost;
    HouseMapping mapping;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("folder").max(64).defaulted().says(
            "Below fulfilment.house-folder: files go to out, answers come from in; empty: by a person");
        r.at("sendAt").max(5).defaulted().says("Such as 14:00, on working days; empty: at a press");
        r.at("answerHours").range(1, 2400).defaulted().says("Hours of working days until it is late");
        r.at("parcelCost").defaulted().says("What a shipment of it costs");
        r.at("pieceCost").defaulted().says("On top, for each piece");
        r.at("mapping").defaulted().says("Columns and words of its answers");
    }
};
REJOINDER_DESCRIBE(NewHouse, name, folder, sendAt, answerHours, parcelCost, pieceCost, mapping)

struct ChangeHouse {
    Id id;
    std::optional<std::string> name, folder, sendAt;
    std::optional<std::int64_t> answerHours;
    std::optional<UnitCost> parcelCost, pieceCost;
    std::optional<HouseMapping> mapping;
    std::optional<bool> active;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("folder").max(64);
        r.at("sendAt").max(5);
        r.at("answerHours").range(1, 2400);
    }
};
REJOINDER_DESCRIBE(ChangeHouse, id, name, folder, sendAt, answerHours, parcelCost, pieceCost, mapping, active)

struct HouseFigures {
    std::int64_t away = 0, late = 0;
};
REJOINDER_DESCRIBE(HouseFigures, away, late)

/// An item that lies at a house.
struct HouseItem {
    Id id;
    std::string sku, name;
    std::int64_t onHand = 0, reserved = 0, available = 0, backOrdered = 0;
};
REJOINDER_DESCRIBE(HouseItem, id, sku, name, onHand, reserved, available, backOrdered)

struct HouseView {
    Id id;
    House house;
    std::int64_t away = 0; ///< lines that it was told to send and did not answer in full
    std::int64_t late = 0; ///< of them, those that it should have answered
    std::vector<HouseItem> items;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(HouseView, id, house, away, late, items, version)

struct ItemForHouse {
    Id id;
    std::string sku;
    static void rules(Rules& r) { r.at("sku").notEmpty().max(64); }
};
REJOINDER_DESCRIBE(ItemForHouse, id, sku)

struct ItemOfHouse {
    Id id, itemId;
};
REJOINDER_DESCRIBE(ItemOfHouse, id, itemId)

struct OfHouse {
    Id houseId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(OfHouse, houseId, limit, cursor)

struct ChangeHouseFile {
    Id id;
    HouseFileState state = HouseFileState::Handed;
    static void rules(Rules& r) {
        r.at("state").says("handed: the house has it; made: it has not, hand it over again");
    }
};
REJOINDER_DESCRIBE(ChangeHouseFile, id, state)

HouseView viewHouse(Unit& u, Id id) {
    HouseView view;
    view.id = id;
    view.house = findHouse(u, id);
    view.version = view.house.version;
    const auto figures = u.one<HouseFigures>("fulfilment.house-figures", {{"houseId", id}, {"now", u.now()}});
    if (figures) {
        view.away = figures->away;
        view.late = figures->late;
    }
    view.items = u.all<HouseItem>("fulfilment.items-of-house", {{"houseId", id}});
    return view;
}

void checkHouse(Unit& u, const House& house) {
    Faults faults;
    if (house.folder.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != std::string::npos)
        faults.add("/folder", "fulfilment.bad-folder", "small letters, digits, - and _ only");
    if (!house.sendAt.empty() && !minutesOfDay(house.sendAt))
        faults.add("/sendAt", "fulfilment.bad-time", "a time such as 14:00");
    for (const auto& [at, cost] :
         {std::pair{"/parcelCost", house.parcelCost}, {"/pieceCost", house.pieceCost}})
        if (cost.micros < 0) faults.add(at, "fulfilment.negative-cost", "a cost is not negative");
    if (u.number("fulfilment.house-of-name", {{"name", house.name}, {"id", house.id}}) != 0)
        faults.add("/name", "fulfilment.house-exists", "there is a house of that name");
    if (!house.folder.empty() &&
        u.number("fulfilment.house-of-folder", {{"folder", house.folder}, {"id", house.id}}) != 0)
        faults.add("/folder", "fulfilment.house-exists", "another house has that folder");
    const auto& m = house.mapping;
    if (m.shipped == m.missing || m.shipped == m.refused || m.missing == m.refused)
        faults.add("/mapping/missing", "fulfilment.same-word", "each outcome has a word of its own");
    faults.raise("fulfilment.invalid-house");
}

HouseView makeHouse(Unit& u, const NewHouse& in) {
    House house{u.newId(),     in.name,      in.folder,  in.sendAt, in.answerHours,
                in.parcelCost, in.pieceCost, in.mapping, true,      {}};
    checkHouse(u, house);
    u.run("fulfilment.insert-house", house);
    u.audit("houses.make", house.id, house.name);
    return viewHouse(u, house.id);
}

HouseView changeHouse(Unit& u, const ChangeHouse& in) {
    auto house = findHouse(u, in.id);
    const auto take = [](auto& to, const auto& from) {
        if (from) to = *from;
    };
    take(house.name, in.name);
    take(house.folder, in.folder);
    take(house.sendAt, in.sendAt);
    take(house.answerHours, in.answerHours);
    take(house.parcelCost, in.parcelCost);
    take(house.pieceCost, in.pieceCost);
    take(house.mapping, in.mapping);
    take(house.active, in.active);
    checkHouse(u, house);
    u.run("fulfilment.update-house", house);
    u.audit("houses.change", in.id, json::write(in));
    return viewHouse(u, in.id);
}

HouseFileView changeHouseFile(Unit& u, const ChangeHouseFile& in, const Call& call) {
    const auto file = findHouseFile(u, in.id);
    call.requireMatch(file.version);
    const bool broke = file.state == HouseFileState::Handing && file.handingAt &&
                       file.handingAt->plus(kHouseFileBrokeOff) < u.now();
    const bool waits = file.state == HouseFileState::Made || file.state == HouseFileState::Unknown || broke;
    if (in.state == HouseFileState::Made)
        for (const auto& line : viewHouseFile(u, in.id).lines)
            if (line.shipped + line.refused > 0)
                throw Error::conflict("fulfilment.house-answered",
                                      "the house has the file: it answered some of it");
    if (!waits || (in.state != HouseFileState::Handed && in.state != HouseFileState::Made))
        throw Error::conflict("fulfilment.file-changed", "this file is " + nameOf(file.state) + " already");
    setHouseFile(u, file, in.state);
    return viewHouseFile(u, in.id);
}

template <class Row>
Page<Row> newestOf(Unit& u, const OfHouse& in, std::string_view query) {
    const auto limit = paging::limitOf(in.limit);
    return paging::pageOf(u.all<Row>(query, {{"houseId", in.houseId},
                                             {"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                             {"limit", limit}}),
                          limit);
}

void declareHouseRecords(Declarations& d) {
    d.get<None, Page<HouseView>>("/houses",
                                 {"fulfilment.read", "Outside fulfilment houses and what they have to do"},
                                 [](const None&, Call&, Unit& u) {
                                     Page<HouseView> page;
                                     for (const auto& house : u.all<House>("fulfilment.list-houses"))
                                         page.items.push_back(viewHouse(u, house.id));
                                     return page;
                                 });
    d.get<ById, HouseView>("/houses/{id}", {"fulfilment.read", "An outside house and the items it sends"},
                           [](const ById& in, Call&, Unit& u) { return viewHouse(u, in.id); });
    d.post<NewHouse, HouseView>("/houses",
                                {.permission = "fulfilment.items",
                                 .summary = "Somebody outside keeps and sends goods",
                                 .success = 201,
                                 .at = "/houses/{made}"},
                                [](const NewHouse& in, Call&, Unit& u) { return makeHouse(u, in); });
    d.patch<ChangeHouse, HouseView>("/houses/{id}",
                                    {"fulfilment.items", "Change an outside house", 200, true},
                                    [](const ChangeHouse& in, Call& call, Unit& u) {
                                        u.run("fulfilment.lock-house", {{"id", in.id}}); // two at once
                                        call.requireMatch(findHouse(u, in.id).version);
                                        return changeHouse(u, in);
                                    });
    d.post<ItemForHouse, HouseView>(
        "/houses/{id}/items",
        {"fulfilment.stock", "The house sends this item; what lies here of it goes there", 200},
        [](const ItemForHouse& in, Call&, Unit& u) {
            giveItemToHouse(u, findHouse(u, in.id), in.sku);
            return viewHouse(u, in.id);
        });
    d.remove<ItemOfHouse>(
        "/houses/{id}/items/{itemId}",
        {"fulfilment.stock", "The item is sent from here again; what lies there comes back"},
        [](const ItemOfHouse& in, Call&, Unit& u) { takeItemFromHouse(u, findHouse(u, in.id), in.itemId); });
}

void declareHouseFiles(Declarations& d, const std::function<HouseDesk()>& desk) {
    d.get<OfHouse, Page<HouseLine>>(
        "/house-lines",
        {"fulfilment.read", "What a house was told to send and did not answer, the latest first"},
        [](const OfHouse& in, Call&, Unit& u) {
            return Page<HouseLine>{
                u.all<HouseLine>("fulfilment.waiting-house-lines",
                                 {{"houseId", in.houseId}, {"limit", paging::limitOf(in.limit)}}),
                {}};
        });
    d.post<ById, HouseFileView>("/houses/{id}/files",
                                {.permission = "fulfilment.work",
                                 .summary = "A file of everything that waits for the house",
                                 .success = 201,
                                 .at = "/house-files/{made}"},
                                [desk](const ById& in, Call&, Unit& u) {
                                    const auto file = makeHouseFile(u, findHouse(u, in.id), desk());
                                    if (!file)
                                        throw Error::conflict("fulfilment.nothing-to-hand-over",
                                                              "nothing waits for this house");
                                    return viewHouseFile(u, file->id);
                                });
    d.get<OfHouse, Page<HouseFile>>("/house-files", {"fulfilment.read", "Files for a house, newest first"},
                                    [](const OfHouse& in, Call&, Unit& u) {
                                        return newestOf<HouseFile>(u, in, "fulfilment.newest-house-files");
                                    });
    d.get<ById, HouseFileView>("/house-files/{id}", {"fulfilment.read", "A file for a house, line by line"},
                               [](const ById& in, Call&, Unit& u) { return viewHouseFile(u, in.id); });
    d.download<ById>("/house-files/{id}/csv", {"fulfilment.work", "The file as it goes to the house"},
                     [](const ById& in, Call&, Unit& u) {
                         Download out;
                         out.contentType = "text/csv; charset=utf-8";
                         out.fileName = in.id.toString() + ".csv";
                         out.content = houseFileCsv(u, in.id);
                         return out;
                     });
    d.patch<ChangeHouseFile, HouseFileView>(
        "/house-files/{id}",
        {"fulfilment.work", "Say that the house has the file, or that it has not", 200, true},
        [](const ChangeHouseFile& in, Call& call, Unit& u) { return changeHouseFile(u, in, call); });
}

} // namespace

void declareHouses(Declarations& d, const std::function<HouseDesk()>& desk,
                   const std::function<Context&()>& context) {
    d.page("/houses", "Outside houses", "fulfilment.read");
    d.setting<std::string>(
        "house-folder", "",
        "Where files for outside houses and their answers lie: a folder for each house, in it "
        "out and in; empty: a person carries them");
    d.message(
        "HOUSE-ANSWER-REFUSED",
        "A file of an outside house is no table, columns are missing, or it is too large",
        "It lies in the folder refused. Look at the mapping of the house; a file of more than 2,000 lines or "
        "4 MB is to be cut");
    d.message("HOUSE-ANSWER-WAITS", "A file of an outside house could not be applied",
              "Look at the orders it names; it is tried again");
    d.message("HOUSE-FOLDER-FAILED", "A folder of an outside house could not be read or written",
              "Look at fulfilment.house-folder and its rights; it is tried again");
    declareHouseRecords(d);
    declareHouseFiles(d, desk);
    d.upload<ById, HouseAnswerView>(
        "/houses/{id}/answers",
        {.permission = "fulfilment.work",
         .summary =
             "Hand in what a house tells (CSV, at most 2,000 lines); the same file again makes nothing",
         .success = 201,
         .at = "/house-answers/{made}"},
        {kMostAnswerBytes, {}}, [desk, context](const ById& in, Upload& upload, Call& call) {
            const auto bytes = inbox::bytesOf(upload.path).value_or("");
            return context().storage().write(
                [&](Unit& u) {
                    return takeHouseAnswer(u, findHouse(u, in.id), upload.fileName, bytes, desk());
                },
                {Priority::Interactive, call.actor()});
        });
    d.get<OfHouse, Page<HouseAnswer>>(
        "/house-answers", {"fulfilment.read", "Answers of a house, newest first"},
        [](const OfHouse& in, Call&, Unit& u) {
            return newestOf<HouseAnswer>(u, in, "fulfilment.newest-house-answers");
        });
    d.get<ById, HouseAnswerView>(
        "/house-answers/{id}", {"fulfilment.read", "An answer of a house: what became of each line"},
        [](const ById& in, Call&, Unit& u) {
            auto answer = u.one<HouseAnswer>("fulfilment.find-house-answer", {{"id", in.id}});
            if (!answer) throw Error::notFound("fulfilment.no-such-house-answer", "there is no such answer");
            return viewHouseAnswer(u, std::move(*answer));
        });
    d.job<None>("serve-houses", {},
                [desk, context](const None&, Attempt& attempt) { serveHouses(context(), attempt, desk); });
    d.every(std::chrono::seconds(15), "fulfilment.serve-houses");
    d.verify("houses", checkHouses);
}

} // namespace rejoinder::fulfilment
