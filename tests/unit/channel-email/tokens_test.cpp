#include "tokens.h"

#include <gtest/gtest.h>

#include <limits>

using rejoinder::Id;
using rejoinder::email::Tokens;

namespace {

Tokens::Key keyOf(unsigned char fill) {
    Tokens::Key key{};
    key.fill(fill);
    return key;
}

} // namespace

TEST(Tokens, NameTheirPiece) {
    const Tokens tokens(keyOf(1));
    for (const std::int64_t id :
         {std::int64_t{1}, std::int64_t{123'456'789'012'345}, std::numeric_limits<std::int64_t>::max()}) {
        const auto token = tokens.make(Id{id});
        EXPECT_EQ(token.size(), 32u);
        EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
        EXPECT_EQ(tokens.read(token), Id{id});
    }
}

TEST(Tokens, EveryChangedCharacterMakesThemWrong) {
    const Tokens tokens(keyOf(1));
    const auto token = tokens.make(Id{42});
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(tokens.read(changed)) << i;
    }
    EXPECT_FALSE(tokens.read(""));
    EXPECT_FALSE(tokens.read(token + "A"));
    EXPECT_FALSE(tokens.read(std::string(32, '%')));
    EXPECT_FALSE(Tokens(keyOf(2)).read(token));
}
