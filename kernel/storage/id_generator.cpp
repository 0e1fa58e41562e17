#include "kernel/storage/id_generator.h"

#include <rejoinder/error.h>

#include <algorithm>

namespace rejoinder::storage {

namespace {

constexpr std::int64_t kEpochMillis = 1'704'067'200'000; // 2024-01-01T00:00:00Z
constexpr int kSequenceBits = 12;
constexpr int kNodeBits = 10;
constexpr std::int64_t kSequenceMask = (1 << kSequenceBits) - 1;

int checkedNode(int node) {
    if (node < 0 || node > IdGenerator::kMaxNode)
        throw Error(ErrorKind::Bug, "storage.bad-node", "Node numbers go from 0 to 1023.");
    return node;
}

} // namespace

IdGenerator::IdGenerator(const Clock& clock, int node) : clock_(clock), node_(checkedNode(node)) {}

void IdGenerator::setNode(int node) {
    node_.store(checkedNode(node), std::memory_order_relaxed);
    // A new millisecond, so that a greater number in the node bits of an id before cannot outrank the next
    // one.
    std::int64_t last = last_.load(std::memory_order_relaxed);
    while (!last_.compare_exchange_weak(last, last | kSequenceMask, std::memory_order_relaxed)) {}
}

Id IdGenerator::next() {
    const std::int64_t millis = std::max<std::int64_t>(clock_.now().micros / 1000 - kEpochMillis, 1);
    std::int64_t last = last_.load(std::memory_order_relaxed);
    std::int64_t mine = 0;
    do {
        // More than 4096 ids in a millisecond, or a clock that went back: borrow from the milliseconds to
        // come.
        mine = std::max(millis << kSequenceBits, last + 1);
    } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
    const std::int64_t node = node_.load(std::memory_order_relaxed);
    return {((mine >> kSequenceBits) << (kNodeBits + kSequenceBits)) | (node << kSequenceBits) |
            (mine & kSequenceMask)};
}

Timestamp IdGenerator::newest() const noexcept {
    return {((last_.load(std::memory_order_relaxed) >> kSequenceBits) + 1 + kEpochMillis) * 1000};
}

Timestamp momentOf(Id id) noexcept {
    return {((id.value >> (kNodeBits + kSequenceBits)) + kEpochMillis) * 1000};
}

} // namespace rejoinder::storage
