#include "credit_question.h"

#include <rejoinder/json.h>

#include <httpcall/httpcall.h>
#include <merge/template.h>
#include <money/money.h>

#include <algorithm>
#include <fstream>

namespace rejoinder::fulfilment {

namespace {

constexpr std::size_t kMostReason = 300;
constexpr const char* kBody =
    R"({"reference": "{{reference}}", "order": "{{order}}", "amount": "{{amount}}", "currency": "{{currency}}", )"
    R"("customer": "{{customer}}", "company": "{{company}}", "givenName": "{{givenName}}", )"
    R"("familyName": "{{familyName}}", "street": "{{street}}", "houseNumber": "{{houseNumber}}", )"
    R"("postcode": "{{postcode}}", "city": "{{city}}", "country": "{{country}}"})";

std::string inJson(const std::string& value) {
    std::string quoted;
    json::quote(quoted, value);
    return quoted.substr(1, quoted.size() - 2);
}

merge::Values valuesOf(const CreditCheck& check, const contacts::Contact& p) {
    merge::Values values{{"reference", check.id.toString()},
                         {"order", check.orderId.toString()},
                         {"amount", money::text(check.amountMinor, check.currency)},
                         {"currency", check.currency},
                         {"customer", p.id.toString()},
                         {"company", p.companyName},
                         {"givenName", p.givenName},
                         {"familyName", p.familyName},
                         {"street", p.street},
                         {"houseNumber", p.houseNumber},
                         {"postcode", p.postcode},
                         {"city", p.city},
                         {"country", p.country},
                         {"email", p.email},
                         {"phone", p.phone}};
    for (auto& [name, value] : values) value = inJson(value);
    return values;
}

/// Printable, of one line and bounded length.
std::string bounded(std::string text) {
    if (text.size() > kMostReason) {
        auto most = kMostReason;
        while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
        text.resize(most);
    }
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 0x20);
    return text;
}

/// "approved, ok" as words in small letters.
std::vector<std::string> wordsIn(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        auto word = text.substr(at, end - at);
        std::erase(word, ' ');
        if (!word.empty()) words.push_back(lower(std::move(word)));
        at = end + 1;
    }
    return words;
}

bool isAmong(const std::vector<std::string>& words, const std::string& word) {
    return std::ranges::find(words, lower(word)) != words.end();
}

std::string bodyProblem(const std::string& body) {
    const merge::Template text(body);
    std::vector<std::string> known;
    for (const auto& [name, value] : valuesOf({}, {})) known.push_back(name);
    const auto problems = text.problems(known);
    if (!problems.empty()) return problems.front().message;
    // Filled with nothing it must be JSON already.
    const auto read = json::elementsAt("[" + text.fill(valuesOf({}, {})) + "]", "");
    return read && read->size() == 1 ? "" : "must be JSON";
}

} // namespace

void declareCreditSettings(Declarations& d) {
    d.setting<std::string>(
        "credit-check-url", "", "Who is asked whether a buyer by invoice will pay; empty: nobody",
        [](const std::string& url) { return url.empty() ? "" : httpcall::problemOf(url); });
    d.setting<bool>("credit-check-inner", false,
                    "That service stands in our own network: http and inner addresses are allowed");
    d.setting<std::string>("credit-check-secret-file", "",
                           "File whose first line is sent as a bearer token; empty: none is");
    d.setting<std::int64_t>(
        "credit-check-above", 0,
        "Orders by invoice over this amount (main units of their currency) are asked for",
        [](const std::int64_t& v) { return v >= 0 && v <= 1'000'000'000 ? "" : "between 0 and 1000000000"; });
    d.setting<std::int64_t>(
        "credit-check-seconds", 10, "How long an answer is waited for, in all",
        [](const std::int64_t& v) { return v >= 1 && v <= 45 ? "" : "between 1 and 45"; });
    d.setting<std::string>("credit-check-body", kBody,
                           "What is posted: JSON with {{reference}}, {{order}}, {{amount}}, {{currency}}, "
                           "{{customer}}, {{company}}, {{givenName}}, {{familyName}}, {{street}}, "
                           "{{houseNumber}}, {{postcode}}, {{city}}, {{country}}, {{email}}, {{phone}}",
                           &bodyProblem);
    d.setting<std::string>("credit-check-decision", "/decision",
                           "JSON pointer of the word in the answer that decides");
    d.setting<std::string>("credit-check-approved", "approved, ok, yes, true", "Words that mean yes");
    d.setting<std::string>("credit-check-refused", "refused, declined, no, false", "Words that mean no");
    d.setting<std::string>("credit-check-reason", "/reason", "JSON pointer of why, for people");
}

CreditProfile creditProfileOf(const Context& context) {
    const auto text = [&](std::string_view key) { return context.setting<std::string>(key); };
    return {text("credit-check-url"),
            text("credit-check-secret-file"),
            text("credit-check-body"),
            text("credit-check-decision"),
            text("credit-check-reason"),
            wordsIn(text("credit-check-approved")),
            wordsIn(text("credit-check-refused")),
            context.setting<bool>("credit-check-inner"),
            context.setting<std::int64_t>("credit-check-seconds"),
            context.setting<std::int64_t>("credit-check-above")};
}

std::string questionOf(const CreditProfile& profile, const CreditCheck& check,
                       const contacts::Contact& person) {
    return merge::Template(profile.body).fill(valuesOf(check, person));
}

CreditAnswer answerIn(const CreditProfile& profile, int status, const std::string& body) {
    if (status < 200 || status >= 300) return {{}, bounded("status " + std::to_string(status))};
    const auto word = json::at(body, profile.decision);
    if (!word) return {{}, "the answer has no decision"};
    const auto why = profile.reason.empty() ? std::nullopt : json::at(body, profile.reason);
    if (isAmong(profile.approved, *word)) return {true, bounded(why.value_or(""))};
    if (isAmong(profile.refused, *word)) return {false, bounded(why.value_or(""))};
    return {{}, bounded("nobody knows what " + *word + " means")};
}

CreditAnswer ask(const CreditProfile& profile, const CreditCheck& check, const contacts::Contact& person) {
    if (profile.url.empty()) return {{}, "the settings name nobody to ask"};
    httpcall::Request request;
    request.url = profile.url;
    request.publicOnly = !profile.inner;
    if (request.publicOnly && httpcall::placeOf(profile.url).scheme != "https")
        return {{}, "not https, and the settings do not say that it stands in our own network"};
    request.body = questionOf(profile, check, person);
    request.headers = {{"Content-Type", "application/json; charset=utf-8"},
                       {"Idempotency-Key", check.id.toString()}};
    if (!profile.secretFile.empty()) {
        std::string secret;
        std::ifstream file(profile.secretFile);
        if (!std::getline(file, secret)) return {{}, "the file with the secret cannot be read"};
        request.headers["Authorization"] = "Bearer " + secret;
    }
    request.timeout = request.deadline = std::chrono::seconds(profile.seconds);
    const auto outcome = httpcall::send(request);
    if (outcome.end != httpcall::End::Answered) return {{}, bounded("no answer: " + outcome.note)};
    return answerIn(profile, outcome.status, outcome.body);
}

} // namespace rejoinder::fulfilment
