#include "kernel/app/kernel.h"
#include "kernel/app/stored_settings.h"

#include <rejoinder/notice.h>

#include <map>

namespace rejoinder::app {

namespace {

/// What a value may look like.
enum class SettingType { YesNo, Whole, Decimal, Text };
REJOINDER_DESCRIBE_ENUM(SettingType, YesNo, Whole, Decimal, Text)

/// A setting as administrators see it; values are texts as they stand in the file.
struct SettingView {
    std::string key, value, origin, description, owner;
    SettingType type = SettingType::Text;
    std::string unit, fallback;
    bool changeable = false;
    std::string fixedBy;
    std::int64_t version = 0;
    std::optional<Timestamp> changedAt;
    std::string changedBy;
    static void rules(Rules& r) {
        r.at("origin").says("default, file …, database, environment or command line");
        r.at("fallback").says("The value without any change");
        r.at("fixedBy").says("Why it cannot be changed here: restart, environment or command line");
        r.at("version").says("0: never changed here");
    }
};
REJOINDER_DESCRIBE(SettingView, key, value, origin, description, owner, type, unit, fallback, changeable,
                   fixedBy, version, changedAt, changedBy)

struct SettingList {
    std::vector<SettingView> items;
};
REJOINDER_DESCRIBE(SettingList, items)

struct SettingKey {
    std::string key;
};
REJOINDER_DESCRIBE(SettingKey, key)

struct ChangeSetting {
    std::string key;
    std::optional<std::string> value;
    static void rules(Rules& r) {
        r.at("value").max(2000).says("As in the file: \"true\", \"8080\"; absent: back to file or default");
    }
};
REJOINDER_DESCRIBE(ChangeSetting, key, value)

std::string fixedBy(const config::Effective& e) {
    if (!e.setting.live) return "restart";
    return e.origin == "environment" || e.origin == "command line" ? e.origin : "";
}

SettingView viewOf(const config::Effective& e, const StoredSetting* stored) {
    SettingView view;
    view.key = e.setting.key;
    view.value = config::redacted(e.value);
    view.origin = e.origin;
    view.description = e.setting.description;
    view.owner = e.setting.owner;
    view.type = static_cast<SettingType>(e.setting.fallback.index());
    view.unit = config::unitOf(e.setting.key);
    view.fallback = config::redacted(e.setting.fallback);
    view.fixedBy = fixedBy(e);
    view.changeable = view.fixedBy.empty();
    if (stored) {
        view.version = stored->version;
        view.changedAt = stored->changedAt;
        view.changedBy = stored->changedBy;
    }
    return view;
}

config::Effective effectiveOf(const config::Settings& settings, const std::string& key) {
    for (auto& e : settings.effective())
        if (e.setting.key == key) return e;
    throw Error::notFound("kernel.no-such-setting", "there is no setting " + key);
}

std::optional<StoredSetting> storedOf(Unit& u, const std::string& key) {
    return u.one<StoredSetting>("kernel.find-stored-setting", {{"settingKey", key}});
}

/// Stores the value. @throws Error Conflict when somebody else was faster.
StoredSetting store(Unit& u, const ChangeSetting& in, const std::optional<StoredSetting>& before,
                    const std::string& who) {
    StoredSetting row{in.key, in.value, before ? before->version + 1 : 1, u.now(), who};
    if (!before)
        u.run("kernel.insert-stored-setting", row);
    else if (u.run("kernel.update-stored-setting", row) == 0)
        throw Error::conflict("kernel.setting-moved", "somebody else changed it at this moment");
    auto told = in;
    if (told.value) told.value = config::redacted(config::Value(*told.value));
    u.audit("settings.change", {}, json::write(told));
    u.publish(SettingChanged{in.key});
    // Whoever can change settings can turn mails to another server: all who may do so hear of every change.
    Notice notice;
    notice.permission = "settings.write";
    notice.kind = "setting-changed";
    notice.subject = in.key + " (" + who + ")";
    notice.link = "/settings?key=" + in.key;
    u.publish(notice);
    return row;
}

} // namespace

void Kernel::declareSettingRoutes(Declarations& d) {
    d.permission("settings.read", "See the settings in force");
    d.permission("settings.write", "Change settings while the server runs");
    d.announce<SettingChanged>("settings.read");
    d.get<None, SettingList>(
        "/settings",
        {.permission = "settings.read",
         .summary = "All settings with the value in force and where it comes from; no secrets"},
        [this](const None&, Call&, Unit& u) {
            std::map<std::string, StoredSetting> stored;
            for (auto& row : u.all<StoredSetting>("kernel.stored-settings")) stored[row.settingKey] = row;
            SettingList list;
            for (const auto& e : settings_.effective()) {
                const auto found = stored.find(e.setting.key);
                list.items.push_back(viewOf(e, found == stored.end() ? nullptr : &found->second));
            }
            return list;
        });
    d.get<SettingKey, SettingView>("/settings/{key}",
                                   {.permission = "settings.read", .summary = "One setting"},
                                   [this](const SettingKey& in, Call&, Unit& u) {
                                       const auto e = effectiveOf(settings_, in.key);
                                       const auto stored = storedOf(u, in.key);
                                       return viewOf(e, stored ? &*stored : nullptr);
                                   });
    d.patch<ChangeSetting, SettingView>(
        "/settings/{key}",
        {.permission = "settings.write",
         .summary = "Change a setting on all nodes, without a restart",
         .ifMatch = true},
        [this](const ChangeSetting& in, Call& call) {
            const auto before = effectiveOf(settings_, in.key);
            const auto row = storage_.write(
                [&](Unit& u) {
                    const auto stored = storedOf(u, in.key);
                    call.requireMatch(stored ? stored->version : 0);
                    if (const auto why = fixedBy(before); why == "restart")
                        throw Error::conflict("kernel.setting-restart",
                                              "it is read when the server starts: change the file, restart");
                    else if (!why.empty())
                        throw Error::conflict("kernel.setting-fixed",
                                              "the " + why + " of the server sets it");
                    if (in.value)
                        if (const auto wrong = settings_.fault(in.key, *in.value); !wrong.empty())
                            throw Error::invalid("/value", "kernel.setting-value", wrong);
                    return store(u, in, stored, call.actor().name);
                },
                {Priority::Interactive, call.actor()});
            readStoredSettings(); // here at once, on other nodes when they hear of it
            return viewOf(effectiveOf(settings_, in.key), &row);
        });
}

} // namespace rejoinder::app
