#include "kernel/storage/values.h"

#include <rejoinder/json.h>

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

namespace rejoinder::storage {

namespace {

template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}

template <class T>
T& as(void* value) {
    return *static_cast<T*>(value);
}

std::int64_t integerOf(const TypeInfo& type, const void* value) {
    if (type.bytes == 4)
        return type.isSigned ? std::int64_t{as<std::int32_t>(value)} : std::int64_t{as<std::uint32_t>(value)};
    return as<std::int64_t>(value);
}

const std::string& nameOfEnum(const TypeInfo& type, const void* value) {
    const EnumInfo& e = type.enumeration();
    const std::int64_t wanted = e.get(value);
    for (std::size_t i = 0; i < e.values.size(); ++i)
        if (e.values[i] == wanted) return e.names[i];
    throw Error(ErrorKind::Bug, "storage.bad-enum", fmt::format("{} has no value {}.", e.name, wanted));
}

void readInteger(std::int64_t stored, const TypeInfo& type, void* value) {
    if (type.bytes == 8) {
        as<std::int64_t>(value) = stored;
        return;
    }
    const std::int64_t low = type.isSigned ? std::numeric_limits<std::int32_t>::min() : 0;
    const std::int64_t high = type.isSigned ? std::int64_t{std::numeric_limits<std::int32_t>::max()}
                                            : std::int64_t{std::numeric_limits<std::uint32_t>::max()};
    if (stored < low || stored > high)
        throw std::invalid_argument(fmt::format("{} does not fit into 32 bits", stored));
    if (type.isSigned)
        as<std::int32_t>(value) = static_cast<std::int32_t>(stored);
    else
        as<std::uint32_t>(value) = static_cast<std::uint32_t>(stored);
}

void readDate(std::string_view text, Date& date) {
    if (text.empty()) {
        date = Date{};
        return;
    }
    const auto parsed = Date::parse(text);
    if (!parsed) throw std::invalid_argument(fmt::format("\"{}\" is no date", text));
    date = *parsed;
}

void readEnum(std::string_view text, const TypeInfo& type, void* value) {
    const EnumInfo& e = type.enumeration();
    for (std::size_t i = 0; i < e.names.size(); ++i)
        if (e.names[i] == text) {
            e.set(value, e.values[i]);
            return;
        }
    throw std::invalid_argument(fmt::format("{} knows no \"{}\"", e.name, text));
}

void readJson(std::string_view text, const TypeInfo& type, void* value) {
    Faults faults;
    json::read(text, type, value, faults, json::Unknown::Ignore);
    if (!faults.empty())
        throw std::invalid_argument(
            fmt::format("stored JSON, {}: {}", faults.list().front().pointer, faults.list().front().message));
}

} // namespace

void bindValue(driver::Statement& statement, int position, const TypeInfo& type, const void* value,
               Scratch& scratch) {
    switch (type.kind) {
    case TypeKind::Bool: statement.bindInteger(position, as<bool>(value) ? 1 : 0); return;
    case TypeKind::Int: statement.bindInteger(position, integerOf(type, value)); return;
    case TypeKind::Real: statement.bindReal(position, as<double>(value)); return;
    case TypeKind::Text: statement.bindText(position, as<std::string>(value)); return;
    case TypeKind::Id: statement.bindInteger(position, as<Id>(value).value); return;
    case TypeKind::Time: statement.bindInteger(position, as<Timestamp>(value).micros); return;
    case TypeKind::UnitCost: statement.bindInteger(position, as<UnitCost>(value).micros); return;
    case TypeKind::Date:
        statement.bindText(position, scratch.emplace_front(as<Date>(value).toString()));
        return;
    case TypeKind::Json: statement.bindText(position, as<JsonText>(value).text); return;
    case TypeKind::Enum: statement.bindText(position, nameOfEnum(type, value)); return;
    case TypeKind::Optional:
        if (type.size(value) == 0)
            statement.bindNull(position);
        else
            bindValue(statement, position, type.element(), type.item(value, 0), scratch);
        return;
    case TypeKind::Struct:
    case TypeKind::List:
    case TypeKind::Map: {
        std::string& text = scratch.emplace_front();
        json::write(text, type, value);
        statement.bindText(position, text);
        return;
    }
    }
}

void bindValue(driver::Statement& statement, int position, const Value& value) {
    struct Binder {
        driver::Statement& statement;
        int position;
        void operator()(std::monostate) const { statement.bindNull(position); }
        void operator()(std::int64_t v) const { statement.bindInteger(position, v); }
        void operator()(double v) const { statement.bindReal(position, v); }
        void operator()(std::string_view v) const { statement.bindText(position, v); }
        void operator()(const std::string& v) const { statement.bindText(position, v); }
    };
    std::visit(Binder{statement, position}, value.data());
}

void readValue(const driver::Statement& statement, int column, const TypeInfo& type, void* value) {
    if (statement.isNull(column)) {
        if (type.kind == TypeKind::Optional) type.clear(value);
        return;
    }
    switch (type.kind) {
    case TypeKind::Bool: as<bool>(value) = statement.integer(column) != 0; return;
    case TypeKind::Int: readInteger(statement.integer(column), type, value); return;
    case TypeKind::Real: as<double>(value) = statement.real(column); return;
    case TypeKind::Text: as<std::string>(value) = statement.text(column); return;
    case TypeKind::Id: as<Id>(value).value = statement.integer(column); return;
    case TypeKind::Time: as<Timestamp>(value).micros = statement.integer(column); return;
    case TypeKind::UnitCost: as<UnitCost>(value).micros = statement.integer(column); return;
    case TypeKind::Date: readDate(statement.text(column), as<Date>(value)); return;
    case TypeKind::Json: as<JsonText>(value).text = statement.text(column); return;
    case TypeKind::Enum: readEnum(statement.text(column), type, value); return;
    case TypeKind::Optional:
        // The empty text is no day, so it does not engage an optional day either.
        if (type.element().kind == TypeKind::Date && statement.text(column).empty())
            type.clear(value);
        else
            readValue(statement, column, type.element(), type.add(value));
        return;
    case TypeKind::Struct:
    case TypeKind::List:
    case TypeKind::Map: readJson(statement.text(column), type, value); return;
    }
}

void writeObject(std::string& out, const StructInfo& info, const void* object) {
    out += '{';
    bool first = true;
    for (const Member& member : info.members) {
        const TypeInfo& type = member.type();
        const void* value = member.read(object);
        if (type.kind == TypeKind::Optional && type.size(value) == 0) continue;
        if (!first) out += ',';
        first = false;
        json::quote(out, member.name);
        out += ':';
        json::write(out, type, value);
    }
    out += '}';
}

} // namespace rejoinder::storage
