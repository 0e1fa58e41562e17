#include "story.h"

#include <ostream>
#include <random>

namespace rejoinder::demo {

namespace {

Body letterText(const char* headline, const char* text) {
    return Body()
        .add("subject", headline)
        .add("text", text)
        .add("senderName", "Teehaus Lindenhof AG")
        .add("senderAddress", "Lindenhof 4, 3011 Bern");
}

Body cell(const char* code, const char* name, const char* cost, const char* channel = "letter") {
    return Body().add("code", code).add("name", name).add("costPerPiece", cost).add("channel", channel);
}

Body holdOut() {
    return Body().add("code", "H").add("name", "Hold-out").add("holdOut", true);
}

Body fact(const char* name, const char* comparison, const std::vector<std::string>& values) {
    return Body().add("where", Body().add("fact", name).add("comparison", comparison).add("values", values));
}

Body share(const Plan& plan, const char* code, int count) {
    return Body().add("cellId", plan.cells.at(code)).add("count", count);
}

Body definition(const Body& condition, const std::vector<Body>& shares, int seed,
                const std::vector<Body>& exclusions = {}) {
    auto all = exclusions;
    all.push_back(Body().add("name", "Must not be written to").add("notContactable", "letter"));
    return Body()
        .add("condition", condition)
        .add("exclusions", all)
        .add("split", Body().add("shares", shares))
        .add("segmentBy", "segment")
        .add("seed", seed);
}

/// Per cent that answer: buyers more than prospects, a good cell more than a weak one.
Appeal appealOf(const Plan& plan, const char* bestCell, double strength) {
    const auto best = plan.cells.at(bestCell);
    return [best, strength](const std::string& segment, Id cellId) {
        const double base = segment.starts_with('1')   ? 7.5
                            : segment.starts_with('2') ? 4.2
                            : segment.starts_with('3') ? 2.0
                                                       : 0.9;
        return base * strength * (cellId == best ? 1.0 : 0.6);
    };
}

/// Autumn: voucher against none, with a follow-up to who asked but did not order.
void autumn(Company& company, std::ostream& out) {
    out << "Autumn mailing, finished: two cells and a hold-out" << std::endl;
    company.day(300);
    const auto plan =
        company.plan(Body()
                         .add("code", "AUTUMN")
                         .add("name", "Autumn mailing")
                         .add("description", "Does a voucher pay for itself?")
                         .add("currency", "CHF")
                         .add("startsOn", company.date(290))
                         .add("budgetMinor", 900'000)
                         .add("fixedCostMinor", 120'000)
                         .add("contributionPerOrder", "21.50")
                         .add("cells", std::vector<Body>{cell("A", "With voucher", "1.05"),
                                                         cell("B", "Without voucher", "0.98"), holdOut()}));
    company.approve(plan);
    company.day(295);
    const auto group = company.freeze(
        plan, "Buyers in Switzerland",
        definition(Body().add("all", std::vector<Body>{fact("contact.country", "is", {"CH"}),
                                                       fact("attribute.orders", "greaterOrEqual", {"1"})}),
                   {share(plan, "A", 2000), share(plan, "B", 2000), share(plan, "H", 800)}, 1));
    company.day(290);
    const auto letters =
        company.send(group, "Autumn mailing", {}, "letter",
                     letterText("Eine Tasse Zeit",
                                "{{salutation}}\n\nder Herbst ist da, und mit ihm unsere neuen Tees. Ihr "
                                "persönlicher Code: {{code}}\n\nTeehaus Lindenhof"));
    company.day(284);
    company.comeBack(letters, 2.4);
    company.answer(letters, appealOf(plan, "A", 1.0), 290, 245);
    company.walkIn(plan, group, 0.8, 290, 245);
    out << "  … and a reminder to those who asked for the brochure and did not order" << std::endl;
    company.day(244);
    const auto campaign = plan.id.toString();
    company.followUp(
        plan,
        Body()
            .add("name", "Asked, did not order")
            .add("did", std::vector<Body>{Body()
                                              .add("fact", "responses.type")
                                              .add("comparison", "is")
                                              .add("values", std::vector<std::string>{"information-request"})
                                              .add("campaignId", campaign)})
            .add("didNot", std::vector<Body>{Body()
                                                 .add("fact", "orders.ordered")
                                                 .add("comparison", "exists")
                                                 .add("campaignId", campaign)})
            .add("channel", "letter")
            .add("content", letterText("Hat er Ihnen geschmeckt?",
                                       "{{salutation}}\n\nunser Angebot gilt noch bis Monatsende. Ihr Code: "
                                       "{{code}}")),
        [](const std::string&, Id) { return 14.0; }, 244, 205);
    company.day(200);
    company.finish(plan);
}

/// Spring: a pre-test decides what is rolled out.
void spring(Company& company, std::ostream& out) {
    out << "Spring campaign, finished: pre-test, winner, roll-out" << std::endl;
    company.day(185);
    const auto plan =
        company.plan(Body()
                         .add("code", "SPRING")
                         .add("name", "Spring campaign")
                         .add("description", "Sample in the letter, or picture only?")
                         .add("currency", "CHF")
                         .add("startsOn", company.date(180))
                         .add("budgetMinor", 1'200'000)
                         .add("fixedCostMinor", 150'000)
                         .add("contributionPerOrder", "21.50")
                         .add("cells", std::vector<Body>{cell("A", "With a sample", "1.40"),
                                                         cell("B", "Picture only", "0.95"), holdOut()}));
    company.approve(plan);
    const auto buyers = fact("attribute.recency", "lessOrEqual", {"24"});
    const auto first = company.freeze(
        plan, "Pre-test", definition(buyers, {share(plan, "A", 1000), share(plan, "B", 1000)}, 2));
    company.day(180);
    const auto content = letterText(
        "Der Frühling schmeckt nach Verveine",
        "{{salutation}}\n\nprobieren Sie, was der Frühling bringt. Ihr Code: {{code}}\n\nTeehaus Lindenhof");
    auto letters = company.send(first, "Pre-test", {}, "letter", content);
    const auto test = company.client().post(
        "/pre-tests", Body()
                          .add("campaignId", plan.id)
                          .add("name", "Sample or picture")
                          .add("baseRate", 0.05)
                          .add("wishedRate", 0.08)
                          .add("cellIds", std::vector<std::string>{plan.cells.at("A").toString(),
                                                                   plan.cells.at("B").toString()}));
    company.answer(letters, appealOf(plan, "A", 1.2), 180, 150);
    company.client().post<None>(
        "/pre-tests/" + test.id.toString() + "/decision",
        Body().add("cellId", plan.cells.at("A")).add("remark", "The sample wins clearly"));
    company.day(148);
    const auto rest = company.freeze(
        plan, "Roll-out",
        definition(
            buyers, {share(plan, "A", 2500), share(plan, "H", 600)}, 3,
            {Body()
                 .add("name", "Had the pre-test")
                 .add("condition",
                      Body().add("where",
                                 Body().add("fact", "pieces.contacted").add("campaignId", plan.id)))}));
    letters = company.send(rest, "Roll-out", {}, "letter", content);
    company.day(142);
    company.comeBack(letters, 2.0);
    company.answer(letters, appealOf(plan, "A", 1.1), 148, 100);
    company.walkIn(plan, rest, 1.0, 148, 100);
    company.day(95);
    company.finish(plan);
}

/// The present: letters went out twelve days ago, calls wait to be made, replies come in.
void present(Company& company, std::ostream& out) {
    out << "Advent campaign, running: letters and a call list" << std::endl;
    company.day(25);
    const auto plan =
        company.plan(Body()
                         .add("code", "ADVENT")
                         .add("name", "Advent campaign")
                         .add("currency", "CHF")
                         .add("startsOn", company.date(12))
                         .add("budgetMinor", 800'000)
                         .add("fixedCostMinor", 90'000)
                         .add("contributionPerOrder", "21.50")
                         .add("cells", std::vector<Body>{cell("A", "Letter", "1.05"),
                                                         cell("P", "Call", "4.20", "phone"), holdOut()}));
    company.approve(plan);
    const auto group =
        company.freeze(plan, "Fresh and cooling buyers",
                       definition(fact("attribute.recency", "lessOrEqual", {"24"}),
                                  {share(plan, "A", 1800), share(plan, "P", 300), share(plan, "H", 400)}, 4));
    company.day(12);
    const auto letters = company.send(
        group, "Advent letters", {plan.cells.at("A")}, "letter",
        letterText(
            "Vierundzwanzig Tassen bis Weihnachten",
            "{{salutation}}\n\nunser Adventskalender ist da. Ihr Code: {{code}}\n\nTeehaus Lindenhof"));
    company.send(group, "Advent calls", {plan.cells.at("P")}, "phone",
                 letterText("Advent", "Guten Tag {{salutation}}, hier ist das Teehaus Lindenhof …"));
    company.day(6);
    company.comeBack(letters, 1.5);
    company.answer(letters, appealOf(plan, "A", 1.1), 12, 0);
    company.day(0);
    company.unclear(5);
}

struct PlanAnswer {
    std::optional<double> expectedResponses, expectedResponsesLow, expectedResponsesHigh, breakEvenRate;
    std::optional<std::int64_t> testSizePerCell;
};
REJOINDER_DESCRIBE(PlanAnswer, expectedResponses, expectedResponsesLow, expectedResponsesHigh, breakEvenRate,
                   testSizePerCell)

void future(Company& company, std::ostream& out) {
    const auto volume = [](const char* segment, int pieces) {
        return Body().add("cellCode", "A").add("segment", segment).add("pieces", pieces);
    };
    const auto plan =
        company.plan(Body()
                         .add("code", "NEWYEAR")
                         .add("name", "New Year mailing")
                         .add("currency", "CHF")
                         .add("startsOn", company.date(-45))
                         .add("budgetMinor", 900'000)
                         .add("fixedCostMinor", 120'000)
                         .add("contributionPerOrder", "21.50")
                         .add("cells", std::vector<Body>{cell("A", "Letter with sample", "1.40"), holdOut()})
                         .add("volumes", std::vector<Body>{volume("1 fresh buyers", 1500),
                                                           volume("2 cooling buyers", 2000),
                                                           volume("3 sleeping buyers", 1500)}));
    const auto figures = company.client().get<PlanAnswer>("/campaigns/" + plan.id.toString() + "/plan");
    out << "New Year mailing, being planned: "
        << static_cast<std::int64_t>(figures.expectedResponses.value_or(0)) << " responses expected ("
        << static_cast<std::int64_t>(figures.expectedResponsesLow.value_or(0)) << " to "
        << static_cast<std::int64_t>(figures.expectedResponsesHigh.value_or(0)) << ")" << std::endl;
}

struct CreatedUser {
    std::string passwordSecret;
};
REJOINDER_DESCRIBE(CreatedUser, passwordSecret)

struct Secret {
    std::string secret;
};
REJOINDER_DESCRIBE(Secret, secret)

/// A password of the moment; never the same twice, so not from the dice.
std::string newPassword() {
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
    std::random_device random;
    std::string password;
    for (int i = 0; i < 20; ++i)
        password += (i > 0 && i % 5 == 0 ? "-" : "") + std::string(1, letters[random() % letters.size()]);
    return password;
}

/// A user with a password and a token made at this moment.
void letIn(Client& client, std::ostream& out) {
    const auto user =
        client.post<CreatedUser>("/users", Body()
                                               .add("name", "demo")
                                               .add("displayName", "Demo")
                                               .add("roles", std::vector<std::string>{"administrator"}));
    const auto password = newPassword();
    client.put("/password", Body().add("secret", user.passwordSecret).add("password", password));
    const auto token =
        client.post<Secret>("/tokens", Body().add("userName", "demo").add("name", "curl")).secret;
    out << "\nSign in as  demo  with password  " << password
        << "\nor with this API token (both are shown only now):\n\n"
        << "  TOKEN=" << token << "\n"
        << std::endl;
}

} // namespace

void tell(Company& company, std::size_t people, std::uint64_t seed, std::ostream& out) {
    out << "Teehaus Lindenhof moves in: " << people << " contacts" << std::endl;
    company.day(305);
    company.importPeople(people, seed);
    company.openShop();
    company.makeItems();
    autumn(company, out);
    company.sendBills();
    spring(company, out);
    present(company, out);
    company.payBills();
    future(company, out);
    letIn(company.client(), out);
}

} // namespace rejoinder::demo
