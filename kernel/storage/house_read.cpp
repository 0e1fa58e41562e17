#include "kernel/storage/checksum.h"
#include "kernel/storage/house.h"
#include "kernel/storage/query_catalog.h"

#include <rejoinder/json.h>

#include <fmt/format.h>
#include <Poco/Base64Decoder.h>
#include <Poco/Exception.h>
#include <Poco/InflatingStream.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

namespace rejoinder::storage {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostRows = 10'000;        ///< of a unit, so that a cluster takes it
constexpr std::size_t kMostBytes = 8u << 20;     ///< of a unit
constexpr std::size_t kLongestLine = 256u << 20; ///< longer is no row

std::string decoded(std::string_view line) {
    std::istringstream in(std::string(line.substr(1, line.size() - 2)));
    Poco::Base64Decoder decoder(in);
    return {std::istreambuf_iterator<char>(decoder), std::istreambuf_iterator<char>()};
}

} // namespace

void writeAgain(driver::Database& database, const std::function<void(driver::Connection&)>& work) {
    constexpr int kAttempts = 10;
    for (int attempt = 1;; ++attempt) {
        try {
            database.write(work, Priority::Background);
            return;
        } catch (const driver::TryAgain& e) {
            if (attempt == kAttempts)
                throw Error(ErrorKind::Unavailable, "storage.unavailable",
                            fmt::format("The database refused the rows again and again: {}.", e.what()));
            std::this_thread::sleep_for(std::chrono::milliseconds(20) * attempt * attempt);
        }
    }
}

/// One reading of the file from its beginning.
class HouseReader::Pass {
public:
    explicit Pass(const fs::path& source)
        : source_(source),
          file_(source, std::ios::binary),
          zip_(file_, Poco::InflatingStreamBuf::STREAM_GZIP) {
        if (!file_)
            throw Error::conflict("storage.bad-export", fmt::format("{} cannot be read.", source.string()));
    }
    [[noreturn]] void damaged(std::string_view what) const {
        throw Error::conflict("storage.bad-export",
                              fmt::format("{} is damaged: {}.", source_.string(), what));
    }
    /// The next line, of whatever kind.
    const std::string& next() {
        try {
            if (!std::getline(zip_, line_)) damaged("it ends too early");
        } catch (const Poco::Exception&) {
            damaged("it cannot be unpacked");
        }
        if (line_.empty() || line_.size() > kLongestLine) damaged("a line is empty or too long");
        return line_;
    }
    [[nodiscard]] HouseLine parsed() const {
        try {
            return json::read<HouseLine>(line_);
        } catch (const Error&) {
            damaged("a line cannot be read");
        }
    }
    /// Rows or parts until the sum. @param begins what such a line begins with.
    HouseLine until(char begins, Checksum& sum, std::int64_t& count,
                    const std::function<std::int64_t(const std::string&)>& take) {
        while (next().front() == begins) count += take(line_);
        HouseLine tail = parsed();
        if (!tail.sha256 || *tail.sha256 != sum.hex() ||
            count != (tail.rows ? *tail.rows : tail.bytes.value_or(-1)))
            damaged("a sum does not fit");
        return tail;
    }
    /// @param row hears each row; it may be empty.
    TableSum table(const std::function<void(const std::string&)>& row) {
        Checksum sum;
        TableSum found;
        found.sha256 = *until('[', sum, found.rows, [&](const std::string& line) {
                            sum.add(line);
                            sum.add("\n");
                            if (row) row(line);
                            return std::int64_t{1};
                        }).sha256;
        return found;
    }
    void file(const std::function<void(std::string_view)>& part) {
        Checksum sum;
        std::int64_t bytes = 0;
        until('"', sum, bytes, [&](const std::string& line) {
            std::string plain;
            try {
                plain = decoded(line);
            } catch (const Poco::Exception&) {
                damaged("a part of a file cannot be read");
            }
            sum.add(plain);
            if (part) part(plain);
            return static_cast<std::int64_t>(plain.size());
        });
    }
    /// Walks over the whole file after the manifest.
    template <class Table, class File>
    void walk(Table&& onTable, File&& onFile) {
        next();
        std::int32_t tables = 0, files = 0;
        for (;;) {
            next();
            const HouseLine head = parsed();
            if (head.table) {
                onTable(*this, head);
                ++tables;
            } else if (head.file) {
                onFile(*this, head);
                ++files;
            } else if (head.tables && head.files) {
                if (*head.tables != tables || *head.files != files) damaged("tables or files are missing");
                return;
            } else {
                damaged("an unknown line");
            }
        }
    }

private:
    fs::path source_;
    std::ifstream file_;
    Poco::InflatingInputStream zip_;
    std::string line_;
};

HouseReader::HouseReader(fs::path source) : source_(std::move(source)) {
    Pass pass(source_);
    pass.next();
    manifest_ = pass.parsed();
    if (manifest_.format != "rejoinder-house" || manifest_.formatVersion != 1 || !manifest_.migrations)
        throw Error::conflict(
            "storage.bad-export",
            fmt::format("{} is no file of `rejoinder export`, or one of a newer version.", source_.string()));
}

void HouseReader::check() const {
    Pass pass(source_);
    pass.walk([](Pass& p, const HouseLine&) { p.table({}); }, [](Pass& p, const HouseLine&) { p.file({}); });
}

namespace {

/// Collects rows and inserts them in units.
class Filler {
public:
    Filler(driver::Database& database, const TableAccess& table) : database_(database), table_(table) {}
    void add(const std::string& line) {
        auto& row = rows_.emplace_back();
        if (!reader_.read(line, row) || !fitRow(row, table_.table()))
            throw Error::conflict(
                "storage.bad-export",
                fmt::format("The file is damaged: a row of {} is none of it.", table_.table().name));
        bytes_ += line.size();
        if (rows_.size() >= kMostRows || bytes_ >= kMostBytes) flush();
    }
    void flush() {
        if (rows_.empty()) return;
        try {
            writeAgain(database_, [&](driver::Connection& c) { table_.insert(c, rows_); });
        } catch (const driver::ConstraintViolation& e) {
            throw Error::conflict(
                "storage.import-refused",
                fmt::format("The database refused a row of {}: {}.", table_.table().name, e.what()));
        }
        rows_.clear();
        bytes_ = 0;
    }

private:
    driver::Database& database_;
    const TableAccess& table_;
    json::CellReader reader_;
    std::vector<RowValues> rows_;
    std::size_t bytes_ = 0;
};

bool staysBelow(const fs::path& path) {
    return !path.empty() && path.is_relative() && path == path.lexically_normal() &&
           std::ranges::none_of(path, [](const fs::path& part) { return part == ".."; });
}

} // namespace

std::vector<MovedTable> HouseReader::fill(driver::Database& database, const std::vector<TableAccess>& tables,
                                          const fs::path& dataFolder) const {
    std::vector<MovedTable> done;
    Pass pass(source_);
    const auto onTable = [&](Pass& p, const HouseLine& head) {
        const auto table =
            std::ranges::find_if(tables, [&](const auto& t) { return t.table().name == *head.table; });
        if (table == tables.end())
            throw Error::conflict("storage.unknown-table",
                                  fmt::format("This installation has no table {}.", *head.table));
        const auto& columns = table->table().columns;
        if (!head.columns ||
            !std::ranges::equal(*head.columns, columns, {}, {}, &driver::Table::Column::name))
            throw Error::conflict("storage.unknown-table",
                                  fmt::format("The table {} has other columns here.", *head.table));
        // The file has all rows, also those that migrations begin with.
        writeAgain(database, [&](driver::Connection& c) { table->clear(c); });
        Filler filler(database, *table);
        const TableSum sum = p.table([&](const std::string& line) { filler.add(line); });
        filler.flush();
        done.push_back({*head.table, sum});
    };
    const auto onFile = [&](Pass& p, const HouseLine& head) {
        if (!staysBelow(*head.file)) p.damaged("a file lies outside of the data folder");
        const fs::path to = dataFolder / *head.file, draft = to.string() + ".part";
        fs::create_directories(to.parent_path());
        std::ofstream out(draft, std::ios::binary);
        fs::permissions(draft, fs::perms::owner_read | fs::perms::owner_write);
        p.file([&](std::string_view part) {
            out.write(part.data(), static_cast<std::streamsize>(part.size()));
        });
        out.close();
        if (!out)
            throw Error(ErrorKind::Unavailable, "storage.copy-failed",
                        fmt::format("The file {} cannot be written.", draft.string()));
        if (fs::exists(to) && checksumOf(readTextFile(to)) != checksumOf(readTextFile(draft))) {
            fs::remove(draft);
            throw Error::conflict("storage.file-differs",
                                  fmt::format("{} is there already and holds something else.", to.string()));
        }
        fs::rename(draft, to);
    };
    pass.walk(onTable, onFile);
    return done;
}

} // namespace rejoinder::storage
