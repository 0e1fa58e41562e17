#include "kernel/storage/kill_point.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <sstream>

namespace rejoinder::storage {

KillPoint::KillPoint(const char* text) {
    if (!text || !*text) return;
    std::istringstream words(text);
    std::string when;
    words >> when >> number_ >> kind_ >> name_;
    lists_ = when == "list";
    committed_ = when == "after" || lists_;
    if (lists_) return;
    if ((!committed_ && when != "before") || number_ < 1)
        throw Error(
            ErrorKind::Invalid, "storage.kill-point",
            fmt::format("REJOINDER_KILL is \"{}\"; expected \"before N\", \"after N\" or \"list\".", text));
}

void KillPoint::count(const Actor& actor) {
    const bool outside =
        actor.kind == "job" || actor.kind == "event" || actor.kind == "user" || actor.kind == "token";
    const bool counts = kind_.empty() ? outside : actor.kind == kind_;
    if (!counts || (!name_.empty() && actor.name != name_)) return;
    if (lists_) {
        fmt::print(stderr, "step: {} {}\n", actor.kind, actor.name);
        return;
    }
    if (++seen_ != number_) return;
    fmt::print(stderr, "killed {} the commit of: {} {}\n", committed_ ? "after" : "before", actor.kind,
               actor.name);
    std::fflush(stderr);
    std::raise(SIGKILL);
}

} // namespace rejoinder::storage
