#include <rejoinder/json.h>

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstring>

namespace rejoinder::json {

namespace {

template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}

template <class N>
void writeNumber(std::string& out, N number) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    out.append(buffer, end);
}

void writeInteger(std::string& out, const TypeInfo& type, const void* value) {
    if (type.bytes == 4)
        type.isSigned ? writeNumber(out, as<std::int32_t>(value))
                      : writeNumber(out, as<std::uint32_t>(value));
    else
        type.isSigned ? writeNumber(out, as<std::int64_t>(value))
                      : writeNumber(out, as<std::uint64_t>(value));
}

void writeReal(std::string& out, double number) {
    if (!std::isfinite(number))
        throw Error(ErrorKind::Bug, "json.not-finite", "a number to be written as JSON is not finite");
    const std::size_t begin = out.size();
    writeNumber(out, number == 0 ? 0.0 : number); // readers take "-0" for an integer, which has no such zero
    // The shortest form may be a row of digits that readers take for an integer beyond 64 bits.
    if (out.size() - begin > 18 && out.find_first_of(".e", begin) == std::string::npos) out += ".0";
}

void writeEnum(std::string& out, const EnumInfo& info, std::int64_t value) {
    for (std::size_t i = 0; i < info.values.size(); ++i)
        if (info.values[i] == value) {
            quote(out, info.names[i]);
            return;
        }
    throw Error(ErrorKind::Bug, "json.enum-value",
                info.name + " has no value " + std::to_string(value) + " to write as JSON");
}

void writeStruct(std::string& out, const StructInfo& info, const void* value) {
    char separator = '{';
    for (const auto& member : info.members) {
        const void* item = member.read(value);
        const TypeInfo& type = member.type();
        if (type.kind == TypeKind::Optional && type.size(item) == 0) continue;
        out += separator;
        separator = ',';
        quote(out, member.name);
        out += ':';
        write(out, type, item);
    }
    if (separator == '{') out += '{';
    out += '}';
}

void writeList(std::string& out, const TypeInfo& type, const void* value) {
    const TypeInfo& element = type.element();
    const std::size_t size = type.size(value);
    out += '[';
    for (std::size_t i = 0; i < size; ++i) {
        if (i > 0) out += ',';
        write(out, element, type.item(value, i));
    }
    out += ']';
}

void writeMap(std::string& out, const TypeInfo& type, const void* value) {
    struct Walk {
        std::string& out;
        const TypeInfo& element;
        bool first = true;
    } walk{out, type.element()};
    out += '{';
    type.each(value, &walk, [](void* context, const std::string& key, const void* item) {
        auto& w = *static_cast<Walk*>(context);
        if (!w.first) w.out += ',';
        w.first = false;
        quote(w.out, key);
        w.out += ':';
        write(w.out, w.element, item);
    });
    out += '}';
}

/// Bytes of the well-formed UTF-8 sequence at the front of the text; 0 when there is none.
std::size_t sequenceLength(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return length <= text.size() && simdjson::validate_utf8(text.data(), length) ? length : 0;
}

void appendEscaped(std::string& out, char c) {
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    out += "\\u00";
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
}

constexpr bool needsEscape(char c) noexcept {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

} // namespace

void quote(std::string& out, std::string_view text) {
    out += '"';
    if (simdjson::validate_utf8(text.data(), text.size())) {
        std::size_t from = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (!needsEscape(text[i])) continue;
            out.append(text, from, i - from);
            appendEscaped(out, text[i]);
            from = i + 1;
        }
        out.append(text, from, text.size() - from);
    } else {
        // What is no UTF-8 becomes U+FFFD, one per byte, so that the answer stays JSON.
        while (!text.empty()) {
            const std::size_t length = sequenceLength(text);
            if (length == 0)
                out += "\xEF\xBF\xBD";
            else if (length == 1 && needsEscape(text.front()))
                appendEscaped(out, text.front());
            else
                out.append(text, 0, length);
            text.remove_prefix(length == 0 ? 1 : length);
        }
    }
    out += '"';
}

void write(std::string& out, const TypeInfo& type, const void* value) {
    switch (type.kind) {
    case TypeKind::Bool: out += as<bool>(value) ? "true" : "false"; return;
    case TypeKind::Int: writeInteger(out, type, value); return;
    case TypeKind::Real: writeReal(out, as<double>(value)); return;
    case TypeKind::Text: quote(out, as<std::string>(value)); return;
    case TypeKind::Id:
        out += '"';
        writeNumber(out, as<Id>(value).value);
        out += '"';
        return;
    case TypeKind::Time: quote(out, as<Timestamp>(value).toString()); return;
    case TypeKind::Date: quote(out, as<Date>(value).toString()); return;
    case TypeKind::UnitCost: quote(out, as<UnitCost>(value).toString()); return;
    case TypeKind::Json: {
        const std::string& text = as<JsonText>(value).text;
        out += text.empty() ? "null" : text;
        return;
    }
    case TypeKind::Enum: writeEnum(out, type.enumeration(), type.enumeration().get(value)); return;
    case TypeKind::Struct: writeStruct(out, type.structure(), value); return;
    case TypeKind::List: writeList(out, type, value); return;
    case TypeKind::Map: writeMap(out, type, value); return;
    case TypeKind::Optional:
        if (type.size(value) == 0)
            out += "null";
        else
            write(out, type.element(), type.item(value, 0));
        return;
    }
}

} // namespace rejoinder::json
