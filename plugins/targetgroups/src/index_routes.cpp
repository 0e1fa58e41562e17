#include "routes.h"

namespace rejoinder::targetgroups {

std::shared_ptr<index::Keeper> makeKeeper(Context& context) {
    if (!context.setting<bool>("index")) return nullptr;
    const auto feeds = [&context] {
        return index::Keeper::Feeds{context.use<contacts::FactValues>(), context.use<contacts::Identities>(),
                                    context.use<contacts::ContactGate>(),
                                    context.useAll<contacts::History>()};
    };
    return std::make_shared<index::Keeper>(context.storage(), context.log(), feeds, std::chrono::minutes(10),
                                           context.dataFolder() / "live-count.cache");
}

void declareIndex(Declarations& d, const Sources& sources) {
    d.setting<bool>("index", true,
                    "Keep all facts in memory on this node, so that counting takes milliseconds.");
    d.message("TARGETGROUPS-INDEX", "The live-count index could not be read or brought up to date",
              "Counting asks the database meanwhile. The next attempt comes by itself; see why in the line.");
    d.message(
        "TARGETGROUPS-INDEX-FILE", "The file of the live-count index could not be used, or not be written",
        "Nothing is lost: without it the index is read from the database at the next start. See why in the "
        "line; a full disk or a folder that cannot be written needs help.");
    d.on<contacts::FactsChanged>([](const contacts::FactsChanged& e, const Delivery&, Unit& u) {
        index::Keeper::note(u, e.source, e.contactIds);
    });
    d.on<IndexMarked>(
        [](const IndexMarked& e, const Delivery&, Unit& u) { index::Keeper::note(u, "mark:" + e.mark, {}); });
    d.job<None>("targetgroups.forget-changes", {}, [](const None&, Attempt& a) {
        while (!a.stopping() && a.write([](Unit& u) { return index::Keeper::forget(u); })) {}
    });
    d.every(std::chrono::hours(1), "targetgroups.forget-changes");
    d.get<None, index::IndexState>("/target-groups/index",
                                   {"targetgroups.read", "How the live-count index of this node stands"},
                                   [&sources](const None&, Call&, Unit&) {
                                       return sources.index ? sources.index->state() : index::IndexState{};
                                   });
}

} // namespace rejoinder::targetgroups
