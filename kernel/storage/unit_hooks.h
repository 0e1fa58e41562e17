#pragma once
#include <rejoinder/storage.h>

#include <string>
#include <string_view>

namespace rejoinder::storage {

/// What the rooms to the right of storage add to a unit of work. Set once while the kernel is wired.
class UnitHooks {
public:
    virtual ~UnitHooks() = default;
    virtual void publish(Unit& unit, std::string_view topic, std::string json) = 0;
    virtual Id enqueue(Unit& unit, std::string_view job, std::string json, const JobRequest& request) = 0;
    virtual void audit(Unit& unit, std::string_view action, Id resource, std::string_view detail) = 0;
    /// After a unit committed that published events or queued jobs: wake whoever works on them.
    virtual void committed(bool published, bool enqueued) = 0;
};

} // namespace rejoinder::storage
