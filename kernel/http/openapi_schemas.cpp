#include "kernel/http/openapi_schemas.h"

#include <rejoinder/json.h>

#include <set>

namespace rejoinder::http {

namespace {

/// What is read back of a struct's schema.
struct ObjectSchema {
    std::map<std::string, JsonText> properties;
    std::vector<std::string> required;
};
REJOINDER_DESCRIBE(ObjectSchema, properties, required)

constexpr std::string_view kReference = "\"#/components/schemas/";

/// The struct whose table `of(const StructInfo&)` was given: TypeInfo names its struct by a plain function.
thread_local const StructInfo* currentStruct = nullptr;

/// Calls `visit` with the name of each schema that a text refers to.
template <class F>
void eachReference(std::string_view text, F&& visit) {
    for (auto at = text.find(kReference); at != std::string_view::npos; at = text.find(kReference, at + 1)) {
        const auto start = at + kReference.size();
        visit(std::string(text.substr(start, text.find('"', start) - start)));
    }
}

void rename(std::string& text, const std::set<std::string>& names, const std::string& plugin) {
    std::string out;
    std::size_t from = 0;
    for (auto at = text.find(kReference); at != std::string::npos; at = text.find(kReference, at + 1)) {
        const auto start = at + kReference.size();
        if (!names.contains(text.substr(start, text.find('"', start) - start))) continue;
        out.append(text, from, start - from).append(plugin).append(".");
        from = start;
    }
    text = out.append(text, from);
}

/// Names that mean something else in another plugin, with all that refers to them.
std::set<std::string> differing(const std::vector<PluginDocument>& documents) {
    std::map<std::string, std::string> seen;
    std::map<std::string, int> uses;
    std::set<std::string> names;
    for (const auto& document : documents) {
        for (const auto& [name, schema] : document.schemas) {
            ++uses[name];
            if (seen.try_emplace(name, schema).first->second != schema) names.insert(name);
        }
    }
    for (std::size_t before = names.size() + 1; before != names.size();) {
        before = names.size();
        for (const auto& document : documents) {
            for (const auto& [name, schema] : document.schemas) {
                if (uses[name] > 1)
                    eachReference(schema, [&, n = &name](const std::string& to) {
                        if (names.contains(to)) names.insert(*n);
                    });
            }
        }
    }
    return names;
}

} // namespace

std::string PluginSchemas::of(const TypeInfo& type) {
    return json::schema(type, components_);
}

std::string PluginSchemas::of(const StructInfo& info) {
    TypeInfo type;
    type.kind = TypeKind::Struct;
    type.structure = []() -> const StructInfo& { return *currentStruct; };
    currentStruct = &info;
    return json::schema(type, components_);
}

std::vector<PropertySchema> PluginSchemas::properties(const TypeInfo& type) {
    std::vector<PropertySchema> out;
    std::string name;
    const std::string reference = of(type);
    eachReference(reference, [&name](const std::string& to) { name = to; });
    const auto schema = json::read<ObjectSchema>(components_.at(name));
    const std::set<std::string> required(schema.required.begin(), schema.required.end());
    for (const auto& member : type.structure().members)
        out.push_back({member.name, schema.properties.at(member.name).text, required.contains(member.name)});
    return out;
}

std::map<std::string, std::string> joinSchemas(std::vector<PluginDocument>& documents) {
    const auto names = differing(documents);
    std::map<std::string, std::string> all, used;
    std::vector<std::string> open;
    const auto follow = [&open](const std::string& to) { open.push_back(to); };
    for (auto& document : documents) {
        for (auto* text : document.texts) {
            rename(*text, names, document.plugin);
            eachReference(*text, follow);
        }
        for (auto& [name, schema] : document.schemas) {
            rename(schema, names, document.plugin);
            all.try_emplace(names.contains(name) ? document.plugin + "." + name : name, schema);
        }
    }
    while (!open.empty()) {
        const std::string name = std::move(open.back());
        open.pop_back();
        const auto found = all.find(name);
        if (found != all.end() && used.insert(*found).second) eachReference(found->second, follow);
    }
    return used;
}

} // namespace rejoinder::http
