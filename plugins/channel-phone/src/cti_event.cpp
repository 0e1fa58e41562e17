#include "cti_event.h"

#include <rejoinder/error.h>
#include <rejoinder/json.h>

#include <webform/webform.h>

#include <algorithm>
#include <functional>

namespace rejoinder::phone {

namespace {

constexpr std::size_t kMostUsers = 50;
constexpr std::size_t kMostName = 250;

/// All values of a field, in their order.
using Values = std::function<std::vector<std::string>(std::string_view name)>;

Values ofForm(std::vector<webform::Field> fields) {
    return [fields = std::move(fields)](std::string_view name) {
        std::vector<std::string> values;
        for (const auto& field : fields)
            if (field.name == name || field.name == std::string(name) + "[]") values.push_back(field.value);
        return values;
    };
}

Values ofJson(std::string_view body) {
    return [body](std::string_view name) {
        const std::string pointer = "/" + std::string(name);
        if (auto one = json::at(body, pointer)) return std::vector<std::string>{std::move(*one)};
        std::vector<std::string> values;
        while (values.size() < kMostUsers) {
            auto next = json::at(body, pointer + "/" + std::to_string(values.size()));
            if (!next) break;
            values.push_back(std::move(*next));
        }
        return values;
    };
}

bool isJson(std::string_view contentType) {
    return contentType.substr(0, contentType.find(';')).ends_with("json");
}

} // namespace

CtiEvent readCtiEvent(std::string_view contentType, std::string_view body) {
    Values values;
    if (auto form = webform::read(contentType, body))
        values = ofForm(std::move(*form));
    else if (isJson(contentType))
        values = ofJson(body);
    else
        throw Error(ErrorKind::Malformed, "channel-phone.cti-body", "A form or JSON is expected.");
    const auto one = [&](std::string_view name) {
        auto all = values(name);
        return all.empty() ? std::string() : std::move(all.front());
    };
    CtiEvent event;
    Faults faults;
    const auto kind = one("event");
    if (kind == "newCall")
        event.kind = CtiKind::NewCall;
    else if (kind == "answer")
        event.kind = CtiKind::Answer;
    else if (kind == "hangup")
        event.kind = CtiKind::Hangup;
    else
        faults.add("/event", "channel-phone.cti-event", "must be newCall, answer or hangup");
    event.callId = one("callId");
    if (event.callId.empty() || event.callId.size() > kMostName)
        faults.add("/callId", "channel-phone.cti-call-id", "names the call, in at most 250 characters");
    event.direction = one("direction");
    if (event.direction != "in" && event.direction != "out")
        faults.add("/direction", "channel-phone.cti-direction", "must be in or out");
    event.from = one("from");
    event.to = one("to");
    event.users = values("user");
    event.queue = one("queue");
    event.cause = one("cause");
    event.answeringNumber = one("answeringNumber");
    faults.raise("channel-phone.cti-event");
    return event;
}

} // namespace rejoinder::phone
