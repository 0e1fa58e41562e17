#pragma once
#include "funnel.h"
#include "no_unit.h"

#include <algorithm>
#include <map>
#include <stdexcept>

/// A world so small that everything about it can be said: people with attributes, who lives together, who has
/// had enough.
namespace rejoinder::targetgroups::test {

class Everybody final : public contacts::Universe {
public:
    explicit Everybody(Ids ids) : ids_(std::move(ids)) {}
    std::vector<std::int64_t> all(Unit&) override { return ids_; }

private:
    Ids ids_;
};

/// People by id with their attributes.
using People = std::map<std::int64_t, std::map<std::string, std::string>>;

/// attribute.<name> compared as texts or numbers; who has no value fits nothing.
class AttributeFacts final : public contacts::ContactFacts {
public:
    explicit AttributeFacts(People people) : people_(std::move(people)) {}
    std::vector<contacts::FactInfo> facts(Unit&) override { return {}; }
    [[nodiscard]] bool knows(std::string_view fact) const override { return fact.starts_with("attribute."); }
    std::vector<std::int64_t> select(Unit&, const contacts::FactCondition& c) override {
        using contacts::Comparison;
        std::vector<std::int64_t> ids;
        for (const auto& [id, values] : people_) {
            const auto at = values.find(c.fact.substr(10));
            if (at == values.end()) continue;
            const bool fits = c.comparison == Comparison::Is ? at->second == c.values.at(0)
                              : c.comparison == Comparison::LessOrEqual
                                  ? std::stod(at->second) <= std::stod(c.values.at(0))
                                  : c.comparison == Comparison::Exists;
            if (fits) ids.push_back(id);
        }
        return ids;
    }

private:
    People people_;
};

/// Values of the same attributes.
class AttributeDirectory final : public contacts::Directory {
public:
    explicit AttributeDirectory(People people) : people_(std::move(people)) {}
    std::optional<contacts::Contact> find(Unit&, Id) override { return {}; }
    std::vector<contacts::Contact> findMany(Unit&, std::span<const Id>) override { return {}; }
    std::optional<contacts::Contact> findByExternalKey(Unit&, std::string_view) override { return {}; }
    std::vector<std::string> attributeValues(Unit&, std::string_view attribute,
                                             std::span<const Id> ids) override {
        std::vector<std::string> out;
        for (const Id id : ids) {
            const auto& values = people_.at(id.value);
            const auto at = values.find(std::string(attribute));
            out.push_back(at == values.end() ? std::string() : at->second);
        }
        return out;
    }
    void markUndeliverable(Unit&, Id, bool, std::string_view) override {}
    std::vector<std::string> addressBlock(const contacts::Contact&, std::string_view) override { return {}; }
    std::string salutationLine(const contacts::Contact&) override { return {}; }

private:
    People people_;
};

/// Refuses the people it is told.
class ListGate final : public contacts::ContactGate {
public:
    explicit ListGate(std::vector<std::int64_t> refused) : refused_(std::move(refused)) {}
    std::vector<contacts::Refusal> mayContact(Unit&, Channel, std::span<const Id> ids) override {
        std::vector<contacts::Refusal> out;
        for (const Id id : ids)
            out.push_back(std::find(refused_.begin(), refused_.end(), id.value) == refused_.end()
                              ? contacts::Refusal::None
                              : contacts::Refusal::Objection);
        return out;
    }
    void object(Unit&, Id, std::optional<Channel>, std::string_view) override {}

private:
    std::vector<std::int64_t> refused_;
};

/// Attribute "home" says who lives together; without it one lives alone.
class AttributeHouseholds final : public contacts::Households {
public:
    explicit AttributeHouseholds(People people) : people_(std::move(people)) {}
    std::vector<std::int64_t> of(Unit&, std::span<const Id> ids) override {
        std::vector<std::int64_t> out;
        for (const Id id : ids) out.push_back(numberOf(id.value));
        return out;
    }
    void forEach(Unit&, const std::function<void(std::int64_t, std::int64_t)>& take) override {
        for (const auto& [id, values] : people_) take(id, numberOf(id));
    }
    std::vector<Id> members(Unit& unit, std::span<const Id> contacts) override {
        const auto wanted = of(unit, contacts);
        std::vector<Id> out;
        for (const auto& [id, values] : people_)
            if (std::ranges::find(wanted, numberOf(id)) != wanted.end()) out.push_back(Id{id});
        return out;
    }

private:
    [[nodiscard]] std::int64_t numberOf(std::int64_t id) const {
        const auto& values = people_.at(id);
        const auto at = values.find("home");
        return at == values.end() ? id : std::stoll(at->second);
    }
    People people_;
};

class ListPressure final : public ContactPressure {
public:
    explicit ListPressure(std::vector<OverPressed> over) : over_(std::move(over)) {}
    std::vector<OverPressed> over(Unit&, Id, Channel channel, Id) override {
        return channel == Channel::Letter ? over_ : std::vector<OverPressed>();
    }
    std::string ruleName(Unit&, Id rule) override { return "rule " + rule.toString(); }

private:
    std::vector<OverPressed> over_;
};

} // namespace rejoinder::targetgroups::test
