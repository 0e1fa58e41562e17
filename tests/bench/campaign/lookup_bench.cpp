// Pieces of years are found by their codes: how long a look-up takes among so many, over HTTP against the
// real executable and in SQLite alone. The first thousand pieces are sent; the others are copies of them,
// laid into the table as later waves would have left it.

#include "permutation.h"
#include "piece_code.h"
#include "tests/bench/campaign/copies.h"
#include "tests/bench/campaign/steps.h"
#include "tests/bench/token.h"

#include <cstdlib>
#include <numeric>
#include <random>

namespace rejoinder::bench {

namespace {

constexpr std::int64_t kSent = 1'000, kBlock = 1'000'000;

/// The codes of so many numbers from the first on, as the installation gives them out.
class Codes {
public:
    explicit Codes(const Bare& database) : permutation_(dispatch::Permutation::fromHex(secret(database))) {}
    [[nodiscard]] std::vector<std::string> of(std::vector<std::uint64_t> numbers) const {
        permutation_.apply(numbers);
        std::vector<std::string> codes;
        for (const auto n : numbers) codes.push_back(dispatch::codeOfNumber(n));
        return codes;
    }

private:
    static std::string secret(const Bare& database) {
        const auto query = database.prepare("SELECT secret FROM dispatch_code_space WHERE id = 1");
        if (sqlite3_step(query.get()) != SQLITE_ROW) throw std::runtime_error("there are no codes");
        return reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 0));
    }
    dispatch::Permutation permutation_;
};

/// In SQL the code at a place of the list that it was given.
void codeAt(sqlite3_context* call, int, sqlite3_value** place) {
    const auto& codes = *static_cast<const std::vector<std::string>*>(sqlite3_user_data(call));
    const auto& code = codes.at(static_cast<std::size_t>(sqlite3_value_int64(place[0])));
    sqlite3_result_text(call, code.data(), static_cast<int>(code.size()), SQLITE_STATIC);
}

void fill(const std::string& file, std::int64_t pieces) {
    const Bare database(file);
    IndexesAside indexes(database, "dispatch_piece", "(code_number)");
    const auto wave = number(database, "SELECT max(id) FROM dispatch_wave"),
               last = number(database, "SELECT max(id) FROM dispatch_piece"),
               highest = number(database, "SELECT max(code_number) FROM dispatch_piece");
    const Codes given(database);
    std::vector<std::string> codes;
    database.must(sqlite3_create_function(database.handle(), "code", 1, SQLITE_UTF8, &codes, &codeAt, nullptr,
                                          nullptr));
    database.run(
        "CREATE TEMP TABLE sent AS SELECT row_number() OVER (ORDER BY id) - 1 AS of, * FROM dispatch_piece;"
        "CREATE TEMP TABLE later (wave INTEGER PRIMARY KEY)");
    for (std::int64_t done = 0; done < pieces - kSent; done += kBlock) {
        const auto block = std::min(kBlock, pieces - kSent - done);
        std::vector<std::uint64_t> numbers(static_cast<std::size_t>(block));
        std::iota(numbers.begin(), numbers.end(), static_cast<std::uint64_t>(highest + 1 + done));
        codes = given.of(std::move(numbers));
        const auto at = [&](std::int64_t first) {
            return std::to_string(first + done) + " + wave * 1000 + of";
        };
        const auto later = std::to_string(wave + 1 + done / kSent) + " + wave";
        database.run(fmt::format(
            "BEGIN; DELETE FROM later;"
            "INSERT INTO later WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 "
            "< {}) SELECT i FROM n;"
            "INSERT INTO dispatch_wave SELECT {} FROM later CROSS JOIN dispatch_wave WHERE dispatch_wave.id "
            "= {} ORDER BY wave;"
            "INSERT INTO dispatch_piece SELECT {} FROM later CROSS JOIN sent ORDER BY wave, of; COMMIT",
            block / kSent, columns(database, "dispatch_wave", {{"id", later}}), wave,
            columns(database, "dispatch_piece",
                    {{"id", at(last + 1)},
                     {"wave_id", later},
                     {"code", "code(wave * 1000 + of)"},
                     {"code_number", at(highest + 1)}})));
    }
    indexes.putBack();
}

/// SQLite alone, asked for the same pieces by the index that the product uses.
Load bareLookUp(const std::string& file, std::span<const std::uint64_t> numbers) {
    const Bare database(file);
    const auto query = database.prepare("SELECT * FROM dispatch_piece WHERE code_number = ?1");
    Load load;
    const auto began = Steady::now();
    for (const auto n : numbers) {
        const auto asked = Steady::now();
        sqlite3_bind_int64(query.get(), 1, static_cast<std::int64_t>(n));
        if (sqlite3_step(query.get()) != SQLITE_ROW) throw std::runtime_error("a piece is not there");
        sqlite3_reset(query.get());
        load.milliseconds.push_back(secondsSince(asked) * 1000);
    }
    load.took = secondsSince(began);
    std::ranges::sort(load.milliseconds);
    return load;
}

void print(std::int64_t pieces, std::string_view who, const Load& load) {
    fmt::print(
        "look-up {:>11} pieces, {:<22} {:>8.0f}/s, p50 {:.3f}, p95 {:.3f}, p99 {:.3f}, slowest {:.1f} ms\n",
        pieces, who, load.rate(), load.part(0.5), load.part(0.95), load.part(0.99), load.milliseconds.back());
}

/// @returns the 95th percentile of 16 clients in milliseconds.
double benchLookUp(std::int64_t pieces) {
    test::ChildServer server;
    const std::string token = makeToken(server);
    server.start();
    {
        test::HttpClient api(server.port(), token);
        sendTo(api, kSent);
    }
    server.stop();
    const auto file = (server.data() / "rejoinder.db").string();
    const auto began = Steady::now();
    fill(file, pieces);
    fmt::print("look-up {:>11} pieces laid in {:.0f} s, {:.1f} GB\n", pieces, secondsSince(began),
               static_cast<double>(std::filesystem::file_size(file)) / 1e9);
    std::vector<std::uint64_t> numbers;
    std::vector<std::string> codes;
    {
        const Bare database(file);
        const auto highest = number(database, "SELECT max(code_number) FROM dispatch_piece");
        std::mt19937_64 dice(7);
        std::uniform_int_distribution<std::int64_t> any(highest - (pieces - kSent) + 1, highest);
        for (int i = 0; i < 30'000; ++i) numbers.push_back(static_cast<std::uint64_t>(any(dice)));
        codes = Codes(database).of(numbers);
    }
    const std::span all(codes);
    server.start();
    print(pieces, "1 client over HTTP", lookUp(server.port(), token, 1, all.first(10'000)));
    const auto many = lookUp(server.port(), token, 16, all.subspan(10'000, 10'000));
    print(pieces, "16 clients over HTTP", many);
    server.stop();
    print(pieces, "SQLite alone", bareLookUp(file, std::span(numbers).last(10'000)));
    return many.part(0.95);
}

} // namespace
} // namespace rejoinder::bench

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::int64_t largest = argc > 1 ? std::atoll(argv[1]) : quick ? 20'000 : 10'000'000;
    double slowest = 0;
    for (std::int64_t pieces = std::min<std::int64_t>(largest, 100'000); pieces <= largest; pieces *= 10)
        slowest = rejoinder::bench::benchLookUp(pieces);
    // No machine explains more; a person who types a code waits for the network longer.
    return slowest <= 500 ? 0 : 1;
}
