#pragma once
#include "fact_plan.h"

#include <memory>

/// Facts made of the history that other plugins have of contacts.
namespace rejoinder::contacts {

using Histories = std::function<std::vector<std::shared_ptr<History>>()>;

/// A stream and who has it.
struct StreamOf {
    std::shared_ptr<History> history;
    HistoryStream stream;
};

/// The stream a fact is made of, if there is one.
std::optional<StreamOf> streamOf(const Histories& histories, std::string_view fact);
/// The facts of a stream.
std::vector<FactInfo> factsOf(const HistoryStream& stream);
/// Asks the database. What happened to ids that were merged counts for the one that stands for them.
std::vector<std::int64_t> selectHistory(Unit& unit, const StreamOf& source, const FactCondition& c);

} // namespace rejoinder::contacts
