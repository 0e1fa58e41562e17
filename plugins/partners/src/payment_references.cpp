#include "payment_references.h"

#include <rejoinder/paging.h>

#include <slip/references.h>

namespace rejoinder::partners {

enum class ReferenceKind { Qr, Rf };

/// A reference to be issued, for a piece (by id or code) or an order.
struct NewReference {
    std::optional<Id> pieceId, orderId;
    std::optional<std::string> code;
    ReferenceKind kind = ReferenceKind::Qr;
    std::optional<std::int64_t> amountMinor;
    std::optional<std::string> currency;
    static void rules(Rules& r) {
        r.at("code").max(64).says("Code of the piece, instead of pieceId");
        r.at("kind").defaulted().says("qr (Swiss QR reference) or rf (ISO 11649)");
        r.at("amountMinor")
            .range(1, 1e12)
            .says("Absent: of an order its value, of a piece what the payer likes");
        r.at("currency").max(3).says("Absent: the order's or campaign's");
    }
};
REJOINDER_DESCRIBE_ENUM(ReferenceKind, Qr, Rf)
REJOINDER_DESCRIBE(NewReference, pieceId, orderId, code, kind, amountMinor, currency)

/// References for many pieces at once, such as those of a printing batch.
struct NewReferences {
    std::vector<Id> pieceIds;
    ReferenceKind kind = ReferenceKind::Qr;
    std::optional<std::int64_t> amountMinor;
    static void rules(Rules& r) {
        r.at("pieceIds").notEmpty().max(1000);
        r.at("kind").defaulted();
        r.at("amountMinor").range(1, 1e12);
    }
};
REJOINDER_DESCRIBE(NewReferences, pieceIds, kind, amountMinor)

struct ReferenceList {
    std::vector<PaymentReference> items;
};
REJOINDER_DESCRIBE(ReferenceList, items)

struct ReferenceQuery {
    std::optional<bool> open;
    std::optional<std::string> reference;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) {
        r.at("open").says("Only those whose amount was not paid exactly");
        r.at("reference").max(60).says("The one with that reference, with or without blanks");
    }
};
REJOINDER_DESCRIBE(ReferenceQuery, open, reference, limit, cursor)

struct ReferenceById {
    Id id;
};
REJOINDER_DESCRIBE(ReferenceById, id)

namespace {

std::optional<PaymentReference> issuedBefore(Unit& unit, const std::optional<Id>& piece,
                                             const std::optional<Id>& order) {
    if (piece) return unit.one<PaymentReference>("partners.find-reference-of-piece", {{"pieceId", *piece}});
    return unit.one<PaymentReference>("partners.find-reference-of-order", {{"orderId", *order}});
}

PaymentReference store(Unit& unit, PaymentReference made, ReferenceKind kind, const std::string& prefix) {
    made.id = unit.newId();
    made.reference = kind == ReferenceKind::Qr ? slip::makeQrReference(prefix, made.id.value)
                                               : slip::makeRfReference(made.id.value);
    made.issuedAt = unit.now();
    made.issuedBy = unit.actor().name;
    unit.run("partners.insert-reference", made);
    unit.audit("payment-references.issue", made.id, made.reference);
    return made;
}

std::string currencyOf(Unit& unit, const Neighbours& n, Id campaign) {
    const auto found = n.campaigns->find(unit, campaign);
    return found ? found->currency : std::string();
}

/// @param at pointer of the faults
PaymentReference ofPiece(Unit& unit, const Neighbours& n, Id pieceId, ReferenceKind kind,
                         const std::optional<std::int64_t>& amount,
                         const std::optional<std::string>& currency, const std::string& at) {
    if (auto before = issuedBefore(unit, pieceId, {})) return std::move(*before);
    const auto piece = n.pieces->find(unit, pieceId);
    if (!piece) throw Error::invalid(at, "partners.no-such-piece", "there is no such piece");
    PaymentReference made;
    made.pieceId = piece->id;
    made.contactId = piece->contactId;
    made.campaignId = piece->campaignId;
    made.amountMinor = amount;
    made.currency = currency ? *currency : currencyOf(unit, n, piece->campaignId);
    return store(unit, std::move(made), kind, n.setting("qr-prefix"));
}

PaymentReference issue(Unit& unit, const Neighbours& n, const NewReference& in) {
    const int named = (in.pieceId ? 1 : 0) + (in.orderId ? 1 : 0) + (in.code ? 1 : 0);
    if (named != 1) throw Error::invalid("/pieceId", "partners.one-of", "name a piece, a code or an order");
    if (in.code) {
        const auto piece = n.pieces->findByCode(unit, *in.code);
        if (!piece) throw Error::invalid("/code", "responses.unknown-code", "no piece has this code");
        return ofPiece(unit, n, piece->id, in.kind, in.amountMinor, in.currency, "/code");
    }
    if (in.pieceId) return ofPiece(unit, n, *in.pieceId, in.kind, in.amountMinor, in.currency, "/pieceId");
    if (auto before = issuedBefore(unit, {}, in.orderId)) return std::move(*before);
    const auto order = n.entering->find(unit, *in.orderId);
    if (!order) throw Error::invalid("/orderId", "partners.no-such-order", "there is no such order");
    PaymentReference made;
    made.orderId = order->id;
    made.contactId = order->contactId;
    made.campaignId = order->campaignId;
    made.amountMinor = in.amountMinor ? in.amountMinor : std::optional(order->valueMinor);
    if (*made.amountMinor == 0) made.amountMinor.reset();
    made.currency = in.currency ? *in.currency : order->currency;
    return store(unit, std::move(made), in.kind, n.setting("qr-prefix"));
}

Page<PaymentReference> list(Unit& unit, const ReferenceQuery& in) {
    if (in.reference) {
        Page<PaymentReference> one;
        one.items = unit.all<PaymentReference>("partners.find-reference-by-text",
                                               {{"reference", slip::plainReference(*in.reference)}});
        return one;
    }
    const auto limit = paging::limitOf(in.limit);
    return paging::pageOf(unit.all<PaymentReference>("partners.list-references",
                                                     {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                      {"openOnly", in.open.value_or(false) ? 1 : 0},
                                                      {"limit", limit}}),
                          limit);
}

} // namespace

void declareReferences(Declarations& d, const Neighbours& neighbours) {
    d.post<NewReference, PaymentReference>(
        "/payment-references",
        {"partners.write", "Issue the reference of a payment slip; a piece or order has one for ever", 201},
        [&neighbours](const NewReference& in, Call&, Unit& u) { return issue(u, neighbours, in); });
    d.post<NewReferences, ReferenceList>(
        "/payment-references/batches",
        {"partners.write", "Issue the references of up to 1000 pieces, in their order, for printing"},
        [&neighbours](const NewReferences& in, Call&, Unit& u) {
            ReferenceList out;
            for (std::size_t i = 0; i < in.pieceIds.size(); ++i)
                out.items.push_back(ofPiece(u, neighbours, in.pieceIds[i], in.kind, in.amountMinor, {},
                                            "/pieceIds/" + std::to_string(i)));
            return out;
        });
    d.get<ReferenceQuery, Page<PaymentReference>>(
        "/payment-references",
        {"partners.read", "References of payment slips and what was paid, newest first"},
        [](const ReferenceQuery& in, Call&, Unit& u) { return list(u, in); });
    d.get<ReferenceById, PaymentReference>(
        "/payment-references/{id}", {"partners.read", "The reference of a payment slip"},
        [](const ReferenceById& in, Call&, Unit& u) {
            auto found = u.one<PaymentReference>("partners.find-reference", {{"id", in.id}});
            if (!found) throw Error::notFound("partners.no-such-reference", "there is no such reference");
            return std::move(*found);
        });
}

} // namespace rejoinder::partners
