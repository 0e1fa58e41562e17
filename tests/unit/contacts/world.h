#pragma once
#include "kernel/app/kernel.h"
#include "tests/support/migrated.h"

#include <rejoinder/plugin.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

/// The real kernel on a real SQLite file with chosen plugins, in this process and without a socket.
namespace rejoinder::test {

class World {
public:
    using Settings = std::vector<std::pair<std::string, std::string>>;
    explicit World(std::initializer_list<const char*> plugins, Settings settings = {})
        : settings_(std::move(settings)) {
        std::string pattern = (std::filesystem::temp_directory_path() / "rejoinder-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        std::filesystem::create_directories(folder_ / "plugins");
        std::string all;
        for (const char* name : plugins) {
            std::filesystem::create_directory_symlink(
                std::filesystem::path(REJOINDER_BINARY_DIR) / "plugins" / name, folder_ / "plugins" / name);
            all += std::string(name) + " ";
        }
        if (storesByDefault())
            layFreshDatabase(folder_ / "data/rejoinder.db", all, [&](const std::filesystem::path& file) {
                app::Kernel fresh(launch(file.parent_path()));
                fresh.load();
                fresh.open(app::Kernel::Access::Migrate);
                fresh.migrate({});
            });
        open();
    }
    ~World() {
        close();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void open() {
        kernel_ = std::make_unique<app::Kernel>(launch(folder_ / "data"));
        kernel_->load();
        kernel_->open(app::Kernel::Access::Serve);
        kernel_->start();
    }
    void close() { kernel_.reset(); }

    /// An answer with its ETag.
    struct Reply {
        int status = 0;
        std::string body, etag;
        template <class T>
        T as() const {
            EXPECT_LT(status, 300) << body;
            return json::read<T>(body);
        }
        /// The stable code of a problem.
        [[nodiscard]] std::string code() const { return textAfter("\"code\":\""); }
        [[nodiscard]] std::string textAfter(std::string_view mark) const {
            const std::size_t at = body.find(mark);
            if (at == std::string::npos) return {};
            return body.substr(at + mark.size(), body.find('"', at + mark.size()) - at - mark.size());
        }
    };

    /// Runs a request as the system user. `path` starts below /api/v1.
    Reply call(std::string_view verb, std::string_view path, std::string_view body = {},
               std::string_view ifMatch = {}, std::string_view contentType = "application/json",
               std::string_view key = {}) {
        security::Principal system;
        system.actor = {"system", "test", {}, {}};
        system.all = true;
        const std::string whole = "/api/v1" + std::string(path), length = std::to_string(body.size());
        http::HttpRequest request;
        http::HttpResponse response;
        request.verb = verb;
        const auto mark = whole.find('?');
        request.path = std::string_view(whole).substr(0, mark);
        if (mark != std::string::npos) request.query = std::string_view(whole).substr(mark + 1);
        request.peer = "test";
        if (!ifMatch.empty()) request.headers.push_back({"If-Match", ifMatch});
        if (!key.empty()) request.headers.push_back({"Idempotency-Key", key});
        const auto spooled = folder_ / "spooled";
        if (!body.empty()) {
            request.headers.push_back({"Content-Type", contentType});
            request.headers.push_back({"Content-Length", length});
            request.bodyBytes = body.size();
            const http::BodyPlan plan = kernel_->dispatcher().plan(request, response, &system);
            if (plan.toFile) {
                std::ofstream(spooled, std::ios::binary) << body;
                request.bodyFile = spooled;
            } else {
                request.body = body;
            }
            if (plan.refused) return {response.status, response.body, {}};
        }
        kernel_->dispatcher().handle(request, response, system);
        const std::string* etag = response.header("ETag");
        return {response.status, response.body, etag != nullptr ? *etag : std::string()};
    }
    Reply get(std::string_view path) { return call("GET", path); }
    Reply post(std::string_view path, std::string_view body) { return call("POST", path, body); }

    template <class F>
    auto read(F&& work) {
        return kernel_->storage().read(std::forward<F>(work));
    }
    template <class F>
    auto write(F&& work) {
        return kernel_->storage().write(std::forward<F>(work));
    }
    /// Waits until no job and no event is left.
    void settle() { kernel_->api().settle(); }
    /// What `rejoinder verify` finds.
    std::vector<std::string> problems() {
        std::vector<std::string> all;
        for (const auto& check : kernel_->host().registrations().checks())
            for (const auto& problem : read([&](Unit& unit) { return check.run(unit); }))
                all.push_back(check.plugin + " " + check.name + ": " + problem);
        return all;
    }
    [[nodiscard]] app::Kernel& kernel() { return *kernel_; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

private:
    /// Is the database the file in the data folder?
    [[nodiscard]] bool storesByDefault() const {
        return std::ranges::none_of(settings_, [](const auto& s) { return s.first.starts_with("storage"); });
    }
    [[nodiscard]] app::Launch launch(const std::filesystem::path& data) const {
        app::Launch launch;
        launch.settings = {{"data.folder", data.string()},
                           {"plugins.folders", (folder_ / "plugins").string()},
                           {"log.target", (folder_ / "log").string()}};
        launch.settings.insert(launch.settings.end(), settings_.begin(), settings_.end());
        return launch;
    }

    Settings settings_;
    std::filesystem::path folder_;
    std::unique_ptr<app::Kernel> kernel_;
};

} // namespace rejoinder::test
