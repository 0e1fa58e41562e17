// How far a CSV import is from SQLite itself: the product imports a file through its API; then a bare loop
// puts the very same rows, read back from the product's database, into the same tables with the same indexes
// in commits of the same size.

#include "tests/bench/bare.h"
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

using Values = std::vector<sqlite3_value*>;

/// Rows of one table, read in the order of their primary key some at a time and kept as SQLite's own values.
class Table {
public:
    Table(Bare& from, Bare& to, const std::string& name, const std::string& order)
        : read_(from.prepare("SELECT * FROM " + name + " ORDER BY " + order)) {
        std::string places = "?";
        for (int i = 1; i < sqlite3_column_count(read_.get()); ++i) places += ",?";
        write_ = to.prepare("INSERT INTO " + name + " VALUES (" + places + ")");
    }
    ~Table() { drop(); }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;
    /// Reads the next rows; how many.
    std::int64_t fetch(std::int64_t count) {
        drop();
        while (static_cast<std::int64_t>(rows_.size()) < count && sqlite3_step(read_.get()) == SQLITE_ROW) {
            rows_.emplace_back();
            for (int i = 0; i < sqlite3_column_count(read_.get()); ++i)
                rows_.back().push_back(sqlite3_value_dup(sqlite3_column_value(read_.get(), i)));
        }
        return static_cast<std::int64_t>(rows_.size());
    }
    /// Inserts them by a prepared statement.
    void insert() {
        for (const Values& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) bind(static_cast<int>(i) + 1, row[i]);
            if (sqlite3_step(write_.get()) != SQLITE_DONE) throw std::runtime_error("insert failed");
            sqlite3_reset(write_.get());
        }
    }

private:
    void bind(int place, sqlite3_value* value) {
        // As any program would, without the copy that sqlite3_bind_value makes.
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: sqlite3_bind_int64(write_.get(), place, sqlite3_value_int64(value)); break;
        case SQLITE_FLOAT: sqlite3_bind_double(write_.get(), place, sqlite3_value_double(value)); break;
        case SQLITE_NULL: sqlite3_bind_null(write_.get(), place); break;
        default:
            sqlite3_bind_text(write_.get(), place, reinterpret_cast<const char*>(sqlite3_value_text(value)),
                              sqlite3_value_bytes(value), SQLITE_STATIC);
        }
    }
    void drop() {
        for (const Values& row : rows_)
            for (sqlite3_value* value : row) sqlite3_value_free(value);
        rows_.clear();
    }
    Prepared read_, write_;
    std::vector<Values> rows_;
};

/// Seconds of a bare loop for the same rows.
double runBare(const std::filesystem::path& product, const std::filesystem::path& bare,
               std::int64_t contactsPerUnit, std::int64_t attributesPerContact) {
    Bare from(product.string()), to(bare.string());
    const Prepared schema =
        from.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN "
                     "('contacts_contact', 'contacts_attribute') ORDER BY type = 'index'");
    while (sqlite3_step(schema.get()) == SQLITE_ROW)
        to.run(reinterpret_cast<const char*>(sqlite3_column_text(schema.get(), 0)));
    Table contacts(from, to, "contacts_contact", "id");
    Table attributes(from, to, "contacts_attribute", "contact_id, name");
    double took = 0;
    while (contacts.fetch(contactsPerUnit) > 0) {
        attributes.fetch(contactsPerUnit * attributesPerContact);
        const auto began = Steady::now();
        to.run("BEGIN IMMEDIATE");
        contacts.insert();
        attributes.insert();
        to.run("COMMIT");
        took += secondsSince(began);
    }
    return took;
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
                limit = runBare(entry.path(), bare, kContactsPerUnit, kAttributes);
    }
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(bare.string() + suffix);
    const double number = static_cast<double>(rows);
    fmt::print("{:>10} {:>12.0f} {:>12.0f} {:>12.2f} {:>12.0f} {:>12.0f}\n", rows, number / took,
               number / limit, limit / took, number / again, after - before);
    return limit / took;
}

/// Seconds until an operation has succeeded, and the most memory that was resident meanwhile.
double finish(test::World& world, const test::World::Reply& reply, double& most) {
    const auto began = Steady::now();
    const auto path = "/operations/" + reply.as<Operation>().id.toString();
    for (;;) {
        most = std::max(most, megabytes("VmRSS"));
        const auto now = world.get(path).as<Operation>();
        if (now.state == OperationState::Succeeded) return secondsSince(began);
        if (now.state == OperationState::Failed) throw std::runtime_error(now.error.value_or("failed"));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

struct ImportOnly {
    Id id;
};
REJOINDER_DESCRIBE(ImportOnly, id)

struct ImportsOnly {
    std::vector<ImportOnly> items;
};
REJOINDER_DESCRIBE(ImportsOnly, items)

/// The same with telephone numbers, consent and the search for duplicates; then the whole import is undone.
void benchWhole(std::int64_t rows) {
    test::World world{"storage-sqlite", "contacts"};
    double before = 0, importing = 0, undoing = 0;
    double imported = 0, searched = 0;
    {
        const std::string text = makeFile(rows);
        const auto reply =
            world.call("POST", "/contacts/imports?consent=email,phone&consentText=yes&findDuplicates=true",
                       text, {}, "text/csv");
        before = megabytes("VmRSS");
        const auto began = Steady::now();
        imported = finish(world, reply, importing);
        world.settle();
        searched = secondsSince(began);
    }
    const Id id = world.get("/contacts/imports?limit=1").as<ImportsOnly>().items.at(0).id;
    const double undone =
        finish(world, world.post("/contacts/imports/" + id.toString() + "/undo", "{}"), undoing);
    const double number = static_cast<double>(rows);
    const auto left = world.read([](Unit& unit) { return unit.numbers("contacts.all-ids").size(); });
    fmt::print("{:>10} {:>12.0f} {:>12.0f} {:>12.0f} {:>12.0f} {:>12}\n", rows, number / imported,
               importing - before, number / searched, number / undone, left);
    if (left != 0) throw std::runtime_error("the undo left somebody");
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
    fmt::print("\nWith telephone numbers and two consents each, with the search for duplicates behind it; "
               "then undone.\n"
               "{:>10} {:>12} {:>12} {:>12} {:>12} {:>12}\n",
               "persons", "import/s", "memory +MB", "+search/s", "undo/s", "left");
    for (std::int64_t rows = 10'000; rows <= (quick ? 100'000 : 1'000'000); rows *= 10)
        rejoinder::bench::benchWhole(rows);
    return ratio < 0.3 ? 1 : 0;
}
