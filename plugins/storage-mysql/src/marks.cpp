#include "marks.h"

#include <fmt/format.h>

#include <random>
#include <string_view>
#include <thread>
#include <utility>

namespace rejoinder::mysql {

namespace {

std::int64_t randomNumber() {
    thread_local std::mt19937_64 random{[] {
        std::random_device device;
        return (std::uint64_t{device()} << 32) ^ device();
    }()};
    return static_cast<std::int64_t>(random() >> 1) | 1; // never 0
}

std::int64_t nowSeconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

void Marks::learn(const std::vector<driver::PreparedQuery>& queries) {
    const std::pair<std::string_view, driver::PreparedQuery*> wanted[] = {
        {"storage-mysql.mark-insert", &insert_},
        {"storage-mysql.mark-set", &set_},
        {"storage-mysql.mark-fence", &fence_},
        {"storage-mysql.mark-read", &read_},
        {"storage-mysql.mark-purge", &purge_}};
    std::size_t found = 0;
    for (const auto& query : queries)
        for (const auto& [name, place] : wanted)
            if (query.name == name) {
                *place = query;
                ++found;
            }
    known_ = found == std::size(wanted);
}

void Marks::purge(Connection& connection) const {
    constexpr std::int64_t kKeep = 7 * 86'400; // seconds
    if (!known_) return;
    const auto statement = connection.statement(purge_);
    statement->bindInteger(0, nowSeconds() - kKeep);
    statement->execute();
}

std::int64_t Marks::note(Connection& connection) const {
    if (!known_) return 0;
    const std::int64_t unit = randomNumber();
    if (connection.slot != 0) {
        const auto set = connection.statement(set_);
        set->bindInteger(0, unit);
        set->bindInteger(1, nowSeconds());
        set->bindInteger(2, connection.slot);
        if (set->execute() == 1) return unit;
    }
    // The first unit of this connection. Should it be rolled back, the row is made again by the next one.
    if (connection.slot == 0) connection.slot = randomNumber();
    const auto insert = connection.statement(insert_);
    insert->bindInteger(0, connection.slot);
    insert->bindInteger(1, unit);
    insert->bindInteger(2, nowSeconds());
    insert->execute();
    return unit;
}

bool Marks::wasCommitted(std::int64_t slot, std::int64_t unit,
                         const std::function<std::unique_ptr<Connection>()>& open) const {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    for (auto pause = std::chrono::milliseconds(10);;
         pause = std::min(pause * 2, std::chrono::milliseconds(1000))) {
        try {
            const auto connection = open();
            connection->begin();
            const auto fence = connection->statement(fence_);
            fence->bindInteger(0, slot);
            const bool there = fence->execute() == 1;
            if (there) {
                const auto read = connection->statement(read_);
                read->bindInteger(0, slot);
                const bool committed = read->step() && read->integer(0) == unit;
                connection->requireWhole();
                connection->commit();
                return committed;
            }
            // The row itself was to be made by that unit: making it here keeps the unit from doing so later.
            const auto insert = connection->statement(insert_);
            insert->bindInteger(0, slot);
            insert->bindInteger(1, 0);
            insert->bindInteger(2, nowSeconds());
            insert->execute();
            connection->requireWhole();
            connection->commit();
            return false;
        } catch (const driver::TryAgain&) { // and once more
        } catch (const driver::ConstraintViolation&) {
            // It was made in between: by that unit. Asked once more, it is there.
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Unavailable) throw;
        }
        if (std::chrono::steady_clock::now() > end)
            throw Error(
                ErrorKind::Unavailable, "storage.commit-unknown",
                "The connection to the database was lost in the middle of a commit, and no server tells "
                "whether it took place.");
        std::this_thread::sleep_for(pause);
    }
}

} // namespace rejoinder::mysql
