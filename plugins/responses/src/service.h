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

/// Captures for the channels that receive replies themselves.
class CapturingService final : public Capturing {
public:
    CapturingService(Sources sources, std::function<std::int64_t()> windowDays)
        : sources_(std::move(sources)), windowDays_(std::move(windowDays)) {}
    bool takes(Unit& unit, std::string_view type) override;
    Captured capture(Unit& unit, const NewResponse& reply) override;
    Captured setAside(Unit& unit, const NewResponse& reply, std::string_view reason) override;

private:
    Sources sources_;
    std::function<std::int64_t()> windowDays_;
};

/// What facts may count of the answers of a contact: `responses.…` (positive ones), and all with their types.
class ResponseHistory final : public contacts::History {
public:
    static constexpr std::string_view kResponses = "responses", kAnswers = "answers";
    [[nodiscard]] std::vector<contacts::HistoryStream> streams() const override;
    void each(Unit& unit, std::string_view stream, const contacts::HistoryFilter& filter,
              const Visit& visit) override;
    void of(Unit& unit, std::string_view stream, std::span<const Id> contacts, const Visit& visit) override;
};

} // namespace rejoinder::responses
