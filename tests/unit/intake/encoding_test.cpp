#include <gtest/gtest.h>
#include <intake/encoding.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace {

using namespace std::string_literals;

intake::Bytes inSteps(std::string text, std::size_t step) {
    return [text = std::move(text), step, at = std::size_t{0}](char* buffer, std::size_t size) mutable {
        const std::size_t n = std::min({size, text.size() - at, step});
        std::copy_n(text.data() + at, n, buffer);
        at += n;
        return n;
    };
}

intake::EncodingGuess guess(const std::string& bytes) {
    return intake::detectEncoding(inSteps(bytes, 1000));
}

std::string encoded(const std::string& utf8, const char* encoding) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(utf8);
    std::string out(static_cast<std::size_t>(text.length()) * 8 + 16, '\0');
    UConverter* converter = ucnv_open(encoding, &status);
    out.resize(static_cast<std::size_t>(ucnv_fromUChars(
        converter, out.data(), static_cast<int32_t>(out.size()), text.getBuffer(), text.length(), &status)));
    ucnv_close(converter);
    EXPECT_TRUE(U_SUCCESS(status)) << encoding << ' ' << u_errorName(status);
    return out;
}

std::string decoded(const std::string& bytes, const std::string& encoding, std::size_t step,
                    std::uint64_t* wrong = nullptr) {
    std::string out;
    const auto n =
        intake::toUtf8(inSteps(bytes, step), encoding, [&](std::string_view text) { out += text; });
    if (wrong != nullptr) *wrong = n;
    return out;
}

struct Sample {
    const char* encoding;
    const char* text;
};

// Lists as people have them: names and places, few letters beyond ASCII, no sentences.
const Sample kSamples[] = {
    {"windows-1252",
     "Name;Ort\nJürg Müller;Zürich\nFrançois Lefèvre;Genève\nZoë Björk;Malmö\nJosé Núñez;Cádiz\n"},
    {"windows-1252", "Name;Ort\nMeier;Köln\n"},
    {"windows-1252", "Firma;Betrag\n„Haus“ – Wärme GmbH;5 €\nGroß & Söhne;7 €\n"},
    {"windows-1250", "Jméno;Město\nJiří Dvořák;Plzeň\nŽofie Černá;Třebíč\nStanisław Wójcik;Łódź\n"},
    {"windows-1251", "Имя;Город\nИван Петров;Москва\nОльга Смирнова;Тверь\n"},
    {"KOI8-R", "Имя;Город\nИван Петров;Москва\nОльга Смирнова;Тверь\n"},
    {"windows-1253", "Όνομα;Πόλη\nΓιώργος Παπαδόπουλος;Αθήνα\nΕλένη Νικολάου;Πάτρα\n"},
    {"windows-1254", "Ad;Şehir\nAyşe Yılmaz;İstanbul\nMehmet Öztürk;Eskişehir\nÇağla Doğan;Muğla\n"},
    {"IBM850", "Name;Ort\nJürg Müller;Zürich\nAndré Lefèvre;Genève\nBjörn Jäger;Köln\n"},
    {"macintosh", "Name;Ort\nJürg Müller;Zürich\nAndré Lefèvre;Genève\nBjörn Jäger;Köln\n"},
    {"Shift_JIS", "名前;都市\n田中さくら;東京\n鈴木たろう;大阪\n"},
    {"EUC-JP", "名前;都市\n田中さくら;東京\n鈴木たろう;大阪\n"},
    {"GB18030", "姓名;城市\n王小明;北京\n李丽华;上海\n张伟;广州\n陈静;深圳\n"},
    {"Big5", "姓名;城市\n王小明;台北\n李麗華;高雄\n張偉;臺中\n陳靜;新竹\n"},
    {"EUC-KR", "이름;도시\n김철수;서울\n이영희;부산\n박민수;대구\n"},
    {"ISO-2022-JP", "名前;都市\n田中さくら;東京\n鈴木たろう;大阪\n"},
};

TEST(Encoding, ListsOfNamesAreRecognised) {
    for (const Sample& each : kSamples) {
        const std::string bytes = encoded(each.text, each.encoding);
        const auto found = guess(bytes);
        EXPECT_EQ(found.name, each.encoding) << each.text << " decoded " << found.example;
        EXPECT_EQ(decoded(bytes, found.name, 3), each.text) << each.encoding;
    }
}

TEST(Encoding, Utf8IsKnownByItsFormWhereverTheLetterStands) {
    EXPECT_EQ(guess("plain").why, "ascii");
    EXPECT_EQ(guess("Zürich").why, "validUtf8");
    EXPECT_EQ(guess(std::string(300'000, 'x') + "\nZürich\n").example, "Zürich");
    EXPECT_EQ(guess(std::string(300'000, 'x') + encoded("\nZürich Genève\n", "windows-1252")).name,
              "windows-1252");
}

TEST(Encoding, ByteOrderMarksAndZeroBytes) {
    for (const auto* name : {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-8"}) {
        const auto found = guess(encoded("\uFEFFName,Ort\nJürg,Zürich\n", name));
        EXPECT_EQ(found.name, name);
        EXPECT_EQ(found.why, "byteOrderMark");
        EXPECT_EQ(decoded(encoded("\uFEFFJürg 😀\n", name), name, 1), "Jürg 😀\n")
            << "the mark goes, a byte at a time";
    }
    EXPECT_EQ(guess(encoded("Name,Ort\nJürg,Zürich\n", "UTF-16LE")).name, "UTF-16LE");
    EXPECT_EQ(guess(encoded("Name,Ort\nJürg,Zürich\n", "UTF-16BE")).name, "UTF-16BE");
}

TEST(Encoding, WhatIsNoTextIsMarkedAndCounted) {
    std::uint64_t wrong = 0;
    EXPECT_EQ(decoded("a\x82\xA0"
                      "b\x82"
                      "\n",
                      "Shift_JIS", 1, &wrong),
              "aあb\xFF\n");
    EXPECT_EQ(wrong, 1u);
    EXPECT_EQ(decoded("\x3D\xD8x\0"s, "UTF-16LE", 100, &wrong), "\xFFx"s);
    EXPECT_THROW(decoded("x", "klingon", 1), std::invalid_argument);
}

TEST(Encoding, NamesAndAliases) {
    EXPECT_EQ(intake::encodingNamed("latin1"), "windows-1252");
    EXPECT_EQ(intake::encodingNamed("cp1252"), "windows-1252");
    EXPECT_EQ(intake::encodingNamed("utf8"), "UTF-8");
    EXPECT_EQ(intake::encodingNamed("sjis"), "Shift_JIS");
    EXPECT_EQ(intake::encodingNamed("nothing"), "");
    for (const auto& name : intake::encodings()) EXPECT_EQ(intake::encodingNamed(name), name);
}

TEST(Encoding, AnythingIsReadWithoutHarm) {
    std::string bytes;
    std::uint32_t x = 12345;
    for (int i = 0; i < 50'000; ++i) bytes += static_cast<char>((x = x * 1664525 + 1013904223) >> 24U);
    const auto found = guess(bytes);
    EXPECT_FALSE(decoded(bytes, found.name, 777).empty());
}

} // namespace
