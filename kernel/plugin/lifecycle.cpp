#include "kernel/plugin/host_record.h"

#include <atomic>
#include <future>
#include <thread>

namespace rejoinder::plugin {

void Host::start(const Environment& environment) {
    for (Record* r : order_) {
        if (r->refused()) continue;
        attempt(*r, "start", [&] {
            r->running->context = std::make_unique<PluginContext>(environment, services_, r->manifest);
            r->running->plugin->start(*r->running->context);
            set(*r, State::Started);
        });
    }
}

void Host::ready() {
    for (auto r = order_.rbegin(); r != order_.rend(); ++r)
        if ((*r)->state == State::Started && attempt(**r, "ready", [&] { (*r)->running->plugin->ready(); }))
            set(**r, State::Ready);
}

void Host::drain(std::chrono::milliseconds limit, std::chrono::milliseconds grace) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (auto at = order_.rbegin(); at != order_.rend(); ++at) {
        Record& r = **at;
        if (r.state != State::Ready && r.state != State::Started) continue;
        set(r, State::Draining);
        std::promise<std::string> promise;
        auto answer = promise.get_future();
        std::stop_source stop;
        // The thread holds the plugin: should it never come back, the plugin must not be destroyed under it.
        const auto abandoned = std::make_shared<std::atomic<bool>>(false);
        std::thread thread(
            [held = r.running, token = stop.get_token(), said = std::move(promise), abandoned]() mutable {
                std::string fault;
                try {
                    held->plugin->drain(token);
                } catch (...) {
                    fault = currentException();
                }
                // Back too late: what the plugin was given may be gone, so it is left in memory as it is.
                if (abandoned->load()) new std::shared_ptr<Running>(std::move(held));
                held.reset();
                said.set_value(fault);
            });
        bool back = answer.wait_until(deadline) == std::future_status::ready;
        if (!back) {
            stop.request_stop();
            back = answer.wait_for(grace) == std::future_status::ready;
        }
        if (back) {
            thread.join();
            if (const std::string fault = answer.get(); !fault.empty()) {
                log_.warning("PLUGIN-DRAIN-FAILED", {{"name", r.name()}, {"error", fault}});
                const std::lock_guard lock(mutex_);
                r.reason = "it failed in drain: " + fault;
            }
            continue;
        }
        abandoned->store(true);
        thread.detach();
        r.running.reset();
        log_.error("PLUGIN-HANGS", {{"name", r.name()}});
        const std::lock_guard lock(mutex_);
        r.reason = "it did not come back from drain and was left behind";
    }
}

void Host::stop() {
    for (auto at = order_.rbegin(); at != order_.rend(); ++at) {
        Record& r = **at;
        if (r.refused() || r.state == State::Stopped) continue;
        const bool ran = r.state == State::Started || r.state == State::Ready || r.state == State::Draining;
        if (ran && r.running) {
            try {
                r.running->plugin->stop();
            } catch (...) {
                const std::string fault = currentException();
                log_.warning("PLUGIN-STOP-FAILED", {{"name", r.name()}, {"error", fault}});
                const std::lock_guard lock(mutex_);
                r.reason = "it failed in stop: " + fault;
            }
        }
        retire(r);
        set(r, State::Stopped);
    }
}

int Host::runCommand(const PluginCommand& command, std::span<const std::string> arguments) {
    Record* record = find(command.plugin);
    if (!record || !record->running || !record->running->context)
        throw Error(ErrorKind::Unavailable, "kernel.command",
                    "the plugin " + command.plugin + " does not run");
    PluginContext& context = *record->running->context;
    context.lendClock(command.ownClock);
    try {
        const int code = command.run(arguments);
        context.lendClock(false);
        return code;
    } catch (...) {
        context.lendClock(false);
        throw;
    }
}

} // namespace rejoinder::plugin
