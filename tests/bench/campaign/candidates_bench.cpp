// Candidates for replies without a sure match among so many contacts, over HTTP against the real executable.
// The first hundred thousand are imported; the others are copies of them that live elsewhere and are called
// otherwise.

#include "tests/bench/campaign/copies.h"
#include "tests/bench/campaign/steps.h"
#include "tests/bench/token.h"

#include <cstdlib>

namespace rejoinder::bench {

namespace {

constexpr std::int64_t kImported = 100'000;

std::string codeWithASlip(std::string code) {
    constexpr std::string_view kAlphabet = "23456789CDFHJKMNPRTVWXY";
    code[4] = kAlphabet[(kAlphabet.find(code[4]) + 7) % kAlphabet.size()];
    return code;
}

void fill(const std::string& file, std::int64_t contacts) {
    const Bare database(file);
    IndexesAside indexes(database, "contacts_contact", "(external_key)");
    const auto last = number(database, "SELECT max(id) FROM contacts_contact"),
               first = number(database, "SELECT min(id) FROM contacts_contact");
    database.run("CREATE TEMP TABLE sent AS SELECT * FROM contacts_contact");
    for (std::int64_t copy = 1; copy < contacts / kImported; ++copy) {
        const auto more = std::to_string(copy * (last - first + 1)), n = std::to_string(copy);
        database.run("INSERT INTO contacts_contact SELECT " +
                     columns(database, "contacts_contact",
                             {{"id", "id + " + more},
                              {"external_key", "external_key || '-" + n + "'"},
                              {"family_name", "family_name || '" + n + "'"},
                              {"name_fold", "name_fold || ' " + n + "'"},
                              {"street", "substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 1 + abs(id + " + n +
                                             ") % 26, 1) || street"},
                              {"postcode", "1000 + (postcode + 7919 * " + n + ") % 9000"},
                              {"email_norm", "'" + n + ".' || email_norm"}}) +
                     " FROM sent ORDER BY id");
    }
    indexes.putBack();
}

/// Mistyped codes, e-mail addresses, names with their town. @returns the slowest answer in milliseconds.
double benchCandidates(test::HttpClient& api, std::int64_t contacts, std::span<const std::string> codes) {
    struct Kind {
        const char* name;
        std::function<std::string(std::size_t)> reply;
    };
    constexpr std::size_t kEach = 20;
    const auto person = [](std::size_t i) { return std::string(1, static_cast<char>('a' + i)); };
    for (std::size_t i = 0; i < kEach; ++i)
        must<IdView>(api.post("/contacts",
                              fmt::format(R"({{"givenName":"Rosa","familyName":"Keller{0}","street":"Gasse",
            "houseNumber":"{1}","postcode":"8400","city":"Winterthur","country":"CH","email":"rosa.keller{0}@example.org"}})",
                                          person(i), i + 1)));
    const std::vector<Kind> kinds{
        {"mistyped code",
         [&](std::size_t i) { return fmt::format(R"("code":"{}")", codeWithASlip(codes[i])); }},
        {"e-mail",
         [&](std::size_t i) {
             return fmt::format(R"("note":"please to rosa.keller{}@example.org")", person(i));
         }},
        {"name and town", [&](std::size_t i) {
             return fmt::format(R"("note":"Rosa Keller{}\nGasse {}\n8400 Winterthur")", person(i), i + 1);
         }}};
    double slowest = 0;
    for (const auto& kind : kinds) {
        std::vector<double> milliseconds;
        std::size_t found = 0;
        for (std::size_t i = 0; i < kEach; ++i) {
            const auto entry = must<IdView>(
                api.post("/responses",
                         R"({"type":"question","channel":"post","clearing":true,)" + kind.reply(i) + "}"));
            const auto began = Steady::now();
            const auto answer = api.get("/clearing/" + entry.id.toString() + "/candidates");
            milliseconds.push_back(secondsSince(began) * 1000);
            found += answer.body.find("\"score\"") != std::string::npos ? 1 : 0;
        }
        // One code in twenty may be written so that others are as near.
        if (found * 20 < kEach * 19)
            throw std::runtime_error(fmt::format("{}: {} of {} have a candidate", kind.name, found, kEach));
        std::ranges::sort(milliseconds);
        slowest = std::max(slowest, milliseconds.back());
        fmt::print("candidates  {:>9} contacts, {}: p50 {:.1f} ms, p95 {:.1f} ms, slowest {:.1f} ms (wanted: "
                   "200); {} of {} have one\n",
                   contacts, kind.name, milliseconds[kEach / 2], milliseconds[kEach * 95 / 100],
                   milliseconds.back(), found, kEach);
    }
    return slowest;
}

/// @returns the slowest answer in milliseconds.
double benchAmong(std::int64_t contacts) {
    test::ChildServer server;
    const std::string token = makeToken(server);
    server.start();
    {
        test::HttpClient api(server.port(), token);
        sendTo(api, kImported);
    }
    server.stop();
    const auto file = (server.data() / "rejoinder.db").string();
    const auto began = Steady::now();
    fill(file, contacts);
    fmt::print("candidates {:>10} contacts laid in {:.0f} s, {:.1f} GB\n", contacts, secondsSince(began),
               static_cast<double>(std::filesystem::file_size(file)) / 1e9);
    const auto codes = someCodes(file, 20);
    server.start();
    test::HttpClient api(server.port(), token);
    const double slowest = benchCandidates(api, contacts, codes);
    server.stop();
    return slowest;
}

} // namespace
} // namespace rejoinder::bench

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::int64_t largest = argc > 1 ? std::atoll(argv[1]) : quick ? 100'000 : 10'000'000;
    double slowest = 0;
    for (std::int64_t contacts = 100'000; contacts <= largest; contacts *= 10)
        slowest = rejoinder::bench::benchAmong(contacts);
    return slowest <= (quick ? 2'000 : 200) ? 0 : 1;
}
