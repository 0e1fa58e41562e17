#include "kernel/describe/format.h"

#include <rejoinder/json.h>

#include <charconv>
#include <limits>

namespace rejoinder::json {

namespace {

/// Writes an object member by member.
class ObjectWriter {
public:
    /// The name, so that the value can be appended to the result.
    std::string& name(std::string_view key) {
        out_ += out_.empty() ? '{' : ',';
        quote(out_, key);
        out_ += ':';
        return out_;
    }
    void text(std::string_view key, std::string_view value) { quote(name(key), value); }
    void raw(std::string_view key, std::string_view value) { name(key) += value; }
    void number(std::string_view key, std::size_t value) { name(key) += std::to_string(value); }
    void number(std::string_view key, double value) {
        char buffer[32];
        name(key).append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
    }
    std::string finish() && { return out_.empty() ? "{}" : std::move(out_) + '}'; }

private:
    std::string out_;
};

/// One call's view of the components: which struct got which name.
class Schemas {
public:
    explicit Schemas(std::map<std::string, std::string>& components) : components_(components) {}

    std::string of(const TypeInfo& type, const FieldRules& rules, bool nullable = false) {
        if (type.kind == TypeKind::Optional) return of(type.element(), rules, true);
        ObjectWriter out;
        if (!rules.description.empty()) out.text("description", rules.description);
        switch (type.kind) {
        case TypeKind::Json: break; // anything
        case TypeKind::Struct: reference(out, type.structure(), nullable); break;
        case TypeKind::Enum: enumeration(out, type.enumeration(), nullable); break;
        case TypeKind::Bool: typeName(out, "boolean", nullable); break;
        case TypeKind::Int:
            typeName(out, "integer", nullable);
            integer(out, type, rules);
            break;
        case TypeKind::Real:
            typeName(out, "number", nullable);
            out.text("format", "double");
            limits(out, rules);
            break;
        case TypeKind::List:
            typeName(out, "array", nullable);
            counts(out, rules, "minItems", "maxItems", describe::kDefaultListLimit);
            out.raw("items", of(type.element(), elementRules(rules)));
            break;
        case TypeKind::Map:
            typeName(out, "object", nullable);
            counts(out, rules, "minProperties", "maxProperties", describe::kDefaultListLimit);
            out.raw("additionalProperties", of(type.element(), elementRules(rules)));
            break;
        default: typeName(out, "string", nullable); text(out, type.kind, rules);
        }
        return std::move(out).finish();
    }

private:
    static void typeName(ObjectWriter& out, std::string_view name, bool nullable) {
        if (nullable)
            out.raw("type", "[\"" + std::string(name) + "\",\"null\"]");
        else
            out.text("type", name);
    }

    static void counts(ObjectWriter& out, const FieldRules& rules, std::string_view least,
                       std::string_view most, std::size_t fallback) {
        if (rules.minLength > 0) out.number(least, rules.minLength);
        out.number(most, rules.maxLength ? rules.maxLength : fallback);
    }

    static void limits(ObjectWriter& out, const FieldRules& rules) {
        if (rules.minimum) out.number("minimum", *rules.minimum);
        if (rules.maximum) out.number("maximum", *rules.maximum);
    }

    static void integer(ObjectWriter& out, const TypeInfo& type, const FieldRules& rules) {
        out.text("format", type.bytes == 4 ? "int32" : "int64");
        FieldRules bounds = rules;
        if (!type.isSigned && !bounds.minimum) bounds.minimum = 0;
        if (!type.isSigned && type.bytes == 4 && !bounds.maximum)
            bounds.maximum = std::numeric_limits<std::uint32_t>::max();
        limits(out, bounds);
    }

    static void text(ObjectWriter& out, TypeKind kind, const FieldRules& rules) {
        switch (kind) {
        case TypeKind::Id: out.text("pattern", "^[1-9][0-9]{0,18}$"); return;
        case TypeKind::Time: out.text("format", "date-time"); return;
        case TypeKind::Date: out.text("format", "date"); return;
        case TypeKind::UnitCost: out.text("pattern", R"(^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?$)"); return;
        default: break;
        }
        counts(out, rules, "minLength", "maxLength", describe::kDefaultTextLimit);
        switch (rules.format) {
        case Format::None: return;
        case Format::Email: out.text("format", "email"); return;
        case Format::Uri: out.text("format", "uri"); return;
        case Format::Country: out.text("pattern", "^[A-Z]{2}$"); return;
        case Format::Language: out.text("pattern", "^[a-z]{2}(-[A-Z]{2})?$"); return;
        case Format::Currency: out.text("pattern", "^[A-Z]{3}$"); return;
        }
    }

    static void enumeration(ObjectWriter& out, const EnumInfo& info, bool nullable) {
        typeName(out, "string", nullable);
        std::string& names = out.name("enum");
        names += '[';
        for (std::size_t i = 0; i < info.names.size(); ++i) {
            if (i > 0) names += ',';
            quote(names, info.names[i]);
        }
        names += nullable ? ",null]" : "]";
    }

    static FieldRules elementRules(const FieldRules& rules) {
        FieldRules inner;
        inner.minimum = rules.minimum;
        inner.maximum = rules.maximum;
        inner.format = rules.format;
        return inner;
    }

    void reference(ObjectWriter& out, const StructInfo& info, bool nullable) {
        std::string pointer;
        quote(pointer, "#/components/schemas/" + component(info));
        if (nullable)
            out.raw("anyOf", "[{\"$ref\":" + pointer + "},{\"type\":\"null\"}]");
        else
            out.raw("$ref", pointer);
    }

    /// The name under which the struct's schema stands. Two structs of one name in different namespaces get
    /// different names: "Address", "Address2".
    const std::string& component(const StructInfo& info) {
        if (const auto known = names_.find(&info); known != names_.end()) return known->second;
        for (int number = 1;; ++number) {
            const std::string name = number == 1 ? info.name : info.name + std::to_string(number);
            if (taken(name)) continue;
            const auto entry =
                names_.insert_or_assign(&info, name).first; // before its members: they may refer to it
            const std::string schema = object(info);
            if (components_.try_emplace(name, schema).first->second == schema) return entry->second;
        }
    }

    [[nodiscard]] bool taken(const std::string& name) const {
        for (const auto& [info, used] : names_)
            if (used == name) return true;
        return false;
    }

    std::string object(const StructInfo& info) {
        ObjectWriter out, properties;
        out.text("type", "object");
        std::string required;
        for (const auto& member : info.members) {
            const TypeKind kind = member.type().kind;
            properties.raw(member.name, of(member.type(), member.rules));
            const bool container = kind == TypeKind::List || kind == TypeKind::Map;
            if (kind == TypeKind::Optional || member.rules.defaulted ||
                (container && member.rules.minLength == 0))
                continue;
            required += required.empty() ? "" : ",";
            quote(required, member.name);
        }
        out.raw("properties", std::move(properties).finish());
        if (!required.empty()) out.raw("required", '[' + required + ']');
        out.raw("additionalProperties", "false");
        return std::move(out).finish();
    }

    std::map<std::string, std::string>& components_;
    std::map<const StructInfo*, std::string> names_;
};

} // namespace

std::string schema(const TypeInfo& type, std::map<std::string, std::string>& components) {
    return Schemas(components).of(type, FieldRules{});
}

} // namespace rejoinder::json
