#include "kernel/config/settings.h"

#include <Poco/Exception.h>
#include <Poco/Util/LayeredConfiguration.h>
#include <Poco/Util/MapConfiguration.h>
#include <Poco/Util/PropertyFileConfiguration.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <mutex>
#include <optional>

namespace rejoinder::config {

namespace {

constexpr std::string_view kPrefix = "REJOINDER__";
constexpr int kCommandLine = 0, kEnvironment = 1, kDatabase = 2, kFile = 3;

using Configuration = Poco::Util::AbstractConfiguration;

void collectKeys(const Configuration& configuration, const std::string& prefix,
                 std::vector<std::string>& out) {
    Configuration::Keys keys;
    configuration.keys(prefix, keys);
    for (const auto& key : keys) {
        const std::string whole = prefix.empty() ? key : prefix + "." + key;
        if (configuration.hasProperty(whole)) out.push_back(whole);
        collectKeys(configuration, whole, out);
    }
}

bool wellFormed(std::string_view key) {
    const auto part = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    if (key.find('.') == std::string_view::npos || key.front() == '.' || key.back() == '.') return false;
    return std::all_of(key.begin(), key.end(), [&](char c) { return part(c) || c == '.'; });
}

/// A password in a configuration file ends in backups and tickets; the file that holds it does not.
bool holdsSecret(std::string_view key) {
    const std::string_view last = key.substr(key.rfind('.') + 1);
    for (const std::string_view word :
         {"password", "passphrase", "secret", "private-key", "api-key", "token"})
        if (last == word ||
            (last.size() > word.size() && last.ends_with(word) && last[last.size() - word.size() - 1] == '-'))
            return true;
    return false;
}

template <class N>
std::optional<Value> number(std::string_view text) {
    N n{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return Value(n);
}

/// The value of a text in the type of the default.
std::optional<Value> parse(const std::string& text, const Value& like) {
    if (std::holds_alternative<bool>(like)) {
        if (text == "true") return Value(true);
        if (text == "false") return Value(false);
        return std::nullopt;
    }
    if (std::holds_alternative<std::int64_t>(like)) return number<std::int64_t>(text);
    if (std::holds_alternative<double>(like)) return number<double>(text);
    return Value(text);
}

Error bug(std::string_view code, std::string text) {
    return {ErrorKind::Bug, code, std::move(text)};
}

} // namespace

struct Settings::Source {
    std::string name;
    int priority = 0;
    Poco::AutoPtr<Poco::Util::LayeredConfiguration> layers{new Poco::Util::LayeredConfiguration};
    Poco::AutoPtr<Poco::Util::MapConfiguration> values{new Poco::Util::MapConfiguration};
    Source() { layers->addWriteable(values, 0); }
};

Settings::Settings() = default;
Settings::~Settings() = default;

Settings::Source& Settings::source(std::string name, int priority) {
    for (auto& s : sources_)
        if (s->name == name) return *s;
    auto made = std::make_unique<Source>();
    made->name = std::move(name);
    made->priority = priority;
    // Before the first that is as strong or weaker: a later file wins over an earlier one.
    const auto at = std::find_if(sources_.begin(), sources_.end(),
                                 [&](const auto& s) { return s->priority >= priority; });
    return **sources_.insert(at, std::move(made));
}

void Settings::addFile(const std::filesystem::path& file) {
    Poco::AutoPtr<Poco::Util::PropertyFileConfiguration> read;
    try {
        read = new Poco::Util::PropertyFileConfiguration(file.string());
    } catch (const Poco::Exception& e) {
        throw Error(ErrorKind::Unavailable, "kernel.config-file",
                    "the configuration file " + file.string() + " cannot be read: " + e.displayText());
    }
    const std::unique_lock lock(mutex_);
    source("file " + file.string(), kFile).layers->add(read, -1);
    resolveAll();
}

void Settings::addEnvironment(const char* const* environment) {
    const std::unique_lock lock(mutex_);
    Source& target = source("environment", kEnvironment);
    for (; environment && *environment; ++environment) {
        const std::string_view line(*environment);
        const auto equals = line.find('=');
        if (!line.starts_with(kPrefix) || equals == std::string_view::npos) continue;
        std::string key(line.substr(kPrefix.size(), equals - kPrefix.size()));
        for (auto at = key.find("__"); at != std::string::npos; at = key.find("__", at))
            key.replace(at, 2, ".");
        for (char& c : key) c = c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        target.values->setString(key, std::string(line.substr(equals + 1)));
    }
    resolveAll();
}

void Settings::set(const std::string& key, const std::string& value) {
    if (key.empty() || !wellFormed(key))
        throw Error(ErrorKind::Invalid, "kernel.setting-key", "\"" + key + "\" is no key of a setting");
    const std::unique_lock lock(mutex_);
    source("command line", kCommandLine).values->setString(key, value);
    resolveAll();
}

void Settings::setStored(const std::vector<Stored>& values) {
    const std::unique_lock lock(mutex_);
    std::erase_if(sources_, [](const auto& s) { return s->priority == kDatabase; });
    Source& target = source("database", kDatabase);
    for (const auto& stored : values) target.values->setString(stored.key, stored.text);
    resolveAll();
}

std::string Settings::fault(std::string_view key, const std::string& text) const {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end())
        throw bug("kernel.no-setting", "nobody declared the setting " + std::string(key));
    const Setting& setting = found->second.setting;
    const auto value = parse(text, setting.fallback);
    if (!value) return "must be " + std::string(typeName(setting.fallback));
    return setting.check ? setting.check(*value) : std::string();
}

void Settings::declare(Setting setting) {
    if (setting.key.empty() || !wellFormed(setting.key))
        throw bug("kernel.setting-key", "the setting \"" + setting.key +
                                            "\" is not named section.some-key, in lower case with hyphens");
    if (holdsSecret(setting.key))
        throw bug("kernel.setting-secret", "the setting " + setting.key + " would hold a secret: declare " +
                                               setting.key + "-file and read the secret from that file");
    if (setting.description.empty())
        throw bug("kernel.setting-description", "the setting " + setting.key + " has no description");
    if (setting.check) {
        const std::string wrong = setting.check(setting.fallback);
        if (!wrong.empty())
            throw bug("kernel.setting-default",
                      "the default of " + setting.key + " fails its own check: " + wrong);
    }
    const std::unique_lock lock(mutex_);
    if (const auto other = entries_.find(setting.key); other != entries_.end())
        throw bug("kernel.setting-twice", "the setting " + setting.key + " is declared by " +
                                              other->second.setting.owner + " already");
    Entry entry{std::move(setting), {}, {}, {}};
    resolve(entry);
    std::string key = entry.setting.key;
    entries_.emplace(std::move(key), std::move(entry));
}

void Settings::removeAll(std::string_view owner) {
    const std::unique_lock lock(mutex_);
    std::erase_if(entries_, [&](const auto& e) {
        if (e.second.setting.owner != owner) return false;
        tolerated_.insert(e.first.substr(0, e.first.find('.')));
        return true;
    });
}

void Settings::tolerate(std::string_view section) {
    const std::unique_lock lock(mutex_);
    tolerated_.emplace(section);
}

void Settings::resolveAll() {
    for (auto& [key, entry] : entries_) resolve(entry);
}

void Settings::resolve(Entry& entry) const {
    const std::string& key = entry.setting.key;
    entry.value = entry.setting.fallback;
    entry.origin = "default";
    entry.problem.clear();
    for (const auto& s : sources_) {
        if (!s->layers->hasProperty(key)) continue;
        const std::string text = s->layers->getRawString(key);
        if (s->priority == kDatabase) { // a value that a new version refuses gives way to the one below
            const auto value = entry.setting.live ? parse(text, entry.setting.fallback) : std::nullopt;
            if (!value || (entry.setting.check && !entry.setting.check(*value).empty())) continue;
        }
        entry.origin = s->name;
        if (auto value = parse(text, entry.setting.fallback)) {
            entry.value = std::move(*value);
            const std::string wrong = entry.setting.check ? entry.setting.check(entry.value) : std::string();
            if (!wrong.empty()) entry.problem = key + " (" + s->name + "): " + wrong;
        } else {
            entry.problem = key + " (" + s->name + ") must be " +
                            std::string(typeName(entry.setting.fallback)) + ", not \"" + text + "\"";
        }
        return;
    }
}

Value Settings::value(std::string_view key) const {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end())
        throw bug("kernel.no-setting", "nobody declared the setting " + std::string(key));
    return found->second.value;
}

std::vector<Effective> Settings::effective() const {
    const std::shared_lock lock(mutex_);
    std::vector<Effective> out;
    for (const auto& [key, e] : entries_) out.push_back({e.setting, e.value, e.origin});
    return out;
}

std::vector<std::string> Settings::problems() const {
    const std::shared_lock lock(mutex_);
    std::vector<std::string> known, out;
    for (const auto& [key, e] : entries_) {
        known.push_back(key);
        if (!e.problem.empty()) out.push_back(e.problem);
        const auto* file = std::get_if<std::string>(&e.value);
        if (key.ends_with("-file") && file && !file->empty() && !std::ifstream(*file))
            out.push_back(key + " (" + e.origin + "): the file " + *file + " cannot be read");
    }
    for (const auto& s : sources_) {
        if (s->priority == kDatabase) continue; // a plugin that is away keeps what was set for it
        std::vector<std::string> keys;
        collectKeys(*s->layers, "", keys);
        for (const auto& key : keys) {
            if (entries_.contains(key) || tolerated_.contains(key.substr(0, key.find('.')))) continue;
            const std::string meant = nearest(key, known);
            out.push_back(key + " (" + s->name + ") is no setting" +
                          (meant.empty() ? "" : "; is " + meant + " meant?"));
        }
    }
    return out;
}

} // namespace rejoinder::config
