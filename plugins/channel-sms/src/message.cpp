#include "message.h"

#include "merge/template.h"
#include "segments.h"

#include <rejoinder/json.h>

#include <httpcall/httpcall.h>
#include <webform/webform.h>

#include <algorithm>
#include <functional>

namespace rejoinder::sms {

namespace {

constexpr std::size_t kMostNote = 300;

std::string inJson(const std::string& value) {
    std::string quoted;
    json::quote(quoted, value);
    return quoted.substr(1, quoted.size() - 2);
}

merge::Values valuesOf(const Provider& profile, const Message& message, const std::string& sender,
                       const std::string& secret, const std::function<std::string(const std::string&)>& as) {
    return {{"to", as(message.recipient)},
            {"from", as(sender.empty() ? profile.sender : sender)},
            {"text", as(message.content)},
            {"reference", as(message.id.toString())},
            {"secret", as(secret)}};
}

std::string bodyWith(const Provider& profile, const Message& message, const std::string& sender,
                     const std::string& secret) {
    const bool form = profile.encoding == Encoding::Form;
    return merge::Template(profile.body)
        .fill(valuesOf(profile, message, sender, secret, [form](const std::string& value) {
            return form ? webform::escaped(value) : inJson(value);
        }));
}

/// A note without line ends and of bounded length.
std::string noteOf(std::string text) {
    text = cut(webform::utf8Of(text), kMostNote);
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}

} // namespace

std::string lowered(std::string_view text) {
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto byte = static_cast<unsigned char>(out[i]);
        const bool latin = i > 0 && static_cast<unsigned char>(out[i - 1]) == 0xC3 && byte >= 0x80 &&
                           byte < 0x9F && byte != 0x97;
        if ((out[i] >= 'A' && out[i] <= 'Z') || latin) out[i] = static_cast<char>(byte + 0x20);
    }
    return out;
}

std::string cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return std::string(text.substr(0, most));
}

std::string bodyOf(const Provider& profile, const Message& message, const std::string& sender) {
    return bodyWith(profile, message, sender, "…");
}

Sent say(const Provider& profile, const Message& message, const std::string& sender) {
    std::string secret;
    try {
        secret = secretOf(profile.secretFile);
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Unavailable) throw;
        return {MessageState::Waiting, {}, noteOf(e.text())};
    }
    httpcall::Request request;
    request.method = profile.method;
    request.url = profile.url;
    request.timeout = std::chrono::seconds(profile.timeoutSeconds);
    request.headers["Content-Type"] = profile.encoding == Encoding::Form ? "application/x-www-form-urlencoded"
                                                                         : "application/json; charset=utf-8";
    const auto plain = valuesOf(profile, message, sender, secret, [](const std::string& v) { return v; });
    for (const auto& [name, value] : profile.headers) {
        auto filled = merge::Template(value).fill(plain);
        std::erase_if(filled, [](char c) { return c == '\r' || c == '\n'; });
        request.headers[name] = std::move(filled);
    }
    request.body = bodyWith(profile, message, sender, secret);
    const auto outcome = httpcall::send(request);
    if (outcome.end == httpcall::End::NotSent) return {MessageState::Waiting, {}, noteOf(outcome.note)};
    if (outcome.end == httpcall::End::Unknown)
        return {MessageState::Held, {}, noteOf("no answer came: " + outcome.note)};
    const std::string said = std::to_string(outcome.status) + " " + outcome.body;
    if (outcome.status >= 200 && outcome.status < 300) {
        auto name = profile.answerId.empty() ? std::nullopt : json::at(outcome.body, profile.answerId);
        if (name && name->size() > 200) name.reset();
        return {MessageState::Sent, name.value_or(""), noteOf(std::to_string(outcome.status))};
    }
    if (std::ranges::find(profile.retryStatuses, outcome.status) != profile.retryStatuses.end())
        return {MessageState::Waiting, {}, noteOf(said)};
    // What a server says after it broke down is no word about the message.
    return {outcome.status >= 500 ? MessageState::Held : MessageState::Failed, {}, noteOf(said)};
}

void measure(const Provider& profile, Message& message) {
    message.segments = segmentsOf(message.content).segments;
    message.cost = UnitCost{profile.costPerSegment.micros * message.segments};
}

bool replace(Unit& unit, const Message& before, const Message& now) {
    return unit.run("channel-sms.update-message", {{"id", now.id},
                                                   {"batchId", now.batchId},
                                                   {"profileId", now.profileId},
                                                   {"recipient", now.recipient},
                                                   {"content", now.content},
                                                   {"state", now.state},
                                                   {"segments", now.segments},
                                                   {"cost", now.cost},
                                                   {"attempts", now.attempts},
                                                   {"providerName", now.providerName},
                                                   {"note", now.note},
                                                   {"sentAt", now.sentAt},
                                                   {"settledAt", now.settledAt},
                                                   {"attemptsBefore", before.attempts},
                                                   {"stateBefore", before.state}}) == 1;
}

Timestamp takeSlot(Unit& unit, const ProviderRow& profile) {
    const std::int64_t pause = 60'000'000 / std::max(profile.profile.perMinute, 1);
    // The update waits for whoever takes a slot at this moment and reads what that left; a read before it
    // would give two the same one.
    unit.run("channel-sms.take-slot", {{"id", profile.id}, {"now", unit.now()}, {"pause", pause}});
    return Timestamp{unit.number("channel-sms.next-slot", {{"id", profile.id}}) - pause};
}

} // namespace rejoinder::sms
