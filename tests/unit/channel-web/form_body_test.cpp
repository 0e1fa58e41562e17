#include "form_body.h"

#include <gtest/gtest.h>

using namespace rejoinder::web;

namespace {

TEST(FormBody, ReadsWhatABrowserSends) {
    const auto pairs = readForm("name=M%C3%BCller+%26+Co&empty=&q=a%0D%0Ab&name=last");
    ASSERT_TRUE(pairs);
    ASSERT_EQ(pairs->size(), 4u);
    EXPECT_EQ((*pairs)[0], std::pair(std::string("name"), std::string("Müller & Co")));
    EXPECT_EQ((*pairs)[2].second, "a\nb");
    EXPECT_EQ(valueOf(*pairs, "name"), "last");
    EXPECT_EQ(valueOf(*pairs, "nobody"), "");
}

TEST(FormBody, GivesUtf8WhateverComes) {
    const auto pairs = readForm("a=%FF%C3&b=%00%07x&c=%zz%4&d=\xc3\xa9");
    ASSERT_TRUE(pairs);
    EXPECT_EQ(valueOf(*pairs, "a"), "ÿÃ");
    EXPECT_EQ(valueOf(*pairs, "b"), "x");
    EXPECT_EQ(valueOf(*pairs, "c"), "%zz%4");
    EXPECT_EQ(valueOf(*pairs, "d"), "é");
}

TEST(FormBody, HasLimits) {
    std::string many;
    for (int i = 0; i < 200; ++i) many += "a=1&";
    EXPECT_FALSE(readForm(many));
    EXPECT_TRUE(readForm("a=" + std::string(20'000, 'x')));
    EXPECT_FALSE(readForm("a=" + std::string(20'001, 'x')));
    EXPECT_FALSE(readForm(std::string(101, 'n') + "=1"));
    EXPECT_TRUE(readForm("").value().empty());
    EXPECT_EQ(readForm("&&=&&x").value().size(), 2u);
}

} // namespace
