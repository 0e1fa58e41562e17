#pragma once
#include "records.h"

namespace rejoinder::phone {

/// Takes batches by putting them on the call list. Nothing happens outside of the database, so it can be
/// repeated.
class PhoneGateway final : public dispatch::ChannelGateway {
public:
    [[nodiscard]] Channel channel() const override { return Channel::Phone; }
    [[nodiscard]] std::int32_t batchSize() const override { return 2000; }
    [[nodiscard]] bool repeatable() const override { return true; }
    std::vector<dispatch::Handed> handOver(const dispatch::Batch& batch) override;
    void record(Unit& unit, const dispatch::Batch& batch, std::span<const dispatch::Handed> handed) override;
};

} // namespace rejoinder::phone
