#include "site.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

#include <fstream>

namespace rejoinder::console {

namespace {

using testing::HasSubstr;
using testing::Not;

std::string header(const FileAnswer& answer, std::string_view name) {
    for (const auto& [n, value] : answer.headers)
        if (n == name) return value;
    return {};
}

class SiteTest : public testing::Test {
protected:
    void put(const std::string& path, std::string_view content) {
        const auto file = folder.path() / path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
    }
    FileAnswer get(std::string_view path, std::string_view encoding = {}, std::string_view etag = {}) {
        return Site::load(folder.path()).answer({path, encoding, etag});
    }
    void build() {
        put("index.html", "<meta name=\"csp-nonce\" content=\"__NONCE__\"><script src=\"/assets/a-1.js\">");
        put("assets/a-1.js", "plain");
        put("assets/a-1.js.br", "brotli");
        put("assets/a-1.js.gz", "gzip");
        put("favicon.svg", "<svg/>");
    }
    test::TempFolder folder;
};

TEST_F(SiteTest, ServesTheSmallestFormThatTheBrowserTakes) {
    build();
    EXPECT_EQ(get("/assets/a-1.js", "gzip, deflate, br").body, "brotli");
    EXPECT_EQ(header(get("/assets/a-1.js", "gzip, deflate, br"), "Content-Encoding"), "br");
    EXPECT_EQ(get("/assets/a-1.js", "gzip").body, "gzip");
    EXPECT_EQ(get("/assets/a-1.js", "br;q=0, gzip;q=0.5").body, "gzip");
    EXPECT_EQ(get("/assets/a-1.js").body, "plain");
    EXPECT_EQ(header(get("/assets/a-1.js"), "Content-Encoding"), "");
    EXPECT_EQ(header(get("/assets/a-1.js"), "Vary"), "Accept-Encoding");
    EXPECT_EQ(get("/assets/a-1.js").contentType, "text/javascript; charset=utf-8");
}

TEST_F(SiteTest, NamesWithAHashAreKeptForEverOthersAreAskedFor) {
    build();
    EXPECT_THAT(header(get("/assets/a-1.js"), "Cache-Control"), HasSubstr("immutable"));
    const auto icon = get("/favicon.svg");
    EXPECT_EQ(header(icon, "Cache-Control"), "no-cache");
    const auto again = get("/favicon.svg", "", header(icon, "ETag"));
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.body.empty());
    put("favicon.svg", "<svg></svg>");
    EXPECT_EQ(get("/favicon.svg", "", header(icon, "ETag")).status, 200);
}

TEST_F(SiteTest, EveryPageIsTheIndexWithANonceOfItsOwn) {
    build();
    const auto site = Site::load(folder.path());
    const auto first = site.answer({"/contacts/12", "br", {}}), second = site.answer({"/", "br", {}});
    EXPECT_EQ(first.status, 200);
    EXPECT_THAT(first.body, Not(HasSubstr("__NONCE__")));
    EXPECT_NE(first.body, second.body);
    const auto at = first.body.find("content=\"") + 9;
    const auto nonce = first.body.substr(at, first.body.find('"', at) - at);
    EXPECT_EQ(nonce.size(), 32U);
    const auto policy = header(first, "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("'nonce-" + nonce + "'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_EQ(header(first, "Cache-Control"), "no-cache");
}

TEST_F(SiteTest, NothingOutsideOfTheFolderIsReached) {
    build();
    EXPECT_EQ(get("/assets/none.js").status, 404);
    EXPECT_EQ(get("/../etc/passwd.txt").status, 404);
    EXPECT_EQ(get("/assets/../../secret").status, 404);
    EXPECT_EQ(get("/index.html.br").status, 404);
}

TEST_F(SiteTest, AnInstallationWithoutConsoleSaysSo) {
    const auto answer = get("/");
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr("without the web console"));
    EXPECT_FALSE(Site::load(folder.path() / "absent").built());
}

TEST(Accepts, ReadsTheListOfCodings) {
    EXPECT_TRUE(accepts("gzip, br", "br"));
    EXPECT_FALSE(accepts("brotli", "br"));
    EXPECT_FALSE(accepts("br; q=0.0", "br"));
    EXPECT_TRUE(accepts("br;q=0.1", "br"));
    EXPECT_FALSE(accepts("", "gzip"));
}

} // namespace

} // namespace rejoinder::console
