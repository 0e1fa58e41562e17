#include "company.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rejoinder::demo {

namespace {

constexpr std::chrono::hours kDay{24};
constexpr std::size_t kBatch = 500;

struct CellAnswer {
    Id id;
    std::string code;
};
REJOINDER_DESCRIBE(CellAnswer, id, code)

struct CampaignAnswer {
    Id id;
    std::vector<CellAnswer> cells;
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(CampaignAnswer, id, cells, version)

struct RunAnswer {
    Id id;
    std::optional<Id> waveId;
};
REJOINDER_DESCRIBE(RunAnswer, id, waveId)

struct MemberAnswer {
    Id contactId;
    bool holdOut = false;
};
REJOINDER_DESCRIBE(MemberAnswer, contactId, holdOut)

struct OrderAnswer {
    Id id;
    bool purchase = false;
};
REJOINDER_DESCRIBE(OrderAnswer, id, purchase)

struct InvoiceAnswer {
    Id id;
    std::int64_t totalMinor = 0;
    Date issuedOn;
};
REJOINDER_DESCRIBE(InvoiceAnswer, id, totalMinor, issuedOn)

} // namespace

Timestamp Company::at(std::int64_t daysAgo) const {
    return today_.plus(-kDay * daysAgo);
}

void Company::day(std::int64_t daysAgo) {
    client_.settle(); // nothing may run while time jumps
    client_.setClock(at(daysAgo));
}

void Company::importPeople(std::size_t count, std::uint64_t seed) {
    client_.upload(
        "/contacts/imports?source=Customer%20file&consentText=I%20would%20like%20to%20hear%20of%20offers&"
        "consentTextVersion=2024-05&mapping=%7B%22consentEmail%22%3A%22consent%3Aemail%22%2C"
        "%22consentPhone%22%3A%22consent%3Aphone%22%7D",
        csvOf(makePeople(seed, count)));
    client_.settle();
}

void Company::openShop() {
    // The account is the one with which SIX, the Swiss payment system, illustrates its slips; nobody has it.
    static constexpr std::array<std::pair<const char*, const char*>, 7> says{{
        {"seller-name", "Teehaus Lindenhof AG"},
        {"seller-street", "Lindenhof"},
        {"seller-house-number", "4"},
        {"seller-postcode", "3011"},
        {"seller-city", "Bern"},
        {"seller-vat-number", "CHE-999.999.996 MWST"},
        {"seller-iban", "CH4431999123000889012"},
    }};
    for (const auto& [key, value] : says)
        client_.patch<None>(std::string("/settings/fulfilment.") + key, Body().add("value", value));
    const auto perDay = [&](const char* workplace, std::int64_t weekday) {
        const std::vector<std::int64_t> week{weekday, weekday, weekday, weekday, weekday, 0, 0};
        client_.put(std::string("/capacity/") + workplace, Body().add("week", week));
    };
    perDay("desk", 30);
    perDay("warehouse", 20);
}

void Company::makeItems() {
    constexpr int foodVat = 260, otherVat = 810; // hundredths of a percent, Switzerland
    const auto item = [&](const char* sku, const char* name, const char* kind, const char* cost, int price,
                          int vat, int stock, const char* bin) {
        client_.post("/items", Body()
                                   .add("sku", sku)
                                   .add("name", name)
                                   .add("kind", kind)
                                   .add("unitCost", cost)
                                   .add("priceMinor", price)
                                   .add("currency", "CHF")
                                   .add("vatBasisPoints", vat)
                                   .add("bin", bin)
                                   .add("reorderLevel", stock / 10));
        client_.post("/stock/receipts",
                     Body().add("sku", sku).add("quantity", stock).add("reason", "opening stock"));
    };
    item("BROCHURE", "Brochure \"Tea and time\"", "information", "0.85", 0, otherVat, 2500, "A-01-1");
    item("SAMPLE", "Sample set, five teas", "information", "2.10", 0, foodVat, 600, "A-01-3");
    item("TEA-ASSAM", "Assam Second Flush, 250 g", "goods", "7.40", 1890, foodVat, 300, "B-02-1");
    item("TEA-VERBENA", "Verbena, 80 g", "goods", "4.20", 1250, foodVat, 260, "B-02-4");
    item("POT-1L", "Teapot, 1 litre", "goods", "16.00", 4900, otherVat, 90, "C-01-2");
    item("CUP-SET", "Six cups", "goods", "11.50", 3600, otherVat, 25, "C-03-1");
}

Plan Company::plan(const Body& campaign) {
    const auto made = client_.post<CampaignAnswer>("/campaigns", campaign);
    Plan plan{made.id, {}};
    for (const auto& cell : made.cells) plan.cells[cell.code] = cell.id;
    return plan;
}

void Company::approve(const Plan& plan) {
    client_.post("/campaigns/" + plan.id.toString() + "/decisions",
                 Body().add("verdict", "approved").add("remark", "Budget and texts are fine"));
}

Id Company::freeze(const Plan& plan, const std::string& name, const Body& definition) {
    const auto group = client_.post(
        "/target-groups", Body().add("campaignId", plan.id).add("name", name).add("definition", definition));
    client_.post("/target-groups/" + group.id.toString() + "/freezes");
    client_.settle();
    return group.id;
}

std::vector<Letter> Company::lettersOf(Id wave) {
    return client_.every<Letter>("/pieces?waveId=" + wave.toString() + "&state=handedOver");
}

std::vector<Letter> Company::send(Id group, const std::string& name, const std::vector<Id>& cells,
                                  const std::string& channel, const Body& content) {
    std::vector<std::string> cellIds;
    for (const auto cell : cells) cellIds.push_back(cell.toString());
    const auto wave = client_.post("/waves", Body()
                                                 .add("name", name)
                                                 .add("targetGroupId", group)
                                                 .add("cellIds", cellIds)
                                                 .add("channel", channel)
                                                 .add("content", content));
    client_.settle();
    client_.post("/waves/" + wave.id.toString() + "/hand-over");
    client_.settle();
    return lettersOf(wave.id);
}

Body Company::reply(Timestamp at) {
    static constexpr std::array<const char*, 4> goods{"TEA-ASSAM", "TEA-VERBENA", "POT-1L", "CUP-SET"};
    Body body;
    const double way = dice_.share(), what = dice_.share();
    body.add("channel", way < 0.5 ? "post" : way < 0.8 ? "phone" : "web").add("receivedAt", at);
    if (what < 0.5) {
        std::vector<Body> items{Body().add("sku", "BROCHURE")};
        if (dice_.chance(0.3)) items.push_back(Body().add("sku", "SAMPLE"));
        body.add("type", "information-request").add("items", items);
    } else if (what < 0.84) {
        std::vector<Body> items{Body().add("sku", dice_.pick(goods)).add("quantity", dice_.between(1, 2))};
        if (dice_.chance(0.35)) items.push_back(Body().add("sku", "SAMPLE"));
        body.add("type", "order").add("items", items);
    } else {
        body.add("type", what < 0.91 ? "question" : what < 0.96 ? "not-interested" : "opt-out");
    }
    return body;
}

void Company::capture(std::map<std::int64_t, std::vector<Body>>& byDay, std::int64_t until) {
    for (auto& [negativeDay, replies] : byDay) { // the map runs from the oldest day to the newest
        if (-negativeDay < until) return;
        day(-negativeDay);
        for (std::size_t begin = 0; begin < replies.size(); begin += kBatch) {
            const auto end = std::min(begin + kBatch, replies.size());
            client_.post<None>(
                "/responses/batches",
                Body().add("items", std::vector<Body>(replies.begin() + static_cast<std::ptrdiff_t>(begin),
                                                      replies.begin() + static_cast<std::ptrdiff_t>(end))));
        }
        client_.settle();
        if (-negativeDay > 1) shipOrders(); // today's and yesterday's orders are still on the tables
    }
}

void Company::answer(const std::vector<Letter>& letters, const Appeal& appeal, std::int64_t daysAgo,
                     std::int64_t until) {
    std::map<std::int64_t, std::vector<Body>> byDay;
    for (const auto& letter : letters) {
        if (!dice_.chance(appeal(letter.segment, letter.cellId) / 100)) continue;
        // In the letterbox after two days; half of the replies come within nine, the last after weeks.
        const double wait = 2 - 10 * std::log(1 - dice_.share());
        const auto answered = daysAgo - static_cast<std::int64_t>(std::min(wait, 60.0));
        byDay[-answered].push_back(reply(at(answered)).add("code", letter.code));
    }
    capture(byDay, until);
}

void Company::walkIn(const Plan& plan, Id group, double share, std::int64_t daysAgo, std::int64_t until) {
    std::map<std::int64_t, std::vector<Body>> byDay;
    std::string cursor;
    do {
        const auto page =
            client_.get<Page<MemberAnswer>>("/target-groups/" + group.toString() + "/members?limit=1000" +
                                            (cursor.empty() ? "" : "&cursor=" + cursor));
        for (const auto& member : page.items) {
            if (!member.holdOut || !dice_.chance(share / 100)) continue;
            const auto answered = daysAgo - dice_.between(1, std::max<std::int64_t>(1, daysAgo - until));
            byDay[-answered].push_back(
                reply(at(answered)).add("contactId", member.contactId).add("campaignId", plan.id));
        }
        cursor = page.nextCursor.value_or("");
    } while (!cursor.empty());
    capture(byDay, until);
}

void Company::comeBack(const std::vector<Letter>& letters, double share) {
    static constexpr std::array<const char*, 5> reasons{"moved", "moved", "unknown", "unknown", "deceased"};
    for (const auto& letter : letters)
        if (dice_.chance(share / 100))
            client_.post("/returns", Body().add("code", letter.code).add("reason", dice_.pick(reasons)));
}

void Company::shipOrders() {
    for (const auto& order : client_.every<OrderAnswer>("/orders?state=reserved")) {
        const auto path = "/orders/" + order.id.toString();
        client_.patch(path, Body().add("state", "picked"));
        client_.patch(path, Body().add("state", "packed"));
        client_.post(path + "/shipments",
                     Body().add("carrier", "Post").add("trackingNumber", "99.00." + order.id.toString()));
        if (bills_ && order.purchase) client_.post<None>(path + "/invoices");
    }
}

void Company::followUp(const Plan& plan, const Body& rule, const Appeal& appeal, std::int64_t daysAgo,
                       std::int64_t until) {
    auto wish = rule;
    wish.add("campaignId", plan.id);
    const auto made = client_.post("/follow-up-rules", wish);
    const auto run = client_.post<RunAnswer>("/follow-up-rules/" + made.id.toString() + "/runs");
    client_.settle();
    const auto wave = client_.get<RunAnswer>("/follow-ups/" + run.id.toString()).waveId;
    if (!wave) return;
    client_.post<None>("/waves/" + wave->toString() + "/hand-over");
    client_.settle();
    answer(lettersOf(*wave), appeal, daysAgo, until);
}

void Company::finish(const Plan& plan) {
    client_.patch<None>("/campaigns/" + plan.id.toString(), Body().add("state", "finished"));
    client_.settle();
}

void Company::payBills() {
    Dice purses(20); // of their own, so that nothing else of the story changes with them
    for (const auto& bill : client_.every<InvoiceAnswer>("/invoices?open=true")) {
        const bool pays = purses.chance(0.95);
        const Date on{bill.issuedOn.days + static_cast<std::int32_t>(purses.between(3, 30))};
        if (pays && on <= Date::of(today_))
            client_.post<None>("/invoices/" + bill.id.toString() + "/payments",
                               Body().add("amountMinor", bill.totalMinor).add("paidOn", on));
    }
}

void Company::unclear(int count) {
    for (int i = 0; i < count; ++i)
        client_.post("/responses", Body()
                                       .add("type", "information-request")
                                       .add("channel", "post")
                                       .add("externalKey", "unreadable " + std::to_string(i + 1))
                                       .add("clearing", true)
                                       .add("note", "Card without code; the name is hard to read")
                                       .add("items", std::vector<Body>{Body().add("sku", "BROCHURE")}));
}

} // namespace rejoinder::demo
