#pragma once
#include <rejoinder/describe.h>

#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::app {

/// A setting that was changed while the server ran; without a value it was taken back.
struct StoredSetting {
    std::string settingKey;
    std::optional<std::string> value;
    std::int64_t version = 1;
    Timestamp changedAt;
    std::string changedBy;
};
REJOINDER_DESCRIBE(StoredSetting, settingKey, value, version, changedAt, changedBy)

/// Told to every node when a setting was changed.
struct SettingChanged {
    static constexpr std::string_view kTopic = "kernel.setting-changed";
    std::string key;
};
REJOINDER_DESCRIBE(SettingChanged, key)

inline constexpr std::string_view kSettingsTopic = SettingChanged::kTopic;

} // namespace rejoinder::app
