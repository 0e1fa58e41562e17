#include "checks.h"
#include "hand_over.h"
#include "media.h"
#include "merge_fields.h"
#include "piece_facts.h"
#include "piece_records.h"
#include "plugin_manifest.h"
#include "pressure.h"
#include "seeds.h"
#include "wave_book.h"
#include "wave_builder.h"

#include <rejoinder/contract/dispatch/content_rules.h>
#include <rejoinder/contract/dispatch/web_addresses.h>

namespace rejoinder::dispatch {

namespace {

/// What is asked of a wave is asked of whoever keeps a content for later, too.
class Rulebook final : public ContentRules {
public:
    void check(const Content& content, Channel channel, const std::string& base, Faults& faults) override {
        checkContent(content, channel, base, faults);
    }
};

} // namespace

/// Waves and their pieces: built once per person, handed over at most once, found again by their code.
class DispatchPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/waves", "Waves", "dispatch.read");
        d.page("/pressure-rules", "Contact pressure", "dispatch.read");
        d.page("/seeds", "Planted addresses", "dispatch.read");
        declarePermissions(d);
        declareWaves(d);
        declarePieces(d);
        declareMedia(d);
        declareSeeds(d);
        declareWork(d);
        declareDecisions(d);
        declarePressure(d, neighbours_);
    }

    void start(Context& context) override {
        neighbours_.gate = context.use<contacts::ContactGate>();
        neighbours_.identities = context.use<contacts::Identities>();
        neighbours_.directory = context.use<contacts::Directory>();
        neighbours_.households = context.use<contacts::Households>();
        neighbours_.universe = context.use<contacts::Universe>();
        neighbours_.campaigns = context.use<campaigns::Campaigns>();
        neighbours_.lists = context.use<targetgroups::FrozenLists>();
        neighbours_.webAddress = [&context](const std::string& code) {
            const auto web = context.tryUse<WebAddresses>();
            return web ? web->of(code) : std::string();
        };
        neighbours_.gateways = [&context] { return context.useAll<ChannelGateway>(); };
        codes_.emplace(context.storage());
        mediumCodes_.emplace(context.storage(), CodeKind::Medium);
        waves_ = std::make_shared<WaveBook>(neighbours_);
        pieces_ = std::make_shared<PieceBook>(neighbours_, *codes_);
        builder_.emplace(neighbours_, *codes_, context.log());
        handOver_.emplace(neighbours_, *pieces_, context.log());
        context.provide<Waves>(waves_);
        context.provide<ContentRules>(std::make_shared<Rulebook>());
        context.provide<Pieces>(pieces_);
        context.provide<targetgroups::ContactPressure>(std::make_shared<Pressure>(neighbours_));
        context.provide<contacts::History>(std::make_shared<PieceHistory>());
        context.provide<contacts::PersonRecords>(makePieceRecords());
    }

    void stop() noexcept override {
        handOver_.reset();
        builder_.reset();
        pieces_.reset();
        waves_.reset();
        codes_.reset();
        mediumCodes_.reset();
        neighbours_ = {};
    }

private:
    static void declarePermissions(Declarations& d) {
        d.permission("dispatch.read", "See waves and pieces", {"marketer", "agent", "fulfilment", "analyst"});
        d.permission("dispatch.look-up", "Look up the person behind a code",
                     {"marketer", "agent", "fulfilment"});
        d.permission("dispatch.plan", "Plan waves and keep seeds", {"marketer"});
        d.permission("dispatch.start", "Start and cancel the hand-over of waves", {"marketer"});
        d.permission("dispatch.decide", "Settle pieces whose hand-over was interrupted", {"marketer"});
    }

    void declareWaves(Declarations& d) {
        d.post<NewWave, WaveDetail>(
            "/waves", {"dispatch.plan", "Plan a wave; its pieces are built at once", 201},
            [this](const NewWave& in, Call&, Unit& u) { return WaveBook::detail(u, waves_->create(u, in)); });
        d.get<WaveQuery, Page<WaveSummary>>(
            "/waves", {"dispatch.read", "Waves, newest first"},
            [](const WaveQuery& in, Call&, Unit& u) { return WaveBook::list(u, in); });
        d.get<ById, WaveDetail>(
            "/waves/{id}", {"dispatch.read", "A wave with its content and its pieces per cell and state"},
            [](const ById& in, Call&, Unit& u) { return WaveBook::detail(u, in.id); });
        d.patch<ChangeWave, WaveDetail>(
            "/waves/{id}", {"dispatch.start", "Cancel a wave; what is not handed over stays", 200, true},
            [](const ChangeWave& in, Call& call, Unit& u) {
                if (in.state != WaveState::Cancelled) {
                    throw Error::invalid("/state", "dispatch.state-by-person", "Only cancelled can be set.");
                }
                const WaveRow wave = WaveBook::row(u, in.id);
                call.requireMatch(wave.version);
                WaveBook::cancel(u, wave);
                return WaveBook::detail(u, in.id);
            });
        d.post<StartWave, Operation>(
            "/waves/{id}/build", {"dispatch.plan", "The building of a wave; can queue it anew", 202},
            [](const StartWave& in, Call&, Unit& u) { return WaveBook::build(u, in); });
        d.post<StartWave, Operation>(
            "/waves/{id}/hand-over",
            {"dispatch.start", "Hand the pieces of a wave over to their channel", 202},
            [this](const StartWave& in, Call&, Unit& u) { return waves_->handOver(u, in); });
    }

    void declarePieces(Declarations& d) {
        d.get<PieceQuery, Page<PieceAnswer>>(
            "/pieces", {"dispatch.read", "Pieces of a wave, of a contact, or in trouble"},
            [](const PieceQuery& in, Call&, Unit& u) { return PieceBook::list(u, in); });
        d.get<ByCode, PieceLookUp>(
            "/pieces/{code}", {"dispatch.look-up", "Piece, person, campaign and cell of a printed code"},
            [this](const ByCode& in, Call&, Unit& u) { return pieces_->lookUp(u, in.code); });
        d.get<ByCode, NearPieces>(
            "/pieces/{code}/near",
            {"dispatch.look-up", "Known pieces one typing error away from a wrong code"},
            [this](const ByCode& in, Call&, Unit& u) { return pieces_->nearOnes(u, in.code); });
        d.patch<DecidePiece, PieceAnswer>(
            "/pieces/{code}",
            {"dispatch.decide", "Settle a held or failed piece: it was sent, or send it again"},
            [this](const DecidePiece& in, Call&, Unit& u) { return pieces_->decide(u, in); });
    }

    void declareMedia(Declarations& d) {
        d.post<NewMedium, MediumAnswer>(
            "/medium-codes", {"dispatch.plan", "Give an advertisement, leaflet or e-mail footer a code", 201},
            [this](const NewMedium& in, Call&, Unit& u) {
                return Media(neighbours_, *mediumCodes_).create(u, in);
            });
        d.get<MediumQuery, Page<MediumAnswer>>(
            "/medium-codes", {"dispatch.read", "Codes of media, of a campaign when one is named"},
            [](const MediumQuery& in, Call&, Unit& u) { return Media::list(u, in); });
        d.get<ById, MediumAnswer>("/medium-codes/{id}", {"dispatch.read", "A code of a medium"},
                                  [](const ById& in, Call&, Unit& u) { return Media::find(u, in.id); });
        d.patch<ChangeMedium, MediumAnswer>(
            "/medium-codes/{id}",
            {"dispatch.plan", "Rename a medium, change its address or retire it", 200, true},
            [](const ChangeMedium& in, Call& call, Unit& u) {
                call.requireMatch(Media::find(u, in.id).version);
                return Media::change(u, in);
            });
    }

    void declareSeeds(Declarations& d) {
        d.post<NewSeed, Seed>(
            "/seeds", {"dispatch.plan", "Plant an address that gets a piece of each wave", 201},
            [this](const NewSeed& in, Call&, Unit& u) { return Seeds(neighbours_).create(u, in); });
        d.get<SeedQuery, Page<Seed>>("/seeds", {"dispatch.read", "Planted addresses"},
                                     [](const SeedQuery& in, Call&, Unit& u) { return Seeds::list(u, in); });
        d.get<ById, Seed>("/seeds/{id}", {"dispatch.read", "A planted address"},
                          [](const ById& in, Call&, Unit& u) { return Seeds::find(u, in.id); });
        d.remove<ById>("/seeds/{id}", {"dispatch.plan", "Take a planted address out of later waves"},
                       [](const ById& in, Call&, Unit& u) { Seeds::remove(u, in.id); });
    }

    void declareWork(Declarations& d) {
        d.job<WaveJob>(kBuildJob, {}, [this](const WaveJob& job, Attempt& a) { builder_->build(job, a); });
        // Many attempts: a mail server may be away for a night, and the pieces wait unharmed.
        JobOptions patient;
        patient.retries = 20;
        patient.parallel = 2;
        d.job<WaveJob>(kHandOverJob, patient,
                       [this](const WaveJob& job, Attempt& a) { handOver_->run(job, a); });
        d.job<WaveJob>(kCancelJob, {}, [this](const WaveJob& job, Attempt& a) { builder_->cancel(job, a); });
        d.announce<WaveHandedOver>("dispatch.read");
        d.verify("counts", [](Unit& u) { return checkCounts(u); });
        d.verify("codes", [this](Unit& u) { return checkCodes(u, codes_.value()); });
        d.verify("medium-codes", [this](Unit& u) { return Media::check(u, mediumCodes_.value()); });
        d.verify("hand-over", [](Unit& u) { return checkHandOver(u); });
        d.message("DISPATCH-WAVE-BUILT", "All pieces of a wave were made.",
                  "Nothing to do; start its hand-over.");
        d.message("DISPATCH-WAVE-HANDED-OVER", "A wave was handed over.", "Nothing to do.");
        d.message("DISPATCH-PIECES-NOT-SENT", "A channel did not send some pieces of a batch.",
                  "List GET /pieces?state=failed and state=held, read their notes, settle them with PATCH "
                  "/pieces/{code}.");
        d.message("DISPATCH-BATCH-HELD",
                  "A hand-over was interrupted and the channel cannot tell what it sent.",
                  "List GET /pieces?state=held, find out at the channel what was sent, settle with PATCH "
                  "/pieces/{code}.");
    }

    Neighbours neighbours_;
    std::optional<CodeSpace> codes_, mediumCodes_;
    std::shared_ptr<WaveBook> waves_;
    std::shared_ptr<PieceBook> pieces_;
    std::optional<WaveBuilder> builder_;
    std::optional<HandOver> handOver_;
};

} // namespace rejoinder::dispatch

REJOINDER_PLUGIN(rejoinder::dispatch::DispatchPlugin)
