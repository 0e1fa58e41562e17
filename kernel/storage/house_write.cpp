#include "kernel/storage/checksum.h"
#include "kernel/storage/house.h"

#include <rejoinder/json.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <Poco/Base64Encoder.h>
#include <Poco/DeflatingStream.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <sstream>
#include <system_error>

namespace rejoinder::storage {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kFilePart = 48u << 10; ///< bytes of a file in one line

[[noreturn]] void failed(const fs::path& file) {
    throw Error(ErrorKind::Unavailable, "storage.export-failed",
                fmt::format("The file {} cannot be written ({}).", file.string(),
                            std::system_category().message(errno)));
}

/// The gzip file, made under another name until it is whole.
class Output {
public:
    explicit Output(const fs::path& target) : target_(target), draft_(target.string() + ".part") {
        if (fs::exists(target_))
            throw Error::conflict("storage.target-exists",
                                  fmt::format("{} is there already: name a new file.", target_.string()));
        // Made by us first, so that it is readable by this user only: it holds data of persons.
        const int made = ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (made < 0) failed(draft_);
        ::close(made);
        file_.open(draft_, std::ios::binary);
    }
    void line(std::string_view text) {
        zip_.write(text.data(), static_cast<std::streamsize>(text.size()));
        zip_.put('\n');
        if (!zip_ || !file_) failed(draft_);
    }
    void line(const HouseLine& line) { this->line(std::string_view(json::write(line))); }
    void finish() {
        zip_.close();
        file_.close();
        if (!file_) failed(draft_);
        syncFolder(fs::absolute(draft_).parent_path());
        fs::rename(draft_, target_);
        syncFolder(fs::absolute(target_).parent_path());
    }

private:
    fs::path target_, draft_;
    std::ofstream file_;
    // The quickest level: rows are written at twice the speed of the default for a quarter more bytes.
    Poco::DeflatingOutputStream zip_{file_, Poco::DeflatingStreamBuf::STREAM_GZIP, 1};
};

std::string base64(std::string_view bytes) {
    std::ostringstream out;
    Poco::Base64Encoder encoder(out);
    encoder.rdbuf()->setLineLength(0);
    encoder.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    encoder.close();
    return out.str();
}

void writeTable(Output& out, const TableAccess& table, driver::Connection& connection,
                std::vector<MovedTable>& done) {
    HouseLine head, tail;
    head.table = table.table().name;
    head.columns.emplace();
    for (const auto& c : table.table().columns) head.columns->push_back(c.name);
    out.line(head);
    const TableSum sum = sumOf(table, connection, [&](std::string_view row) { out.line(row); });
    tail.rows = sum.rows;
    tail.sha256 = sum.sha256;
    out.line(tail);
    done.push_back({table.table().name, sum});
}

/// False when the file is gone meanwhile.
bool writeFile(Output& out, const fs::path& folder, const fs::path& path) {
    std::ifstream in(folder / path, std::ios::binary);
    if (!in) return false;
    HouseLine head, tail;
    head.file = path.generic_string();
    out.line(head);
    Checksum sum;
    tail.bytes = 0;
    std::string part(kFilePart, '\0');
    while (in.read(part.data(), static_cast<std::streamsize>(part.size())), in.gcount() > 0) {
        const std::string_view bytes(part.data(), static_cast<std::size_t>(in.gcount()));
        sum.add(bytes);
        *tail.bytes += in.gcount();
        out.line(fmt::format("\"{}\"", base64(bytes)));
    }
    tail.sha256 = sum.hex();
    out.line(tail);
    return true;
}

} // namespace

std::vector<MovedTable> exportHouse(const fs::path& target, HouseLine manifest, driver::Database& database,
                                    const std::vector<TableAccess>& tables, const StateFiles& files) {
    Output out(target);
    manifest.format = "rejoinder-house";
    manifest.formatVersion = 1;
    manifest.writtenAt = Timestamp{std::chrono::duration_cast<std::chrono::microseconds>(
                                       std::chrono::system_clock::now().time_since_epoch())
                                       .count()};
    out.line(manifest);
    std::vector<MovedTable> done;
    database.read([&](driver::Connection& connection) {
        for (const auto& table : tables) writeTable(out, table, connection, done);
    });
    HouseLine end;
    end.tables = static_cast<std::int32_t>(done.size());
    end.files = 0;
    for (const auto& path : files.list()) *end.files += writeFile(out, files.folder(), path) ? 1 : 0;
    out.line(end);
    out.finish();
    return done;
}

} // namespace rejoinder::storage
