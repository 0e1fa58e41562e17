#include "incoming.h"

#include <rejoinder/json.h>

#include <digest/digest.h>
#include <webform/webform.h>

#include <algorithm>

namespace rejoinder::sms {

namespace {

constexpr std::size_t kMostInOne = 1000; ///< messages in one post
constexpr std::size_t kMostName = 200;

/// Reads named values of one message of a body.
class Body {
public:
    Body(std::string_view contentType, std::string_view body) : body_(body) {
        form_ = webform::read(contentType, body);
        if (!form_ && !contentType.substr(0, contentType.find(';')).ends_with("json"))
            throw Error(ErrorKind::Malformed, "channel-sms.body", "A form or JSON is expected.");
    }
    [[nodiscard]] std::string at(const std::string& name, const std::string& base) const {
        if (name.empty()) return {};
        if (!form_) return json::at(body_, base + (name.starts_with('/') ? "" : "/") + name).value_or("");
        const auto found = std::ranges::find(*form_, name, &webform::Field::name);
        return found == form_->end() ? std::string() : found->value;
    }
    [[nodiscard]] bool isForm() const { return form_.has_value(); }

private:
    std::string_view body_;
    std::optional<std::vector<webform::Field>> form_;
};

/// Calls `take` for each message of the body until it finds none.
template <class Take>
void each(const Body& body, const std::string& list, Take&& take) {
    if (body.isForm() || list.empty()) {
        if (!take(std::string()))
            throw Error::invalid("", "channel-sms.not-as-agreed",
                                 "what the provider's profile names does not stand in this");
        return;
    }
    std::size_t i = 0;
    while (i < kMostInOne && take(list + "/" + std::to_string(i))) ++i;
    if (i == 0)
        throw Error::invalid(list, "channel-sms.not-as-agreed",
                             "what the provider's profile names does not stand in this");
}

} // namespace

std::vector<Posted> readMessages(const IncomingFields& fields, std::string_view contentType,
                                 std::string_view text) {
    const Body body(contentType, text);
    std::vector<Posted> all;
    each(body, fields.list, [&](const std::string& base) {
        Posted p{body.at(fields.id, base), body.at(fields.from, base), body.at(fields.to, base),
                 body.at(fields.text, base)};
        if (p.from.empty() || (!fields.id.empty() && p.id.empty())) return false;
        if (p.id.empty() || p.id.size() > kMostName) p.id = digest::sha256Hex(std::string(text) + base);
        all.push_back(std::move(p));
        return true;
    });
    return all;
}

std::vector<PostedReceipt> readReceipts(const ReceiptFields& fields, std::string_view contentType,
                                        std::string_view text) {
    const Body body(contentType, text);
    std::vector<PostedReceipt> all;
    each(body, fields.list, [&](const std::string& base) {
        PostedReceipt r{body.at(fields.id, base), body.at(fields.status, base).substr(0, 60),
                        body.at(fields.reason, base).substr(0, 200)};
        if (r.id.empty() || r.id.size() > kMostName || r.status.empty()) return false;
        r.status = webform::utf8Of(r.status);
        r.reason = webform::utf8Of(r.reason);
        all.push_back(std::move(r));
        return true;
    });
    return all;
}

} // namespace rejoinder::sms
