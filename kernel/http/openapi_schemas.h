#pragma once
#include <rejoinder/describe.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::http {

/// One member of a struct's schema.
struct PropertySchema {
    std::string name, schema;
    bool required = false;
};

/// The schemas that one plugin's operations refer to.
class PluginSchemas {
public:
    /// The schema of a type, as a reference for structs.
    std::string of(const TypeInfo& type);
    /// The same for a struct of which only the table is known.
    std::string of(const StructInfo& info);
    /// The members of a struct's schema in their order.
    std::vector<PropertySchema> properties(const TypeInfo& type);
    [[nodiscard]] const std::map<std::string, std::string>& all() const noexcept { return components_; }

private:
    std::map<std::string, std::string> components_;
};

/// Operations and schemas of one plugin as JSON text, with references among them.
struct PluginDocument {
    std::string plugin;
    std::map<std::string, std::string> schemas;
    std::vector<std::string*> texts; ///< operations that refer to the schemas; rewritten in place
};

/// Joins the schemas of all plugins: renames where they differ, drops what nothing refers to.
std::map<std::string, std::string> joinSchemas(std::vector<PluginDocument>& documents);

} // namespace rejoinder::http
