#include "kernel/storage/unit_impl.h"

#include "kernel/storage/sql_text.h"
#include "kernel/storage/values.h"

#include <fmt/format.h>

#include <stdexcept>

namespace rejoinder::storage {

namespace {

[[noreturn]] void bug(std::string_view code, std::string text) {
    throw Error(ErrorKind::Bug, code, std::move(text));
}

void bindArgs(const driver::PreparedQuery& query, driver::Statement& statement, std::span<const Arg> args) {
    std::size_t used = 0;
    for (std::size_t position = 0; position < query.parameters.size(); ++position) {
        const std::string& name = query.parameters[position];
        const Arg* found = nullptr;
        for (const Arg& arg : args)
            if (sameName(arg.name, name)) {
                found = &arg;
                break;
            }
        if (!found)
            bug("storage.bad-binding", fmt::format("{}: nothing binds the parameter :{}.", query.name, name));
        bindValue(statement, static_cast<int>(position), found->value);
        ++used;
    }
    if (used == args.size())
        return; // Mostly so. A name used twice in the query may hide an unknown one; then all are compared
                // below.
    for (const Arg& arg : args) {
        bool known = false;
        for (const auto& name : query.parameters) known = known || sameName(arg.name, name);
        if (!known)
            bug("storage.bad-binding",
                fmt::format("{}: there is no parameter for \"{}\".", query.name, arg.name));
    }
}

void bindFields(const Plan& plan, driver::Statement& statement, const void* object, Scratch& scratch) {
    int position = 0;
    for (const Field& field : plan.fields)
        bindValue(statement, position++, *field.type, field.access(const_cast<void*>(object)), scratch);
}

void readRow(const driver::PreparedQuery& query, const Plan& plan, const driver::Statement& statement,
             void* object) {
    int column = 0;
    try {
        for (const Field& field : plan.fields) {
            readValue(statement, column, *field.type, field.access(object));
            ++column;
        }
    } catch (const std::invalid_argument& e) {
        bug("storage.bad-value",
            fmt::format("{}, column {}: {}.", query.name, statement.columnName(column), e.what()));
    }
}

} // namespace

Error errorOf(const driver::ConstraintViolation& violation, std::string_view where) {
    const std::string text = fmt::format("{}: {}.", where, violation.what());
    switch (violation.kind()) {
    case driver::ConstraintViolation::Kind::Unique: return Error::conflict("kernel.duplicate", text);
    case driver::ConstraintViolation::Kind::ForeignKey: return Error::conflict("kernel.referenced", text);
    case driver::ConstraintViolation::Kind::Check:
    case driver::ConstraintViolation::Kind::NotNull: break;
    }
    return {ErrorKind::Bug, "storage.constraint", text};
}

/// A statement with its parameters bound and all that they need alive.
struct UnitImpl::Running {
    Running(UnitImpl& unit, std::string_view name, const Binding& in)
        : query(unit.services_.queries.find(name)), statement(unit.connection_.statement(query)) {
        if (in.info)
            bindFields(unit.services_.plans.parameters(query, *in.info), *statement, in.object, scratch);
        else
            bindArgs(query, *statement, in.args);
    }
    const driver::PreparedQuery& query;
    Scratch scratch; // outlives the statement
    std::unique_ptr<driver::Statement> statement;
};

void UnitImpl::requireWrite(std::string_view what) const {
    if (access_ == Access::Read)
        bug("storage.write-in-read", fmt::format("{} was asked for in a unit that only reads.", what));
}

UnitHooks& UnitImpl::hooks() const {
    if (!services_.hooks)
        bug("storage.no-hooks", "Events, jobs and audit trail are not wired to this storage.");
    return *services_.hooks;
}

void UnitImpl::fetch(std::string_view query, const Binding& in, const RowSink& rows) {
    try {
        Running running(*this, query, in);
        const Plan* plan = nullptr;
        while (running.statement->step()) {
            if (!plan) plan = &services_.plans.columns(running.query, *running.statement, rows.info);
            readRow(running.query, *plan, *running.statement, rows.place());
            if (!rows.taken()) return;
        }
        if (!plan) // Also a query that finds nothing tells its typos.
            services_.plans.columns(running.query, *running.statement, rows.info);
    } catch (const driver::ConstraintViolation& e) { // INSERT … RETURNING
        throw errorOf(e, query);
    }
}

std::int64_t UnitImpl::scalar(std::string_view query, const Binding& in) {
    const Running running(*this, query, in);
    if (!running.statement->step() || running.statement->columns() == 0 || running.statement->isNull(0))
        return 0;
    return running.statement->integer(0);
}

std::vector<std::int64_t> UnitImpl::numbers(std::string_view query, Args args) {
    const Running running(*this, query, {{args.begin(), args.size()}});
    std::vector<std::int64_t> out;
    while (running.statement->step()) out.push_back(running.statement->integer(0));
    return out;
}

std::uint64_t UnitImpl::execute(std::string_view query, const Binding& in) {
    requireWrite(query);
    try {
        const Running running(*this, query, in);
        return running.statement->execute();
    } catch (const driver::ConstraintViolation& e) {
        throw errorOf(e, query);
    }
}

std::uint64_t UnitImpl::insertRows(std::string_view query, const StructInfo& info, const void* first,
                                   std::size_t stride, std::size_t count) {
    requireWrite(query);
    if (count == 0) return 0;
    const driver::PreparedQuery& known = services_.queries.find(query);
    const Plan& plan = services_.plans.parameters(known, info);
    Scratch scratch;
    const auto* bytes = static_cast<const std::byte*>(first);
    try {
        return connection_.insertMany(known, count, [&](std::size_t row, driver::Statement& statement) {
            bindFields(plan, statement, bytes + row * stride, scratch);
        });
    } catch (const driver::ConstraintViolation& e) {
        throw errorOf(e, query);
    }
}

void UnitImpl::publishEvent(std::string_view topic, const StructInfo& info, const void* event) {
    requireWrite(topic);
    std::string text;
    writeObject(text, info, event);
    hooks().publish(*this, topic, std::move(text));
    published_ = true;
}

Id UnitImpl::enqueueJob(std::string_view job, const StructInfo& info, const void* payload,
                        const JobRequest& request) {
    requireWrite(job);
    std::string text;
    writeObject(text, info, payload);
    const Id id = hooks().enqueue(*this, job, std::move(text), request);
    enqueued_ = true;
    return id;
}

void UnitImpl::audit(std::string_view action, Id resource, std::string_view detail) {
    requireWrite(action);
    hooks().audit(*this, action, resource, detail);
}

} // namespace rejoinder::storage
