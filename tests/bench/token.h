#pragma once
#include "tests/support/server.h"

namespace rejoinder::bench {

/// Makes an administrator of a server that is not running. @returns a token of theirs.
inline std::string makeToken(const test::ChildServer& server) {
    (void)server.run({"user", "add", "bench", "--role", "administrator"});
    auto told = server.run({"user", "token", "bench"}).second; // its last word
    told.erase(told.find_last_not_of(" \n") + 1);
    return told.substr(told.find_last_of(" \n") + 1);
}

} // namespace rejoinder::bench
