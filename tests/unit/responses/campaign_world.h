#pragma once
#include "tests/unit/contacts/world.h"

#include <map>
#include <string>
#include <vector>

/// A campaign that was sent, made through the API only: cells A and B got a letter, H is the hold-out, Z is
/// in no list.
namespace rejoinder::test {

struct IdView {
    Id id;
};
REJOINDER_DESCRIBE(IdView, id)

struct CellView {
    Id id;
    std::string code;
};
REJOINDER_DESCRIBE(CellView, id, code)

struct CampaignCells {
    Id id;
    std::vector<CellView> cells;
};
REJOINDER_DESCRIBE(CampaignCells, id, cells)

struct PieceView {
    Id id, waveId, contactId, cellId;
    std::string code, state, segment;
};
REJOINDER_DESCRIBE(PieceView, id, waveId, contactId, cellId, code, state, segment)

class CampaignWorld : public World {
public:
    explicit CampaignWorld(int contactsPerCell = 4, Settings settings = {},
                           const char* storage = "storage-sqlite")
        : World({storage, "contacts", "campaigns", "targetgroups", "dispatch", "channel-letter", "responses",
                 "fulfilment", "followups", "pretests", "insight"},
                std::move(settings)),
          perCell_(contactsPerCell) {
        for (const char* group : {"A", "B", "H", "Z"})
            for (int i = 0; i < perCell_; ++i) addContact(std::string(group) + std::to_string(i), group);
        campaign = plan("SPRING");
        const auto listed = freeze(campaign);
        send(listed, "First");
    }

    /// A contact by its key: "A0", "B3", "H1", "Z2".
    [[nodiscard]] Id contact(const std::string& key) const { return contacts_.at(key); }
    [[nodiscard]] Id cell(const std::string& code) const { return cells_.at(code); }
    /// The code on the piece of that contact's first wave.
    [[nodiscard]] std::string code(const std::string& key) const { return codes_.at(contact(key)); }

    void addContact(const std::string& key, const std::string& group) {
        const auto number = std::to_string(contacts_.size() + 1);
        contacts_[key] = make(
            "/contacts", R"({"externalKey":")" + key + R"(","familyName":"Muster )" + key +
                             R"(","givenName":"Eva","street":"Seeweg","houseNumber":")" + number +
                             R"(","postcode":"8001","city":"Zürich","country":"CH","attributes":{"group":")" +
                             group + R"(","area":")" + (contacts_.size() % 2 ? "east" : "west") + R"("}})");
    }
    /// An approved campaign in Swiss francs with cells A, B and the hold-out H; `more`: further members.
    Id plan(const std::string& campaignCode, const std::string& more = {}) {
        const auto made =
            post("/campaigns", R"({"code":")" + campaignCode +
                                   R"(","name":"Spring","currency":"CHF","startsOn":"2026-03-01",)" + more +
                                   R"(
            "budgetMinor":1000000,"contributionPerOrder":"30",
            "cells":[{"code":"A","name":"Letter","costPerPiece":"0.65"},{"code":"B","name":"Voucher","costPerPiece":"0.75"},
                     {"code":"H","name":"Nothing","holdOut":true}]})")
                .as<CampaignCells>();
        for (const auto& c : made.cells) cells_[c.code] = c.id;
        EXPECT_LT(post("/campaigns/" + made.id.toString() + "/decisions", R"({"verdict":"approved"})").status,
                  300);
        return made.id;
    }
    /// The frozen list of a campaign that was just planned.
    Id freeze(Id of) {
        std::string shares;
        for (const char* group : {"A", "B", "H"})
            shares += std::string(shares.empty() ? "" : ",") + R"({"cellId":")" + cell(group).toString() +
                      R"(","value":")" + group + R"("})";
        const auto group =
            make("/target-groups", R"({"campaignId":")" + of.toString() +
                                       R"(","name":"All","definition":{"split":{"mode":"attribute",
            "attribute":"group","shares":[)" +
                                       shares + R"(]},"segmentBy":"area"}})");
        EXPECT_LT(post("/target-groups/" + group.toString() + "/freezes", "{}").status, 300);
        settle();
        return group;
    }
    /// A wave to everybody of a list, handed over. @returns its pieces.
    std::vector<PieceView> send(Id list, const std::string& name) {
        const auto wave = make("/waves", R"({"targetGroupId":")" + list.toString() + R"(","name":")" + name +
                                             R"(","channel":"letter","content":)" + content() + "}");
        settle();
        EXPECT_LT(post("/waves/" + wave.toString() + "/hand-over", "{}").status, 300);
        settle();
        auto pieces = piecesOf(wave);
        for (const auto& piece : pieces) {
            EXPECT_EQ(piece.state, "handedOver");
            codes_.try_emplace(piece.contactId, piece.code);
        }
        return pieces;
    }
    std::vector<PieceView> piecesOf(Id wave) {
        return get("/pieces?limit=1000&waveId=" + wave.toString()).as<Page<PieceView>>().items;
    }
    static std::string content() {
        return R"({"subject":"Spring","text":"{{salutation}}, your code: {{code}}","senderName":"Muster AG",
            "senderAddress":"Muster AG, 8001 Zürich"})";
    }
    /// The id of what a POST made.
    Id make(const std::string& path, const std::string& body) {
        const auto reply = post(path, body);
        EXPECT_LT(reply.status, 300) << path << "\n" << body << "\n" << reply.body;
        return reply.status < 300 ? reply.as<IdView>().id : Id{};
    }
    /// The code of the problem that a POST runs into; "" when it does not.
    std::string refused(const std::string& path, const std::string& body) { return post(path, body).code(); }

    Id campaign;

private:
    int perCell_;
    std::map<std::string, Id> contacts_, cells_;
    std::map<Id, std::string> codes_;
};

} // namespace rejoinder::test
