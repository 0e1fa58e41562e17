#include "tokens.h"

#include <gtest/gtest.h>

using namespace rejoinder;
using namespace rejoinder::web;

namespace {

Tokens tokensOf(unsigned char first) {
    Tokens::Key key{};
    key[0] = first;
    return Tokens(key);
}

TEST(WebTokens, AFormsTokenComesBackAsItWas) {
    const auto tokens = tokensOf(1);
    const auto token = tokens.makeForm(Id{7}, 3, Timestamp{123'456});
    const auto read = tokens.readForm(token);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->formId, Id{7});
    EXPECT_EQ(read->formVersion, 3);
    EXPECT_EQ(read->madeAt, Timestamp{123'456});
    EXPECT_EQ(read->nonce.size(), 32u);
    EXPECT_NE(tokens.readForm(tokens.makeForm(Id{7}, 3, Timestamp{123'456}))->nonce, read->nonce);
}

TEST(WebTokens, NoChangedCharacterPasses) {
    const auto tokens = tokensOf(1);
    const auto token = tokens.makeForm(Id{7}, 3, Timestamp{123'456});
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto wrong = token;
        wrong[i] = wrong[i] == '0' ? '1' : '0';
        EXPECT_FALSE(tokens.readForm(wrong)) << i;
    }
    EXPECT_FALSE(tokensOf(2).readForm(token));
    EXPECT_FALSE(tokens.readForm(token.substr(2)));
    EXPECT_FALSE(tokens.readForm(""));
    EXPECT_FALSE(tokens.readConfirmation(token)) << "each kind has a name of its own";
}

TEST(WebTokens, AnAddressProvesItsCodeOnly) {
    const auto tokens = tokensOf(1);
    const auto key = tokens.keyOf("4KD93T7WX");
    EXPECT_EQ(key.size(), 8u);
    std::string code;
    EXPECT_TRUE(tokens.proves("4KD93T7WX-" + key, code));
    EXPECT_EQ(code, "4KD93T7WX");
    EXPECT_TRUE(tokens.proves("4kd-93t-7wx-" + key, code)) << "as people type it";
    EXPECT_FALSE(tokens.proves("4KD93T7WX", code));
    EXPECT_EQ(code, "4KD93T7WX");
    EXPECT_FALSE(tokens.proves("4KD-93T-7WX", code));
    EXPECT_EQ(code, "4KD-93T-7WX");
    EXPECT_FALSE(tokens.proves("4KD93T7WY-" + key, code)) << "another code";
    EXPECT_FALSE(tokens.proves("-", code));
    EXPECT_FALSE(tokens.proves("", code));
}

TEST(WebTokens, AConfirmationNamesOneThing) {
    const auto tokens = tokensOf(1);
    EXPECT_EQ(tokens.readConfirmation(tokens.makeConfirmation(Id{99})), Id{99});
    EXPECT_FALSE(tokensOf(2).readConfirmation(tokens.makeConfirmation(Id{99})));
    EXPECT_FALSE(tokens.readConfirmation("00"));
}

} // namespace
