#pragma once
#include <rejoinder/describe.h>
#include <rejoinder/error.h>
#include <rejoinder/event.h>
#include <rejoinder/job.h>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace rejoinder {

/// One database value; texts that are views must outlive the call they are passed to.
class Value {
public:
    using Variant = std::variant<std::monostate, std::int64_t, double, std::string_view, std::string>;
    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool v) : data_(std::int64_t{v}) {}
    template <class I>
    requires(std::is_integral_v<I> && !std::is_same_v<I, bool>) Value(I v)
        : data_(static_cast<std::int64_t>(v)) {}
    Value(double v) : data_(v) {}
    Value(const char* v) : data_(std::string_view(v)) {}
    Value(std::string_view v) : data_(v) {}
    Value(const std::string& v) : data_(std::string_view(v)) {}
    Value(std::string&& v) : data_(std::move(v)) {}
    Value(Id v) : data_(v.value) {}
    Value(Timestamp v) : data_(v.micros) {}
    Value(UnitCost v) : data_(v.micros) {}
    Value(Date v) : data_(v.toString()) {}
    template <DescribedEnum E>
    Value(E v) : data_(std::string_view(nameOf(v))) {}
    template <class T>
    Value(const std::optional<T>& v) {
        if (v) data_ = Value(*v).data_;
    }
    [[nodiscard]] const Variant& data() const noexcept { return data_; }

private:
    Variant data_;
};

/// A parameter by name. Names are written as in C++ ("createdAt") and meet the SQL's snake_case
/// (":created_at").
struct Arg {
    std::string_view name;
    Value value;
};
using Args = std::initializer_list<Arg>;

/// What binds the parameters of a query: named values, a described struct, or both are not mixed.
struct Binding {
    std::span<const Arg> args;
    const StructInfo* info = nullptr;
    const void* object = nullptr;
};

/// Where the rows of a query go, type-erased. `place` gives the object to fill; `taken` says whether to go
/// on.
struct RowSink {
    const StructInfo& info;
    std::function<void*()> place;
    std::function<bool()> taken;
};

/// Who does something; written into the audit trail.
struct Actor {
    std::string kind;      ///< "user", "token", "job", "event", "command", "system"
    std::string name;      ///< login name, job name …
    Id userId;             ///< 0 when no user is behind it
    std::string requestId; ///< ties audit trail and log together
};

/// A unit of work: reads, writes, published events and queued jobs that commit together or not at all.
/// It is always the argument of a function given to Storage::write or read, of a route or of an event
/// handler. That function is run again **whole** after a deadlock or a lost connection, so it must have no
/// effect but through the unit. Queries are named "plugin.query-name" and live in sql/<plugin>/queries; rows
/// and parameters are described structs (camelCase members meet snake_case columns; Struct, List and Map
/// members are stored as JSON text).
class Unit {
public:
    virtual ~Unit() = default;

    /// All rows of a query.
    template <Described Row>
    std::vector<Row> all(std::string_view query, Args args = {}) {
        std::vector<Row> rows;
        fetch(query, {{args.begin(), args.size()}}, sinkOf(rows));
        return rows;
    }
    template <Described Row, Described In>
    std::vector<Row> all(std::string_view query, const In& in) {
        std::vector<Row> rows;
        fetch(query, bind(in), sinkOf(rows));
        return rows;
    }
    /// The first row of a query, if there is one.
    template <Described Row>
    std::optional<Row> one(std::string_view query, Args args = {}) {
        std::optional<Row> row;
        fetch(query, {{args.begin(), args.size()}},
              {structInfo<Row>(), [&]() -> void* { return &row.emplace(); }, [] { return false; }});
        return row;
    }
    /// Calls `visit` for each row with constant memory; it may return false to stop.
    template <Described Row, class F>
    void forEach(std::string_view query, Args args, F&& visit) {
        Row row{};
        fetch(query, {{args.begin(), args.size()}},
              {structInfo<Row>(),
               [&]() -> void* {
                   row = Row{};
                   return &row;
               },
               [&] {
                   if constexpr (std::is_same_v<std::invoke_result_t<F&, Row&>, bool>) {
                       return visit(row);
                   } else {
                       visit(row);
                       return true;
                   }
               }});
    }
    /// The first column of the first row as a number; 0 when there is none or it is NULL.
    std::int64_t number(std::string_view query, Args args = {}) {
        return scalar(query, {{args.begin(), args.size()}});
    }
    /// The first column of all rows as numbers, in the query's order (e.g. sets of ids).
    virtual std::vector<std::int64_t> numbers(std::string_view query, Args args = {}) = 0;
    /// Runs a statement; returns the number of rows it changed.
    std::uint64_t run(std::string_view query, Args args = {}) {
        return execute(query, {{args.begin(), args.size()}});
    }
    template <Described In>
    std::uint64_t run(std::string_view query, const In& in) {
        return execute(query, bind(in));
    }
    /// Inserts many rows by the driver's fastest honest way. The query is one `INSERT … VALUES (…)` of one
    /// row. Keep a unit at or below 10,000 rows, or go on only while nobody waits.
    template <Described In>
    std::uint64_t insertMany(std::string_view query, std::span<const In> rows) {
        return insertRows(query, structInfo<In>(), rows.data(), sizeof(In), rows.size());
    }
    template <Described In>
    std::uint64_t insertMany(std::string_view query, const std::vector<In>& rows) {
        return insertMany<In>(query, std::span<const In>(rows));
    }

    /// Publishes an event through the transactional outbox.
    template <Event E>
    void publish(const E& event) {
        publishEvent(E::kTopic, structInfo<E>(), &event);
    }
    /// Queues a durable job; it starts after the commit. @returns its id, which is also that of its
    /// operation. With a unique key that an unfinished or finished job of that name already has, that job's
    /// id is returned.
    template <Described Job>
    Id enqueue(std::string_view job, const Job& payload, const JobRequest& request = {}) {
        return enqueueJob(job, structInfo<Job>(), &payload, request);
    }
    /// Writes one line of the audit trail; every unit that changes something of interest writes at least one.
    /// Routes, jobs and events that change data call it with what was done ("contacts.create") and to which
    /// resource.
    virtual void audit(std::string_view action, Id resource, std::string_view detail = {}) = 0;

    /// A new id of this node, greater than all it gave before.
    virtual Id newId() = 0;
    /// The moment this run of the unit began.
    [[nodiscard]] virtual Timestamp now() const = 0;
    [[nodiscard]] virtual const Actor& actor() const = 0;
    /// True while this unit may go on at nobody's cost: it has the only writer, and no person waits for it.
    /// Never true where writers work side by side, whose transactions are to be short.
    [[nodiscard]] virtual bool nobodyWaits() const { return false; }
    /// Lets this unit's caller go on as soon as it is committed, before the disk has it: for a step of work
    /// that goes on at its stored checkpoint. All that is acknowledged later is on the disk after it, so a
    /// power failure takes it back only together with everything that followed. A hint; some engines wait.
    virtual void needNotWaitForDisk() {}

protected:
    virtual void fetch(std::string_view query, const Binding& in, const RowSink& rows) = 0;
    virtual std::int64_t scalar(std::string_view query, const Binding& in) = 0;
    virtual std::uint64_t execute(std::string_view query, const Binding& in) = 0;
    virtual std::uint64_t insertRows(std::string_view query, const StructInfo& info, const void* first,
                                     std::size_t stride, std::size_t count) = 0;
    virtual void publishEvent(std::string_view topic, const StructInfo& info, const void* event) = 0;
    virtual Id enqueueJob(std::string_view job, const StructInfo& info, const void* payload,
                          const JobRequest& request) = 0;

private:
    template <class In>
    static Binding bind(const In& in) {
        return {{}, &structInfo<In>(), &in};
    }
    template <class Row>
    static RowSink sinkOf(std::vector<Row>& rows) {
        return {structInfo<Row>(), [&rows]() -> void* { return &rows.emplace_back(); }, [] { return true; }};
    }
};

/// Interactive work (a person waits) goes before background work (jobs, events); background work is never
/// starved.
enum class Priority { Interactive, Background };

struct WriteOptions {
    Priority priority = Priority::Interactive;
    Actor actor{};
};

/// The database. Thread-safe.
class Storage {
public:
    virtual ~Storage() = default;
    /// Runs `work` in one durable transaction and returns its result after the commit.
    /// An exception out of it rolls the unit back and is passed on.
    template <class F>
    std::invoke_result_t<F&, Unit&> write(F&& work, const WriteOptions& options = {}) {
        return call(std::forward<F>(work),
                    [&](const std::function<void(Unit&)>& f) { runWrite(f, options); });
    }
    /// Runs `work` on a consistent snapshot; writing in it is a Bug error.
    template <class F>
    std::invoke_result_t<F&, Unit&> read(F&& work) {
        return call(std::forward<F>(work), [&](const std::function<void(Unit&)>& f) { runRead(f); });
    }

protected:
    virtual void runWrite(const std::function<void(Unit&)>& work, const WriteOptions& options) = 0;
    virtual void runRead(const std::function<void(Unit&)>& work) = 0;

private:
    template <class F, class Run>
    static std::invoke_result_t<F&, Unit&> call(F&& work, Run&& run) {
        using Result = std::invoke_result_t<F&, Unit&>;
        if constexpr (std::is_void_v<Result>) {
            run([&](Unit& u) { work(u); });
        } else {
            std::optional<Result> result;
            run([&](Unit& u) { result.emplace(work(u)); });
            return std::move(*result);
        }
    }
};

} // namespace rejoinder
