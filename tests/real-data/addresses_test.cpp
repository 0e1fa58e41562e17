// Address components of 131 countries and the block that others print of them (OpenCage's test cases), and
// German names. Prints what is not as they have it, with the reason.

#include "plugins/contacts/src/address_format.h"
#include "plugins/contacts/src/person_name.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

using namespace rejoinder::contacts;
namespace fs = std::filesystem;

struct Sample {
    std::string folder, file, description;
    AddressParts parts;
    std::vector<std::string> expected;
};

std::string stripped(std::string text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\t'))
        text.pop_back();
    return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::string unquoted(std::string text) {
    const bool quoted = text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
    if (!quoted) return text;
    std::string out;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[0] == '\'' && text.substr(i, 2) == "''") ++i; // a quote within quotes
        if (text[0] == '"' && text[i] == '\\') ++i;
        out += text[i];
    }
    return out;
}

/// Reads the little of YAML that the samples use: documents, one map of texts, one literal block.
std::vector<Sample> samplesIn(const fs::path& path) {
    std::vector<Sample> samples;
    Sample next;
    enum class Part { None, Components, Expected } part = Part::None;
    const auto finish = [&] {
        if (!next.expected.empty()) samples.push_back(next);
        next = Sample{path.parent_path().filename().string(), path.filename().string(), {}, {}, {}};
        part = Part::None;
    };
    finish();
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        const std::string text = stripped(line);
        if (text == "---") {
            finish();
        } else if (text.empty() || text[0] == '#') {
            continue;
        } else if (line[0] != ' ') {
            const std::string key = stripped(line.substr(0, line.find(':')));
            part = key == "components" ? Part::Components : key == "expected" ? Part::Expected : Part::None;
            if (key == "description") next.description = unquoted(stripped(line.substr(line.find(':') + 1)));
        } else if (part == Part::Components) {
            const std::size_t colon = text.find(':');
            std::string value = stripped(text.substr(colon + 1));
            if (const std::size_t note = value.find(" #");
                note != std::string::npos && value[0] != '"' && value[0] != '\'')
                value = stripped(value.substr(0, note));
            next.parts[stripped(text.substr(0, colon))] = unquoted(value);
        } else if (part == Part::Expected) {
            next.expected.push_back(text);
        }
    }
    finish();
    return samples;
}

std::string inOneLine(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += (out.empty() ? "" : " / ") + line;
    return out;
}

/// Why a sample is printed otherwise; everything else is a fault.
std::string reasonOf(const Sample& sample) {
    if (sample.folder == "abbreviations")
        return "reason: this collection asks for words of streets cut short (Pl, R); a letter has them in "
               "full";
    return {};
}

TEST(Addresses, ArePrintedAsTheirCountriesDo) {
    const char* data = std::getenv("REJOINDER_DATA");
    if (data == nullptr || !fs::exists(fs::path(data) / "addresses")) GTEST_SKIP() << "REJOINDER_DATA";
    const fs::path root = fs::path(data) / "addresses" / "testcases";
    static const std::set<std::string> ours{"de.yaml", "at.yaml", "ch.yaml", "li.yaml",
                                            "fr.yaml", "it.yaml", "gb.yaml", "us.yaml"};
    std::size_t all = 0, right = 0;
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    ASSERT_GT(files.size(), 100U);
    for (const fs::path& file : files)
        for (const Sample& sample : samplesIn(file)) {
            ++all;
            const auto lines = formatAddress(sample.parts);
            if (lines == sample.expected) {
                ++right;
                continue;
            }
            const std::string reason = reasonOf(sample);
            std::printf("%s/%s \"%s\"\n  theirs: %s\n  ours:   %s\n  %s\n",
                        file.parent_path().filename().c_str(), sample.file.c_str(),
                        sample.description.c_str(), inOneLine(sample.expected).c_str(),
                        inOneLine(lines).c_str(), reason.empty() ? "NO REASON GIVEN" : reason.c_str());
            const bool explained = !ours.contains(sample.file) || !reason.empty();
            EXPECT_TRUE(explained) << sample.file << " " << sample.description;
        }
    std::printf("%zu of %zu blocks as expected: %.1f %%\n", right, all,
                100 * static_cast<double>(right) / static_cast<double>(all));
    EXPECT_GE(all, 280U);
    EXPECT_GE(static_cast<double>(right), 0.9 * static_cast<double>(all));
}

TEST(Names, AreTakenApartAsOthersDo) {
    const char* data = std::getenv("REJOINDER_DATA");
    if (data == nullptr || !fs::exists(fs::path(data) / "names")) GTEST_SKIP() << "REJOINDER_DATA";
    std::ifstream in(fs::path(data) / "names" / "german_names.json");
    std::size_t names = 0;
    std::string line, name;
    std::map<std::string, std::string> expected;
    const auto compare = [&] {
        if (name.empty()) return;
        ++names;
        const NameParts parts = splitName(name);
        rejoinder::contacts::Contact c;
        c.salutation = parts.salutation;
        EXPECT_EQ(formOfAddress(c), expected["salutation"]) << name;
        EXPECT_EQ(parts.givenName, expected["firstname"]) << name;
        EXPECT_EQ(parts.familyName, expected["lastname"]) << name;
        expected.clear();
    };
    while (std::getline(in, line)) { // one member a line
        const std::size_t a = line.find('"'), b = line.find('"', a + 1), c = line.find('"', b + 1);
        if (c == std::string::npos) continue;
        const std::string key = line.substr(a + 1, b - a - 1),
                          value = line.substr(c + 1, line.find('"', c + 1) - c - 1);
        if (key == "input")
            compare(), name = value;
        else
            expected[key] = value;
    }
    compare();
    EXPECT_EQ(names, 4U);
}

} // namespace
