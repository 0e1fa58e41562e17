#pragma once
#include <rejoinder/plugin.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace rejoinder::security {

/// Who a request comes from and what it may do.
struct Principal {
    Actor actor;
    std::shared_ptr<const std::set<std::string, std::less<>>> permissions; ///< null: none
    bool all = false;      ///< the system itself, the administrator role
    bool byCookie = false; ///< signed in by session cookie: state changes need the CSRF header
    std::string csrfToken; ///< of the session
    [[nodiscard]] bool may(std::string_view permission) const {
        return all || (permissions && permissions->contains(permission));
    }
};

/// What a request shows to prove who it is; views into the request.
struct Credentials {
    std::string_view authorization; ///< value of the Authorization header, "" when absent
    std::string_view cookie;        ///< value of the Cookie header, "" when absent
    bool unattended = false;        ///< nobody sits there: asked by itself, does not keep a session alive
};

/// Tells who a request comes from. Thread-safe; answers from a cache of a few seconds.
class Authority {
public:
    virtual ~Authority() = default;
    /// Nothing when no or wrong credentials are shown.
    virtual std::optional<Principal> authenticate(const Credentials& credentials) = 0;
};

} // namespace rejoinder::security
