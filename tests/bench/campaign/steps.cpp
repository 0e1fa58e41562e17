#include "tests/bench/campaign/steps.h"

#include <thread>

namespace rejoinder::bench {

double finish(test::HttpClient& api, Id operation, const std::function<void()>& look) {
    const auto began = Steady::now();
    for (;;) {
        const auto now = must<Operation>(api.get("/operations/" + operation.toString()));
        if (now.state == OperationState::Succeeded) return secondsSince(began);
        if (now.state == OperationState::Failed || now.state == OperationState::Cancelled)
            throw std::runtime_error(now.error.value_or("failed"));
        if (look) look();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

std::string customers(std::int64_t rows) {
    std::string text = "externalKey,givenName,familyName,street,houseNumber,postcode,city,country,email\n";
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto mixed = static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15ULL;
        fmt::format_to(std::back_inserter(text),
                       "C{:08},Eva{},Muster-{},Weg {},{},{},Bern,CH,p{:x}@example.org\n", i, mixed >> 50,
                       mixed >> 44, (mixed >> 30) % 5000, i % 120 + 1, 1000 + (mixed >> 40) % 9000, mixed);
    }
    return text;
}

Id benchFreeze(test::HttpClient& api, std::int64_t rows) {
    const auto campaign = must<CampaignView>(
        api.post("/campaigns",
                 R"({"code":"MILLION","name":"A million letters","currency":"CHF","startsOn":"2026-03-01",
            "budgetMinor":200000000,"contributionPerOrder":"30","cells":[{"code":"A","name":"Letter","costPerPiece":"0.65"}]})"));
    must<None>(api.post("/campaigns/" + campaign.id.toString() + "/decisions", R"({"verdict":"approved"})"));
    const auto group = must<IdView>(
        api.post("/target-groups", R"({"campaignId":")" + campaign.id.toString() +
                                       R"(","name":"All","definition":{"split":{"shares":[{"cellId":")" +
                                       campaign.cells.front().id.toString() + R"(","percent":100}]}}})"));
    const auto operation =
        must<IdView>(api.post("/target-groups/" + group.id.toString() + "/freezes", "{}")).id;
    const double took = finish(api, operation);
    fmt::print("freeze      {:>9} members  {:>8.1f} s {:>9.0f}/s\n", rows, took,
               static_cast<double>(rows) / took);
    return group.id;
}

double benchWave(test::HttpClient& api, Id group) {
    const auto wave = must<IdView>(
        api.post("/waves", R"({"targetGroupId":")" + group.toString() +
                               R"(","name":"First","channel":"letter","content":{"subject":"Spring",
            "text":"{{salutation}}, your code: {{code}}","senderName":"Muster AG","senderAddress":"Muster AG, 8001 Bern"}})"));
    const auto began = Steady::now();
    finish(api, must<WaveDetailView>(api.get("/waves/" + wave.id.toString())).wave.buildOperationId);
    return secondsSince(began);
}

void sendTo(test::HttpClient& api, std::int64_t people) {
    finish(api, must<IdView>(api.send("POST", "/api/v1/contacts/imports", customers(people),
                                      {{"Content-Type", "text/csv"}}))
                    .id);
    benchWave(api, benchFreeze(api, people));
}

Load capture(std::uint16_t port, const std::string& token, std::size_t clients,
             std::span<const std::string> codes) {
    return sendAll(port, clients, codes.size(), [&](std::size_t i) {
        const auto body = fmt::format(R"({{"type":"visit","channel":"post","code":"{}"}})", codes[i]);
        return fmt::format(
            "POST /api/v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n"
            "Content-Type: application/json\r\nIdempotency-Key: card-{}\r\nContent-Length: {}\r\n\r\n{}",
            token, codes[i], body.size(), body);
    });
}

Load lookUp(std::uint16_t port, const std::string& token, std::size_t clients,
            std::span<const std::string> codes) {
    return sendAll(port, clients, codes.size(), [&](std::size_t i) {
        return fmt::format("GET /api/v1/pieces/{} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
                           codes[i], token);
    });
}

} // namespace rejoinder::bench
