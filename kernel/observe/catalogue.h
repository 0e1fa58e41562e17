#pragma once
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::observe {

/// A log event for operators: what it says and what to do about it. `text` names fields in braces.
struct Message {
    std::string id, plugin, text, advice;
};

/// All messages that rooms and plugins declared. Thread-safe.
class Catalogue {
public:
    /// @throws Error Bug when the id is malformed (upper case, digits, hyphens) or taken, or when text is
    /// missing.
    void add(Message message);
    void removeAll(std::string_view plugin);
    [[nodiscard]] std::optional<Message> find(std::string_view id) const;
    /// In the order of their ids.
    [[nodiscard]] std::vector<Message> all() const;

private:
    mutable std::shared_mutex mutex_;
    std::map<std::string, Message, std::less<>> messages_;
};

} // namespace rejoinder::observe
