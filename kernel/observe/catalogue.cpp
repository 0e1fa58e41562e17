#include "kernel/observe/catalogue.h"

#include <rejoinder/error.h>

#include <algorithm>
#include <mutex>

namespace rejoinder::observe {

void Catalogue::add(Message message) {
    const auto good = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
    if (message.id.empty() || !std::all_of(message.id.begin(), message.id.end(), good))
        throw Error(ErrorKind::Bug, "kernel.message-id",
                    "the message \"" + message.id + "\" is not named in upper case, digits and hyphens");
    if (message.text.empty())
        throw Error(ErrorKind::Bug, "kernel.message-text", "the message " + message.id + " says nothing");
    const std::unique_lock lock(mutex_);
    const auto [at, added] = messages_.try_emplace(message.id, message);
    if (!added)
        throw Error(ErrorKind::Bug, "kernel.message-twice",
                    "the message " + message.id + " is declared by " + at->second.plugin + " already");
}

void Catalogue::removeAll(std::string_view plugin) {
    const std::unique_lock lock(mutex_);
    std::erase_if(messages_, [&](const auto& m) { return m.second.plugin == plugin; });
}

std::optional<Message> Catalogue::find(std::string_view id) const {
    const std::shared_lock lock(mutex_);
    const auto found = messages_.find(id);
    if (found == messages_.end()) return std::nullopt;
    return found->second;
}

std::vector<Message> Catalogue::all() const {
    const std::shared_lock lock(mutex_);
    std::vector<Message> out;
    for (const auto& [id, m] : messages_) out.push_back(m);
    return out;
}

} // namespace rejoinder::observe
