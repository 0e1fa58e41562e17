#pragma once
#include "tests/bench/load.h"
#include "tests/support/server.h"

#include <span>

/// The steps of a campaign over HTTP, as benches of any engine go through them.
namespace rejoinder::bench {

struct IdView {
    Id id;
};
REJOINDER_DESCRIBE(IdView, id)

struct CampaignView {
    Id id;
    std::vector<IdView> cells;
};
REJOINDER_DESCRIBE(CampaignView, id, cells)

struct WaveView {
    Id buildOperationId;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(WaveView, buildOperationId, pieces)

struct WaveDetailView {
    WaveView wave;
};
REJOINDER_DESCRIBE(WaveDetailView, wave)

template <class T>
T must(const test::Answer& answer) {
    if (answer.status >= 300) throw std::runtime_error(answer.body);
    return answer.as<T>();
}

/// Waits for a long piece of work. `look` is called every now and then. @returns seconds.
double finish(test::HttpClient& api, Id operation, const std::function<void()>& look = {});

/// A file of so many persons.
std::string customers(std::int64_t rows);

/// A campaign of one cell, approved, and its list with everybody.
Id benchFreeze(test::HttpClient& api, std::int64_t rows);

/// A wave of letters to that list. @returns seconds.
double benchWave(test::HttpClient& api, Id group);

/// So many persons, imported and sent a letter.
void sendTo(test::HttpClient& api, std::int64_t people);

/// Captures a reply to each of the codes.
Load capture(std::uint16_t port, const std::string& token, std::size_t clients,
             std::span<const std::string> codes);

/// Asks for the piece behind each of the codes.
Load lookUp(std::uint16_t port, const std::string& token, std::size_t clients,
            std::span<const std::string> codes);

} // namespace rejoinder::bench
