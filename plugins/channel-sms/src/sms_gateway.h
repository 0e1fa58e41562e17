#pragma once
#include "delivery.h"

#include <atomic>

namespace rejoinder::sms {

/// Hands messages to a provider. Each is stored as `sending` before a byte leaves and its outcome after, so a
/// batch can be given again: what was sent is not sent again, and the one that was under way is held.
class SmsGateway final : public dispatch::ChannelGateway {
public:
    struct Neighbours {
        std::shared_ptr<contacts::ContactGate> gate;
        std::shared_ptr<contacts::Numbers> numbers;
    };
    SmsGateway(Storage& storage, Neighbours neighbours, const Delivery& delivery, const Clock& clock)
        : storage_(storage), neighbours_(std::move(neighbours)), delivery_(delivery), clock_(clock) {
        (void)provider();
    }
    [[nodiscard]] Channel channel() const override { return Channel::Sms; }
    /// About ten seconds' work.
    [[nodiscard]] std::int32_t batchSize() const override { return batchSize_; }
    [[nodiscard]] bool repeatable() const override { return true; }
    std::vector<dispatch::Handed> handOver(const dispatch::Batch& batch) override;
    void record(Unit&, const dispatch::Batch&, std::span<const dispatch::Handed>) override {}

private:
    struct Claim;
    /// Who is spoken to now; how many make a batch follows from it, since dispatch asks for that within a
    /// unit.
    std::optional<ProviderRow> provider();
    Claim claim(Unit& unit, const ProviderRow& profile, const dispatch::Batch& batch, std::size_t i,
                const std::string& text) const;
    dispatch::Handed give(const ProviderRow& profile, const dispatch::Batch& batch, std::size_t i,
                          const std::string& text) const;

    Storage& storage_;
    Neighbours neighbours_;
    const Delivery& delivery_;
    const Clock& clock_;
    std::atomic<std::int32_t> batchSize_{50};
};

} // namespace rejoinder::sms
