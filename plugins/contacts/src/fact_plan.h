#pragma once
#include <rejoinder/contract/contacts.h>

#include <array>
#include <map>

/// What a condition asks, read and checked once for the database and for an index.
namespace rejoinder::contacts {

inline constexpr std::string_view kAttributePrefix = "attribute.", kCreatedAt = "contact.createdAt",
                                  kPlace = "contact.place";

/// A fact with a text as its value.
struct TextFact {
    std::string_view name, query, description;
};
/// A fact that is a bit of contacts_contact.reach.
struct ReachFact {
    std::string_view name;
    std::int32_t bit;
    std::string_view description;
};
std::span<const TextFact> textFacts();
std::span<const ReachFact> reachFacts();

/// A condition that does not fit its fact. @returns the error to throw.
Error wrongCondition(std::string pointer, std::string text);
/// Number of values a comparison takes; `texts`: the fact is a text, which may begin with something, or a
/// place, which may be near one. @throws Error Invalid
void checkValues(const FactCondition& c, bool texts = false);
/// Facts that are no history are not narrowed, but days by `withinDays` and `since`. @throws Error Invalid
void checkNarrowing(const FactCondition& c, bool days);

/// Whether a text meets a condition about a contact's own field, compared folded.
class TextTest {
public:
    explicit TextTest(const FactCondition& c);
    [[nodiscard]] bool holds(std::string_view text) const;

private:
    Comparison comparison_;
    std::vector<std::string> values_;
};

/// Yes or no of a condition about a fact that is there or not. @throws Error Invalid
bool wantedOf(const FactCondition& c);
/// Days since 1970-01-01 that meet a condition about a day. @throws Error Invalid
std::vector<NumberRange> dayRanges(const FactCondition& c);
/// The first moment a condition looks at.
Timestamp sinceOf(const FactCondition& c, Timestamp now);
/// Moments in microseconds that meet a condition about contact.createdAt. @throws Error Invalid
std::vector<NumberRange> createdRanges(const FactCondition& c, Timestamp now);
/// Of attributes only texts begin with something. @throws Error Invalid
void checkBeginnings(const FactCondition& c, FactKind kind);
/// The plan of a condition about an attribute that has that kind of values. @throws Error Invalid
FactPlan attributePlan(const FactCondition& c, FactKind kind);

/// The stream a fact is made of and the figure it means; nothing when it is none of the stream's.
std::optional<Measure> measureOf(const HistoryStream& stream, std::string_view fact);
/// The plan of a condition about history; `sinceDay` does not say it when the condition names a moment.
/// @throws Error Invalid
FactPlan historyPlan(const HistoryStream& stream, const FactCondition& c, Timestamp now);

} // namespace rejoinder::contacts
