#pragma once
#include "kernel/security/secret.h"
#include "tests/support/server.h"

#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rejoinder::security::test {

using rejoinder::test::Answer;
using rejoinder::test::HttpClient;

inline constexpr const char* kPassword = "correct horse battery";

/// What a sign-in answers with.
struct SignedIn {
    Id id, userId;
    std::string name, displayName, language, theme, csrfToken;
    bool everything = false, totpMissing = false;
    std::vector<std::string> permissions;
    Timestamp endsAt;
    std::int64_t idleSeconds = 0;
};
REJOINDER_DESCRIBE(SignedIn, id, userId, name, displayName, language, theme, csrfToken, everything,
                   totpMissing, permissions, endsAt, idleSeconds)

/// A browser: a cookie and the token that changes need.
class Browser {
public:
    Browser(std::uint16_t port, std::string device)
        : client_(std::make_unique<HttpClient>(port)), device_(std::move(device)) {}
    Answer signIn(const std::string& name, const std::string& password, const std::string& code = {}) {
        const auto answer = client_->post("/sessions",
                                          R"({"name":")" + name + R"(","password":")" + password +
                                              R"(","code":")" + code + "\"}",
                                          {{"User-Agent", device_}});
        if (answer.status == 201) {
            session = answer.as<SignedIn>();
            const auto& cookie = answer.headers.at("set-cookie");
            cookie_ = cookie.substr(0, cookie.find(';'));
        }
        return answer;
    }
    Answer call(const std::string& verb, const std::string& path, const std::string& body = {},
                HttpClient::Headers headers = {}) {
        headers["Cookie"] = cookie_;
        if (verb != "GET") headers["X-CSRF-Token"] = session.csrfToken;
        return client_->send(verb, "/api/v1" + path, body, headers);
    }
    SignedIn session;

private:
    std::unique_ptr<HttpClient> client_;
    std::string device_, cookie_;
};

/// A server with the database driver alone and a few people.
class People : public testing::Test {
protected:
    People() {
        std::error_code there;
        std::filesystem::copy(rejoinder::test::buildFolder() / "plugins" / "storage-sqlite",
                              plugins_.path() / "storage-sqlite", std::filesystem::copy_options::recursive,
                              there);
        server_ = std::make_unique<rejoinder::test::InProcessServer>(
            rejoinder::test::SettingList{{"plugins.folders", plugins_.path().string()}});
        add("anna", {"agent"});
        add("chief", {"administrator"});
    }
    void add(const std::string& name, const std::vector<std::string>& roles) {
        static const std::string hash = hashPassword(kPassword);
        ids_[name] = server_->kernel().storage().write(
            [&](Unit& u) { return server_->kernel().security().addUser(u, name, name, hash, roles); },
            {Priority::Interactive, {"command", "test", {}, {}}});
    }
    Browser browser(const std::string& device = "Firefox") { return {server_->port(), device}; }
    Browser signedIn(const std::string& name, const std::string& device = "Firefox") {
        auto b = browser(device);
        EXPECT_EQ(b.signIn(name, kPassword).status, 201);
        return b;
    }
    /// Lines of the audit trail with that action.
    std::int64_t audited(const std::string& action) {
        std::int64_t count = 0;
        const auto body = server_->admin().get("/audit?limit=1000").body;
        for (auto at = body.find("\"" + action + "\""); at != std::string::npos;
             at = body.find("\"" + action + "\"", at + 1))
            ++count;
        return count;
    }

    rejoinder::test::TempFolder plugins_;
    std::unique_ptr<rejoinder::test::InProcessServer> server_;
    std::map<std::string, Id> ids_;
};

} // namespace rejoinder::security::test
