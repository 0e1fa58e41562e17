#include "checkpointer.h"

namespace rejoinder::sqlite {

Checkpointer::Checkpointer(sqlite3* writer, std::unique_ptr<Connection> own, int pages)
    : writer_(writer), own_(std::move(own)), pages_(pages), thread_([this] { run(); }) {
    sqlite3_wal_hook(writer_, &committed, this);
}

Checkpointer::~Checkpointer() {
    sqlite3_wal_autocheckpoint(writer_, pages_); // replaces the hook
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

int Checkpointer::committed(void* self, sqlite3* writer, const char* schema, int pages) {
    auto& me = *static_cast<Checkpointer*>(self);
    // As SQLite's own hook: what hinders it (a reader, this other thread) is no error of the commit.
    if (pages >= me.pages_ * kWriterFactor)
        sqlite3_wal_checkpoint_v2(writer, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (pages < me.seen_) me.seen_ = 0; // the log began anew
    if (pages - me.seen_ < me.pages_) return SQLITE_OK;
    me.seen_ = pages;
    {
        const std::lock_guard lock(me.mutex_);
        me.wanted_ = true;
    }
    me.wake_.notify_one();
    return SQLITE_OK;
}

void Checkpointer::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return wanted_ || stopping_; });
        if (stopping_) return;
        wanted_ = false;
        lock.unlock();
        // A disk that is full or broken is told by the writer, which meets it, too.
        sqlite3_wal_checkpoint_v2(own_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        lock.lock();
    }
}

} // namespace rejoinder::sqlite
