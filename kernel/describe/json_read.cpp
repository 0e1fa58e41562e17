#include "kernel/describe/format.h"

#include <rejoinder/json.h>

#include <fmt/format.h>
#include <simdjson.h>

#include <limits>
#include <set>
#include <utility>

namespace rejoinder::json {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

/// Objects and arrays inside one another.
constexpr std::size_t kMaxDepth = 64;
/// So many faults say enough; a body of a million wrong elements is not answered by a million faults.
constexpr std::size_t kMaxFaults = 1'000;
/// A parser that has once read more than this gives its memory back.
constexpr std::size_t kKeptCapacity = std::size_t{4} << 20;

/// The way to the value being read, linked through the stack so that it costs nothing while all is well.
struct Place {
    const Place* parent = nullptr;
    std::string_view name = {};
    std::size_t index = 0; ///< used where there is no name

    [[nodiscard]] std::string pointer() const {
        if (!parent) return {};
        std::string text = parent->pointer() + '/';
        if (name.data() == nullptr) return text + std::to_string(index);
        for (const char c : name) {
            if (c == '~')
                text += "~0";
            else if (c == '/')
                text += "~1";
            else
                text += c;
        }
        return text;
    }
};

std::size_t codePoints(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

bool hasControlCharacter(std::string_view text) {
    for (const char c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
            return true;
    return false;
}

/// Reads one document into one value. `strict` is input from outside: limits and rules hold. What the product
/// wrote itself is only read back, so that every value that was written can be.
class Reader {
public:
    Reader(Faults& faults, bool strict) : faults_(faults), strict_(strict) {}

    void value(const element& json, const TypeInfo& type, void* target, const FieldRules& rules,
               const Place& at) {
        switch (type.kind) {
        case TypeKind::Bool: return boolean(json, target, at);
        case TypeKind::Int: return integer(json, type, target, rules, at);
        case TypeKind::Real: return real(json, target, rules, at);
        case TypeKind::Json: static_cast<JsonText*>(target)->text = simdjson::minify(json); return;
        case TypeKind::Struct: return structure(json, type.structure(), target, at);
        case TypeKind::List: return list(json, type, target, rules, at);
        case TypeKind::Map: return map(json, type, target, rules, at);
        case TypeKind::Optional: return optional(json, type, target, rules, at);
        case TypeKind::Text:
        case TypeKind::Id:
        case TypeKind::Time:
        case TypeKind::Date:
        case TypeKind::UnitCost:
        case TypeKind::Enum: break;
        }
        std::string_view text;
        if (json.get_string().get(text) == simdjson::SUCCESS) return scalar(text, type, target, rules, at);
        fault(at, "json.type", "must be a text");
    }

private:
    [[nodiscard]] bool full() const { return faults_.list().size() >= kMaxFaults; }

    void fault(const Place& at, std::string_view code, std::string message) {
        if (!full()) faults_.add(at.pointer(), std::string(code), std::move(message));
    }

    void boolean(const element& json, void* target, const Place& at) {
        if (json.get_bool().get(*static_cast<bool*>(target)) != simdjson::SUCCESS)
            fault(at, "json.type", "must be true or false");
    }

    void integer(const element& json, const TypeInfo& type, void* target, const FieldRules& rules,
                 const Place& at) {
        bool fits = false;
        if (json.is<std::int64_t>()) {
            const std::int64_t number = json.get_int64().value_unsafe();
            fits = type.bytes == 4 ? type.isSigned ? store<std::int32_t>(target, number)
                                                   : store<std::uint32_t>(target, number)
                   : type.isSigned ? store<std::int64_t>(target, number)
                                   : store<std::uint64_t>(target, number);
            if (fits) range(static_cast<double>(number), rules, at);
        } else if (json.is<std::uint64_t>()) {
            const std::uint64_t number = json.get_uint64().value_unsafe();
            fits = type.bytes == 8 && !type.isSigned && store<std::uint64_t>(target, number);
            if (fits) range(static_cast<double>(number), rules, at);
        } else {
            return fault(at, "json.type", "must be a whole number");
        }
        if (!fits)
            fault(at, "json.range",
                  fmt::format("must fit into {} bits {} sign", type.bytes * 8,
                              type.isSigned ? "with" : "without"));
    }

    template <class N, class From>
    static bool store(void* target, From number) {
        if (!std::in_range<N>(number)) return false;
        *static_cast<N*>(target) = static_cast<N>(number);
        return true;
    }

    void real(const element& json, void* target, const FieldRules& rules, const Place& at) {
        double number = 0;
        if (json.get_double().get(number) != simdjson::SUCCESS)
            return fault(at, "json.type", "must be a number");
        *static_cast<double*>(target) = number;
        range(number, rules, at);
    }

    void range(double number, const FieldRules& rules, const Place& at) {
        if (!strict_) return;
        if (rules.minimum && number < *rules.minimum)
            fault(at, "json.range", fmt::format("must be at least {}", *rules.minimum));
        if (rules.maximum && number > *rules.maximum)
            fault(at, "json.range", fmt::format("must be at most {}", *rules.maximum));
    }

    /// True when the length is as the rules demand.
    bool length(std::size_t size, std::size_t least, std::size_t most, std::string_view unit,
                const Place& at) {
        if (!strict_) return true;
        if (size < least) fault(at, "json.too-short", fmt::format("must have at least {} {}", least, unit));
        if (size > most) fault(at, "json.too-long", fmt::format("must have at most {} {}", most, unit));
        return size >= least && size <= most;
    }

    void scalar(std::string_view text, const TypeInfo& type, void* target, const FieldRules& rules,
                const Place& at) {
        switch (type.kind) {
        case TypeKind::Text: return plainText(text, target, rules, at);
        case TypeKind::Id:
            if (!strict_ && text == "0")
                *static_cast<Id*>(target) = Id{};
            else
                parsed<Id>(text, target, "must be a positive decimal number as a text", at);
            return;
        case TypeKind::Time:
            parsed<Timestamp>(text, target, "must be a time of RFC 3339, as 2026-03-01T09:00:00+01:00", at);
            return;
        case TypeKind::Date:
            if (!text.empty() || length(0, rules.minLength, 1, "characters", at))
                parsed<Date>(text, target, "must be a day, as 2026-03-01", at);
            return;
        case TypeKind::UnitCost:
            if (parsed<UnitCost>(text, target, "must be a decimal number with at most six decimals as a text",
                                 at))
                range(static_cast<UnitCost*>(target)->toDouble(), rules, at);
            return;
        default: return enumeration(text, type.enumeration(), target, at);
        }
    }

    template <class T>
    bool parsed(std::string_view text, void* target, const char* message, const Place& at) {
        if (const auto value = T::parse(text)) {
            *static_cast<T*>(target) = *value;
            return true;
        }
        fault(at, "json.format", message);
        return false;
    }

    void plainText(std::string_view text, void* target, const FieldRules& rules, const Place& at) {
        const std::size_t most = rules.maxLength ? rules.maxLength : describe::kDefaultTextLimit;
        if (!length(codePoints(text), rules.minLength, most, "characters", at)) return;
        if (!simdjson::validate_utf8(text.data(), text.size()))
            return fault(at, "json.format", "must be UTF-8");
        if (strict_ && hasControlCharacter(text))
            return fault(at, "json.format", "must have no control characters but line feeds and tabs");
        if (strict_ && !describe::matches(rules.format, text))
            return fault(at, "json.format", fmt::format("must be {}", describe::phrase(rules.format)));
        static_cast<std::string*>(target)->assign(text);
    }

    void enumeration(std::string_view text, const EnumInfo& info, void* target, const Place& at) {
        for (std::size_t i = 0; i < info.names.size(); ++i)
            if (info.names[i] == text) return info.set(target, info.values[i]);
        fault(at, "json.enum", fmt::format("must be one of {}", fmt::join(info.names, ", ")));
    }

    void structure(const element& json, const StructInfo& info, void* target, const Place& at) {
        simdjson::dom::object object;
        if (json.get_object().get(object) != simdjson::SUCCESS)
            return fault(at, "json.type", "must be an object");
        std::vector<bool> seen(info.members.size());
        std::set<std::string_view> unknown;
        for (const auto field : object) {
            const Place place{&at, field.key};
            const Member* member = info.find(field.key);
            if (!member) {
                if (!unknown.insert(field.key).second)
                    fault(place, "json.duplicate-key", "stands here twice");
                else if (strict_)
                    fault(place, "json.unknown", "is not known here");
                continue;
            }
            auto known = seen[static_cast<std::size_t>(member - info.members.data())];
            if (known) {
                fault(place, "json.duplicate-key", "stands here twice");
                continue;
            }
            known = true;
            value(field.value, member->type(), member->access(target), member->rules, place);
        }
        for (std::size_t i = 0; i < seen.size(); ++i)
            if (!seen[i]) missing(info.members[i], at);
    }

    void missing(const Member& member, const Place& at) {
        const TypeKind kind = member.type().kind;
        const bool container = kind == TypeKind::List || kind == TypeKind::Map;
        const Place place{&at, member.name};
        if (kind == TypeKind::Optional || member.rules.defaulted) return;
        if (!container)
            fault(place, "json.required", "is required");
        else
            length(0, member.rules.minLength, std::numeric_limits<std::size_t>::max(), "elements", place);
    }

    /// What of a list's rules its elements must obey, too.
    static FieldRules elementRules(const FieldRules& rules) {
        FieldRules inner;
        inner.minimum = rules.minimum;
        inner.maximum = rules.maximum;
        inner.format = rules.format;
        return inner;
    }

    void list(const element& json, const TypeInfo& type, void* target, const FieldRules& rules,
              const Place& at) {
        simdjson::dom::array array;
        if (json.get_array().get(array) != simdjson::SUCCESS)
            return fault(at, "json.type", "must be an array");
        type.clear(target);
        const std::size_t most = rules.maxLength ? rules.maxLength : describe::kDefaultListLimit;
        if (!length(array.size(), rules.minLength, most, "elements", at)) return;
        const FieldRules inner = elementRules(rules);
        std::size_t index = 0;
        for (const auto item : array) {
            value(item, type.element(), type.add(target), inner, Place{&at, {}, index++});
            if (full()) return;
        }
    }

    void map(const element& json, const TypeInfo& type, void* target, const FieldRules& rules,
             const Place& at) {
        simdjson::dom::object object;
        if (json.get_object().get(object) != simdjson::SUCCESS)
            return fault(at, "json.type", "must be an object");
        type.clear(target);
        const std::size_t most = rules.maxLength ? rules.maxLength : describe::kDefaultListLimit;
        if (!length(object.size(), rules.minLength, most, "members", at)) return;
        const FieldRules inner = elementRules(rules);
        std::set<std::string_view> seen;
        for (const auto field : object) {
            const Place place{&at, field.key};
            std::string key;
            const std::size_t before = faults_.list().size();
            plainText(field.key, &key, FieldRules{}, place);
            if (!seen.insert(field.key).second)
                fault(place, "json.duplicate-key", "stands here twice");
            else if (faults_.list().size() == before)
                value(field.value, type.element(), type.put(target, std::move(key)), inner, place);
            if (full()) return;
        }
    }

    void optional(const element& json, const TypeInfo& type, void* target, const FieldRules& rules,
                  const Place& at) {
        if (json.is_null())
            type.clear(target);
        else
            value(json, type.element(), type.add(target), rules, at);
    }

    Faults& faults_;
    bool strict_;
};

[[noreturn]] void refuse(simdjson::error_code error) {
    switch (error) {
    case simdjson::DEPTH_ERROR:
        throw Error(ErrorKind::Malformed, "json.too-deep",
                    fmt::format("the JSON is nested more than {} levels deep", kMaxDepth));
    case simdjson::NUMBER_ERROR:
        throw Error(ErrorKind::Malformed, "json.number",
                    "the JSON has a number that is malformed or too large");
    case simdjson::UTF8_ERROR: throw Error(ErrorKind::Malformed, "json.utf8", "the JSON is not UTF-8");
    case simdjson::CAPACITY: throw Error(ErrorKind::TooLarge, "json.too-large", "the JSON is too large");
    case simdjson::MEMALLOC: throw std::bad_alloc();
    default:
        throw Error(ErrorKind::Malformed, "json.malformed",
                    fmt::format("the text is no JSON: {}", simdjson::error_message(error)));
    }
}

/// A parser per thread, because its buffers are worth keeping.
struct Parser {
    Parser() {
        // A first allocation with our depth; later ones keep it. simdjson counts one level for the document
        // itself.
        if (const auto error = dom.allocate(4096, kMaxDepth + 1)) refuse(error);
    }
    simdjson::dom::parser dom;
};

} // namespace

void read(std::string_view text, const TypeInfo& type, void* value, Faults& faults, Unknown unknown) {
    thread_local std::unique_ptr<Parser> parser;
    if (!parser || parser->dom.capacity() > kKeptCapacity) parser = std::make_unique<Parser>();
    element root;
    // The parser copies the text into its own padded buffer.
    if (const auto error = parser->dom.parse(text.data(), text.size(), true).get(root)) refuse(error);
    Reader(faults, unknown == Unknown::Fault).value(root, type, value, FieldRules{}, Place{});
}

} // namespace rejoinder::json
