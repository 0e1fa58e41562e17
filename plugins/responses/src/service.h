#pragma once
#include "capture.h"

#include <rejoinder/contract/contacts/objections.h>
#include <rejoinder/contract/responses/returns.h>

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
    std::vector<CreditCount> credits(Unit& unit, Id campaign) override;
    std::vector<DayCount> byDay(Unit& unit, Id campaign) override;
    Credit creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at) override;

private:
    Sources sources_;
    std::function<std::int64_t()> windowDays_;
};

/// Captures for the channels that receive replies themselves.
class CapturingService final : public Capturing {
public:
    CapturingService(Sources sources, std::shared_ptr<contacts::Objections> objections,
                     std::function<std::int64_t()> windowDays)
        : sources_(std::move(sources)),
          objections_(std::move(objections)),
          windowDays_(std::move(windowDays)) {}
    bool takes(Unit& unit, std::string_view type) override;
    bool objects(Unit& unit, std::string_view type) override;
    Captured capture(Unit& unit, const NewResponse& reply) override;
    Captured setAside(Unit& unit, const NewResponse& reply, std::string_view reason) override;
    void withdraw(Unit& unit, Channel channel, std::string_view reference) override;

private:
    Sources sources_;
    std::shared_ptr<contacts::Objections> objections_;
    std::function<std::int64_t()> windowDays_;
};

/// Letters that come back, scanned here or told by the post.
class ReturnService final : public Returns {
public:
    /// `untilBlocked` is asked each time, because the setting may change meanwhile.
    ReturnService(Sources sources, std::function<std::int64_t()> untilBlocked)
        : sources_(std::move(sources)), untilBlocked_(std::move(untilBlocked)) {}
    ReturnRow takeBack(Unit& unit, const ReturnedPiece& piece) override;
    void each(Unit& unit, const std::function<void(const ReturnRow&)>& visit) override;

private:
    Sources sources_;
    std::function<std::int64_t()> untilBlocked_;
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
