#pragma once
#include <rejoinder/plugin.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace rejoinder::security {

/// One line of the audit trail.
struct AuditLine {
    Id id;
    Timestamp at;
    std::string actorKind, actorName;
    Id userId; ///< 0 when no user is behind it
    std::string requestId, action;
    Id resourceId;
    std::string detail;
};
REJOINDER_DESCRIBE(AuditLine, id, at, actorKind, actorName, userId, requestId, action, resourceId, detail)

/// The audit trail. A line is written in the unit of work of the change it tells of. Committed lines are
/// sealed within seconds into blocks; each block's hash covers its lines and the hash of the block before, so
/// a line that is changed, added or taken away later shows. Sealing apart from the change keeps units of
/// several nodes from waiting for each other.
class AuditTrail {
public:
    AuditTrail(Storage& storage, Log& log);
    ~AuditTrail();
    AuditTrail(const AuditTrail&) = delete;
    AuditTrail& operator=(const AuditTrail&) = delete;

    static void write(Unit& unit, std::string_view action, Id resource, std::string_view detail);
    /// Seals what is committed and not sealed yet, at most one block. @returns lines sealed.
    std::size_t seal();
    /// Seals every few seconds until stop().
    void start();
    void stop();
    /// Recomputes the chain; a sentence per problem.
    static std::vector<std::string> verify(Unit& unit);

private:
    void run();
    Storage& storage_;
    Log& log_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace rejoinder::security
