#include "tests/bench/campaign/recorder.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <numeric>

namespace rejoinder::bench {

namespace {

Recorder* listening = nullptr; // SQLite gives sqlite3_auto_extension() no context

/// Reads the literal at the beginning of `rest` and takes it off.
Literal takeLiteral(std::string_view& rest) {
    Literal value;
    if (rest.starts_with("NULL")) {
        rest.remove_prefix(4);
    } else if (rest.starts_with('\'')) {
        value.kind = Literal::Kind::Text;
        std::size_t at = 1;
        for (; rest[at] != '\'' || (at + 1 < rest.size() && rest[at + 1] == '\''); ++at) {
            value.text += rest[at];
            if (rest[at] == '\'') ++at;
        }
        rest.remove_prefix(at + 1);
    } else {
        const auto word = rest.substr(0, rest.find_first_not_of("0123456789.eE+-"));
        const bool whole = word.find_first_of(".eE") == std::string_view::npos;
        value.kind = whole ? Literal::Kind::Integer : Literal::Kind::Real;
        if (whole)
            std::from_chars(word.data(), word.data() + word.size(), value.integer);
        else
            std::from_chars(word.data(), word.data() + word.size(), value.real);
        if (word.empty()) throw std::runtime_error("no literal: " + std::string(rest.substr(0, 40)));
        rest.remove_prefix(word.size());
    }
    return value;
}

} // namespace

std::vector<Literal> valuesOf(std::string_view sql, std::string_view expanded) {
    std::vector<Literal> values;
    bool quoted = false;
    for (const char c : sql) {
        if (c == '\'') quoted = !quoted;
        if (expanded.empty()) throw std::runtime_error("another statement");
        if (c == '?' && !quoted) {
            values.push_back(takeLiteral(expanded));
            continue;
        }
        if (expanded.front() != c) throw std::runtime_error("another statement");
        expanded.remove_prefix(1);
    }
    if (!expanded.empty()) throw std::runtime_error("another statement");
    return values;
}

std::size_t Recording::units() const {
    return std::accumulate(commits.begin(), commits.end(), std::size_t{0},
                           [](std::size_t sum, const auto& commit) { return sum + commit.size(); });
}

std::size_t Recording::calls() const {
    std::size_t sum = 0;
    for (const auto& commit : commits)
        for (const auto& unit : commit) sum += unit.size();
    return sum;
}

std::size_t Recording::marked(std::string_view mark, std::size_t first, std::size_t last) const {
    std::size_t sum = 0;
    for (std::size_t i = first; i < last; ++i)
        for (const auto& unit : commits[i])
            sum += static_cast<std::size_t>(std::ranges::count_if(unit, [&](const Call& call) {
                return statements[call.statement].find(mark) != std::string::npos;
            }));
    return sum;
}

Recorder::Recorder(std::string mark) : mark_(std::move(mark)) {
    listening = this;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&Recorder::opened));
}

Recorder::~Recorder() {
    sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&Recorder::opened));
    listening = nullptr;
}

int Recorder::opened(sqlite3* db, char**, const void*) {
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, &Recorder::ran, listening);
}

int Recorder::ran(unsigned, void* recorder, void* statement, void* text) {
    static_cast<Recorder*>(recorder)->note(static_cast<sqlite3_stmt*>(statement),
                                           static_cast<const char*>(text));
    return 0;
}

void Recorder::note(sqlite3_stmt* statement, std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (!on_) return;
    sqlite3* const db = sqlite3_db_handle(statement);
    if (text.starts_with("BEGIN IMMEDIATE")) {
        writer_ = db;
        group_.assign(1, {});
        return;
    }
    if (db != writer_ || text.starts_with("--")) return; // "--": inside a trigger
    if (text.starts_with("COMMIT")) {
        groups_.push_back(std::move(group_));
        writer_ = nullptr;
    } else if (text == "ROLLBACK") {
        writer_ = nullptr;
    } else if (text.find("SAVEPOINT") == std::string_view::npos) {
        if (text.find(mark_) != std::string_view::npos && !group_.back().empty()) group_.emplace_back();
        auto known = known_.find(text);
        if (known == known_.end()) known = known_.emplace(text, known_.size()).first;
        char* const expanded = sqlite3_expanded_sql(statement);
        group_.back().push_back({known->second, expanded});
        sqlite3_free(expanded);
    }
}

void Recorder::start() {
    const std::lock_guard lock(mutex_);
    groups_.clear();
    writer_ = nullptr;
    on_ = true;
}

Recording Recorder::stop() {
    const std::lock_guard lock(mutex_);
    on_ = false;
    Recording recording;
    recording.statements.resize(known_.size());
    for (const auto& [text, index] : known_) recording.statements[index] = text;
    for (const auto& group : groups_) {
        auto& commit = recording.commits.emplace_back();
        for (const auto& unit : group) {
            auto& calls = commit.emplace_back();
            for (const auto& raw : unit)
                calls.push_back({raw.statement, valuesOf(recording.statements[raw.statement], raw.expanded)});
        }
    }
    groups_.clear();
    return recording;
}

Replay::Replay(Bare& bare, const Recording& recording) : bare_(bare), recording_(recording) {
    for (const auto& sql : recording.statements) prepared_.push_back(bare.prepare(sql));
}

void Replay::unit(const Recording::Unit& unit) {
    for (const auto& call : unit) {
        sqlite3_stmt* const statement = prepared_[call.statement].get();
        int position = 0;
        for (const auto& value : call.values) {
            ++position;
            switch (value.kind) {
            case Literal::Kind::Null: sqlite3_bind_null(statement, position); break;
            case Literal::Kind::Integer: sqlite3_bind_int64(statement, position, value.integer); break;
            case Literal::Kind::Real: sqlite3_bind_double(statement, position, value.real); break;
            case Literal::Kind::Text:
                sqlite3_bind_text64(statement, position, value.text.data(), value.text.size(), SQLITE_STATIC,
                                    SQLITE_UTF8);
                break;
            }
        }
        int result = 0;
        while ((result = sqlite3_step(statement)) == SQLITE_ROW) {}
        sqlite3_reset(statement);
        if (result != SQLITE_DONE)
            throw std::runtime_error("the replay failed at: " + recording_.statements[call.statement]);
    }
}

std::size_t Replay::run(std::size_t first, std::size_t last, bool commitPerUnit) {
    std::size_t units = 0;
    for (std::size_t i = first; i < last; ++i) {
        if (!commitPerUnit) bare_.run("BEGIN IMMEDIATE");
        for (const auto& one : recording_.commits[i]) {
            if (commitPerUnit) bare_.run("BEGIN IMMEDIATE");
            unit(one);
            if (commitPerUnit) bare_.run("COMMIT");
            ++units;
        }
        if (!commitPerUnit) bare_.run("COMMIT");
    }
    return units;
}

} // namespace rejoinder::bench
