#include "cards.h"

namespace rejoinder::scan {

struct CardList {
    std::vector<CardTemplate> items;
};
REJOINDER_DESCRIBE(CardList, items)

struct CardOf {
    Id campaignId;
};
REJOINDER_DESCRIBE(CardOf, campaignId)

struct PutCard {
    Id campaignId;
    double moduleMm = 0;
    std::vector<CardBox> boxes;
    static void rules(Rules& r) {
        r.at("moduleMm")
            .range(0.2, 5)
            .says("Edge of a module of the card's DataMatrix, mm; 0.5 in letters of ours");
        r.at("boxes").notEmpty().max(100);
    }
};
REJOINDER_DESCRIBE(PutCard, campaignId, moduleMm, boxes)

namespace {

CardTemplate findCard(Unit& unit, Id campaign) {
    auto card = unit.one<CardTemplate>("channel-scan.find-card", {{"campaignId", campaign}});
    if (!card)
        throw Error::notFound("channel-scan.no-card", "this campaign has no template of its reply card");
    return std::move(*card);
}

CardTemplate put(Unit& unit, Call& call, const PutCard& in, responses::Capturing& capturing,
                 campaigns::Campaigns& campaigns) {
    if (!campaigns.find(unit, in.campaignId))
        throw Error::notFound("channel-scan.unknown-campaign", "there is no such campaign");
    Faults faults;
    for (std::size_t i = 0; i < in.boxes.size(); ++i) {
        const auto& box = in.boxes[i];
        const auto at = "/boxes/" + std::to_string(i);
        if (box.sku.has_value() == box.type.has_value())
            faults.add(at, "channel-scan.box-means", "a box names an item (sku) or an answer (type)");
        if (box.type && !capturing.takes(unit, *box.type))
            faults.add(at + "/type", "channel-scan.unknown-type",
                       "there is no active response type " + *box.type);
    }
    faults.raise();
    const auto before = unit.one<CardTemplate>("channel-scan.find-card", {{"campaignId", in.campaignId}});
    call.requireMatch(before ? before->version : 0); // 0: there was none
    const CardTemplate card{before ? before->id : unit.newId(), in.campaignId, in.moduleMm, in.boxes, 1};
    unit.run(before ? "channel-scan.change-card" : "channel-scan.insert-card", card);
    unit.audit("channel-scan.card", card.id, json::write(in));
    return findCard(unit, in.campaignId);
}

} // namespace

void declareCards(Declarations& d, const std::function<std::shared_ptr<responses::Capturing>()>& capturing,
                  const std::function<std::shared_ptr<campaigns::Campaigns>()>& campaigns) {
    d.permission("channel-scan.cards", "Say where the boxes of a campaign's reply card are", {"marketer"});
    d.get<None, CardList>(
        "/card-templates", {"channel-scan.read", "Reply cards: where their boxes are"},
        [](const None&, Call&, Unit& u) { return CardList{u.all<CardTemplate>("channel-scan.list-cards")}; });
    d.get<CardOf, CardTemplate>("/card-templates/{campaignId}",
                                {"channel-scan.read", "Where the boxes of a campaign's card are"},
                                [](const CardOf& in, Call&, Unit& u) { return findCard(u, in.campaignId); });
    d.put<PutCard, CardTemplate>(
        "/card-templates/{campaignId}",
        {"channel-scan.cards",
         "Say where the boxes of a campaign's card are and what a tick means; If-Match \"0\" for a first one",
         200, true},
        [capturing, campaigns](const PutCard& in, Call& call, Unit& u) {
            return put(u, call, in, *capturing(), *campaigns());
        });
    d.remove<CardOf>("/card-templates/{campaignId}",
                     {"channel-scan.cards", "Read no boxes on a campaign's cards any more"},
                     [](const CardOf& in, Call&, Unit& u) {
                         const auto card = findCard(u, in.campaignId);
                         u.run("channel-scan.delete-card", {{"campaignId", in.campaignId}});
                         u.audit("channel-scan.delete-card", card.id, "");
                     });
}

} // namespace rejoinder::scan
