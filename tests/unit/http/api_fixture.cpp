#include "tests/unit/http/api_fixture.h"

namespace rejoinder::http::test {

namespace {

struct ItemHappened {
    static constexpr std::string_view kTopic = "t.item-made";
    Id itemId;
};
REJOINDER_DESCRIBE(ItemHappened, itemId)

struct OpenHappened {
    static constexpr std::string_view kTopic = "t.open";
    std::string text;
};
REJOINDER_DESCRIBE(OpenHappened, text)

struct Token {
    std::string secret;
};
REJOINDER_DESCRIBE(Token, secret)

struct Report {
    std::string name;
};
REJOINDER_DESCRIBE(Report, name)

[[noreturn]] void throwIt(const std::string& what) {
    static const std::map<std::string, ErrorKind> kinds{{"invalid", ErrorKind::Invalid},
                                                        {"malformed", ErrorKind::Malformed},
                                                        {"forbidden", ErrorKind::Forbidden},
                                                        {"notFound", ErrorKind::NotFound},
                                                        {"conflict", ErrorKind::Conflict},
                                                        {"stale", ErrorKind::Stale},
                                                        {"tooLarge", ErrorKind::TooLarge},
                                                        {"tooMany", ErrorKind::TooMany},
                                                        {"bug", ErrorKind::Bug},
                                                        {"unavailable", ErrorKind::Unavailable}};
    if (what == "std") throw std::runtime_error("inner secret");
    if (what == "int") throw 42;
    if (what == "tryAgain") throw driver::TryAgain(5, "busy");
    throw Error(kinds.at(what), "t." + what, "because", {{"/a", "t.a", "wrong"}});
}

Item find(Unit& unit, Id id) {
    auto item = unit.one<Item>("t.find", {{"id", id}});
    if (!item) throw Error::notFound("t.no-such-item", "there is no such item");
    return *item;
}

struct Made {
    Id id;
};
REJOINDER_DESCRIBE(Made, id)

struct Checked {
    Id id;
    std::optional<Id> operationId;
};
REJOINDER_DESCRIBE(Checked, id, operationId)

} // namespace

void ApiTest::declare() {
    DeclarationsOfTest d(router, "t");
    d.get<ById, Item>("/items/{id}", {"items.read", "An item"},
                      [](const ById& in, Call&, Unit& u) { return find(u, in.id); });
    d.get<FindItems, Echoed>("/items", {"items.read", "Items"}, [](const FindItems& in, Call&, Unit&) {
        return Echoed{in.name.value_or("-") + " " + std::to_string(in.limit.value_or(-1)) + " " +
                      (in.big ? (*in.big ? "big" : "small") : "any") + " " +
                      std::to_string(in.colours.size())};
    });
    d.post<NewItem, Item>("/items", {"items.write", "Make an item", 201},
                          [this](const NewItem& in, Call&, Unit& u) {
                              ++runs;
                              if (during) during();
                              const Item item{u.newId(), in.name, in.amount, 1};
                              u.run("t.insert", item);
                              if (in.name == "fail") throw Error::conflict("t.failed", "after the insert");
                              return item;
                          });
    d.post<NewItem, Item>("/keyed", {"items.write", "Make an item once", 201, false, true},
                          [](const NewItem& in, Call&, Unit& u) {
                              const Item item{u.newId(), in.name, in.amount, 1};
                              u.run("t.insert", item);
                              return item;
                          });
    d.patch<ChangeItem, Item>("/items/{id}", {"items.write", "Rename", 200, true},
                              [](const ChangeItem& in, Call& call, Unit& u) {
                                  call.requireMatch(find(u, in.id).version);
                                  u.run("t.rename", {{"id", in.id}, {"name", in.name}});
                                  return find(u, in.id);
                              });
    d.put<ChangeItem, Item>("/items/{id}", {"items.write", "Forgets to compare", 200, true},
                            [](const ChangeItem& in, Call&, Unit& u) {
                                u.run("t.rename", {{"id", in.id}, {"name", in.name}});
                                return find(u, in.id);
                            });
    d.remove<ById>("/items/{id}", {"items.write", "Delete"}, [](const ById& in, Call&, Unit& u) {
        u.run("t.remove", {{"id", in.id}});
    });
    d.get<ThrowIt, Echoed>("/throw/{what}", {"public", "Throws"},
                           [](const ThrowIt& in, Call&) -> Echoed { throwIt(in.what); });
    d.get<None, Echoed>("/who", {"public", "Who asks"}, [](const None&, Call& call) {
        return Echoed{call.actor().kind + ":" + call.actor().name + " " + std::string(call.clientAddress()) +
                      (call.may("x") ? " may" : "")};
    });
    d.post<None, Echoed>("/who", {"public", "Who posts"},
                         [](const None&, Call& call) { return Echoed{call.actor().kind}; });
    d.post<NewItem, Echoed>("/free", {"items.write", "Own units"}, [this](const NewItem& in, Call& call) {
        ++runs;
        if (during) during();
        if (in.name == "fail") throw Error::conflict("t.failed", "no");
        call.setHeader("X-Free", "yes");
        return Echoed{in.name};
    });
    d.post<None, Token>("/tokens", {"items.write", "Gives a secret"},
                        [](const None&, Call&, Unit&) { return Token{"the-secret-of-this-token"}; });
    d.post<NewItem, Item>(
        "/private",
        {.permission = "items.write", .summary = "Made, not kept", .success = 201, .kept = Kept::Key},
        [](const NewItem& in, Call&, Unit& u) {
            const Item item{u.newId(), in.name, in.amount, 1};
            u.run("t.insert", item);
            return item;
        });
    d.ask<NewItem, Echoed>("/asked", {"items.read", "Only asks"}, [this](const NewItem& in, Call&, Unit& u) {
        ++runs;
        if (in.name == "write") u.run("t.insert", Item{u.newId(), in.name, in.amount, 1});
        return Echoed{in.name};
    });
    d.post<None, None>("/nothing", {"items.write", "Gives nothing"},
                       [](const None&, Call&, Unit&) { return None{}; });
    d.post<None, Operation>("/long", {"items.write", "Starts something", 202},
                            [](const None&, Call&, Unit& u) {
                                Operation operation;
                                operation.id = u.newId();
                                operation.createdAt = u.now();
                                return operation;
                            });
    d.post<ById, Made>("/items/{id}/notes",
                       {.permission = "items.write",
                        .summary = "Found in a list",
                        .success = 201,
                        .at = "/items/{id}/notes"},
                       [](const ById&, Call&) { return Made{Id{4711}}; });
    d.post<ById, Made>(
        "/items/{id}/parts",
        {.permission = "items.write", .summary = "Found elsewhere", .success = 201, .at = "/parts/{made}"},
        [](const ById&, Call&) { return Made{Id{4711}}; });
    d.post<ById, Checked>("/items/{id}/checks", {"items.write", "Maybe starts something", 202},
                          [](const ById& in, Call&) {
                              return Checked{in.id, in.id.value == 7 ? std::optional(Id{815}) : std::nullopt};
                          });
    d.download<Report>("/reports/{name}", {"items.read", "A file"}, [this](const Report& in, Call&, Unit&) {
        if (in.name == "path") {
            folder.write("report.txt", "from a file");
            return Download{"text/plain", "report.txt", {}, folder.path() / "report.txt"};
        }
        return Download{"text/csv", in.name, "a,b\n", {}};
    });
    d.upload<FindItems, Echoed>("/files", {"items.write", "Takes a file"}, {1'000, {"text/csv"}},
                                [](const FindItems& in, Upload& upload, Call&) {
                                    std::ifstream file(upload.path);
                                    const std::string text(std::istreambuf_iterator<char>(file), {});
                                    return Echoed{in.name.value_or("-") + "|" + upload.fileName + "|" +
                                                  upload.contentType + "|" + std::to_string(upload.bytes) +
                                                  "|" + text};
                                });
    d.announce<ItemHappened>("items.read");
    d.announce<OpenHappened>("public");
}

} // namespace rejoinder::http::test
