#pragma once
#include "records.h"

#include <functional>

/// What others can be told of, and what they then get to know.
namespace rejoinder::webhooks {

/// A kind of event that a subscription may choose.
struct WebhookEventType {
    std::string type;               ///< "order.shipped"
    std::string about;              ///< "order": consoles group by it
    std::vector<std::string> holds; ///< names of what its data holds
    bool personal = false;          ///< holds the number of a person
    static void rules(Rules& r) {
        r.at("holds").says("The members of its data");
        r.at("personal").says("Names the person's number: no name, no address, but personal data");
    }
};
REJOINDER_DESCRIBE(WebhookEventType, type, about, holds, personal)

inline constexpr std::string_view kTestType = "webhook.test";

/// All of them, in the order in which they are shown.
const std::vector<WebhookEventType>& eventTypes();
bool isEventType(std::string_view type);

/// Something that happened, told in the terms above.
struct Happening {
    std::string type, subject; ///< "orders/123"
    std::optional<Id> contactId;
    std::string data; ///< JSON
};

/// What is done with each happening.
using Take = std::function<void(const Happening&, const Delivery&, Unit&)>;

/// Hears what other plugins publish and hands it on. @pre `take` outlives the plugin's registrations
void hear(Declarations& d, const Take& take);

} // namespace rejoinder::webhooks
