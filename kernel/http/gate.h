#pragma once
#include "kernel/http/message.h"
#include "kernel/http/router.h"
#include "kernel/security/authority.h"

#include <optional>

namespace rejoinder::http {

/// Who asks, from the request's credentials; nothing without or with wrong ones.
std::optional<security::Principal> authenticate(security::Authority& authority, const HttpRequest& request);

/// Whether the request proves that it comes from a page of ours (always, where no session cookie is behind
/// it). Checked: the session's token in X-CSRF-Token, Sec-Fetch-Site, and Origin against Host.
bool passesCsrf(const HttpRequest& request, const security::Principal& who) noexcept;

/// Lets the request pass or not. Drops `who` on public routes when the request does not pass the CSRF check:
/// such a route works for anybody, but not in the name of a user whose browser was talked into it.
/// @throws Error Unauthenticated or Forbidden
void checkAccess(std::string_view permission, const HttpRequest& request,
                 std::optional<security::Principal>& who);

} // namespace rejoinder::http
