#pragma once
#include "records.h"

#include <span>

/// Sets of contacts behind opaque handles, so that counting, the funnel and freezing run alike on answers of
/// the database and on the bitmaps of the live-count index.
namespace rejoinder::targetgroups {

using Ids = std::vector<std::int64_t>;

/// What a set holds; known to the algebra that made it only.
class SetBody {
public:
    virtual ~SetBody() = default;
};
/// A set of contacts; never changes. Copies share what they hold.
using Set = std::shared_ptr<const SetBody>;

/// The algebra of sets of contacts at one moment. A set belongs to the algebra that made it. Not thread-safe.
class Sets {
public:
    virtual ~Sets() = default;
    /// The whole universe: everybody but those merged into another.
    virtual Set everybody() = 0;
    /// Of everybody those for whom the condition holds. @throws Error Invalid when comparison and values do
    /// not fit the fact, or nobody knows the fact.
    virtual Set evaluate(const contacts::FactCondition& condition) = 0;
    /// Of `among` those who must not be contacted on the channel.
    virtual Set notContactable(const Set& among, Channel channel) = 0;
    /// The set of given ids, ascending and each once; those who do not exist are left out.
    virtual Set of(Ids ids) = 0;

    virtual Set united(const Set& a, const Set& b) = 0;
    virtual Set intersected(const Set& a, const Set& b) = 0;
    /// Those of `a` who are not in `b`.
    virtual Set without(const Set& a, const Set& b) = 0;

    virtual std::int64_t size(const Set& set) = 0;
    /// All ids, ascending.
    virtual Ids ids(const Set& set) = 0;
    /// The first `most` members in the order of a draw (drawOf(), then id): the same for the same seed
    /// whatever else is in the set.
    virtual Ids drawn(const Set& set, std::int64_t seed, std::int64_t most) = 0;
    /// The value of a fact (or of an attribute by its bare name) for each of the ids ("" when absent), in
    /// their order. Amounts are in minor units, days are YYYY-MM-DD.
    virtual std::vector<std::string> values(std::string_view fact, std::span<const std::int64_t> ids) = 0;

    [[nodiscard]] bool empty(const Set& set) { return size(set) == 0; }
    Set nobody() { return of({}); }
};

/// A number that depends on seed and id only and is spread evenly: splitmix64 (Steele, Lea and Flood 2014).
std::uint64_t drawOf(std::uint64_t seed, std::int64_t id) noexcept;
/// The first `most` of ids in the order of a draw.
Ids drawnIds(Ids ids, std::int64_t seed, std::int64_t most);

/// The attribute's name that asks for a fact's values: "attribute.zone" → "zone". Nothing when the fact is no
/// attribute and no field of contacts.
std::optional<std::string> attributeOf(std::string_view fact);

/// A figure of what happened to each person: their last order, the sum of them.
struct Figure {
    std::shared_ptr<contacts::History> history;
    std::string stream;
    contacts::Measure measure = contacts::Measure::Count;
    /// As values() says it.
    [[nodiscard]] std::string text(std::int64_t value) const;
};

/// Who knows about contacts: every question that the database answers goes to one of them.
struct Providers {
    std::vector<std::shared_ptr<contacts::ContactFacts>> facts;
    std::shared_ptr<contacts::Universe> universe;
    std::shared_ptr<contacts::ContactGate> gate;
    std::shared_ptr<contacts::Directory> directory;
    std::vector<std::shared_ptr<contacts::History>> histories = {};
    std::shared_ptr<contacts::Identities> identities = nullptr; ///< null where nobody was merged

    /// The provider of a fact, or null.
    [[nodiscard]] contacts::ContactFacts* of(std::string_view fact) const;
    /// The figure that a fact is.
    [[nodiscard]] std::optional<Figure> figure(std::string_view fact) const;
    /// Whether a fact has one value for each person.
    [[nodiscard]] bool valued(std::string_view fact) const { return attributeOf(fact) || figure(fact); }
};

/// Sets as sorted ids, each condition asked of the database within one unit. It is right by construction; the
/// index is compared with it.
class SqlSets final : public Sets {
public:
    /// The unit must outlive the sets.
    SqlSets(Unit& unit, Providers providers);
    Set everybody() override;
    Set evaluate(const contacts::FactCondition& condition) override;
    Set notContactable(const Set& among, Channel channel) override;
    Set of(Ids ids) override;
    Set united(const Set& a, const Set& b) override;
    Set intersected(const Set& a, const Set& b) override;
    Set without(const Set& a, const Set& b) override;
    std::int64_t size(const Set& set) override;
    Ids ids(const Set& set) override;
    Ids drawn(const Set& set, std::int64_t seed, std::int64_t most) override;
    std::vector<std::string> values(std::string_view fact, std::span<const std::int64_t> ids) override;

private:
    std::vector<std::string> figures(const Figure& figure, std::span<const std::int64_t> ids);
    Unit& unit_;
    Providers providers_;
    Set everybody_;
};

} // namespace rejoinder::targetgroups
