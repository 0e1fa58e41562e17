#pragma once
#include <rejoinder/describe.h>
#include <rejoinder/error.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// JSON of described types. Reading names every fault with its JSON pointer: missing, unknown, wrong type,
/// out of range.
namespace rejoinder::json {

/// What an unknown member of an object is.
enum class Unknown { Fault, Ignore };

/// Appends the JSON of a value. Optional members without a value are left out.
void write(std::string& out, const TypeInfo& type, const void* value);
/// Reads a value; faults are added with pointers below `base`. The text must be UTF-8, at most 64 levels
/// deep.
/// @throws Error Malformed when the text is no JSON at all.
void read(std::string_view text, const TypeInfo& type, void* value, Faults& faults,
          Unknown unknown = Unknown::Fault);
/// The JSON Schema (2020-12, as OpenAPI 3.1 takes it) of a type; structs are referred to as
/// #/components/schemas/Name and collected in `components` (name → schema).
std::string schema(const TypeInfo& type, std::map<std::string, std::string>& components);
/// Appends text as a quoted JSON string.
void quote(std::string& out, std::string_view text);

/// The value that a JSON pointer (RFC 6901) names in JSON of others: texts without quotes, numbers and truth
/// values as they stand; nothing where there is none, null, an object, an array, or the text is no JSON.
std::optional<std::string> at(std::string_view text, std::string_view pointer);

/// The elements of the array that a JSON pointer names in JSON of others, each as JSON of its own, none left
/// out; nothing where there is no array or the text is no JSON.
std::optional<std::vector<std::string>> elementsAt(std::string_view text, std::string_view pointer);

template <class T>
std::string write(const T& value) {
    std::string out;
    write(out, typeInfo<T>(), &value);
    return out;
}

/// Reads what the kernel or a plugin itself wrote (stored JSON, events, jobs): unknown members are ignored.
/// @throws Error Invalid with all faults.
template <class T>
T read(std::string_view text, Unknown unknown = Unknown::Ignore) {
    T value{};
    Faults faults;
    read(text, typeInfo<T>(), &value, faults, unknown);
    faults.raise();
    return value;
}

} // namespace rejoinder::json
