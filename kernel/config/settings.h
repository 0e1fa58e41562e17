#pragma once
#include <rejoinder/plugin.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Layered configuration: declared defaults < files < database < environment < command line, each value typed
/// and checked.
namespace rejoinder::config {

using Value = Declarations::SettingValue;

/// A declared setting. `key` is whole: "http.port", "contacts.retention-days".
struct Setting {
    std::string key;
    std::string owner; ///< the plugin that declared it, or "kernel"
    Value fallback;
    std::string description;
    std::function<std::string(const Value&)> check; ///< what is wrong with a value, or ""
    bool live = false; ///< asked for whenever it is needed, so it may change while the server runs
};

/// A setting with the value in force and where it comes from.
struct Effective {
    Setting setting;
    Value value;
    std::string origin; ///< "default", "file /etc/…", "database", "environment", "command line"
};

/// A value kept in the database.
struct Stored {
    std::string key, text;
};

/// All settings of the process. Sources are added first, then rooms and plugins declare what they know;
/// whatever the sources name and nobody declared is a problem. Thread-safe for reading while plugins come and
/// go.
class Settings {
public:
    Settings();
    ~Settings();
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;

    /// Adds a file of `key = value` lines; a later file overrides an earlier one. @throws Error Unavailable.
    void addFile(const std::filesystem::path& file);
    /// Takes REJOINDER__SECTION__SOME_KEY as section.some-key from a list of NAME=value.
    void addEnvironment(const char* const* environment);
    /// Sets a value as the command line does; overrides everything else. @throws Error Invalid for a bad key.
    void set(const std::string& key, const std::string& value);

    /// Puts what the database holds between files and environment; replaces what it held before. Only live
    /// settings take such a value, and only a good one.
    void setStored(const std::vector<Stored>& values);
    /// What is wrong with a text as the value of a declared setting, or "".
    [[nodiscard]] std::string fault(std::string_view key, const std::string& text) const;
    /// Makes a setting known. @throws Error Bug when the key is malformed, taken, would hold a secret, lacks
    /// a description, or when its default fails its own check.
    void declare(Setting setting);
    /// Forgets what a plugin declared; its section stays known, so that values for it are no problem.
    void removeAll(std::string_view owner);
    /// Says that values of a section may stand although nobody declares it (a plugin that is switched off).
    void tolerate(std::string_view section);

    /// The value in force. @throws Error Bug when nobody declared it.
    [[nodiscard]] Value value(std::string_view key) const;
    template <class T>
    [[nodiscard]] T get(std::string_view key) const {
        return std::get<T>(value(key));
    }
    /// Everything that is wrong with the sources, one sentence each: unknown keys with the nearest known one,
    /// values of a wrong type or refused by their check, files of `*-file` settings that cannot be read.
    [[nodiscard]] std::vector<std::string> problems() const;
    /// All declared settings in the order of their keys.
    [[nodiscard]] std::vector<Effective> effective() const;
    /// The commented default file.
    [[nodiscard]] std::string reference() const;

private:
    struct Source;
    struct Entry {
        Setting setting;
        Value value;
        std::string origin;
        std::string problem;
    };
    void resolve(Entry& entry) const;
    void resolveAll();
    Source& source(std::string name, int priority);

    mutable std::shared_mutex mutex_;
    std::vector<std::unique_ptr<Source>> sources_; ///< the strongest first
    std::map<std::string, Entry, std::less<>> entries_;
    std::set<std::string, std::less<>> tolerated_;
};

/// "true", "8080", "0.25" or the text itself.
std::string toText(const Value& value);
/// "true or false", "a whole number", "a number" or "text".
std::string_view typeName(const Value& value);
/// The unit that the last word of a key names ("…-minutes" → "minutes"), or "".
std::string_view unitOf(std::string_view key);
/// For people: text of user information in a URL is replaced by "***".
std::string redacted(const Value& value);
/// The candidate with the smallest edit distance, or "" when none is near enough to be meant.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace rejoinder::config
