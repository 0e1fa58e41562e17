// A file of a million people as a customer would hand it over: names, addresses, telephone numbers and
// e-mails as people write them, a column of consent, some of them twice. It goes over HTTP into the real
// executable, with the search for duplicates, and is taken back again while the server is killed and others
// go on working.

#include "tests/bench/campaign/steps.h"
#include "tests/bench/contacts/bare_rows.h"
#include "tests/unit/contacts/made_people.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

namespace rejoinder::bench {

namespace {

/// What a process holds and has used until now.
struct Usage {
    double megabytes = 0, seconds = 0;
};

Usage usageOf(int process) {
    Usage usage;
    std::ifstream status(fmt::format("/proc/{}/status", process));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) usage.megabytes = std::strtod(line.c_str() + 6, nullptr) / 1024;
    std::ifstream stat(fmt::format("/proc/{}/stat", process));
    std::string text;
    std::getline(stat, text);
    if (const auto end = text.rfind(')'); end != std::string::npos) {
        // The eleventh and twelfth behind the name: time in the program and in the kernel.
        const char* at = text.c_str() + end + 1;
        for (int field = 0; field < 11; ++field) at = std::strchr(at + 1, ' ');
        char* next = nullptr;
        const double user = std::strtod(at, &next), system = std::strtod(next, nullptr);
        usage.seconds = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    return usage;
}

/// A number as people write it.
std::string asWritten(const std::string& e164, std::int64_t row) {
    if (e164.size() != 12) return e164;
    const std::string n = e164.substr(3);
    switch (row % 4) {
    case 0: return fmt::format("0{} {} {} {}", n.substr(0, 2), n.substr(2, 3), n.substr(5, 2), n.substr(7));
    case 1: return fmt::format("+41 (0){} {} {}", n.substr(0, 2), n.substr(2, 3), n.substr(5));
    case 2: return fmt::format("0041/{}-{}", n.substr(0, 2), n.substr(2));
    default: return e164;
    }
}

constexpr std::int64_t kPortion = 20'000, kCopiesPerHundred = 5, kAttributes = 3;

/// So many people, and a few of them again. @returns how many rows.
std::int64_t writeFile(std::int64_t persons, std::string& text) {
    contacts::made::MadePeople maker(2026);
    text = "externalKey,salutation,givenName,familyName,street,houseNumber,postcode,city,country,email,phone,"
           "newsletter,recency,history,channel\n";
    std::int64_t row = 0;
    for (std::int64_t done = 0; done < persons; done += kPortion) {
        const auto portion = static_cast<std::uint32_t>(std::min(kPortion, persons - done));
        for (const auto& made : maker.base(portion, kCopiesPerHundred)) {
            const contacts::Contact& c = made.contact;
            fmt::format_to(std::back_inserter(text),
                           "C{:08},{},{},\" {} \",\"{}\",{},CH-{},{},{},{},{},{},{},{}.{:02},{}\n", row,
                           row % 2 == 0 ? "Frau" : "Herr", c.givenName, c.familyName, c.street, c.houseNumber,
                           c.postcode, c.city, row % 3 == 0 ? "Schweiz" : "CH",
                           row % 5 == 0 && !c.email.empty() ? "  " + c.email : c.email,
                           asWritten(c.phone, row), row % 3 == 0 ? "nein" : "ja", row % 12 + 1, row % 997,
                           row % 100, row % 3 == 0 ? "Web" : "Phone");
            ++row;
        }
    }
    return row;
}

struct ImportView {
    Id id;
    std::string state;
    std::int64_t created = 0, failed = 0, removed = 0, kept = 0;
};
REJOINDER_DESCRIBE(ImportView, id, state, created, failed, removed, kept)

struct ImportList {
    std::vector<ImportView> items;
};
REJOINDER_DESCRIBE(ImportList, items)

struct OperationList {
    std::vector<Operation> items;
};
REJOINDER_DESCRIBE(OperationList, items)

/// The newest job of that name.
Operation newest(test::HttpClient& api, std::string_view name) {
    for (const Operation& operation : must<OperationList>(api.get("/operations?limit=20")).items)
        if (operation.name == name) return operation;
    throw std::runtime_error("there is no job " + std::string(name));
}

/// What was resident in the course of a piece of work.
class Memory {
public:
    explicit Memory(const test::ChildServer& server) : server_(server) {}
    void look() { seen_.push_back(usageOf(server_.process()).megabytes); }
    [[nodiscard]] std::string text() const {
        if (seen_.empty()) return "-";
        std::string out;
        for (std::size_t part = 1; part <= 8; ++part)
            out += fmt::format("{}{:.0f}", part == 1 ? "" : " ",
                               seen_[std::min(seen_.size() - 1, seen_.size() * part / 8)]);
        return out + fmt::format(" MB, {:.0f} at most", *std::ranges::max_element(seen_));
    }

private:
    const test::ChildServer& server_;
    std::vector<double> seen_;
};

/// @returns rows a second, duplicates included.
double benchImport(test::ChildServer& server, test::HttpClient& api, const std::string& file,
                   std::int64_t rows) {
    const Usage idle = usageOf(server.process());
    const auto began = Steady::now();
    const auto operation =
        must<IdView>(
            api.send("POST",
                     "/api/v1/contacts/imports?consentText=Yes,%20write%20to%20me.&findDuplicates=true"
                     "&mapping=%7B%22newsletter%22%3A%22consent%3Aemail%22%7D",
                     file, {{"Content-Type", "text/csv"}}))
            .id;
    const double sent = secondsSince(began);
    Memory importing(server), searching(server);
    finish(api, operation, [&] { importing.look(); });
    const double stored = secondsSince(began), storedCpu = usageOf(server.process()).seconds;
    finish(api, newest(api, "contacts.find-duplicates").id, [&] { searching.look(); });
    const double whole = secondsSince(began);
    const auto number = static_cast<double>(rows);
    fmt::print(
        "import      {:>9} rows: {:.1f} s to send, {:.1f} s until stored ({:.0f}/s, {:.1f} us of CPU a "
        "row), {:.1f} s with the search for duplicates: {:.0f}/s, {:.1f} us a row\n",
        rows, sent, stored, number / stored, (storedCpu - idle.seconds) * 1e6 / number, whole, number / whole,
        (usageOf(server.process()).seconds - idle.seconds) * 1e6 / number);
    fmt::print("  memory    {:.0f} MB idle; import {}; search {}\n", idle.megabytes, importing.text(),
               searching.text());
    return number / whole;
}

void compareBare(const test::ChildServer& server, std::int64_t rows, double took) {
    const test::TempFolder folder;
    const double bare = insertBare(server.data() / "rejoinder.db", folder.path() / "bare.db", 2500,
                                   {{"contacts_contact", "id", 1},
                                    {"contacts_attribute", "contact_id, name", kAttributes},
                                    {"contacts_consent", "id", 0.6},
                                    {"contacts_consent_state", "contact_id, channel, purpose", 0.6}});
    fmt::print("  bare      inserts of the same rows: {:.1f} s, {:.0f}/s; import and search : bare {:.2f}\n",
               bare, static_cast<double>(rows) / bare, bare / took);
}

std::int64_t counted(const test::ChildServer& server, const std::string& what) {
    Bare database((server.data() / "rejoinder.db").string());
    const Prepared query = database.prepare("SELECT COUNT(*) FROM " + what);
    sqlite3_step(query.get());
    return sqlite3_column_int64(query.get(), 0);
}

/// Somebody else's work while the import is taken back: a new person each time. Milliseconds.
class Neighbour {
public:
    Neighbour(std::uint16_t port, const std::string& token) : api_(port, token) {}
    void work() {
        const auto began = Steady::now();
        must<IdView>(
            api_.post("/contacts", fmt::format(R"({{"familyName":"Neighbour{}","country":"CH"}})", ++made_)));
        took_.push_back(secondsSince(began) * 1000);
    }
    [[nodiscard]] std::int64_t made() const { return made_; }
    [[nodiscard]] std::string text() {
        std::ranges::sort(took_);
        const auto at = [&](double part) {
            return took_[std::min(took_.size() - 1,
                                  static_cast<std::size_t>(part * static_cast<double>(took_.size())))];
        };
        return took_.empty() ? "-"
                             : fmt::format("{} times, p50 {:.0f}, p95 {:.0f}, at most {:.0f} ms",
                                           took_.size(), at(0.5), at(0.95), took_.back());
    }

private:
    test::HttpClient api_;
    std::int64_t made_ = 0;
    std::vector<double> took_;
};

/// Takes the import back; the server is killed when two fifths of it are done. @returns whether nobody of it
/// is left and everybody else is.
bool benchUndo(test::ChildServer& server, const std::string& token, std::int64_t rows) {
    std::optional<test::HttpClient> api(std::in_place, server.port(), token);
    const Id import = must<ImportList>(api->get("/contacts/imports?limit=1")).items.at(0).id;
    const std::string path = "/contacts/imports/" + import.toString();
    auto began = Steady::now();
    const double cpu = usageOf(server.process()).seconds;
    const Id job = must<IdView>(api->post(path + "/undo", "{}")).id;
    Memory memory(server);
    double used = 0, down = 0;
    std::int64_t others = 0;
    for (const bool first : {true, false}) {
        Neighbour neighbour(server.port(), token);
        for (;;) {
            neighbour.work();
            memory.look();
            const auto now = must<ImportView>(api->get(path));
            if (first ? now.removed >= rows * 2 / 5 : now.state == "undone") break;
            if (must<Operation>(api->get("/operations/" + job.toString())).state == OperationState::Failed)
                throw std::runtime_error("the undo failed");
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        fmt::print("  others    {} killing: a new person {}\n", first ? "before" : "after", neighbour.text());
        others += neighbour.made();
        used += usageOf(server.process()).seconds - (first ? cpu : 0);
        if (!first) break;
        const auto killed = Steady::now();
        server.kill();
        server.start();
        api.emplace(server.port(), token);
        down = secondsSince(killed);
    }
    const double took = secondsSince(began);
    const auto number = static_cast<double>(rows);
    const std::int64_t left = counted(server, "contacts_contact") - others,
                       crumbs = counted(server, "contacts_attribute") + counted(server, "contacts_consent") +
                                counted(server, "contacts_consent_state") +
                                counted(server, "contacts_duplicate");
    fmt::print(
        "undo        {:>9} rows: {:.1f} s ({:.0f}/s, {:.1f} us of CPU a row; killed once, {:.1f} s until it "
        "listened again), memory {}; left {} people, {} rows of theirs\n",
        rows, took, number / took, used * 1e6 / number, down, memory.text(), left, crumbs);
    return left == 0 && crumbs == 0;
}

bool benchWhole(std::int64_t persons) {
    test::ChildServer server;
    std::string token;
    {
        std::filesystem::create_directories(server.data());
        app::Kernel kernel(test::launchIn(server.data()));
        kernel.load();
        kernel.open(app::Kernel::Access::Serve);
        kernel.start();
        token = test::makeToken(kernel, "bench", {"administrator"});
        kernel.stop();
    }
    server.start();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    std::int64_t rows = 0;
    double rate = 0;
    {
        test::HttpClient api(server.port(), token);
        api.timeout(std::chrono::seconds(600));
        std::string file;
        rows = writeFile(persons, file);
        rate = benchImport(server, api, file, rows);
        const auto view = must<ImportList>(api.get("/contacts/imports?limit=1")).items.at(0);
        // Some of the made e-mail addresses are none.
        if (view.created + view.failed != rows || view.failed > rows / 50)
            throw std::runtime_error(fmt::format("{} created, {} wrong", view.created, view.failed));
    }
    compareBare(server, rows, static_cast<double>(rows) / rate);
    return benchUndo(server, token, rows);
}

} // namespace
} // namespace rejoinder::bench

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::int64_t largest = argc > 1 ? std::atoll(argv[1]) : quick ? 20'000 : 1'000'000;
    bool good = true;
    for (const std::int64_t rows : std::set<std::int64_t>{std::min<std::int64_t>(largest, 100'000), largest})
        good = rejoinder::bench::benchWhole(rows) && good;
    return good ? 0 : 1;
}
