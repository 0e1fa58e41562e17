#pragma once
#include "connection.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace rejoinder::sqlite {

/// Moves pages from the log into the file beside the writer. Left to the writer, a long import spends half of
/// its reads and writes on that, while nobody else may write.
class Checkpointer {
public:
    /// The writer moves what is left by itself when the log has become so many times as long as it should be:
    /// only who writes can let the log begin anew.
    static constexpr int kWriterFactor = 4;

    /// Watches the commits of `writer`, which outlives this object; `own` is a connection of its own. Made
    /// and ended while the writer does nothing else.
    Checkpointer(sqlite3* writer, std::unique_ptr<Connection> own, int pages);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

private:
    static int committed(void* self, sqlite3* writer, const char* schema, int pages);
    void run();

    sqlite3* writer_;
    std::unique_ptr<Connection> own_;
    const int pages_;
    int seen_ = 0; ///< length of the log when it was last asked for; used by the writer's thread only
    std::mutex mutex_;
    std::condition_variable wake_;
    bool wanted_ = false, stopping_ = false;
    std::thread thread_; // last: the rest is there when it begins
};

} // namespace rejoinder::sqlite
