#include "records.h"

namespace rejoinder::dispatch {

std::shared_ptr<ChannelGateway> Neighbours::gateway(Channel channel) const {
    for (const auto& gateway : gateways()) {
        if (gateway->channel() == channel) {
            return gateway;
        }
    }
    throw Error::conflict("dispatch.no-channel",
                          "No plugin hands over to the channel " + nameOf(channel) + ".");
}

} // namespace rejoinder::dispatch
