#pragma once
#include <rejoinder/contract/targetgroups.h>

/// What decides who is in a target group, step by step in the order of the funnel.
namespace rejoinder::targetgroups {

/// A condition over a person: exactly one of the four is given; none at all is everybody.
struct Condition {
    std::optional<contacts::FactCondition> where;
    std::vector<Condition> all, any, none;
};
REJOINDER_DESCRIBE(Condition, where, all, any, none)

/// Who is taken out, and why: a condition, or everybody who must not be contacted on a channel.
struct Exclusion {
    std::string name;
    std::optional<Condition> condition;
    std::optional<Channel> notContactable;
    static void rules(Rules& r) { r.at("name").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(Exclusion, name, condition, notContactable)

/// A segment: everybody who fits it and none before it.
struct FirstMatch {
    std::string name;
    Condition condition;
    static void rules(Rules& r) { r.at("name").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(FirstMatch, name, condition)

/// What becomes of those who fit no segment.
enum class Others { Keep, Remove };
REJOINDER_DESCRIBE_ENUM(Others, Keep, Remove)

enum class Best { Highest, Lowest };
REJOINDER_DESCRIBE_ENUM(Best, Highest, Lowest)

/// At most so many persons of everything they have in common.
struct PerLimit {
    std::string per = "household";
    std::int32_t most = 1;
    std::string by; ///< "" = drawn
    Best best = Best::Highest;
    static void rules(Rules& r) {
        r.at("per").notEmpty().max(200).says(
            "household, or a fact whose value they share: contact.postcode, attribute.company");
        r.at("most").range(1, 1'000'000).defaulted();
        r.at("by").max(200).defaulted().says("The fact that says who stays; absent: the draw");
        r.at("best").defaulted();
    }
};
REJOINDER_DESCRIBE(PerLimit, per, most, by, best)

enum class SplitMode { Random, Attribute, Nth };
REJOINDER_DESCRIBE_ENUM(SplitMode, Random, Attribute, Nth)

/// A cell's share: per cent or count of the net group, every n-th of who is left, a value of the attribute,
/// or all the rest.
struct Share {
    Id cellId;
    std::optional<double> percent;
    std::optional<std::int64_t> count;
    std::optional<std::string> value;
    std::optional<std::int32_t> every = std::nullopt;
    bool rest = false;
    static void rules(Rules& r) {
        r.at("percent").range(0, 100);
        r.at("count").atLeast(0);
        r.at("value").max(200);
        r.at("every").range(1, 1'000'000'000);
        r.at("rest").defaulted().says("Whoever the other cells leave");
    }
};
REJOINDER_DESCRIBE(Share, cellId, percent, count, value, every, rest)

/// How the net group is put into cells. Who gets no share is left out.
struct Split {
    SplitMode mode = SplitMode::Random;
    std::string attribute;
    std::string stratifyBy;
    std::string orderBy;
    std::vector<Share> shares;
    static void rules(Rules& r) {
        r.at("mode").defaulted();
        r.at("attribute").max(200).defaulted().says("Whose value names the cell, for a split by attribute");
        r.at("stratifyBy")
            .max(200)
            .defaulted()
            .says("segment or a fact: the shares hold within each of its values, for a split by draw");
        r.at("orderBy").max(200).defaulted().says("A fact; absent: the order of the ids. For every n-th");
        r.at("shares").max(200);
    }
};
REJOINDER_DESCRIBE(Split, mode, attribute, stratifyBy, orderBy, shares)

/// Taken out of every cell alike, and not contacted.
struct HoldOut {
    Id cellId;
    double percent = 0;
    static void rules(Rules& r) { r.at("percent").range(0, 100); }
};
REJOINDER_DESCRIBE(HoldOut, cellId, percent)

/// What decides who is in: kept as one JSON text with the group.
struct Definition {
    Condition condition;
    std::vector<Exclusion> exclusions;
    std::vector<FirstMatch> segments;
    Others others = Others::Keep;
    std::string otherSegment;
    std::vector<PerLimit> limits;
    Split split;
    std::optional<HoldOut> holdOut;
    std::string segmentBy; ///< attribute that segments the figures, "" = none
    std::int64_t seed = 1; ///< of every draw
    static void rules(Rules& r) {
        r.at("exclusions").max(100);
        r.at("segments").max(200).says("Each person is in the first that fits");
        r.at("others").defaulted().says("Whether who fits no segment stays");
        r.at("otherSegment").max(200).defaulted().says("The segment of those who fit none");
        r.at("limits").max(20);
        r.at("condition").defaulted().says("Absent: everybody");
        r.at("split").defaulted();
        r.at("segmentBy").max(200).defaulted();
        r.at("seed").range(0, 9e15).defaulted();
    }
};
REJOINDER_DESCRIBE(Definition, condition, exclusions, segments, others, otherSegment, limits, split, holdOut,
                   segmentBy, seed)

/// The same set, said in one way: lists of one part are the part, none of any of them is none of them.
Condition plain(const Condition& condition);
/// The definition with all its conditions plain.
Definition plain(Definition definition);

} // namespace rejoinder::targetgroups
