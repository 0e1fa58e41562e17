#include "kernel/storage/node_lease.h"
#include "tests/unit/storage/fixture.h"

namespace rejoinder::storage::test {
namespace {

class NodeLeaseTest : public testing::Test {
protected:
    World world{"CREATE TABLE t_x (id BIGINT NOT NULL, PRIMARY KEY (id));", "-- name: x\nSELECT 1;\n"};
    StorageEngine& db = *world.engine;
};

TEST_F(NodeLeaseTest, everyHolderHasItsOwnNumber) {
    const NodeLease first(db, world.clock), second(db, world.clock), third(db, world.clock);
    EXPECT_EQ(first.node(), 0);
    EXPECT_EQ(second.node(), 1);
    EXPECT_EQ(third.node(), 2);
    EXPECT_EQ(db.ids().node(), 2);
}

TEST_F(NodeLeaseTest, numberGivenBackIsTakenAgainOnceTheClockPassedItsIds) {
    {
        const NodeLease lease(db, world.clock);
        db.write([](Unit& u) { u.newId(); });
    }
    EXPECT_EQ(NodeLease(db, world.clock).node(), 1); // The same moment could bring the same ids again.
    world.clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(NodeLease(db, world.clock).node(), 0);
}

TEST_F(NodeLeaseTest, clockThatGoesBackBringsAnotherNumber) {
    { const NodeLease lease(db, world.clock); }
    world.clock.advance(-std::chrono::hours(1));
    EXPECT_EQ(NodeLease(db, world.clock).node(), 1);
}

TEST_F(NodeLeaseTest, renewedLeaseIsNotTakenOver) {
    NodeLease lease(db, world.clock);
    for (int i = 0; i < 3; ++i) {
        world.clock.advance(NodeLease::kLease - std::chrono::seconds(1));
        lease.renew();
    }
    EXPECT_EQ(NodeLease(db, world.clock).node(), 1);
}

TEST_F(NodeLeaseTest, afterALongPauseAFreshNumberIsTaken) {
    NodeLease sleeper(db, world.clock);
    world.clock.advance(NodeLease::kLease + std::chrono::seconds(1));
    const NodeLease other(db, world.clock);
    EXPECT_EQ(other.node(), 0);
    sleeper.renew();
    EXPECT_EQ(sleeper.node(), 1);
    EXPECT_EQ(db.ids().node(), 1);
}

TEST_F(NodeLeaseTest, mayBeLateAsLongAsNobodyTookTheNumber) {
    NodeLease sleeper(db, world.clock);
    world.clock.advance(NodeLease::kLease * 3);
    sleeper.renew();
    EXPECT_EQ(sleeper.node(), 0);
}

} // namespace
} // namespace rejoinder::storage::test
