#pragma once
#include "kernel/event/bus.h"
#include "kernel/http/event_stream.h"
#include "kernel/job/runner.h"
#include "kernel/security/audit.h"
#include "kernel/storage/unit_hooks.h"

namespace rejoinder::app {

/// Gives units of work their events, jobs and audit trail.
class Hooks final : public storage::UnitHooks {
public:
    Hooks(event::Bus& bus, job::Runner& runner) : bus_(bus), runner_(runner) {}
    void publish(Unit& unit, std::string_view topic, std::string json) override {
        bus_.publish(unit, topic, std::move(json));
    }
    Id enqueue(Unit& unit, std::string_view job, std::string json, const JobRequest& request) override {
        return runner_.enqueue(unit, job, json, request);
    }
    void audit(Unit& unit, std::string_view action, Id resource, std::string_view detail) override {
        security::AuditTrail::write(unit, action, resource, detail);
    }
    void committed(bool published, bool enqueued) override {
        if (published) bus_.onCommitted();
        if (enqueued) runner_.onCommitted();
    }

private:
    event::Bus& bus_;
    job::Runner& runner_;
};

/// The event bus as the source of server-sent events.
class BusEvents final : public http::EventSource {
public:
    explicit BusEvents(event::Bus& bus) : bus_(bus) {}
    std::uint64_t addListener(Listener listener) override { return bus_.addListener(std::move(listener)); }
    void removeListener(std::uint64_t id) override { bus_.removeListener(id); }

private:
    event::Bus& bus_;
};

} // namespace rejoinder::app
