#include "codes.h"
#include "invoice_document.h"
#include "invoice_rules.h"
#include "invoice_totals.h"
#include "payment_part.h"
#include "store_room.h"

#include <slip/references.h>

#include <thread>

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

InvoiceLine line(std::int32_t position, std::int64_t quantity, std::int64_t price, std::int32_t rate) {
    return {{}, position, {}, "SKU", "Item", quantity, price, rate};
}

std::vector<std::int64_t> flat(const std::vector<VatTotal>& all) {
    std::vector<std::int64_t> out;
    for (const auto& one : all) out.insert(out.end(), {one.vatBasisPoints, one.netMinor, one.vatMinor});
    return out;
}

TEST(InvoiceTotals, VatIsRoundedOncePerRate) {
    // 3 × 33.33 at 8.1 %: 99.99 with 7.49 in it; 10.00 at 2.6 %: 0.25.
    const std::vector lines{line(1, 3, 3333, 810), line(2, 1, 1000, 260)};
    EXPECT_THAT(flat(vatOf(lines, true)), ElementsAre(260, 975, 25, 810, 9250, 749));
    EXPECT_THAT(flat(vatOf(lines, false)), ElementsAre(260, 1000, 26, 810, 9999, 810));
    EXPECT_THAT(flat(vatOf({line(1, 1, 50, 0)}, true)), ElementsAre(0, 50, 0));
}

TEST(InvoiceTotals, AllCreditNotesTogetherComeToTheInvoice) {
    for (const bool gross : {true, false})
        for (const std::int64_t price : {1, 7, 99, 333, 1250}) {
            const auto whole = vatOf({line(1, 9, price, 770)}, gross).front();
            std::int64_t net = 0, vat = 0;
            for (int i = 0; i < 9; ++i) {
                const std::vector before{line(1, i, price, 770)};
                const auto one = vatOfCredit(i == 0 ? std::vector<InvoiceLine>() : before,
                                             {line(1, 1, price, 770)}, gross);
                ASSERT_THAT(one, SizeIs(1));
                net += one[0].netMinor;
                vat += one[0].vatMinor;
            }
            EXPECT_EQ(net, whole.netMinor);
            EXPECT_EQ(vat, whole.vatMinor);
        }
}

TEST(InvoiceRules, RemindersAreReadOrRefused) {
    const auto read = [](const char* text) {
        std::vector<std::int64_t> out;
        const auto rules = reminderRulesIn(text).value();
        for (const auto& one : rules) out.insert(out.end(), {one.days, one.feeMinor});
        return out;
    };
    EXPECT_THAT(read(""), IsEmpty());
    EXPECT_THAT(read("10"), ElementsAre(10, 0));
    EXPECT_THAT(read("10:0, 14:20.5,30:7"), ElementsAre(10, 0, 14, 2050, 30, 700));
    for (const char* wrong : {"x", "10:", "10:0,", "-1", "10:1.234", "999", "1,1,1,1,1,1,1,1,1,1"})
        EXPECT_FALSE(reminderRulesIn(wrong)) << wrong;
}

/// What a scanner reads on the pages of a PDF, and how many pages there are.
std::vector<std::string> codesOn(const std::string& pdf) {
    std::vector<std::string> found;
    for (int page = 1; page <= scan::pagesOf(pdf); ++page)
        for (const auto& code : scan::lookOnce(scan::greyPageOf(pdf, page))) {
            EXPECT_EQ(code.symbology, "QRCode");
            found.push_back(code.text);
        }
    return found;
}

InvoiceView bill(const std::string& iban, const std::string& currency, const std::string& language,
                 int lines) {
    InvoiceView view;
    auto& v = view.invoice;
    v.id = Id{74129933841204210};
    v.number = 17;
    v.currency = currency;
    v.language = language;
    v.seller = {"Muster & Söhne AG",
                "Bahnhofstrasse",
                "1",
                "8001",
                "Zürich",
                "CH",
                "CHE-123.456.788 MWST",
                iban,
                "COBADEFFXXX",
                ""};
    v.buyer = {{"Zoë Grünfeld-Østergård", "Rue de l’Évêché 5", "1204 Genève"},
               "Zoë Grünfeld-Østergård",
               "Rue de l’Évêché",
               "5",
               "1204",
               "Genève",
               "CH"};
    v.issuedOn = *Date::parse("2026-03-01");
    v.dueOn = v.deadline = *Date::parse("2026-03-31");
    v.createdAt = *Timestamp::parse("2026-03-01T08:00:00Z");
    v.reference = slip::isQrIban(iban) ? slip::makeQrReference("210000", v.id.value)
                                       : slip::makeRfReference(v.id.value);
    for (int i = 1; i <= lines; ++i) view.lines.push_back(line(i, 2, 1250, 810));
    setTotals(v, vatOf(view.lines, true));
    return view;
}

TEST(InvoiceDocument, EveryCodeIsReadBackWordForWord) {
    for (const char* language : {"de", "fr", "en", "zh", "it"})
        for (const int lines : {1, 14, 60}) {
            const auto view = bill("CH4431999123000889012", "CHF", language, lines);
            const auto codes = codesOn(invoicePdf(view, 0));
            ASSERT_THAT(codes, SizeIs(1)) << language << " " << lines;
            EXPECT_THAT(codes[0], HasSubstr("SPC\n0200\n1\nCH4431999123000889012\nS\nMuster & Söhne "
                                            "AG\nBahnhofstrasse\n1\n8001\nZürich\nCH\n"));
            // The apostrophe is none of the letters that the guidelines allow.
            EXPECT_THAT(codes[0],
                        HasSubstr("\nS\nZoë Grünfeld-Østergård\nRue de l'Évêché\n5\n1204\nGenève\nCH\nQRR\n" +
                                  *view.invoice.reference + "\n"));
            EXPECT_TRUE(slip::isQrReference(*view.invoice.reference));
        }
    const auto scor = codesOn(invoicePdf(bill("CH9300762011623852957", "EUR", "de", 1), 0));
    ASSERT_THAT(scor, SizeIs(1));
    EXPECT_THAT(scor[0], HasSubstr("\n25.00\nEUR\n"));
    EXPECT_THAT(scor[0], HasSubstr("\nSCOR\nRF"));
    const auto epc = codesOn(invoicePdf(bill("DE89370400440532013000", "EUR", "de", 1), 0));
    ASSERT_THAT(epc, SizeIs(1));
    EXPECT_THAT(
        epc[0],
        HasSubstr(
            "BCD\n002\n1\nSCT\nCOBADEFFXXX\nMuster & Söhne AG\nDE89370400440532013000\nEUR25.00\n\nRF"));
    EXPECT_THAT(codesOn(invoicePdf(bill("DE89370400440532013000", "CHF", "de", 1), 0)), IsEmpty());
}

TEST(InvoiceDocument, WhyThereIsNoVatIsPrintedWhereThereIsNone) {
    for (const std::int32_t rate : {0, 810}) {
        auto view = bill("CH4431999123000889012", "CHF", "de", 1);
        view.lines[0].vatBasisPoints = rate;
        setTotals(view.invoice, vatOf(view.lines, true));
        const auto without = invoicePdf(view, 0);
        view.invoice.seller.vatExemption = "§ 4 Nr. 21 UStG";
        EXPECT_EQ(invoicePdf(view, 0) != without, rate == 0);
    }
    // Invoices that were stored before sellers had a reason.
    auto stored = json::write(Seller{});
    const std::string member = R"(,"vatExemption":"")";
    stored.erase(stored.find(member), member.size());
    EXPECT_EQ(json::read<Seller>(stored).vatExemption, "");
}

TEST(InvoiceDocument, TheSameInvoiceGivesTheSameBytes) {
    const auto view = bill("CH4431999123000889012", "CHF", "de", 3);
    EXPECT_EQ(invoicePdf(view, 0), invoicePdf(view, 0));
    EXPECT_THROW((void)invoicePdf(view, 1), Error);
}

test::World::Settings seller() {
    return {
        {"fulfilment.seller-name", "Muster AG"},     {"fulfilment.seller-street", "Bahnhofstrasse"},
        {"fulfilment.seller-house-number", "1"},     {"fulfilment.seller-postcode", "8001"},
        {"fulfilment.seller-city", "Zürich"},        {"fulfilment.seller-iban", "CH44 3199 9123 0008 8901 2"},
        {"fulfilment.invoice-qr-prefix", "1234567"}, {"fulfilment.invoice-shipments", "true"},
        {"fulfilment.reminders", "10:0, 14:20.00"}};
}

class Invoices : public StoreRoom {
protected:
    Invoices() : StoreRoom(4, seller()) {
        item("MUG", R"(,"vatBasisPoints":810)");
        item("TEA", R"(,"vatBasisPoints":260)");
        brochure();
        for (const char* sku : {"MUG", "TEA", "BROCHURE"}) receive(sku, 100);
    }
    std::vector<Invoice> all(const std::string& query = "") {
        world.settle();
        return world.get("/invoices" + query).as<Page<Invoice>>().items;
    }
    InvoiceView see(Id id) { return world.get("/invoices/" + id.toString()).as<InvoiceView>(); }
    test::World::Reply pay(Id id, std::int64_t minor) {
        return world.call("POST", "/invoices/" + id.toString() + "/payments",
                          R"({"amountMinor":)" + std::to_string(minor) + "}", {}, "application/json",
                          "key-" + std::to_string(++keys));
    }
    test::World::Reply credit(Id id, const std::string& lines = "") {
        return world.post("/invoices/" + id.toString() + "/credit-notes",
                          R"({"reason":"returned")" + lines + "}");
    }
    test::World::Reply invoice(Id order, bool prepaid) {
        return world.post("/orders/" + order.toString() + "/invoices",
                          prepaid ? R"({"prepaid":true})" : "{}");
    }
    void wait(int days) {
        world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(24 * days)));
    }
    int keys = 0;
};

TEST_F(Invoices, AShipmentIsInvoicedOnceWithNumbersWithoutGaps) {
    const auto first = order("Z0", StoreRoom::line("MUG", 2) + "," + StoreRoom::line("TEA", 4) + "," +
                                       StoreRoom::line("BROCHURE", 1));
    const auto second = order("Z1", StoreRoom::line("MUG", 1));
    const auto free = order("Z2", StoreRoom::line("BROCHURE", 1));
    for (const auto id : {first.id, second.id, free.id}) EXPECT_EQ(ship(id).status, 201);
    const auto made = all();
    ASSERT_THAT(made, SizeIs(2)) << "what is free is not invoiced";
    EXPECT_THAT((std::vector<std::int64_t>{made[1].number, made[0].number}), ElementsAre(1, 2));
    const auto one = see(made[1].id);
    EXPECT_EQ(one.invoice.orderId, first.id);
    EXPECT_THAT(one.lines, SizeIs(3));
    EXPECT_THAT(flat(one.invoice.vat), ElementsAre(0, 0, 0, 260, 4873, 127, 810, 2313, 187));
    EXPECT_EQ(one.invoice.totalMinor, 7500);
    EXPECT_EQ(one.dueMinor, 7500);
    EXPECT_EQ(one.invoice.dueOn.days - one.invoice.issuedOn.days, 30);
    EXPECT_TRUE(slip::isQrReference(one.invoice.reference.value()));
    EXPECT_EQ(one.invoice.reference->substr(0, 7), "1234567");
    EXPECT_EQ(one.invoice.buyer.name, "Eva Muster Z0");
    EXPECT_EQ(invoice(first.id, false).code(), "fulfilment.nothing-to-invoice");
    EXPECT_EQ(invoice(free.id, true).code(), "fulfilment.nothing-to-invoice");
    const auto document = world.get("/invoices/" + one.id.toString() + "/document");
    EXPECT_EQ(document.status, 200);
    ASSERT_THAT(codesOn(document.body), SizeIs(1));
}

TEST_F(Invoices, EachShipmentHasItsOwnAndWhatIsPrepaidIsNotInvoicedAgain) {
    item("RARE", R"(,"vatBasisPoints":810)");
    receive("RARE", 2);
    const auto parts = order("Z0", StoreRoom::line("RARE", 5));
    ship(parts.id);
    EXPECT_THAT(all(), SizeIs(1));
    receive("RARE", 10);
    ship(parts.id);
    const auto made = all("?orderId=" + parts.id.toString());
    ASSERT_THAT(made, SizeIs(2));
    EXPECT_EQ(made[0].totalMinor + made[1].totalMinor, 5 * 1250);
    const auto prepaid = order("Z1", StoreRoom::line("MUG", 3));
    EXPECT_EQ(invoice(prepaid.id, true).as<InvoiceView>().invoice.totalMinor, 3 * 1250);
    EXPECT_EQ(ship(prepaid.id).status, 201);
    EXPECT_THAT(all("?orderId=" + prepaid.id.toString()), SizeIs(1));
}

TEST_F(Invoices, PaidInPartsTooMuchAndBack) {
    const auto made = order("Z0", StoreRoom::line("MUG", 2));
    const auto id = invoice(made.id, true).as<InvoiceView>().id;
    EXPECT_EQ(pay(id, 1000).as<InvoiceView>().invoice.state, InvoiceState::PartlyPaid);
    EXPECT_THAT(all("?open=true"), SizeIs(1));
    EXPECT_EQ(pay(id, 1500).as<InvoiceView>().invoice.state, InvoiceState::Paid);
    EXPECT_THAT(all("?open=true"), IsEmpty());
    EXPECT_EQ(pay(id, 300).as<InvoiceView>().invoice.state, InvoiceState::Overpaid);
    EXPECT_EQ(pay(id, -300).as<InvoiceView>().invoice.state, InvoiceState::Paid);
    EXPECT_EQ(pay(id, -9999).code(), "fulfilment.more-than-paid");
    EXPECT_EQ(pay(id, 0).code(), "fulfilment.amount");
    EXPECT_THAT(see(id).payments, SizeIs(4));
}

TEST_F(Invoices, CreditedByLineAndThenAsAWhole) {
    const auto made = order("Z0", StoreRoom::line("MUG", 3) + "," + StoreRoom::line("TEA", 1));
    const auto id = invoice(made.id, true).as<InvoiceView>().id;
    EXPECT_EQ(credit(id, R"(,"lines":[{"position":1,"quantity":4}])").code(),
              "fulfilment.invalid-credit-note");
    EXPECT_EQ(credit(id, R"(,"lines":[{"position":9,"quantity":1}])").code(),
              "fulfilment.invalid-credit-note");
    const auto part = credit(id, R"(,"lines":[{"position":1,"quantity":1}])").as<InvoiceView>();
    EXPECT_EQ(part.invoice.totalMinor, 1250);
    EXPECT_EQ(part.invoice.number, 2);
    EXPECT_EQ(part.correctedNumber, 1);
    EXPECT_EQ(see(id).dueMinor, 3 * 1250);
    EXPECT_EQ(see(id).invoice.state, InvoiceState::Open);
    const auto rest = credit(id).as<InvoiceView>();
    EXPECT_EQ(rest.invoice.totalMinor, 3 * 1250);
    EXPECT_EQ(see(id).invoice.state, InvoiceState::Credited);
    EXPECT_THAT(see(id).creditNotes, SizeIs(2));
    EXPECT_EQ(credit(id).code(), "fulfilment.nothing-to-credit");
    EXPECT_EQ(credit(rest.id).code(), "fulfilment.credit-note");
    EXPECT_EQ(pay(rest.id, 5).code(), "fulfilment.credit-note");
    EXPECT_EQ(world.get("/invoices/" + rest.id.toString() + "/document").status, 200);
    const auto table = world.get("/invoices/csv?from=2000-01-01&to=2999-12-31").body;
    EXPECT_EQ(std::ranges::count(table, '\n'), 1 + 2 + 1 + 2) << table;
    EXPECT_THAT(table, HasSubstr(",8.1,-11.56,-0.94,-12.50,"));
}

TEST_F(Invoices, RemindersComeInTheirTimeAndOnce) {
    const auto made = order("Z0", StoreRoom::line("MUG", 2));
    const auto id = invoice(made.id, true).as<InvoiceView>().id;
    const auto reminded = [&](std::int32_t level) {
        for (int i = 0; i < 300 && see(id).invoice.reminders != level; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        world.settle();
        return see(id);
    };
    wait(41);
    const auto first = reminded(1);
    EXPECT_EQ(first.invoice.reminders, 1);
    EXPECT_EQ(first.dueMinor, 2500);
    wait(25);
    const auto second = reminded(2);
    EXPECT_EQ(second.invoice.reminders, 2);
    EXPECT_EQ(second.dueMinor, 4500);
    EXPECT_EQ(second.invoice.totalMinor, 2500);
    const auto codes = codesOn(world.get("/invoices/" + id.toString() + "/document?reminder=2").body);
    ASSERT_THAT(codes, SizeIs(1));
    EXPECT_THAT(codes[0], HasSubstr("\n45.00\nCHF\n"));
    EXPECT_THAT(codesOn(world.get("/invoices/" + id.toString() + "/document").body)[0],
                HasSubstr("\n25.00\nCHF\n"));
    EXPECT_EQ(world.get("/invoices/" + id.toString() + "/document?reminder=3").code(),
              "fulfilment.no-such-reminder");
    EXPECT_EQ(pay(id, 4500).as<InvoiceView>().invoice.state, InvoiceState::Paid);
    wait(100);
    world.settle();
    EXPECT_THAT(see(id).reminders, SizeIs(2));
}

TEST_F(Invoices, ManyAtOnceLeaveNoGapAndInvoiceNothingTwice) {
    std::vector<Id> orders;
    for (int i = 0; i < 12; ++i)
        orders.push_back(order("Z" + std::to_string(i % 4), StoreRoom::line("MUG", 1)).id);
    std::vector<std::jthread> clients;
    for (int client = 0; client < 4; ++client)
        clients.emplace_back([&, client] {
            for (std::size_t i = 0; i < orders.size(); ++i) {
                const auto& id = orders[(i + static_cast<std::size_t>(client) * 3) % orders.size()];
                if (client % 2 == 0)
                    ship(id);
                else
                    invoice(id, client == 1);
            }
        });
    clients.clear();
    const auto made = all();
    EXPECT_THAT(made, SizeIs(12));
    for (std::size_t i = 0; i < made.size(); ++i)
        EXPECT_EQ(made[i].number, static_cast<std::int64_t>(12 - i));
}

} // namespace
} // namespace rejoinder::fulfilment
