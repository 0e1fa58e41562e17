#include "database.h"
#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace rejoinder::sqlite {

/// Opens SQLite files for the kernel.
class SqliteDriver final : public driver::Driver {
public:
    [[nodiscard]] std::string_view name() const override { return "sqlite"; }
    std::unique_ptr<driver::Database> open(const std::map<std::string, std::string>& settings) override {
        return std::make_unique<Database>(readOptions(settings));
    }
};

/// The embedded database, the default.
class SqlitePlugin final : public Plugin, public StoragePlugin {
public:
    void declare(Declarations&) override {}
    void start(Context&) override {}
    std::unique_ptr<driver::Driver> makeDriver() override { return std::make_unique<SqliteDriver>(); }
};

} // namespace rejoinder::sqlite

REJOINDER_PLUGIN(rejoinder::sqlite::SqlitePlugin)
