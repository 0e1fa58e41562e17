#include "connection.h"

#include "bulk_insert.h"
#include "rewrite.h"
#include "statement.h"
#include "stream.h"

#include <cppconn/parameter_metadata.h>
#include <fmt/format.h>

#include <algorithm>

namespace rejoinder::mysql {

Connection::Connection(Session session, Purpose purpose)
    : session_(std::move(session)), purpose_(purpose), control_(session_.connection->createStatement()) {}

Connection::~Connection() {
    // Statements before their session; one that is lost is not told that they are closed.
    try {
        bulks_.clear();
        idle_.clear();
        control_.reset();
        if (session_.connection) session_.connection->close();
    } catch (const std::exception&) { // It is gone either way.
    }
}

void Connection::failed(const sql::SQLException& error, std::string_view where) {
    const int code = error.getErrorCode();
    if (isLost(code)) broken_ = true;
    if (isLost(code) || isRefused(code)) refused_ = true;
    raise(error, where);
}

void Connection::requireUsable() const {
    if (broken_) throw driver::TryAgain(2006, "The connection was lost in the middle of the unit.");
    if (refused_) throw driver::TryAgain(1213, "The transaction was refused in the middle of the unit.");
}

void Connection::control(const char* sql) {
    try {
        control_->execute(sql);
    } catch (const sql::SQLException& e) {
        failed(e, sql);
    }
}

void Connection::begin() {
    refused_ = wrote_ = entered_ = false;
    // A session that writes has no autocommit: its first statement begins the transaction, without a round
    // trip. On Galera a savepoint comes first, see requireWhole(); what other nodes acknowledged is waited
    // for at START TRANSACTION.
    if (purpose_ == Purpose::Read) control("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    if (purpose_ == Purpose::Write && session_.isGalera()) {
        control("START TRANSACTION");
        control("SAVEPOINT unit");
    }
    inTransaction_ = true;
}

void Connection::requireWhole() {
    if (purpose_ != Purpose::Write || !session_.isGalera() || !inTransaction_) return;
    requireUsable();
    drainStream();
    try {
        control_->execute("RELEASE SAVEPOINT unit");
    } catch (const sql::SQLException& e) {
        if (e.getErrorCode() != 1305) failed(e, "RELEASE SAVEPOINT unit"); // ER_SP_DOES_NOT_EXIST
        refused_ = true;
        requireUsable();
    }
}

void Connection::commit() {
    requireUsable();
    drainStream();
    inTransaction_ = false;
    try {
        control_->execute("COMMIT");
    } catch (const sql::SQLException& e) {
        const int code = e.getErrorCode();
        refused_ = true;
        // Refused means not committed. Of everything else nobody knows.
        if (code != 1213 && code != 1205 && code != 1180 && code != 1020) broken_ = true;
        throw driver::TryAgain(code, e.what());
    }
}

void Connection::rollback() noexcept {
    if (!std::exchange(inTransaction_, false) || broken_) return;
    try {
        drainStream();
        control_->execute("ROLLBACK");
    } catch (const std::exception&) {
        broken_ = true;
    }
}

bool Connection::answers() noexcept {
    try {
        return !broken_ && session_.connection->isValid();
    } catch (const std::exception&) {
        return false;
    }
}

OwnedPrepared Connection::prepare(const std::string& sql, std::string_view where, std::size_t parameters) {
    auto out = std::make_unique<Prepared>();
    try {
        out->statement.reset(session_.connection->prepareStatement(sql));
        const auto found =
            static_cast<std::size_t>(out->statement->getParameterMetaData()->getParameterCount());
        if (found != parameters)
            throw Error(ErrorKind::Bug, "storage.statement",
                        fmt::format("{}: {} parameters, {} names.", where, found, parameters));
    } catch (const sql::SQLException& e) {
        failed(e, where);
    }
    return out;
}

OwnedPrepared Connection::take(const driver::PreparedQuery& query) {
    requireUsable();
    if (query.index < idle_.size() && !idle_[query.index].empty()) {
        OwnedPrepared out = std::move(idle_[query.index].back());
        idle_[query.index].pop_back();
        --prepared_;
        return out;
    }
    drainStream();
    makeRoom();
    return prepare(query.sql, query.name, query.parameters.size());
}

void Connection::giveBack(std::size_t index, OwnedPrepared prepared) {
    if (broken_) return;
    if (index >= idle_.size()) idle_.resize(index + 1);
    prepared->usedAt = ++uses_;
    idle_[index].push_back(std::move(prepared));
    ++prepared_;
}

void Connection::makeRoom() {
    while (prepared_ >= kMostPrepared) {
        std::vector<OwnedPrepared>* oldest = nullptr;
        for (auto& list : idle_)
            if (!list.empty() && (!oldest || list.front()->usedAt < oldest->front()->usedAt)) oldest = &list;
        if (!oldest) return;
        oldest->erase(oldest->begin());
        --prepared_;
    }
}

OwnedPrepared Connection::takeBulk(const driver::PreparedQuery& query, std::size_t rows,
                                   const std::string& sql) {
    requireUsable();
    const auto known =
        std::ranges::find_if(bulks_, [&](const Bulk& b) { return b.index == query.index && b.rows == rows; });
    if (known != bulks_.end()) {
        OwnedPrepared out = std::move(known->prepared);
        bulks_.erase(known);
        return out;
    }
    drainStream();
    return prepare(sql, query.name, query.parameters.size() * rows);
}

void Connection::giveBackBulk(std::size_t index, std::size_t rows, OwnedPrepared prepared) {
    constexpr std::size_t kMostBulks = 8; // each is some megabytes at the server
    if (broken_) return;
    if (bulks_.size() == kMostBulks) bulks_.erase(bulks_.begin());
    bulks_.push_back({index, rows, std::move(prepared)});
}

std::unique_ptr<driver::Statement> Connection::statement(const driver::PreparedQuery& query) {
    entered_ = true;
    if (isStream(query.sql)) return std::make_unique<StreamStatement>(*this, query);
    return std::make_unique<Statement>(*this, query);
}

std::uint64_t Connection::insertMany(const driver::PreparedQuery& query, std::size_t rows,
                                     const driver::RowBinder& bind) {
    entered_ = true;
    return BulkInsert(*this, query).run(rows, bind);
}

void Connection::execute(std::string_view sql) {
    requireUsable();
    drainStream();
    const std::string own = purpose_ == Purpose::Migrate ? rewriteSchema(sql) : std::string(sql);
    wrote_ = true;
    try {
        control_->execute(own);
    } catch (const sql::SQLException& e) {
        // A migration goes on at the statement that was not yet noted; it may have run, for schema
        // statements commit by themselves. Only the very first statement can be in that state.
        const int code = e.getErrorCode();
        const bool there = code == 1050 || code == 1060 || code == 1061 || code == 1091 || code == 1051;
        if (purpose_ != Purpose::Migrate || entered_ || !there) failed(e, own);
    }
    entered_ = true;
}

void Connection::drainStream() {
    if (stream_) stream_->takeRest();
}

} // namespace rejoinder::mysql
