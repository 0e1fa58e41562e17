#pragma once
#include "kernel/http/message.h"
#include "kernel/http/router.h"
#include "kernel/security/authority.h"

#include <rejoinder/http.h>

#include <string>
#include <utility>
#include <vector>

namespace rejoinder::http {

/// What a handler sees of its request.
class RequestCall final : public Call {
public:
    /// `who` may be null (a public route); all arguments outlive the call.
    RequestCall(const HttpRequest& request, const security::Principal* who, const RouteEntry& entry);

    [[nodiscard]] const Actor& actor() const override { return actor_; }
    [[nodiscard]] bool may(std::string_view permission) const override {
        return who_ && who_->may(permission);
    }
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const override {
        return request_.header(name);
    }
    [[nodiscard]] std::string_view requestId() const override { return request_.requestId; }
    [[nodiscard]] std::string_view clientAddress() const override { return request_.peer; }
    void requireMatch(std::int64_t current) const override;
    void setHeader(std::string_view name, std::string_view value) override;

    /// Forgets what an earlier run of the same unit did.
    void restart() noexcept;
    /// Whether the handler compared the client's version, as a route with `ifMatch` must.
    [[nodiscard]] bool matchChecked() const noexcept { return matchChecked_; }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& headers() const noexcept {
        return headers_;
    }

private:
    const HttpRequest& request_;
    const security::Principal* who_;
    const RouteEntry& entry_;
    Actor actor_;
    std::vector<std::pair<std::string, std::string>> headers_;
    mutable bool matchChecked_ = false;
};

/// Whether a list of entity tags (If-Match, If-None-Match) holds the tag or "*". Weak tags only count when
/// `weak`.
bool tagListHas(std::string_view list, std::string_view tag, bool weak) noexcept;

} // namespace rejoinder::http
