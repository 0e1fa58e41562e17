#include "codes.h"
#include "collections.h"
#include "invoice_debits.h"
#include "invoice_document.h"
#include "mandates.h"
#include "sepa.h"
#include "store_room.h"

#include <regex>
#include <thread>

namespace rejoinder::fulfilment {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr const char *kCreditor = "DE98ZZZ09999999999", *kAccount = "AT611904300234573201";

Date dayOf(const char* text) {
    return *Date::parse(text);
}

test::World::Settings collector() {
    return {{"fulfilment.creditor-identifier", kCreditor},
            {"fulfilment.seller-name", "Muster & Söhne AG"},
            {"fulfilment.seller-street", "Hafenstrasse"},
            {"fulfilment.seller-vat-number", "DE123456789"},
            {"fulfilment.seller-postcode", "20095"},
            {"fulfilment.seller-city", "Hamburg"},
            {"fulfilment.seller-country", "DE"},
            {"fulfilment.seller-iban", "DE89 3704 0044 0532 0130 00"},
            {"fulfilment.reminders", "10:0"}};
}

class DirectDebit : public StoreRoom {
protected:
    DirectDebit() : StoreRoom(4, collector()) {}
    void euros() {
        world.make("/items", R"({"sku":"EURO","name":"Tea","kind":"goods","unitCost":"4.3","priceMinor":990,)"
                             R"("currency":"EUR","vatBasisPoints":1900})");
        receive("EURO", 100);
    }
    std::string daysAgo(int days) {
        return Date{Date::of(world.kernel().clock().now()).days - days}.toString();
    }
    std::string signedBy(const std::string& contact, const std::string& more = "") {
        return R"({"contactId":")" + world.contact(contact).toString() + R"(","iban":")" + kAccount +
               R"(","holder":"Eva Muster","signedOn":")" + daysAgo(30) + "\"" + more + "}";
    }
    Mandate mandate(const std::string& contact, const std::string& more = "") {
        const auto reply = world.post("/direct-debit-mandates", signedBy(contact, more));
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.status == 201 ? reply.as<Mandate>() : Mandate{};
    }
    std::vector<Mandate> mandates(const std::string& contact) {
        return world.get("/direct-debit-mandates?contactId=" + world.contact(contact).toString())
            .as<Page<Mandate>>()
            .items;
    }
    test::World::Reply withdraw(const Mandate& m) {
        return world.call("PATCH", "/direct-debit-mandates/" + m.id.toString(), R"({"state":"withdrawn"})",
                          "\"" + std::to_string(m.version) + "\"");
    }
    static std::string debited(const std::string& reference = "") {
        return R"(,"payment":{"kind":"directDebit","reference":")" + reference + "\"}";
    }
    test::World::Reply change(Id order, const std::string& body) {
        return world.call("POST", "/orders/" + order.toString() + "/changes", body,
                          "\"" + std::to_string(see(order).version) + "\"");
    }
    InvoiceView invoiceOf(Id order) {
        const auto reply = world.post("/orders/" + order.toString() + "/invoices", R"({"prepaid":true})");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<InvoiceView>();
    }
    InvoiceView invoice(Id id) { return world.get("/invoices/" + id.toString()).as<InvoiceView>(); }
    test::World::Reply decide(Id id, const std::string& body) {
        return world.call("PATCH", "/invoices/" + id.toString() + "/direct-debit", body,
                          "\"" + std::to_string(invoice(id).version) + "\"");
    }
    std::string paper(Id id, const std::string& query = "") {
        return world.get("/invoices/" + id.toString() + "/document" + query).body;
    }
    void wait(int days) {
        world.kernel().clock().set(world.kernel().clock().now().plus(std::chrono::hours(24 * days)));
    }
    /// Waits until an invoice that nobody collects was reminded of.
    void reminded(Id id) {
        for (int i = 0; i < 300 && invoice(id).invoice.reminders == 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        world.settle();
        EXPECT_EQ(invoice(id).invoice.reminders, 1);
    }
};

std::size_t slipsOn(const std::string& pdf) {
    std::size_t slips = 0;
    for (int page = 1; page <= scan::pagesOf(pdf); ++page)
        slips += scan::lookOnce(scan::greyPageOf(pdf, page)).size();
    return slips;
}

TEST_F(DirectDebit, MandatesAreEnteredListedAndWithdrawn) {
    const auto first = mandate("A1");
    EXPECT_EQ(first.reference, "M" + first.id.toString());
    EXPECT_EQ(first.iban, "AT61 **** 3201");
    EXPECT_EQ(first.state, MandateState::Active);
    const auto second = mandate("A1", R"(,"reference":"abc-1","kind":"oneOff")");
    EXPECT_EQ(second.reference, "ABC-1");
    const auto all = mandates("A1");
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].id, second.id);
    EXPECT_THAT(mandates("A2"), IsEmpty());
    EXPECT_EQ(world.get("/direct-debit-mandates/" + first.id.toString()).as<Mandate>().iban, kAccount);
    EXPECT_EQ(withdraw(first).as<Mandate>().state, MandateState::Withdrawn);
    EXPECT_EQ(withdraw(first).status, 412);
    EXPECT_EQ(withdraw(mandates("A1")[1]).code(), "fulfilment.mandate-withdrawn");
}

TEST_F(DirectDebit, EveryFaultOfAMandateIsNamed) {
    mandate("A1", R"(,"reference":"ABC-1")");
    const auto reply =
        world.post("/direct-debit-mandates",
                   R"({"contactId":"7","iban":"AT611904300234573202","holder":"*","signedOn":"2999-01-01",)"
                   R"("reference":"abc-1"})");
    EXPECT_EQ(reply.status, 422) << reply.body;
    for (const char* code :
         {"unknown-contact", "mandate-reference-taken", "bad-iban", "bad-holder", "future"})
        EXPECT_THAT(reply.body, HasSubstr(std::string("fulfilment.") + code));
    const auto fault = [&](const std::string& more) {
        return world.post("/direct-debit-mandates", signedBy("A1", more)).body;
    };
    EXPECT_THAT(fault(R"(,"reference":"ä_1")"), HasSubstr("fulfilment.bad-mandate-reference"));
    EXPECT_THAT(fault(R"(,"lastUsedOn":"2025-01-01")"), HasSubstr("fulfilment.bad-last-use"));
    EXPECT_THAT(fault(R"(,"kind":"oneOff","lastUsedOn":")" + daysAgo(10) + "\""),
                HasSubstr("fulfilment.mandate-used"));
    auto old = signedBy("A1");
    old.replace(old.find(daysAgo(30)), 10, "2012-01-15");
    EXPECT_THAT(world.post("/direct-debit-mandates", old).body, HasSubstr("fulfilment.mandate-lapsed"));
}

TEST_F(DirectDebit, OfAnErasedPersonNobodyKnowsTheAccount) {
    const auto made = mandate("A1");
    const auto erased =
        world.post("/contacts/" + world.contact("A1").toString() + "/erasure", R"({"askedBy":"herself"})");
    EXPECT_LT(erased.status, 300) << erased.body;
    world.settle();
    const auto after = world.get("/direct-debit-mandates/" + made.id.toString()).as<Mandate>();
    EXPECT_EQ(after.iban + after.holder, "");
    EXPECT_EQ(after.state, MandateState::Withdrawn);
    EXPECT_EQ(after.reference, made.reference);
}

TEST_F(DirectDebit, AnOrderNeedsAMandateThatHolds) {
    euros();
    item("MUG");
    receive("MUG", 10);
    const auto refused = world.post("/orders", wish("Z0", line("EURO", 1), debited()));
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, AllOf(HasSubstr("fulfilment.no-mandate"), HasSubstr("\"/payment\"")));
    const auto older = mandate("Z0"), newer = mandate("Z0");
    EXPECT_THAT(world.post("/orders", wish("Z0", line("MUG", 1), debited())).body,
                HasSubstr("fulfilment.debit-currency"));
    EXPECT_THAT(world.post("/orders", wish("Z1", line("EURO", 1), debited(newer.reference))).body,
                HasSubstr("fulfilment.no-mandate"))
        << "somebody else's";
    const auto made = order("Z0", line("EURO", 1), debited());
    EXPECT_EQ(made.payment.reference, newer.reference);
    EXPECT_EQ(order("Z0", line("EURO", 1), debited(older.reference)).payment.reference, older.reference);
    EXPECT_EQ(withdraw(newer).status, 200);
    EXPECT_THAT(change(made.id, R"({"addLines":[)" + line("EURO", 1) + "]}").body,
                HasSubstr("fulfilment.no-mandate"));
    EXPECT_EQ(change(made.id, R"({"payment":{"kind":"invoice"}})").as<OrderView>().payment.kind,
              PaymentKind::Invoice);
    EXPECT_EQ(change(made.id, R"({"addLines":[)" + line("EURO", 1) + "]}").status, 200);
    EXPECT_EQ(change(made.id, R"({"payment":{"kind":"directDebit"}})").as<OrderView>().payment.reference,
              older.reference);
    EXPECT_THAT(world.get("/orders/" + made.id.toString() + "/changes").body,
                AllOf(HasSubstr(R"("kind":"payment")"), HasSubstr(R"("before":"directDebit")")));
}

TEST_F(DirectDebit, AnInvoiceTellsOfItsCollectionInsteadOfASlip) {
    euros();
    const auto signedOne = mandate("Z0");
    const auto collected = invoiceOf(order("Z0", line("EURO", 2), debited()).id);
    const auto slip = invoiceOf(order("Z1", line("EURO", 2)).id);
    ASSERT_TRUE(collected.debit);
    EXPECT_EQ(collected.debit->account, "AT61 **** 3201");
    EXPECT_EQ(collected.debit->mandateReference, signedOne.reference);
    EXPECT_EQ(collected.debit->collectOn, targetDayFrom(Date{collected.invoice.issuedOn.days + 14}));
    EXPECT_EQ(collected.invoice.dueOn, collected.debit->collectOn);
    EXPECT_FALSE(slip.debit);
    const auto before = paper(collected.id);
    EXPECT_EQ(slipsOn(before), 0U);
    EXPECT_EQ(slipsOn(paper(slip.id)), 1U);
    const auto ubl = world.get("/invoices/" + collected.id.toString() + "/ubl");
    EXPECT_THAT(ubl.body, AllOf(HasSubstr(signedOne.reference), HasSubstr(">59<"), HasSubstr(kCreditor)));
    wait(60);
    reminded(slip.id);
    EXPECT_EQ(invoice(collected.id).invoice.reminders, 0) << "it is collected";
    EXPECT_EQ(decide(collected.id, R"({"state":"collecting"})").code(), "fulfilment.debit-decision");
    EXPECT_EQ(decide(collected.id, R"({"state":"announced"})").code(), "fulfilment.debit-state");
    EXPECT_EQ(decide(collected.id, R"({"state":"stopped"})").as<InvoiceView>().debit->state,
              DebitState::Stopped);
    wait(1);
    reminded(collected.id);
    EXPECT_EQ(paper(collected.id), before) << "what was printed stays";
    EXPECT_EQ(slipsOn(paper(collected.id, "?reminder=1")), 1U) << "who is reminded pays by slip";
    const auto again = decide(collected.id, R"({"state":"announced"})").as<InvoiceView>();
    EXPECT_EQ(again.debit->state, DebitState::Announced);
    EXPECT_GE(again.debit->nextOn, Date::of(world.kernel().clock().now()));
    EXPECT_EQ(withdraw(mandates("Z0")[0]).status, 200);
    EXPECT_EQ(invoice(collected.id).debit->state, DebitState::Stopped);
    EXPECT_EQ(decide(collected.id, R"({"state":"announced"})").code(), "fulfilment.no-mandate");
    EXPECT_EQ(decide(slip.id, R"({"state":"stopped"})").code(), "fulfilment.no-debit");
}

TEST_F(DirectDebit, AMandateForOneCollectionStandsForOneInvoice) {
    euros();
    mandate("Z0", R"(,"kind":"oneOff")");
    const auto first = order("Z0", line("EURO", 1), debited()),
               second = order("Z0", line("EURO", 1), debited());
    EXPECT_TRUE(invoiceOf(first.id).debit);
    EXPECT_EQ(mandates("Z0")[0].state, MandateState::Used);
    EXPECT_FALSE(invoiceOf(second.id).debit) << "it has its slip";
    EXPECT_THAT(world.post("/orders", wish("Z0", line("EURO", 1), debited())).body,
                HasSubstr("fulfilment.no-mandate"));
}

/// What stands in the elements of that name.
std::vector<std::string> textsIn(const std::string& xml, const std::string& name) {
    std::vector<std::string> texts;
    const std::regex element("<" + name + R"((?: [^>]*)?>([^<]*)</)" + name + ">");
    for (auto it = std::sregex_iterator(xml.begin(), xml.end(), element); it != std::sregex_iterator(); ++it)
        texts.push_back((*it)[1]);
    return texts;
}

class Collecting : public DirectDebit {
protected:
    Collecting() { euros(); }
    InvoiceView due(const std::string& contact, int quantity) {
        return invoiceOf(order(contact, line("EURO", quantity), debited()).id);
    }
    test::World::Reply keyed(const std::string& path, const std::string& body) {
        return world.call("POST", path, body, {}, "application/json", "key-" + std::to_string(++keys_));
    }
    test::World::Reply make(const std::string& body = "{}") {
        return keyed("/direct-debit-collections", body);
    }
    CollectionView collection(Id id) {
        return world.get("/direct-debit-collections/" + id.toString()).as<CollectionView>();
    }
    test::World::Reply move(Id id, const std::string& state, const std::string& more = "") {
        return world.call("PATCH", "/direct-debit-collections/" + id.toString(),
                          R"({"state":")" + state + "\"" + more + "}",
                          "\"" + std::to_string(collection(id).version) + "\"");
    }
    std::string file(Id id) { return world.get("/direct-debit-collections/" + id.toString() + "/file").body; }

private:
    int keys_ = 0;
};

TEST_F(Collecting, AFileHoldsWhatIsDueOnceInTheLettersOfSepa) {
    mandate("Z0", R"(,"reference":"A-1")");
    mandate("Z1", R"(,"reference":"B-1","kind":"oneOff")");
    const auto first = due("Z0", 1), second = due("Z0", 2), only = due("Z1", 3);
    EXPECT_EQ(make().code(), "fulfilment.nothing-to-collect") << "it was told for later";
    wait(14);
    EXPECT_EQ(world.get("/direct-debit-collections/due").as<CollectionFigures>().totalMinor, 6 * 990);
    const auto made = make().as<CollectionView>();
    EXPECT_EQ(made.collection.totalMinor, 6 * 990);
    ASSERT_THAT(made.items, SizeIs(3));
    EXPECT_EQ(made.items[0].sequence, DebitSequence::Frst);
    EXPECT_EQ(made.items[1].sequence, DebitSequence::Rcur);
    EXPECT_EQ(made.items[2].sequence, DebitSequence::Ooff);
    EXPECT_EQ(made.items[0].iban, "AT61 **** 3201");
    EXPECT_EQ(make().code(), "fulfilment.nothing-to-collect");
    const auto xml = file(made.id);
    EXPECT_EQ(xml, file(made.id));
    EXPECT_THAT(xml, HasSubstr("urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"));
    EXPECT_THAT(
        textsIn(xml, "EndToEndId"),
        UnorderedElementsAre(*first.invoice.reference, *second.invoice.reference, *only.invoice.reference));
    EXPECT_THAT(textsIn(xml, "MndtId"), UnorderedElementsAre("A-1", "A-1", "B-1"));
    EXPECT_THAT(textsIn(xml, "InstdAmt"), UnorderedElementsAre("9.90", "19.80", "29.70"));
    EXPECT_THAT(textsIn(xml, "CtrlSum"), UnorderedElementsAre("59.40", "9.90", "19.80", "29.70"));
    EXPECT_THAT(textsIn(xml, "NbOfTxs"), UnorderedElementsAre("3", "1", "1", "1"));
    EXPECT_THAT(textsIn(xml, "SeqTp"), UnorderedElementsAre("FRST", "RCUR", "OOFF"));
    EXPECT_THAT(textsIn(xml, "Nm"), Contains("Muster + Sohne AG"));
    for (const auto& day : textsIn(xml, "ReqdColltnDt")) {
        EXPECT_TRUE(isTargetDay(dayOf(day.c_str())));
        EXPECT_GT(dayOf(day.c_str()), Date::of(world.kernel().clock().now()));
    }
    const auto texts = std::regex_replace(xml, std::regex("<[^>]*>|[\n\t\r]"), "");
    EXPECT_TRUE(isSepaText(texts)) << texts;
    EXPECT_EQ(decide(first.id, R"({"state":"stopped"})").code(), "fulfilment.debit-state");
}

TEST_F(Collecting, HandedOverUndoneAndReturned) {
    const auto signedOne = mandate("Z0");
    const auto bill = due("Z0", 2);
    wait(14);
    const auto undone = make().as<CollectionView>();
    EXPECT_EQ(move(undone.id, "made").code(), "fulfilment.collection-step");
    EXPECT_EQ(move(undone.id, "undone").as<CollectionView>().items.at(0).state, CollectedState::Undone);
    EXPECT_EQ(move(undone.id, "handedOver").code(), "fulfilment.collection-state");
    EXPECT_FALSE(mandates("Z0")[0].lastUsedOn);
    const auto made = make().as<CollectionView>();
    ASSERT_THAT(made.items, SizeIs(1));
    EXPECT_EQ(made.items[0].endToEnd, *bill.invoice.reference + "-2");
    EXPECT_EQ(made.items[0].sequence, DebitSequence::Frst) << "the bank did not get the other one";
    const auto path = "/direct-debit-collections/" + made.id.toString() + "/returns";
    const auto body = R"({"invoiceId":")" + bill.id.toString() + R"(","reason":"AM04"})";
    EXPECT_EQ(keyed(path, body).code(), "fulfilment.not-collected");
    EXPECT_EQ(move(made.id, "handedOver").status, 200);
    EXPECT_EQ(move(made.id, "undone").code(), "fulfilment.collection-state");
    EXPECT_EQ(mandates("Z0")[0].lastUsedOn, made.items[0].collectOn);
    EXPECT_EQ(keyed("/invoices/" + bill.id.toString() + "/payments", R"({"amountMinor":1980})")
                  .as<InvoiceView>()
                  .invoice.state,
              InvoiceState::Paid);
    EXPECT_EQ(keyed(path, body).as<CollectionView>().items.at(0).state, CollectedState::Returned);
    EXPECT_EQ(keyed(path, body).code(), "fulfilment.not-collected");
    EXPECT_EQ(invoice(bill.id).invoice.state, InvoiceState::Open);
    EXPECT_EQ(invoice(bill.id).debit->state, DebitState::Returned);
    EXPECT_EQ(make().code(), "fulfilment.nothing-to-collect") << "a person decides";
    EXPECT_EQ(decide(bill.id, R"({"state":"announced"})").status, 200);
    const auto again = make().as<CollectionView>();
    ASSERT_THAT(again.items, SizeIs(1));
    EXPECT_EQ(again.items[0].endToEnd, *bill.invoice.reference + "-3");
    EXPECT_EQ(again.items[0].sequence, DebitSequence::Rcur);
}

TEST_F(Collecting, WithAMandateThatEndedNothingIsCollected) {
    mandate("Z0");
    mandate("Z1");
    const auto bill = due("Z0", 1), other = due("Z1", 1);
    wait(14);
    EXPECT_EQ(withdraw(mandates("Z0")[0]).status, 200);
    const auto made = make().as<CollectionView>();
    ASSERT_THAT(made.items, SizeIs(1));
    EXPECT_EQ(made.items[0].invoiceId, other.id);
    EXPECT_EQ(invoice(bill.id).debit->state, DebitState::Stopped);
}

TEST_F(Collecting, WhatChangedBeforeTheBankHasItIsNotCollected) {
    mandate("Z0");
    mandate("Z1");
    const auto bill = due("Z0", 1), other = due("Z1", 1);
    wait(14);
    const auto made = make().as<CollectionView>();
    ASSERT_THAT(made.items, SizeIs(2));
    EXPECT_FALSE(made.items[0].outdated);
    EXPECT_EQ(withdraw(mandates("Z0")[0]).status, 200);
    EXPECT_TRUE(collection(made.id).items[0].outdated);
    EXPECT_FALSE(collection(made.id).items[1].outdated);
    EXPECT_THAT(file(made.id), HasSubstr("fulfilment.collection-outdated"));
    const auto refused = move(made.id, "handedOver");
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("/items/0"));
    EXPECT_EQ(move(made.id, "undone").status, 200);
    EXPECT_EQ(invoice(bill.id).debit->state, DebitState::Stopped) << "it is reminded of";
    const auto next = make().as<CollectionView>();
    ASSERT_THAT(next.items, SizeIs(1));
    EXPECT_EQ(next.items[0].invoiceId, other.id);
}

TEST_F(Collecting, WhatTheBankHadBeforeSomebodySaidSoIsKnown) {
    mandate("Z0");
    const auto bill = due("Z0", 2);
    wait(14);
    const auto made = make().as<CollectionView>();
    world.write([&](Unit& u) { ReceivablesService().pay(u, bill.id, 1980, Date::of(u.now()), "bank 1"); });
    EXPECT_EQ(move(made.id, "handedOver").code(), "fulfilment.collection-outdated");
    EXPECT_EQ(move(made.id, "handedOver", R"(,"anyway":true)").as<CollectionView>().items.at(0).state,
              CollectedState::Paid);
    world.write([&](Unit& u) { EXPECT_TRUE(ReceivablesService().giveBack(u, "bank 1")); });
    EXPECT_EQ(collection(made.id).items[0].state, CollectedState::Returned);
    EXPECT_EQ(invoice(bill.id).debit->state, DebitState::Returned);
}

TEST_F(Collecting, APaymentThatBelongsElsewhereReturnsNothing) {
    mandate("Z0");
    const auto bill = due("Z0", 2);
    wait(14);
    const auto made = make().as<CollectionView>();
    EXPECT_EQ(move(made.id, "handedOver").status, 200);
    const auto pay = [&](const char* source) {
        world.write([&](Unit& u) { ReceivablesService().pay(u, bill.id, 1980, Date::of(u.now()), source); });
        EXPECT_EQ(collection(made.id).items[0].state, CollectedState::Paid);
    };
    pay("bank 1");
    world.write([&](Unit& u) {
        EXPECT_TRUE(ReceivablesService().takeBack(u, "bank 1"));
        EXPECT_FALSE(ReceivablesService().giveBack(u, "bank 1")) << "once";
    });
    EXPECT_EQ(collection(made.id).items[0].state, CollectedState::Collecting);
    EXPECT_EQ(invoice(bill.id).debit->state, DebitState::Collecting) << "nobody is reminded, nothing twice";
    pay("bank 2");
}

TEST_F(Collecting, AnOrderThatIsPaidOtherwiseIsNotCollected) {
    const auto whose = mandate("Z0");
    mandate("Z1");
    const auto made = order("Z0", line("EURO", 1), debited());
    const auto bill = invoiceOf(made.id);
    EXPECT_EQ(change(made.id, R"({"payment":{"kind":"invoice"}})").status, 200);
    EXPECT_EQ(invoice(bill.id).debit->state, DebitState::Stopped);
    const auto other = order("Z1", line("EURO", 1), debited());
    world.write([&](Unit& u) { storePayment(u, other.id, {PaymentKind::DirectDebit, whose.reference}); });
    EXPECT_FALSE(invoiceOf(other.id).debit) << "it is somebody else's";
}

TEST_F(Collecting, WhereTheMandateLapsedSomebodyIsRemindedAgain) {
    mandate("Z0");
    const auto bill = due("Z0", 1);
    wait(36 * 31);
    world.write([&](Unit& u) { stopDeadDebits(u); });
    EXPECT_EQ(invoice(bill.id).debit->state, DebitState::Stopped);
}

TEST(DebitNotices, SayEverythingInEachLanguage) {
    InvoiceView view;
    view.invoice.currency = kDebitCurrency;
    view.invoice.totalMinor = 123456;
    view.debit.emplace();
    view.debit->mandateReference = "M-17";
    view.debit->creditorId = kCreditor;
    view.debit->account = maskedAccount(kAccount);
    view.debit->collectOn = dayOf("2026-04-07");
    for (const char* language : {"en", "de", "fr", "zh"}) {
        view.invoice.language = language;
        const auto text = debitNotice(view);
        for (const char* part : {"EUR 1 234.56", "M-17", kCreditor, "AT61 **** 3201", "2026"})
            EXPECT_THAT(text, HasSubstr(part));
        EXPECT_THAT(text, Not(HasSubstr("{")));
    }
}

TEST(DirectDebitWithoutCreditor, ThereAreNoMandates) {
    test::CampaignWorld world(1);
    EXPECT_EQ(world
                  .post("/direct-debit-mandates", R"({"contactId":")" + world.contact("A0").toString() +
                                                      R"(","iban":")" + kAccount +
                                                      R"(","holder":"Eva","signedOn":"2026-01-15"})")
                  .code(),
              "fulfilment.no-creditor-identifier");
}

} // namespace
} // namespace rejoinder::fulfilment
