#pragma once
#include "capture.h"

namespace rejoinder::responses {

/// The service other plugins use.
class ResponseService final : public Responses {
public:
    /// `windowDays` is asked each time, because the setting may change meanwhile.
    ResponseService(Sources sources, std::function<std::int64_t()> windowDays)
        : sources_(std::move(sources)), windowDays_(std::move(windowDays)) {}
    std::optional<Response> find(Unit& unit, Id response) override;
    std::vector<ResponseCount> counts(Unit& unit, Id campaign) override;
    std::vector<ResponderCount> responders(Unit& unit, Id campaign) override;
    std::vector<DayCount> byDay(Unit& unit, Id campaign) override;
    Credit creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at) override;

private:
    Sources sources_;
    std::function<std::int64_t()> windowDays_;
};

/// What selections may ask about answers.
class ResponseFacts final : public contacts::ContactFacts {
public:
    std::vector<contacts::FactInfo> facts(Unit& unit) override;
    [[nodiscard]] bool knows(std::string_view fact) const override;
    std::vector<std::int64_t> select(Unit& unit, const contacts::FactCondition& condition) override;
};

} // namespace rejoinder::responses
