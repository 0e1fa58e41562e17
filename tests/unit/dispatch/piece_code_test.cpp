#include "permutation.h"
#include "piece_code.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>

using namespace rejoinder::dispatch;
using testing::Contains;
using testing::HasSubstr;

namespace {

constexpr int kMany = 1'000'000;

std::uint64_t randomNumber(std::mt19937_64& random) {
    return std::uniform_int_distribution<std::uint64_t>(0, kCodeCount - 1)(random);
}

} // namespace

TEST(PieceCode, AlphabetHasNoLookAlikesAndNoVowels) {
    ASSERT_EQ(kCodeAlphabet.size(), 23u);
    for (const std::string_view group : {"0OQD", "1IL", "2Z", "5S", "8B", "6G", "UV", "4A"}) {
        const auto present = std::count_if(group.begin(), group.end(), [](char c) {
            return kCodeAlphabet.find(c) != std::string_view::npos;
        });
        EXPECT_LE(present, 1) << group;
    }
    EXPECT_EQ(kCodeAlphabet.find_first_of("AEIOU"), std::string_view::npos);
}

TEST(PieceCode, EverySubstitutionAndEverySwapOfAMillionCodesIsFound) {
    std::mt19937_64 random(20261122);
    std::uint64_t missed = 0;
    std::uint64_t tried = 0;
    for (int n = 0; n < kMany; ++n) {
        const std::string code = codeOfNumber(randomNumber(random));
        std::string damaged = code;
        // All positions in turn over the codes, and for each all 22 other characters.
        const std::size_t at = static_cast<std::size_t>(n) % kCodeLength;
        for (const char c : kCodeAlphabet) {
            if (c == code[at]) {
                continue;
            }
            damaged[at] = c;
            missed += isCode(damaged) ? 1 : 0;
            ++tried;
        }
        damaged = code;
        for (std::size_t i = 0; i + 1 < kCodeLength; ++i) {
            if (code[i] == code[i + 1]) {
                continue;
            }
            std::swap(damaged[i], damaged[i + 1]);
            missed += isCode(damaged) ? 1 : 0;
            ++tried;
            std::swap(damaged[i], damaged[i + 1]);
        }
        ASSERT_TRUE(isCode(code));
    }
    EXPECT_EQ(missed, 0u);
    EXPECT_GT(tried, 22u * kMany);
}

TEST(PieceCode, NumbersGoThereAndBack) {
    std::mt19937_64 random(1);
    for (int n = 0; n < 100'000; ++n) {
        const auto number = randomNumber(random);
        ASSERT_EQ(numberOfCode(codeOfNumber(number)), number);
    }
    EXPECT_EQ(numberOfCode(codeOfNumber(0)), 0u);
    EXPECT_EQ(numberOfCode(codeOfNumber(kCodeCount - 1)), kCodeCount - 1);
}

TEST(PieceCode, ReadingForgivesDashesBlanksCaseAndLookAlikes) {
    std::mt19937_64 random(2);
    for (int n = 0; n < 10'000; ++n) {
        const std::string code = codeOfNumber(randomNumber(random));
        ASSERT_EQ(readCode(printedCode(code)).code, code);
        std::string typed = "  " + printedCode(code) + "\n";
        for (char& c : typed) {
            switch (c) {
            case 'D': c = "0OQdoq"[n % 6]; break;
            case '2': c = "Zz"[n % 2]; break;
            case '5': c = "Ss"[n % 2]; break;
            case '8': c = "Bb"[n % 2]; break;
            case '6': c = "Gg"[n % 2]; break;
            case 'V': c = "Uu"[n % 2]; break;
            case '4': c = "Aa"[n % 2]; break;
            case '-': c = " -._/"[n % 5]; break;
            default: c = static_cast<char>(n % 2 ? std::tolower(c) : c);
            }
        }
        const auto read = readCode(typed);
        ASSERT_EQ(read.fault, CodeFault::None) << typed;
        ASSERT_EQ(read.code, code);
    }
    const std::string code = codeOfNumber(123'456'789);
    EXPECT_EQ(readCode(code.substr(0, 3) + "\u2013" + code.substr(3, 3) + "\u00a0" + code.substr(6)).code,
              code);
}

TEST(PieceCode, SaysWhatIsWrong) {
    EXPECT_EQ(readCode("").fault, CodeFault::Empty);
    EXPECT_EQ(readCode(" - ").fault, CodeFault::Empty);
    EXPECT_EQ(readCode("234").fault, CodeFault::Length);
    EXPECT_EQ(readCode("2345678922").fault, CodeFault::Length);
    EXPECT_EQ(readCode(std::string(100'000, '2')).fault, CodeFault::Length);
    const auto one = readCode("123-456-789");
    EXPECT_EQ(one.fault, CodeFault::Character);
    EXPECT_THAT(one.hint, HasSubstr("character 1"));
    EXPECT_EQ(readCode(std::string_view("234\0", 4)).fault, CodeFault::Character);
    std::string damaged = codeOfNumber(7);
    damaged[0] = damaged[0] == 'X' ? 'Y' : 'X';
    EXPECT_EQ(readCode(damaged).fault, CodeFault::Check);
}

TEST(PieceCode, NearCodesContainTheRightOne) {
    std::mt19937_64 random(3);
    for (int n = 0; n < 1'000; ++n) {
        const std::string code = codeOfNumber(randomNumber(random));
        std::string damaged = code;
        const std::size_t at = static_cast<std::size_t>(n) % kCodeLength;
        damaged[at] = kCodeAlphabet[(kCodeAlphabet.find(code[at]) + 5) % kCodeAlphabet.size()];
        ASSERT_THAT(nearCodes(damaged), Contains(code));
        for (const auto& near : nearCodes(damaged)) {
            ASSERT_TRUE(isCode(near));
        }
        if (code[3] != code[4]) {
            damaged = code;
            std::swap(damaged[3], damaged[4]);
            ASSERT_THAT(nearCodes(damaged), Contains(code));
        }
    }
    EXPECT_TRUE(nearCodes(codeOfNumber(1)).empty());
}

TEST(MediumCode, EverySubstitutionAndEverySwapIsFound) {
    std::mt19937_64 random(20261201);
    std::uniform_int_distribution<std::uint64_t> any(0, kMediumCodeCount - 1);
    std::uint64_t missed = 0, tried = 0;
    for (int n = 0; n < kMany; ++n) {
        const std::string code = codeOfNumber(any(random), kMediumCodeLength);
        ASSERT_TRUE(isCode(code));
        std::string damaged = code;
        const std::size_t at = static_cast<std::size_t>(n) % kMediumCodeLength;
        for (const char c : kCodeAlphabet) {
            if (c == code[at]) {
                continue;
            }
            damaged[at] = c;
            missed += isCode(damaged) ? 1 : 0;
            ++tried;
        }
        damaged = code;
        for (std::size_t i = 0; i + 1 < kMediumCodeLength; ++i) {
            if (code[i] != code[i + 1]) {
                std::swap(damaged[i], damaged[i + 1]);
                missed += isCode(damaged) ? 1 : 0;
                ++tried;
                std::swap(damaged[i], damaged[i + 1]);
            }
        }
    }
    EXPECT_EQ(missed, 0u);
    EXPECT_GT(tried, 22u * kMany);
    EXPECT_EQ(numberOfCode(codeOfNumber(kMediumCodeCount - 1, kMediumCodeLength)), kMediumCodeCount - 1);
    EXPECT_EQ(readCode("4kd-93t").code.size(), kMediumCodeLength);
}

/// A code is in use when its number was given out: the same question that the database answers.
TEST(NearCodes, TheFirstSuggestionIsRightWithManyCodesInUse) {
    const bool brief = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::uint64_t inUse = brief ? 1'000'000 : 10'000'000;
    const int typos = brief ? 10'000 : 100'000;
    const Permutation permutation(Permutation::fromHex("00112233445566778899aabbccddeeff"));
    std::mt19937_64 random(4);
    std::uniform_int_distribution<std::uint64_t> issued(0, inUse - 1);
    int right = 0, first = 0;
    for (int n = 0; n < typos; ++n) {
        std::uint64_t number = issued(random);
        permutation.apply({&number, 1});
        const std::string code = codeOfNumber(number);
        std::string typed = code;
        const std::size_t at = random() % kCodeLength;
        if (n % 4 == 0 && at + 1 < kCodeLength && typed[at] != typed[at + 1]) {
            std::swap(typed[at], typed[at + 1]);
        } else {
            while (typed[at] == code[at]) {
                typed[at] = kCodeAlphabet[random() % kCodeAlphabet.size()];
            }
        }
        ASSERT_EQ(readCode(typed).fault, CodeFault::Check);
        const auto near = nearCodes(typed);
        std::vector<std::uint64_t> numbers;
        for (const auto& one : near) {
            numbers.push_back(numberOfCode(one));
        }
        permutation.undo(numbers);
        const auto suggested =
            std::find_if(numbers.begin(), numbers.end(), [&](std::uint64_t x) { return x < inUse; });
        ASSERT_NE(suggested, numbers.end()) << "the right one is always among them";
        first += near[static_cast<std::size_t>(suggested - numbers.begin())] == code ? 1 : 0;
        ++right;
    }
    const double share = static_cast<double>(first) / right;
    RecordProperty("firstSuggestionRight", std::to_string(share));
    std::printf("first suggestion right: %.3f %% of %d typos with %llu codes in use\n", 100 * share, typos,
                static_cast<unsigned long long>(inUse));
    EXPECT_GE(share, 0.95);
}

TEST(Permutation, AMillionNumbersInARowStayDifferentAndComeBack) {
    const Permutation permutation(Permutation::fromHex("000102030405060708090a0b0c0d0e0f"));
    std::vector<std::uint64_t> numbers(kMany);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = i;
    }
    permutation.apply(numbers);
    auto sorted = numbers;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(std::adjacent_find(sorted.begin(), sorted.end()), sorted.end());
    EXPECT_LT(sorted.back(), kCodeCount);
    permutation.undo(numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        ASSERT_EQ(numbers[i], i);
    }
}

TEST(Permutation, ImagesOfNeighboursLookUnrelated) {
    const Permutation permutation(Permutation::randomKey());
    constexpr std::size_t kCount = 230'000;
    std::vector<std::uint64_t> numbers(kCount);
    for (std::size_t i = 0; i < kCount; ++i) {
        numbers[i] = 5'000'000 + i;
    }
    permutation.apply(numbers);
    // Every free position of the code must be spread evenly: chi-square with 22 degrees of freedom, 48.3 at
    // 0.1 %; the limit is far above it so that a random key never fails.
    for (std::size_t position = 0; position + 1 < kCodeLength; ++position) {
        std::array<double, 23> seen{};
        for (const auto n : numbers) {
            seen[kCodeAlphabet.find(codeOfNumber(n)[position])] += 1;
        }
        const double expected = static_cast<double>(kCount) / 23;
        double chiSquare = 0;
        for (const double s : seen) {
            chiSquare += (s - expected) * (s - expected) / expected;
        }
        EXPECT_LT(chiSquare, 80) << "position " << position;
    }
    std::size_t ascending = 0;
    for (std::size_t i = 1; i < kCount; ++i) {
        ascending += numbers[i] > numbers[i - 1] ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(ascending) / kCount, 0.5, 0.01);
}

TEST(Permutation, TheKeyMattersAndSurvivesItsText) {
    const auto key = Permutation::randomKey();
    EXPECT_EQ(Permutation::fromHex(Permutation::toHex(key)), key);
    std::vector<std::uint64_t> a{1, 2, 3};
    auto b = a;
    auto c = a;
    Permutation(key).apply(a);
    Permutation(Permutation::fromHex(Permutation::toHex(key))).apply(b);
    Permutation(Permutation::randomKey()).apply(c);
    EXPECT_EQ(a, b);
    EXPECT_NE(a, c);
    EXPECT_THROW(Permutation::fromHex("00"), std::invalid_argument);
    EXPECT_THROW(Permutation::fromHex(std::string(32, 'g')), std::invalid_argument);
    std::vector<std::uint64_t> tooLarge{kCodeCount};
    EXPECT_THROW(Permutation(key).apply(tooLarge), std::invalid_argument);
}
