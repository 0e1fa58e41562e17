#include "mandates.h"
#include "routes.h"
#include "sepa.h"

namespace rejoinder::fulfilment {

namespace {

struct MandateList {
    Id contactId;
};
REJOINDER_DESCRIBE(MandateList, contactId)

struct ChangeMandate {
    Id id;
    MandateState state = MandateState::Withdrawn;
    static void rules(Rules& r) { r.at("state").says("withdrawn: nothing is collected with it any more"); }
};
REJOINDER_DESCRIBE(ChangeMandate, id, state)

/// Answers are kept for who asks again, and lists are read by many: nobody needs the whole number there.
Mandate masked(Mandate mandate) {
    mandate.iban = maskedAccount(mandate.iban);
    return mandate;
}

} // namespace

void declareMandates(Declarations& d, const Desk& desk) {
    declareDebitSettings(d);
    d.permission("fulfilment.accounts", "See the whole account numbers of who pays by direct debit",
                 {"fulfilment"});
    const auto mandates = [desk] { return Mandates(desk.debit(), desk.sources); };
    d.get<MandateList, Page<Mandate>>(
        "/direct-debit-mandates",
        {"fulfilment.read", "A person's mandates of direct debit, newest first; accounts are masked"},
        [mandates](const MandateList& in, Call&, Unit& u) {
            Page<Mandate> page;
            for (auto& one : mandates().of(u, in.contactId)) page.items.push_back(masked(std::move(one)));
            return page;
        });
    d.get<ById, Mandate>("/direct-debit-mandates/{id}",
                         {"fulfilment.accounts", "A mandate of direct debit with its whole account number"},
                         [mandates](const ById& in, Call&, Unit& u) { return mandates().find(u, in.id); });
    d.post<NewMandate, Mandate>(
        "/direct-debit-mandates",
        {"fulfilment.order", "A mandate of direct debit that somebody signed; never changed afterwards", 201},
        [mandates](const NewMandate& in, Call&, Unit& u) { return masked(mandates().make(u, in)); });
    d.patch<ChangeMandate, Mandate>(
        "/direct-debit-mandates/{id}", {"fulfilment.order", "Withdraw a mandate of direct debit", 200, true},
        [mandates](const ChangeMandate& in, Call& call, Unit& u) {
            if (in.state != MandateState::Withdrawn)
                throw Error::invalid("/state", "fulfilment.no-such-step", "a mandate is only withdrawn");
            return masked(mandates().withdraw(u, in.id, call));
        });
    d.verify("mandates", checkMandates);
}

} // namespace rejoinder::fulfilment
