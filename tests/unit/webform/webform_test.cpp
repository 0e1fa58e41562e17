#include <gmock/gmock.h>
#include <webform/webform.h>

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr auto kForm = "application/x-www-form-urlencoded; charset=UTF-8";

std::vector<std::string> pairs(std::string_view type, std::string_view body) {
    std::vector<std::string> out;
    const auto fields = webform::read(type, body);
    EXPECT_TRUE(fields.has_value());
    for (const auto& f : fields.value_or(std::vector<webform::Field>{}))
        out.push_back(f.name + "=" + f.value);
    return out;
}

} // namespace

TEST(Webform, ReadsPairsInTheirOrder) {
    EXPECT_THAT(pairs(kForm, "event=newCall&user%5B%5D=Alice&user[]=Bob+B%C3%A9&empty=&alone&&a=b=c"),
                ElementsAre("event=newCall", "user[]=Alice", "user[]=Bob Bé", "empty=", "alone=", "a=b=c"));
    EXPECT_THAT(pairs(kForm, ""), IsEmpty());
}

TEST(Webform, LeavesBrokenEscapesAsTheyAre) {
    EXPECT_THAT(pairs(kForm, "a=%&b=%4&c=%zz&d=%41%"), ElementsAre("a=%", "b=%4", "c=%zz", "d=A%"));
}

TEST(Webform, TakesLatin1ForWhatIsNoUtf8) {
    EXPECT_THAT(pairs(kForm, "t=Z%FCrich&u=%ED%A0%80"), ElementsAre("t=Zürich", "u=í\xC2\xA0\xC2\x80"));
}

TEST(Webform, ReadsPartsAndLeavesFilesOut) {
    const std::string body =
        "--b1\r\nContent-Disposition: form-data; name=\"event\"\r\n\r\nhangup\r\n"
        "--b1\r\nContent-Disposition: form-data; name=\"user[]\"\r\nContent-Type: "
        "text/plain\r\n\r\nEmma\r\nTaylor\r\n"
        "--b1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nfile\r\n"
        "--b1--\r\nafter";
    EXPECT_THAT(pairs("multipart/form-data; boundary=b1", body),
                ElementsAre("event=hangup", "user[]=Emma\r\nTaylor"));
    EXPECT_THAT(pairs("Multipart/Form-Data; boundary=\"b1\"", body.substr(0, body.size() - 30)),
                ElementsAre("event=hangup", "user[]=Emma\r\nTaylor"))
        << "the end may be missing";
    EXPECT_THAT(pairs("multipart/form-data", body), IsEmpty()) << "without a boundary";
}

TEST(Webform, IsNoReaderOfOtherBodies) {
    EXPECT_FALSE(webform::read("application/json", "{}"));
    EXPECT_FALSE(webform::read("", "a=b"));
}

TEST(Webform, ReadsOnlySoMany) {
    std::string body;
    for (int i = 0; i < 1000; ++i) body += "a=b&";
    EXPECT_EQ(webform::read(kForm, body)->size(), webform::kMostFields);
}

TEST(Webform, EscapesWhatItReads) {
    const std::string text = "Grüezi & 100 % + „du“\n停止";
    EXPECT_EQ(webform::escaped("a b&c"), "a%20b%26c");
    EXPECT_THAT(pairs(kForm, "t=" + webform::escaped(text)), ElementsAre("t=" + text));
}
