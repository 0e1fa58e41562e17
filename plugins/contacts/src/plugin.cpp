#include "erasure.h"
#include "merge_identity.h"
#include "numbers.h"
#include "objections.h"
#include "people.h"
#include "plugin_manifest.h"
#include "reception.h"
#include "services.h"
#include "state.h"

namespace rejoinder::contacts {

/// Persons and companies: addresses, consent, objections, import.
class ContactsPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/contacts", "Contacts", "contacts.read");
        d.page("/duplicates", "Duplicates", "contacts.merge");
        d.page("/suppression-lists", "Suppression lists", "contacts.read");
        d.page("/contact-imports", "Imports", "contacts.import");
        d.page("/places", "Places", "contacts.read");
        d.permission("contacts.read", "See contacts, consents and suppressions",
                     {"marketer", "agent", "fulfilment"});
        d.permission("contacts.write", "Add and change contacts", {"marketer", "agent"});
        d.permission("contacts.consent", "Record that consent was given or withdrawn", {"marketer", "agent"});
        d.permission("contacts.suppress", "Record objections and suppressed addresses",
                     {"marketer", "agent"});
        d.permission("contacts.unsuppress", "Take back a suppression made by mistake");
        d.permission("contacts.import", "Import files and see what became of them", {"marketer"});
        d.setting<std::string>(
            "suppression-key-file", "",
            "File with the 32 byte key of suppression hashes; made in the data folder when empty. "
            "Several nodes on one database need the same file.");
        d.setting<std::int64_t>(
            "phone-consent-years", 5,
            "A consent to calls lapses so many years after it was given or last relied on (the proof is kept "
            "that long, § 7a UWG); 0: never.",
            [](const std::int64_t& years) {
                return years < 0 || years > 100 ? std::string("must lie between 0 and 100") : std::string();
            });
        declareContactRoutes(d);
        declareAddresses(d);
        declareConsentRoutes(d);
        declareSuppressionRoutes(d, state_);
        declareImports(d, state_);
        declareProfileRoutes(d);
        declareDuplicates(d, state_);
        declarePlaces(d, state_);
        declareMerges(d, state_);
        declareSuppressionLists(d, state_);
        declareConsentView(d, state_);
        declareTimeline(d, state_);
        declareErasure(d, state_);
        declareHouseholds(d, state_);
        declareRetention(d, state_);
        declareChecks(d, state_);
        d.announce<ContactObjected>("contacts.read");
    }

    void start(Context& context) override {
        state_.context = &context;
        const auto named = context.setting<std::string>("suppression-key-file");
        const std::filesystem::path keyFile =
            named.empty() ? context.dataFolder() / "suppression.key" : std::filesystem::path(named);
        state_.suppressions = std::make_shared<Suppressions>(HashKey::load(keyFile));
        state_.gate = makeGate(state_.suppressions, {context.setting<std::int64_t>("phone-consent-years"),
                                                     [&context] { return context.useAll<PersonRecords>(); }});
        const auto journal = context.setting<std::string>("erasure-journal");
        state_.journal = std::make_shared<ErasureJournal>(
            journal.empty() ? context.dataFolder() / "erasures.journal" : std::filesystem::path(journal));
        removeForgottenFiles(context);
        context.provide<Directory>(makeDirectory());
        context.provide<ContactGate>(state_.gate);
        context.provide<Reception>(makeReception());
        context.provide<Consents>(makeConsents());
        context.provide<Objections>(makeObjections(state_.suppressions));
        context.provide<Numbers>(makeNumbers(state_.suppressions, state_.gate));
        context.provide<PersonRecords>(makeOwnRecords());
        context.provide<Identities>(makeIdentities());
        context.provide<ContactFacts>(makeFacts([&context] { return context.useAll<History>(); }));
        context.provide<FactValues>(makeFactValues());
        context.provide<Universe>(makeUniverse());
        context.provide<People>(makePeople(context));
        context.provide<Households>(makeHouseholds());
    }

    void ready() override {
        replayErasures(state_);
        deriveAnew(state_);
    }

    void stop() noexcept override { state_ = State{}; }

private:
    State state_;
};

} // namespace rejoinder::contacts

REJOINDER_PLUGIN(rejoinder::contacts::ContactsPlugin)
