#pragma once
#include <rejoinder/storage.h>

namespace rejoinder::app {

/// Stands for the database while rooms and plugins declare themselves; bound once the database is open.
/// Commands that need no database never bind it.
class LateStorage final : public Storage {
public:
    void bind(Storage* target) noexcept { target_ = target; }

protected:
    void runWrite(const std::function<void(Unit&)>& work, const WriteOptions& options) override {
        target().write(work, options);
    }
    void runRead(const std::function<void(Unit&)>& work) override { target().read(work); }

private:
    Storage& target() const {
        if (!target_) throw Error(ErrorKind::Unavailable, "kernel.no-database", "the database is not open");
        return *target_;
    }
    Storage* target_ = nullptr; ///< set and cleared while one thread runs
};

} // namespace rejoinder::app
