#pragma once
#include <rejoinder/types.h>

#include <boost/preprocessor.hpp>

#include <concepts>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Described structs: per struct only a table of name, accessor and type; one source file of the kernel
/// reads, writes, validates, binds and emits schemas from it (type-erased: 2 to 7 times less compile time
/// than templates, measured).

namespace rejoinder {

struct StructInfo;

enum class TypeKind {
    Bool,
    Int,
    Real,
    Text,
    Id,
    Time,
    Date,
    UnitCost,
    Json,
    Enum,
    Struct,
    List,
    Map,
    Optional
};

/// Names and values of a described enum; the names are those in JSON and in the database ("notYet").
struct EnumInfo {
    std::string name;
    std::vector<std::string> names;
    std::vector<std::int64_t> values;
    std::int64_t (*get)(const void*) = nullptr;
    void (*set)(void*, std::int64_t) = nullptr;
};

/// What the kernel knows of one C++ type. Containers are reached through the functions below.
struct TypeInfo {
    TypeKind kind = TypeKind::Text;
    int bytes = 0;                                           ///< Int: 4 or 8
    bool isSigned = true;                                    ///< Int
    const StructInfo& (*structure)() = nullptr;              ///< Struct
    const EnumInfo& (*enumeration)() = nullptr;              ///< Enum
    const TypeInfo& (*element)() = nullptr;                  ///< List, Map (of text keys), Optional
    std::size_t (*size)(const void*) = nullptr;              ///< List, Map; Optional: 0 or 1
    const void* (*item)(const void*, std::size_t) = nullptr; ///< List; Optional: its value
    void* (*add)(void*) = nullptr;                           ///< List: a new last element; Optional: engage
    void (*clear)(void*) = nullptr;                          ///< List, Map, Optional
    void* (*put)(void*, std::string) = nullptr;              ///< Map: the value of a new key
    void (*each)(const void*, void* context,
                 void (*visit)(void* context, const std::string& key, const void* value)) = nullptr; ///< Map
};

/// What a text looks like beyond its length; checked on input and shown in the schema.
enum class Format { None, Email, Uri, Country, Language, Currency };

/// Constraints and the sentence of one member, used for validation and for the schema.
struct FieldRules {
    std::string description;
    std::size_t minLength = 0,
                maxLength = 0; ///< text: code points; list: elements; 0 = kernel's default limit
    std::optional<double> minimum, maximum;
    Format format = Format::None;
    bool defaulted = false; ///< may be absent; keeps its default member initialiser
};

struct Member {
    const char* name;
    const TypeInfo& (*type)();
    void* (*access)(void* object);
    FieldRules rules;
    [[nodiscard]] const void* read(const void* object) const { return access(const_cast<void*>(object)); }
};

struct StructInfo {
    std::string name;
    std::vector<Member> members;
    [[nodiscard]] const Member* find(std::string_view member) const noexcept {
        for (const auto& m : members)
            if (member == m.name) return &m;
        return nullptr;
    }
};

/// Fluent spelling of FieldRules inside `static void rules(Rules&)` of a described struct.
class Rules {
public:
    class Field {
    public:
        explicit Field(FieldRules& rules) : rules_(rules) {}
        Field& says(std::string text) {
            rules_.description = std::move(text);
            return *this;
        }
        Field& max(std::size_t n) {
            rules_.maxLength = n;
            return *this;
        }
        Field& notEmpty() {
            rules_.minLength = 1;
            return *this;
        }
        Field& range(double low, double high) {
            rules_.minimum = low;
            rules_.maximum = high;
            return *this;
        }
        Field& atLeast(double low) {
            rules_.minimum = low;
            return *this;
        }
        Field& format(Format f) {
            rules_.format = f;
            return *this;
        }
        /// May be absent in a request; keeps its initialiser.
        Field& defaulted() {
            rules_.defaulted = true;
            return *this;
        }

    private:
        FieldRules& rules_;
    };
    explicit Rules(StructInfo& info) : info_(info) {}
    /// The member of that name. @throws std::logic_error when there is none (found by every test that touches
    /// it).
    Field at(std::string_view member);

private:
    StructInfo& info_;
};

template <class T>
auto describeMembers(const T*) = delete; // found by argument-dependent look-up beside the struct
template <class T>
auto describeEnum(const T*) = delete;

template <class T>
concept Described = requires {
    describeMembers(static_cast<const T*>(nullptr));
};
template <class T>
concept DescribedEnum = std::is_enum_v<T> && requires {
    describeEnum(static_cast<const T*>(nullptr));
};

template <class T>
const TypeInfo& typeInfo();
template <class T>
const StructInfo& structInfo();

namespace detail {
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};

/// "NotYet" → "notYet".
std::string jsonName(std::string_view cppName);

template <class T>
const EnumInfo& enumInfo() {
    static const EnumInfo info = [] {
        EnumInfo e = describeEnum(static_cast<const T*>(nullptr));
        e.get = [](const void* p) { return static_cast<std::int64_t>(*static_cast<const T*>(p)); };
        e.set = [](void* p, std::int64_t v) { *static_cast<T*>(p) = static_cast<T>(v); };
        return e;
    }();
    return info;
}

template <class T>
TypeInfo makeTypeInfo() {
    TypeInfo t;
    if constexpr (std::is_same_v<T, bool>) {
        t.kind = TypeKind::Bool;
    } else if constexpr (std::is_integral_v<T>) {
        static_assert(sizeof(T) == 4 || sizeof(T) == 8, "use 32 or 64 bit integers in described structs");
        t.kind = TypeKind::Int;
        t.bytes = static_cast<int>(sizeof(T));
        t.isSigned = std::is_signed_v<T>;
    } else if constexpr (std::is_same_v<T, double>) {
        t.kind = TypeKind::Real;
    } else if constexpr (std::is_same_v<T, std::string>) {
        t.kind = TypeKind::Text;
    } else if constexpr (std::is_same_v<T, Id>) {
        t.kind = TypeKind::Id;
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        t.kind = TypeKind::Time;
    } else if constexpr (std::is_same_v<T, Date>) {
        t.kind = TypeKind::Date;
    } else if constexpr (std::is_same_v<T, UnitCost>) {
        t.kind = TypeKind::UnitCost;
    } else if constexpr (std::is_same_v<T, JsonText>) {
        t.kind = TypeKind::Json;
    } else if constexpr (DescribedEnum<T>) {
        t.kind = TypeKind::Enum;
        t.enumeration = &enumInfo<T>;
    } else if constexpr (IsOptional<T>::value) {
        t.kind = TypeKind::Optional;
        t.element = &typeInfo<typename T::value_type>;
        t.size = [](const void* p) -> std::size_t { return static_cast<const T*>(p)->has_value() ? 1 : 0; };
        t.item = [](const void* p, std::size_t) -> const void* { return &**static_cast<const T*>(p); };
        t.add = [](void* p) -> void* { return &static_cast<T*>(p)->emplace(); };
        t.clear = [](void* p) { static_cast<T*>(p)->reset(); };
    } else if constexpr (IsList<T>::value) {
        static_assert(!std::is_same_v<typename T::value_type, bool>,
                      "vector<bool> has no elements to point at");
        t.kind = TypeKind::List;
        t.element = &typeInfo<typename T::value_type>;
        t.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
        t.item = [](const void* p, std::size_t i) -> const void* { return &(*static_cast<const T*>(p))[i]; };
        t.add = [](void* p) -> void* { return &static_cast<T*>(p)->emplace_back(); };
        t.clear = [](void* p) { static_cast<T*>(p)->clear(); };
    } else if constexpr (IsMap<T>::value) {
        t.kind = TypeKind::Map;
        t.element = &typeInfo<typename T::mapped_type>;
        t.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
        t.clear = [](void* p) { static_cast<T*>(p)->clear(); };
        t.put = [](void* p, std::string key) -> void* { return &(*static_cast<T*>(p))[std::move(key)]; };
        t.each = [](const void* p, void* c, void (*visit)(void*, const std::string&, const void*)) {
            for (const auto& [k, v] : *static_cast<const T*>(p)) visit(c, k, &v);
        };
    } else {
        static_assert(Described<T>, "describe this type with REJOINDER_DESCRIBE or REJOINDER_DESCRIBE_ENUM");
        t.kind = TypeKind::Struct;
        t.structure = &structInfo<T>;
    }
    return t;
}

template <class>
struct MemberOf;
template <class C, class M>
struct MemberOf<M C::*> {
    using Class = C;
    using Type = M;
};

/// T is not needed to find the member, but keeps structs of unnamed namespaces apart: GCC gives a template
/// whose only argument points to a member of such a struct to the whole library, where two of one name share
/// it.
template <class T, auto Pointer>
Member member(const char* name) {
    using Traits = MemberOf<decltype(Pointer)>;
    return {name,
            &typeInfo<typename Traits::Type>,
            [](void* object) -> void* { return &(static_cast<typename Traits::Class*>(object)->*Pointer); },
            {}};
}
} // namespace detail

/// The table of a type; made at first use.
template <class T>
const TypeInfo& typeInfo() {
    static const TypeInfo info = detail::makeTypeInfo<T>();
    return info;
}

/// The table of a described struct with its rules; made at first use.
template <class T>
const StructInfo& structInfo() {
    static const StructInfo info = [] {
        StructInfo s = describeMembers(static_cast<const T*>(nullptr));
        if constexpr (requires(Rules & r) { T::rules(r); }) {
            Rules rules(s);
            T::rules(rules);
        }
        return s;
    }();
    return info;
}

/// The JSON and database name of a described enum's value.
template <DescribedEnum T>
const std::string& nameOf(T value) {
    static const std::string unknown = "unknown";
    const auto& e = detail::enumInfo<T>();
    for (std::size_t i = 0; i < e.values.size(); ++i)
        if (e.values[i] == static_cast<std::int64_t>(value)) return e.names[i];
    return unknown;
}

/// The value of that name, if there is one.
template <DescribedEnum T>
std::optional<T> enumOf(std::string_view name) {
    const auto& e = detail::enumInfo<T>();
    for (std::size_t i = 0; i < e.names.size(); ++i)
        if (e.names[i] == name) return static_cast<T>(e.values[i]);
    return std::nullopt;
}

} // namespace rejoinder

// clang-format off
#define REJOINDER_MEMBER_(r, T, m) info.members.push_back(::rejoinder::detail::member<T, &T::m>(BOOST_PP_STRINGIZE(m)));
/// Describes the public members of T; stands beside T, in its namespace. At most 64 members.
#define REJOINDER_DESCRIBE(T, ...) \
    inline ::rejoinder::StructInfo describeMembers(const T*) { \
        ::rejoinder::StructInfo info; info.name = #T; \
        BOOST_PP_SEQ_FOR_EACH(REJOINDER_MEMBER_, T, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__)) \
        return info; }
/// Describes a struct without members.
#define REJOINDER_DESCRIBE_EMPTY(T) \
    inline ::rejoinder::StructInfo describeMembers(const T*) { ::rejoinder::StructInfo info; info.name = #T; return info; }
#define REJOINDER_ENUM_(r, T, v) info.names.push_back(::rejoinder::detail::jsonName(BOOST_PP_STRINGIZE(v))); \
    info.values.push_back(static_cast<std::int64_t>(T::v));
/// Describes the values of an enum class; stands beside it, in its namespace.
#define REJOINDER_DESCRIBE_ENUM(T, ...) \
    inline ::rejoinder::EnumInfo describeEnum(const T*) { \
        ::rejoinder::EnumInfo info; info.name = #T; \
        BOOST_PP_SEQ_FOR_EACH(REJOINDER_ENUM_, T, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__)) \
        return info; }
// clang-format on

namespace rejoinder {

REJOINDER_DESCRIBE_ENUM(Channel, Letter, Email, Phone, Sms, Web, Post, Shop, Payment, Other)

/// Nothing: the input of a route without parameters, the output of one without a body (204).
struct None {};
REJOINDER_DESCRIBE_EMPTY(None)

/// The input of a route that names one record.
struct ById {
    Id id;
};
REJOINDER_DESCRIBE(ById, id)

/// An amount of money in minor units (Rappen, cents) with its ISO 4217 currency.
struct Money {
    std::int64_t amountMinor = 0;
    std::string currency;
    static void rules(Rules& r) { r.at("currency").format(Format::Currency); }
};
REJOINDER_DESCRIBE(Money, amountMinor, currency)

/// The paging part of a list request is spelled out in each list's input: `std::optional<std::int32_t> limit`
/// (at most 1000, default 100) and `std::optional<std::string> cursor` (opaque, from `nextCursor` of the page
/// before).
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> nextCursor;
};
template <class T>
StructInfo describeMembers(const Page<T>*) {
    StructInfo info;
    info.name = "PageOf" + structInfo<T>().name;
    info.members.push_back(detail::member<Page<T>, &Page<T>::items>("items"));
    info.members.push_back(detail::member<Page<T>, &Page<T>::nextCursor>("nextCursor"));
    return info;
}

} // namespace rejoinder
