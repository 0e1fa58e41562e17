// Nobody who must not be contacted gets into a frozen list or out of the door: random histories of consents,
// objections, suppressions, lists, restrictions, erasures, merges and un-merges, against a second, plain
// account of what everybody said.

#include "services.h"
#include "tests/support/mariadb.h"
#include "tests/unit/contacts/world.h"

#include <rejoinder/contract/contacts.h>

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>

namespace {

using namespace rejoinder;
using testing::IsEmpty;

struct IdOnly {
    Id id;
};
REJOINDER_DESCRIBE(IdOnly, id)

struct CellOnly {
    Id id;
    std::string code;
};
REJOINDER_DESCRIBE(CellOnly, id, code)

struct CampaignOnly {
    Id id;
    std::vector<CellOnly> cells;
};
REJOINDER_DESCRIBE(CampaignOnly, id, cells)

struct PieceOnly {
    Id id, contactId;
    std::string state;
};
REJOINDER_DESCRIBE(PieceOnly, id, contactId, state)

struct MemberOnly {
    Id contactId;
};
REJOINDER_DESCRIBE(MemberOnly, contactId)

/// What everybody said, in the plainest way.
class Account {
public:
    struct Word {
        int at = 0;
        std::string channel; ///< "all", "letter", "phone"
        bool yes = false;    ///< a consent
        bool objection = false;
        bool restriction = false;
    };
    struct Merge {
        int stays = 0, goes = 0, at = 0;
    };

    int now = 0;
    std::vector<std::vector<Word>> said; ///< by person
    std::vector<int> upTo;               ///< merged into, -1
    std::set<int> erased;                ///< nothing is known of them any more
    std::set<int> suppressed; ///< persons whose address is on a list or was suppressed (for letters)

    int root(int person) const {
        while (upTo[static_cast<std::size_t>(person)] >= 0) person = upTo[static_cast<std::size_t>(person)];
        return person;
    }
    std::vector<int> family(int person) const {
        std::vector<int> all;
        for (int i = 0; i < static_cast<int>(upTo.size()); ++i)
            if (root(i) == root(person)) all.push_back(i);
        return all;
    }
    std::vector<Word>& of(int person) { return said[static_cast<std::size_t>(person)]; }

    [[nodiscard]] bool isRestricted(int person) {
        for (const int id : family(person))
            for (const Word& word : of(id))
                if (word.restriction) return true;
        return false;
    }
    [[nodiscard]] bool mayWrite(int person) {
        if (isRestricted(person)) return false;
        for (const int id : family(person)) {
            if (suppressed.contains(id) || erased.contains(id)) return false;
            for (const Word& word : of(id))
                if (word.objection && (word.channel == "all" || word.channel == "letter")) return false;
        }
        return true;
    }
    [[nodiscard]] bool mayCall(int person) {
        if (isRestricted(person)) return false;
        const Word* newest = nullptr;
        for (const int id : family(person)) {
            if (erased.contains(id)) return false;
            for (const Word& word : of(id)) {
                if (word.objection && (word.channel == "all" || word.channel == "phone")) return false;
                if (!word.objection && !word.restriction && word.channel == "phone" &&
                    (newest == nullptr || word.at >= newest->at))
                    newest = &word;
            }
        }
        return newest != nullptr && newest->yes;
    }
    void endRestriction(int person) {
        for (const int id : family(person)) std::erase_if(of(id), &Word::restriction);
    }
    /// Who said no while the two were one said it as both.
    void unmerge(const Merge& merge) {
        upTo[static_cast<std::size_t>(merge.goes)] = -1;
        std::vector<Word> copies;
        for (const int id : family(merge.stays))
            for (const Word& word : of(id))
                if (word.at > merge.at && (word.objection || word.restriction || !word.yes))
                    copies.push_back(word);
        for (Word& word : copies) of(merge.goes).push_back(word);
    }
};

std::vector<const char*> engines() {
    std::vector<const char*> all{"storage-sqlite"};
    if (rejoinder::test::MariaDb::available()) all.push_back("storage-mysql");
    return all;
}

class NeverContacted : public testing::TestWithParam<const char*> {
protected:
    using World = rejoinder::test::World;
    using Server = rejoinder::test::MariaDb;
    NeverContacted()
        : server(std::string_view(GetParam()) == "storage-mysql" ? std::make_unique<Server>() : nullptr),
          world({GetParam(), "contacts", "campaigns", "targetgroups", "dispatch", "channel-letter",
                 "channel-phone"},
                server ? server->settings(server->newDatabase()) : World::Settings{}) {
        for (int i = 0; i < 14; ++i) addPerson(i);
        const auto campaign =
            world
                .post("/campaigns", R"({"code":"N","name":"N","currency":"CHF","startsOn":"2026-03-01",
            "budgetMinor":100000000,"contributionPerOrder":"30","cells":[{"code":"A","name":"A","costPerPiece":"0.65"}]})")
                .as<CampaignOnly>();
        campaignId = campaign.id.toString();
        cellId = campaign.cells.at(0).id.toString();
        ok(world.post("/campaigns/" + campaignId + "/decisions", R"({"verdict":"approved"})"));
    }
    ~NeverContacted() override { EXPECT_THAT(world.problems(), IsEmpty()); }

    World::Reply ok(World::Reply reply) {
        EXPECT_LT(reply.status, 300) << reply.body;
        return reply;
    }
    /// A server of its own answers over a socket: in the short form it is asked half as often.
    int times(int few, int many) const {
        return std::getenv("REJOINDER_SHORT") == nullptr ? many : server ? few / 2 : few;
    }
    int below(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }
    static std::string name(int i) {
        return "Family" + std::string(1, static_cast<char>('a' + i % 26)) +
               std::string(1, static_cast<char>('a' + i / 26));
    }
    std::string id(int i) { return people[static_cast<std::size_t>(i)].toString(); }

    void addPerson(int i) {
        const std::string n = std::to_string(i);
        people.push_back(
            ok(world.post("/contacts",
                          R"({"familyName":")" + name(i) + R"(","street":"Weg","houseNumber":")" + n +
                              R"(","postcode":"8001","city":"Zürich","country":"CH","email":"p)" + n +
                              R"(@example.org","phone":"+4144668)" + std::to_string(1800 + i) + "\"}"))
                .as<IdOnly>()
                .id);
        account.said.emplace_back();
        account.upTo.push_back(-1);
    }

    void consent(int person, bool yes) {
        ok(world.post("/contacts/" + id(person) + "/consents",
                      std::string(R"({"channel":"phone","source":"form","event":")") +
                          (yes ? "given" : "withdrawn") + "\"}"));
        account.of(account.root(person)).push_back({++account.now, "phone", yes, false});
    }
    void object(int person) {
        const std::string channel = std::array<const char*, 3>{"all", "letter", "phone"}[random() % 3];
        ok(world.post("/suppressions", R"({"contactId":")" + id(person) + R"(","source":"call")" +
                                           (channel == "all" ? "" : R"(,"channel":")" + channel + "\"") +
                                           "}"));
        account.of(account.root(person)).push_back({++account.now, channel, false, true});
        // The same person must be recognised under another key: its address is suppressed, too. It is that of
        // the one that stands for the person.
        if (channel != "phone") account.suppressed.insert(account.root(person));
    }
    void restrict(int person) {
        ok(world.call("PUT", "/contacts/" + id(person) + "/restriction",
                      R"({"restricted":true,"reason":"letter"})"));
        account.of(account.root(person)).push_back({++account.now, "", false, false, true});
    }
    void endRestriction(int person) {
        ok(world.call("PUT", "/contacts/" + id(person) + "/restriction",
                      R"({"restricted":false,"reason":"settled"})"));
        account.endRestriction(person);
    }
    void erase(int person) {
        ok(world.post("/contacts/" + id(person) + "/erasure", R"({"askedBy":"letter"})"));
        world.settle();
        for (const int one : account.family(person)) account.erased.insert(one);
        // What was merged stays one: nothing is left that could come apart.
        std::erase_if(merges, [&](const auto& m) {
            return account.erased.contains(m.second.stays) || account.erased.contains(m.second.goes);
        });
    }
    std::string addressOf(int person) {
        return R"({"familyName":")" + name(person) + R"(","street":"Weg","houseNumber":")" +
               std::to_string(person) + R"(","postcode":"8001","country":"CH"})";
    }
    void suppress(int person) {
        ok(world.post("/suppressions",
                      R"({"source":"letter","channel":"letter","address":)" + addressOf(person) + "}"));
        account.suppressed.insert(person);
    }
    void load(int person) {
        listed.insert(person);
        std::string file;
        for (const int p : listed) file += name(p) + ";;Weg;" + std::to_string(p) + ";8001;CH\n";
        ok(world.call("POST", "/suppression-lists?name=Robinson&source=SDV&kind=address&channel=letter", file,
                      {}, "text/csv"));
        world.settle();
        account.suppressed.insert(person);
    }
    void merge(int a, int b) {
        if (account.root(a) == account.root(b) || account.erased.contains(a) || account.erased.contains(b))
            return;
        const auto reply =
            ok(world.post("/contacts/" + id(a) + "/merges", R"({"mergedId":")" + id(b) + "\"}"));
        const int stays = account.root(a), goes = account.root(b);
        account.upTo[static_cast<std::size_t>(goes)] = stays;
        merges.emplace_back(reply.textAfter("\"id\":\""), Account::Merge{stays, goes, ++account.now});
    }
    void unmerge() {
        if (merges.empty()) return;
        const auto at = merges.begin() + below(static_cast<int>(merges.size()));
        ok(world.call("POST", "/contacts/merges/" + at->first + "/undo", "{}"));
        account.unmerge(at->second);
        ++account.now;
        merges.erase(at);
    }
    void something() {
        const int person = below(static_cast<int>(people.size()));
        if (account.erased.contains(person)) return;
        switch (below(17)) {
        case 12: restrict(person); break;
        case 14:
        case 15: endRestriction(person); break;
        case 13:
            if (below(2) == 0) erase(person);
            break;
        case 0: object(person); break;
        case 1: suppress(person); break;
        case 2: load(person); break;
        case 3:
        case 4: merge(person, below(static_cast<int>(people.size()))); break;
        case 5:
        case 6: unmerge(); break;
        case 7: consent(person, false); break;
        default: consent(person, true);
        }
    }

    std::string freeze(const std::string& channel) {
        const std::string group = ok(world.post(
                                         "/target-groups", R"({"campaignId":")" + campaignId +
                                                               R"(","name":"G","definition":{"exclusions":
                [{"name":"No","notContactable":")" + channel + R"("}],"split":{"shares":[{"cellId":")" +
                                                               cellId + R"(","percent":100}]}}})"))
                                      .as<IdOnly>()
                                      .id.toString();
        ok(world.post("/target-groups/" + group + "/freezes", "{}"));
        world.settle();
        return group;
    }
    std::vector<int> membersOf(const std::string& group) {
        std::vector<int> out;
        for (const auto& m :
             ok(world.get("/target-groups/" + group + "/members?limit=1000")).as<Page<MemberOnly>>().items)
            out.push_back(indexOf(m.contactId));
        return out;
    }
    int indexOf(Id contact) { return static_cast<int>(std::ranges::find(people, contact) - people.begin()); }
    std::string wave(const std::string& group, const std::string& channel) {
        const std::string id =
            ok(world.post(
                   "/waves",
                   R"({"targetGroupId":")" + group + R"(","name":"W","channel":")" + channel +
                       R"(","content":{"subject":"S","text":"T","senderName":"M","senderAddress":"A"}})"))
                .as<IdOnly>()
                .id.toString();
        world.settle();
        return id;
    }
    std::vector<int> handedOver(const std::string& wave, const char* state = "handedOver") {
        std::vector<int> out;
        for (const auto& p : ok(world.get("/pieces?limit=1000&waveId=" + wave)).as<Page<PieceOnly>>().items)
            if (p.state == state) out.push_back(indexOf(p.contactId));
        return out;
    }

    std::mt19937 random{20261122};
    std::unique_ptr<Server> server;
    World world;
    Account account;
    std::vector<Id> people;
    std::set<int> listed;
    std::vector<std::pair<std::string, Account::Merge>> merges;
    std::string campaignId, cellId;
};

TEST_P(NeverContacted, WhateverHappenedAndWheneverItDid) {
    const int rounds = times(6, 12);
    std::size_t sent = 0, chosen = 0, stopped = 0;
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < 6; ++i) something();
        // Fresh people, so that there is always somebody left to write to.
        for (int i = 0; i < 2; ++i) addPerson(static_cast<int>(people.size()));
        for (const std::string channel : {"letter", "phone"}) {
            const auto allowed = [&](int p) {
                return channel == "letter" ? account.mayWrite(p) : account.mayCall(p);
            };
            const std::string group = freeze(channel);
            for (const int member : membersOf(group)) {
                EXPECT_TRUE(allowed(member)) << channel << " list, person " << member << ", round " << round;
                EXPECT_EQ(account.root(member), member) << "on the list under an id that was merged away";
                ++chosen;
            }
            something(); // between freeze and building
            const std::string w = wave(group, channel);
            for (int i = 0; i < 4; ++i) something(); // between building and hand-over
            ok(world.post("/waves/" + w + "/hand-over", "{}"));
            world.settle();
            std::set<int> roots;
            for (const int person : handedOver(w)) {
                EXPECT_TRUE(allowed(person)) << channel << " to person " << person << ", round " << round;
                EXPECT_TRUE(roots.insert(account.root(person)).second) << "twice to person " << person;
                ++sent;
            }
            stopped += handedOver(w, "withheld").size();
        }
    }
    // The test must have had something to find.
    EXPECT_GT(chosen, 20u);
    EXPECT_GT(sent, 15u);
    EXPECT_GT(stopped, 2u);
    std::printf("%zu chosen, %zu handed over, %zu withheld at the door\n", chosen, sent, stopped);
}

TEST_P(NeverContacted, TheGateHearsEveryNoAtOnce) {
    const auto gate = contacts::makeGate(std::make_shared<contacts::Suppressions>(
        contacts::HashKey::load(world.folder() / "data/plugins/contacts/suppression.key")));
    const int steps = times(120, 600);
    std::size_t yes = 0, no = 0;
    for (int step = 0; step < steps && !HasFailure(); ++step) {
        something();
        if (step % 6 == 0) addPerson(static_cast<int>(people.size()));
        const Channel channel = step % 2 == 0 ? Channel::Letter : Channel::Phone;
        const auto decisions = world.read([&](Unit& unit) {
            std::vector<contacts::Refusal> all;
            for (const Id person : people) // each on its own, so that one of two ids is no reason
                all.push_back(gate->mayContact(unit, channel, {&person, 1}).front());
            return all;
        });
        for (int p = 0; p < static_cast<int>(people.size()); ++p) {
            const bool may = channel == Channel::Letter ? account.mayWrite(p) : account.mayCall(p);
            const bool does = decisions[static_cast<std::size_t>(p)] == contacts::Refusal::None;
            EXPECT_TRUE(may || !does) << nameOf(channel) << " to person " << p << ", step " << step;
            ++(does ? yes : no);
        }
    }
    EXPECT_GT(yes, no / 10) << "a gate that lets nobody through proves nothing";
}

INSTANTIATE_TEST_SUITE_P(Engines, NeverContacted, testing::ValuesIn(engines()), [](const auto& engine) {
    return std::string(engine.param).substr(std::string_view("storage-").size());
});

} // namespace
