#pragma once
#include "connection.h"

#include <atomic>
#include <chrono>
#include <functional>

namespace rejoinder::mysql {

/// Tells afterwards whether a unit was committed whose COMMIT got no answer.
///
/// Each connection has a row of its own, and each unit that writes puts a number of its own there as the last
/// thing before its COMMIT. After a connection was lost in the middle of a COMMIT another connection takes
/// that row: it waits for the old transaction if that still holds it, and once it has written the row itself
/// the old transaction can never commit any more, on a cluster neither. The number in the row is the answer.
class Marks {
public:
    /// How long a lost COMMIT is asked after.
    static constexpr std::chrono::seconds kPatience{30};

    /// Finds the statements in the product's queries; without them nothing is noted.
    void learn(const std::vector<driver::PreparedQuery>& queries);
    /// Forgets rows of connections that are long gone.
    void purge(Connection& connection) const;
    /// Notes a new unit in the connection's row, in the transaction that is open. @returns its number, 0 when
    /// nothing is noted.
    std::int64_t note(Connection& connection) const;
    /// Whether that unit was committed; if not, it never will be.
    /// @throws Error Unavailable "storage.commit-unknown" when no server answers for too long.
    [[nodiscard]] bool wasCommitted(std::int64_t slot, std::int64_t unit,
                                    const std::function<std::unique_ptr<Connection>()>& open) const;

private:
    driver::PreparedQuery insert_, set_, fence_, read_, purge_;
    std::atomic<bool> known_{false};
};

} // namespace rejoinder::mysql
