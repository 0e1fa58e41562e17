#include "kernel/storage/schema_lease.h"

#include "kernel/storage/until_taken.h"

#include <fmt/format.h>

#include <functional>
#include <random>
#include <utility>

namespace rejoinder::storage {

namespace {

constexpr std::chrono::milliseconds kLook{200}; ///< between two looks at a lease that another process has
void write(driver::Database& database, const std::function<void(driver::Connection&)>& work) {
    untilTaken([&] { database.write(work, Priority::Interactive); });
}

} // namespace

SchemaLease::SchemaLease(driver::Database& database, const QueryCatalog& queries, const Clock& clock,
                         std::string appVersion)
    : database_(database), queries_(queries), clock_(clock), appVersion_(std::move(appVersion)) {
    std::random_device random;
    holder_ = fmt::format("{:08x}{:08x}{:08x}", random(), random(), random());
    while (!take()) std::this_thread::sleep_for(kLook);
    thread_ = std::thread([this] { work(); });
}

SchemaLease::~SchemaLease() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
    try {
        write(database_, [&](driver::Connection& connection) {
            const auto release = connection.statement(queries_.find("kernel.schema-lease-release"));
            release->bindText(0, holder_);
            release->execute();
        });
    } catch (const std::exception&) { // Then it ends by itself.
    }
}

bool SchemaLease::take() {
    const Time end = std::chrono::steady_clock::now() + kLease;
    bool taken = false;
    try {
        write(database_, [&](driver::Connection& connection) {
            const Timestamp now = clock_.now();
            const auto over = connection.statement(queries_.find("kernel.schema-lease-take-over"));
            over->bindText(0, holder_);
            over->bindInteger(1, now.plus(kLease).micros);
            over->bindText(2, appVersion_);
            over->bindInteger(3, now.micros);
            over->bindText(4, holder_);
            taken = over->execute() == 1;
            if (taken) return;
            const auto there = connection.statement(queries_.find("kernel.schema-lease-exists"));
            if (there->step() && there->integer(0) != 0) return;
            const auto make = connection.statement(queries_.find("kernel.schema-lease-make"));
            make->bindText(0, holder_);
            make->bindInteger(1, now.plus(kLease).micros);
            make->bindText(2, appVersion_);
            make->execute();
            taken = true;
        });
    } catch (const driver::ConstraintViolation&) { // another process made it in between
        return false;
    }
    until_ = end;
    return taken;
}

void SchemaLease::renew() {
    const Time end = std::chrono::steady_clock::now() + kLease;
    bool ours = false;
    write(database_, [&](driver::Connection& connection) {
        const auto renew = connection.statement(queries_.find("kernel.schema-lease-renew"));
        renew->bindInteger(0, clock_.now().plus(kLease).micros);
        renew->bindText(1, holder_);
        ours = renew->execute() == 1;
    });
    until_ = ours ? end : Time{};
}

void SchemaLease::require() const {
    if (std::chrono::steady_clock::now() >= until_.load())
        throw Error(ErrorKind::Unavailable, "storage.lease-lost",
                    "The right to change the schema could not be renewed; another process may have it now.");
}

void SchemaLease::work() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kRenewal, [this] { return stopping_; })) {
        lock.unlock();
        try {
            renew();
        } catch (const std::exception&) { // The next one is in time as well.
        }
        lock.lock();
    }
}

} // namespace rejoinder::storage
