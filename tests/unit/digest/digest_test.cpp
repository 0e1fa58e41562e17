#include <digest/digest.h>
#include <gtest/gtest.h>

// FIPS 180-4, examples of the standard.
TEST(Digest, Sha256) {
    EXPECT_EQ(digest::sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest::Sha256 sum;
    for (const char* part : {"a", "", "bc"}) sum.add(part);
    EXPECT_EQ(sum.hex(), digest::sha256Hex("abc"));
    EXPECT_EQ(digest::sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, HmacAsRfc4231Says) {
    // RFC 4231, 4.3: test case 2.
    EXPECT_EQ(digest::hexOf(digest::hmacSha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(digest::base64Of("foob"), "Zm9vYg==");
    EXPECT_EQ(digest::base64Of(""), "");
}

TEST(Digest, SecretsDifferAndAreCompared) {
    const auto one = digest::secretHex(24), other = digest::secretHex(24);
    EXPECT_EQ(one.size(), 48u);
    EXPECT_NE(one, other);
    EXPECT_TRUE(digest::sameSecret(one, one));
    EXPECT_FALSE(digest::sameSecret(one, other));
    EXPECT_FALSE(digest::sameSecret(one, one.substr(1)));
}
