#pragma once
#include <rejoinder/clock.h>
#include <rejoinder/log.h>
#include <rejoinder/storage.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string_view>
#include <thread>

namespace rejoinder::event {

/// Hears one event.
using Listener = std::function<void(std::string_view topic, std::string_view json, Id id)>;

/// Tells listeners of this process every committed event once, those of other nodes too. Costs nothing until
/// somebody listens. Not durable: who was not listening hears nothing of it later.
class Feed {
public:
    Feed(Storage& storage, Log& log, std::chrono::milliseconds poll);
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    std::uint64_t add(Listener listener);
    void remove(std::uint64_t id);
    /// Something was committed.
    void wake();
    void stop();

private:
    void work(const std::stop_token& stop);
    void begin();
    void look(Id above);
    void tell(std::int64_t id);

    Storage& storage_;
    Log& log_;
    std::chrono::milliseconds poll_;
    std::mutex mutex_; ///< of the state between threads
    std::condition_variable_any wake_;
    bool woken_ = false;
    bool stopped_ = false;
    std::uint64_t lastListener_ = 0;
    std::mutex telling_; ///< held while listeners run
    std::map<std::uint64_t, Listener> listeners_;
    std::int64_t newest_ = 0;     ///< greatest id seen; of the worker
    std::set<std::int64_t> seen_; ///< ids of the last while, because commits do not come in the order of ids
    std::jthread worker_;
};

} // namespace rejoinder::event
