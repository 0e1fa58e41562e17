#include "incoming.h"

#include <rejoinder/json.h>

#include <digest/digest.h>
#include <webform/webform.h>

#include <algorithm>

namespace rejoinder::sms {

namespace {

constexpr std::size_t kMostName = 200;

/// Reads named values of one message.
class Part {
public:
    /// The body itself; or one element of its list.
    explicit Part(std::string json) : json_(std::move(json)) {}
    explicit Part(std::vector<webform::Field> form) : form_(std::move(form)) {}
    [[nodiscard]] std::string at(const std::string& name) const {
        if (name.empty()) return {};
        if (!form_) return json::at(json_, (name.starts_with('/') ? "" : "/") + name).value_or("");
        const auto found = std::ranges::find(*form_, name, &webform::Field::name);
        return found == form_->end() ? std::string() : found->value;
    }
    /// As it came, for a person to read.
    [[nodiscard]] const std::string& raw() const { return json_; }

private:
    std::string json_;
    std::optional<std::vector<webform::Field>> form_;
};

/// What was posted, message by message.
struct Parts {
    std::vector<Part> all;
    bool list = false;
};

Error notAsAgreed(const std::string& pointer) {
    return Error::invalid(pointer, "channel-sms.not-as-agreed",
                          "what the provider's profile names does not stand in this");
}

Parts partsOf(std::string_view contentType, std::string_view text, const std::string& list) {
    if (auto form = webform::read(contentType, text)) return {{Part(std::move(*form))}, false};
    if (!contentType.substr(0, contentType.find(';')).ends_with("json"))
        throw Error(ErrorKind::Malformed, "channel-sms.body", "A form or JSON is expected.");
    if (list.empty()) return {{Part(std::string(text))}, false};
    const auto elements = json::elementsAt(text, list);
    if (!elements || elements->empty()) throw notAsAgreed(list);
    Parts parts{{}, true};
    for (const auto& element : *elements) parts.all.emplace_back(element);
    return parts;
}

/// A name for what has none, so that the same one posted twice is one.
std::string nameFor(std::string_view text, std::size_t i) {
    return digest::sha256Hex(std::string(text) + "/" + std::to_string(i));
}

} // namespace

std::vector<Posted> readMessages(const IncomingFields& fields, std::string_view contentType,
                                 std::string_view text) {
    const auto parts = partsOf(contentType, text, fields.list);
    std::vector<Posted> all;
    for (const auto& part : parts.all) {
        Posted p{part.at(fields.id), part.at(fields.from), part.at(fields.to), part.at(fields.text), {}};
        const bool nobody = p.from.empty(), nameless = !fields.id.empty() && p.id.empty();
        if (nobody || nameless) {
            if (!parts.list) throw notAsAgreed("");
            // The others are taken all the same; this one waits for a person.
            p = {nameFor(part.raw(), all.size()), {}, {}, part.raw(), nobody ? "no sender" : "no name"};
        } else if (p.id.empty() || p.id.size() > kMostName) {
            p.id = nameFor(text, all.size());
        }
        all.push_back(std::move(p));
    }
    return all;
}

std::vector<PostedReceipt> readReceipts(const ReceiptFields& fields, std::string_view contentType,
                                        std::string_view text) {
    const auto parts = partsOf(contentType, text, fields.list);
    std::vector<PostedReceipt> all;
    for (const auto& part : parts.all) {
        PostedReceipt r{part.at(fields.id),
                        cut(webform::utf8Of(part.at(fields.status)), 60),
                        cut(webform::utf8Of(part.at(fields.reason)), 200),
                        {}};
        const bool nameless = r.id.empty() || r.id.size() > kMostName;
        if (nameless || r.status.empty()) {
            if (!parts.list) throw notAsAgreed("");
            r = {nameFor(part.raw(), all.size()), {}, {}, nameless ? "no name" : "no status"};
        }
        all.push_back(std::move(r));
    }
    return all;
}

} // namespace rejoinder::sms
