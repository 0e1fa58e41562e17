#include "routes.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

enum class LabelForm { Pdf, Zpl };
REJOINDER_DESCRIBE_ENUM(LabelForm, Pdf, Zpl)

struct LabelWish {
    Id id;
    LabelForm form = LabelForm::Pdf;
    static void rules(Rules& r) {
        r.at("id").says("The shipment");
        r.at("form").defaulted().says("zpl: for thermal printers");
    }
};
REJOINDER_DESCRIBE(LabelWish, id, form)

struct NewParcelManifest {
    std::optional<std::string> carrier;
    static void rules(Rules& r) { r.at("carrier").notEmpty().max(100).says("Absent: the usual one"); }
};
REJOINDER_DESCRIBE(NewParcelManifest, carrier)

struct ParcelManifestList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ParcelManifestList, limit, cursor)

/// A carrier, and how many parcels wait for it.
struct CarrierView {
    std::string name;
    bool usual = false;
    std::int64_t parcels = 0;
};
REJOINDER_DESCRIBE(CarrierView, name, usual, parcels)

struct WaitingRow {
    std::string carrier;
    std::int64_t parcels = 0;
};
REJOINDER_DESCRIBE(WaitingRow, carrier, parcels)

Page<CarrierView> carriers(Unit& u, const ParcelDesk& desk) {
    Page<CarrierView> page;
    const auto waiting = u.all<WaitingRow>("fulfilment.count-open-parcels");
    for (const auto& carrier : desk.carriers) {
        const auto name = carrier->name();
        const auto found = std::ranges::find(waiting, name, &WaitingRow::carrier);
        page.items.push_back({name, name == desk.usual, found == waiting.end() ? 0 : found->parcels});
    }
    return page;
}

Download label(Unit& u, const LabelWish& wish, const ParcelDesk& desk) {
    const auto parcel = findParcel(u, wish.id);
    const auto* carrier = desk.find(parcel.carrier);
    if (carrier == nullptr)
        throw Error::conflict("fulfilment.no-such-carrier", "the carrier of this shipment is not installed");
    if (parcel.address.empty())
        throw Error::conflict("fulfilment.no-address", "there is no address that the label could show");
    const bool pdf = wish.form == LabelForm::Pdf;
    Download out;
    out.contentType = pdf ? "application/pdf" : "text/plain; charset=utf-8";
    out.fileName = "label-" + parcel.number + (pdf ? ".pdf" : ".zpl");
    out.content = pdf ? carrier->pdf(parcel) : carrier->zpl(parcel);
    return out;
}

} // namespace

void declareParcels(Declarations& d, const Desk& desk) {
    d.page("/hand-over", "Hand-over", "fulfilment.work");
    d.setting<std::string>(
        "carrier", "generic",
        "Carrier of shipments that name none; it numbers and labels them. Empty: none does");
    d.setting<std::string>(
        "sender-country", "CH", "Country parcels are sent in; labels within it carry no country",
        [](const std::string& v) { return v.size() == 2 ? "" : "two letters (ISO 3166-1)"; });
    d.download<ById>("/shipments/{id}/slip",
                     {"fulfilment.work", "The packing slip of a shipment (PDF), in the person's language"},
                     [desk](const ById& in, Call&, Unit& u) {
                         Download out;
                         out.contentType = "application/pdf";
                         out.fileName = "slip-" + in.id.toString() + ".pdf";
                         out.content = slipOf(u, in.id, desk.parcels());
                         return out;
                     });
    d.download<LabelWish>(
        "/shipments/{id}/label", {"fulfilment.work", "The shipping label of a shipment (PDF or ZPL)"},
        [desk](const LabelWish& in, Call&, Unit& u) { return label(u, in, desk.parcels()); });
    d.get<None, Page<CarrierView>>(
        "/carriers", {"fulfilment.read", "Carriers, and how many parcels wait for each"},
        [desk](const None&, Call&, Unit& u) { return carriers(u, desk.parcels()); });
    d.post<NewParcelManifest, ParcelManifest>(
        "/manifests",
        {"fulfilment.work", "Hand over all parcels of a carrier that wait: the day's close-out", 201},
        [desk](const NewParcelManifest& in, Call&, Unit& u) {
            const auto desk_ = desk.parcels();
            const auto carrier = in.carrier.value_or(desk_.usual);
            if (desk_.find(carrier) == nullptr)
                throw Error::invalid("/carrier", "fulfilment.no-such-carrier",
                                     "there is no carrier " + carrier);
            return closeOut(u, carrier);
        });
    d.get<ParcelManifestList, Page<ParcelManifest>>(
        "/manifests", {"fulfilment.read", "Hand-overs, newest first"},
        [](const ParcelManifestList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(
                u.all<ParcelManifest>(
                    "fulfilment.newest-manifests",
                    {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})}, {"limit", limit}}),
                limit);
        });
    d.get<ById, ParcelManifest>(
        "/manifests/{id}", {"fulfilment.read", "A hand-over"}, [](const ById& in, Call&, Unit& u) {
            auto found = u.one<ParcelManifest>("fulfilment.find-manifest", {{"id", in.id}});
            if (!found) throw Error::notFound("fulfilment.no-such-manifest", "there is no such hand-over");
            return std::move(*found);
        });
    d.download<ById>("/manifests/{id}/csv", {"fulfilment.work", "The parcels of a hand-over as CSV"},
                     [](const ById& in, Call&, Unit& u) {
                         Download out;
                         out.contentType = "text/csv; charset=utf-8";
                         out.fileName = "manifest-" + in.id.toString() + ".csv";
                         out.content = manifestCsv(u, in.id);
                         return out;
                     });
}

} // namespace rejoinder::fulfilment
