#pragma once
#include "files.h"

/// Items of orders, sent at once as links that expire.
namespace rejoinder::downloads {

struct DeliveryRules {
    std::string sender, publicUrl;
    std::int64_t days = 14; ///< how long a link works
};

class Deliveries {
public:
    Deliveries(const Neighbours& neighbours, DeliveryRules rules)
        : n_(neighbours), rules_(std::move(rules)) {}

    /// Sends what of an order has a file and was not sent before; when that is all of it, it is shipped.
    void serve(Unit& unit, Id order, Id contact) const;
    /// Sends a new link; the old one is worth nothing from now on. @throws Error NotFound, Conflict
    [[nodiscard]] DigitalDelivery again(Unit& unit, Id delivery) const;

    static std::vector<DeliveryRow> ofContact(Unit& unit, Id contact);
    /// Takes back mails that wait and makes links worthless. @returns how many records were changed
    static std::int64_t forget(Unit& unit, Id contact, email::Notices& mails);
    /// The delivery behind a link that works; nothing else.
    static std::optional<DeliveryRow> behind(Unit& unit, std::string_view token);

private:
    /// Ships the order when links were sent for all that is open of it.
    void shipIfSent(Unit& unit, Id order) const;
    void mail(Unit& unit, DeliveryRow& row) const;
    const Neighbours& n_;
    DeliveryRules rules_;
};

DigitalDelivery shown(const DeliveryRow& row);

/// Lists, and sends again.
void declareDeliveries(Declarations& d, const std::function<Deliveries()>& deliveries);

} // namespace rejoinder::downloads
