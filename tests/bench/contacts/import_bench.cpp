// How far a CSV import is from SQLite itself: the product imports a file through its API; then a bare loop
// puts the very same rows, read back from the product's database, into the same tables with the same indexes
// in commits of the same size.

#include "tests/bench/contacts/bare_rows.h"
#include "tests/unit/contacts/world.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace rejoinder::bench {

namespace {

using Steady = std::chrono::steady_clock;

double secondsSince(Steady::time_point began) {
    return std::chrono::duration<double>(Steady::now() - began).count();
}

/// Resident memory of this process in megabytes; `field` is VmRSS or VmHWM.
double megabytes(std::string_view field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(field)) return std::strtod(line.c_str() + field.size() + 1, nullptr) / 1024;
    return 0;
}

/// A Swiss number as people write it.
std::string phoneOf(std::uint64_t mixed) {
    return fmt::format("044 {:03} {:02} {:02}", 200 + (mixed >> 34) % 800, (mixed >> 24) % 100,
                       (mixed >> 12) % 100);
}

/// A file of persons with address, e-mail, telephone and three attributes. Names and e-mails come in random
/// order.
std::string makeFile(std::int64_t rows) {
    static constexpr const char* kNames[] = {"Müller", "Meier", "Schmid", "Keller",
                                             "Weber",  "Favre", "Rossi",  "Bianchi"};
    static constexpr const char* kCities[] = {"Zürich", "Bern", "Genève", "Lugano",
                                              "Basel",  "Chur", "Sion",   "Olten"};
    std::string text =
        "externalKey,salutation,givenName,familyName,street,houseNumber,postcode,city,country,email,phone,"
        "recency,history,channel\n";
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto mixed = static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15ULL;
        fmt::format_to(
            std::back_inserter(text),
            "C{:08},{},Given{},{}-{},\"Weg, {}\",{},{},{},CH,p{:x}@example.org,{},{},{}.{:02},{}\n", i,
            i % 2 == 0 ? "Frau" : "Herr", mixed >> 50, kNames[(mixed >> 20) % 8], mixed >> 44,
            (mixed >> 30) % 5000, i % 120 + 1, 1000 + (mixed >> 40) % 9000, kCities[(mixed >> 8) % 8], mixed,
            phoneOf(mixed), i % 12 + 1, mixed >> 54, i % 100, i % 3 == 0 ? "Web" : "Phone");
    }
    return text;
}

/// Seconds until the operation has succeeded.
double import(test::World& world, const std::string& text) {
    const auto reply = world.call("POST", "/contacts/imports", text, {}, "text/csv");
    const auto began = Steady::now();
    const auto path = "/operations/" + reply.as<Operation>().id.toString();
    for (;;) {
        const auto now = world.get(path).as<Operation>();
        if (now.state == OperationState::Succeeded) return secondsSince(began);
        if (now.state == OperationState::Failed) throw std::runtime_error(now.error.value_or("failed"));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

/// @returns import : bare.
double benchImport(std::int64_t rows) {
    constexpr std::int64_t kContactsPerUnit = 2500, kAttributes = 3;
    const auto bare = std::filesystem::temp_directory_path() / fmt::format("bare-{}.db", ::getpid());
    double took = 0, again = 0, limit = 0, before = 0, after = 0;
    {
        test::World world{"storage-sqlite", "contacts"};
        std::string text = makeFile(rows);
        before = megabytes("VmRSS");
        took = import(world, text);
        after = megabytes("VmRSS");
        again = import(world, text);
        world.close();
        for (const auto& entry : std::filesystem::recursive_directory_iterator(world.folder()))
            if (entry.path().extension() == ".db")
                limit = insertBare(
                    entry.path(), bare, kContactsPerUnit,
                    {{"contacts_contact", "id", 1}, {"contacts_attribute", "contact_id, name", kAttributes}});
    }
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(bare.string() + suffix);
    const double number = static_cast<double>(rows);
    fmt::print("{:>10} {:>12.0f} {:>12.0f} {:>12.2f} {:>12.0f} {:>12.0f}\n", rows, number / took,
               number / limit, limit / took, number / again, after - before);
    return limit / took;
}

} // namespace

} // namespace rejoinder::bench

int main() {
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    fmt::print("CSV import of persons with three attributes, against bare prepared inserts of the same rows "
               "into the same\n"
               "tables in commits of the same size; then the same file again, which changes nothing.\n"
               "{:>10} {:>12} {:>12} {:>12} {:>12} {:>12}\n",
               "persons", "import/s", "bare/s", "import:bare", "again/s", "memory +MB");
    double ratio = 1;
    for (std::int64_t rows = 10'000; rows <= (quick ? 100'000 : 1'000'000); rows *= 10)
        ratio = rejoinder::bench::benchImport(rows);
    return ratio < 0.3 ? 1 : 0;
}
