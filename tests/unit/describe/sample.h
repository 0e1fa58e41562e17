#pragma once
#include <rejoinder/describe.h>

#include <optional>

/// Described structs that use everything a described struct can have.
namespace sample {

enum class Colour { DeepBlue, Red };
REJOINDER_DESCRIBE_ENUM(Colour, DeepBlue, Red)

struct Leaf {
    std::string label;
    std::int32_t count = 0;
    static void rules(rejoinder::Rules& r) {
        r.at("label").notEmpty().max(5);
        r.at("count").range(-3, 10);
    }
};
REJOINDER_DESCRIBE(Leaf, label, count)

struct Tree {
    rejoinder::Id id;
    bool flag = false;
    std::int32_t small = 0;
    std::int64_t big = 0;
    std::uint32_t smallCount = 0;
    std::uint64_t bigCount = 0;
    double real = 0;
    std::string text;
    rejoinder::Timestamp time;
    rejoinder::Date date;
    rejoinder::UnitCost cost;
    rejoinder::JsonText json;
    Colour colour = Colour::Red;
    Leaf leaf;
    std::vector<Leaf> leaves;
    std::map<std::string, std::int32_t> numbers;
    std::optional<std::string> note;
    std::optional<Leaf> optionalLeaf;
    std::int32_t standard = 7;
    static void rules(rejoinder::Rules& r) {
        r.at("standard").defaulted().atLeast(1).says("Seven, if nothing is said.");
        r.at("note").max(3);
        r.at("cost").range(0, 100);
    }
};
REJOINDER_DESCRIBE(Tree, id, flag, small, big, smallCount, bigCount, real, text, time, date, cost, json,
                   colour, leaf, leaves, numbers, note, optionalLeaf, standard)

struct Formats {
    std::optional<std::string> email, uri, country, language, currency;
    std::vector<std::string> emails;
    static void rules(rejoinder::Rules& r) {
        using rejoinder::Format;
        r.at("email").format(Format::Email);
        r.at("uri").format(Format::Uri);
        r.at("country").format(Format::Country);
        r.at("language").format(Format::Language);
        r.at("currency").format(Format::Currency);
        r.at("emails").format(Format::Email).max(2);
    }
};
REJOINDER_DESCRIBE(Formats, email, uri, country, language, currency, emails)

/// Contains itself.
struct Node {
    std::vector<Node> children;
};
REJOINDER_DESCRIBE(Node, children)

} // namespace sample

namespace sample::other {
struct Leaf {
    bool green = true;
};
REJOINDER_DESCRIBE(Leaf, green)
struct Both {
    sample::Leaf first;
    Leaf second;
    std::vector<Leaf> more;
};
REJOINDER_DESCRIBE(Both, first, second, more)
} // namespace sample::other
