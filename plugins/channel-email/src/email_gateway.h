#pragma once
#include "mime.h"
#include "smtp_session.h"
#include "tokens.h"

#include <rejoinder/contract/dispatch.h>

#include <functional>

namespace rejoinder::email {

/// What the operator set.
struct EmailRules {
    SmtpServer server;
    std::string from;           ///< mailbox for waves that name none
    std::string bounceAddress;  ///< mailbox for returned mails; "" = the sender's own
    std::string unsubscribeUrl; ///< "https://answer.example.org/unsubscribe/"; a token follows
    std::int32_t batchSize = 50;
};

/// Hands e-mails to the operator's mail server. It cannot repeat: once the text of a mail went out and no
/// answer came, nobody knows whether it was taken, and a person must decide.
class EmailGateway final : public dispatch::ChannelGateway {
public:
    /// `rules` is asked at every batch, so that changed settings act without a restart; `quarantined` says of
    /// an address that mails to it came back.
    EmailGateway(std::function<EmailRules()> rules, std::function<bool(const std::string&)> quarantined,
                 const Tokens& tokens, const Clock& clock)
        : rules_(std::move(rules)), quarantined_(std::move(quarantined)), tokens_(tokens), clock_(clock) {}

    [[nodiscard]] Channel channel() const override { return Channel::Email; }
    [[nodiscard]] std::int32_t batchSize() const override { return rules_().batchSize; }
    [[nodiscard]] bool repeatable() const override { return false; }
    std::vector<dispatch::Handed> handOver(const dispatch::Batch& batch) override;
    void record(Unit&, const dispatch::Batch&, std::span<const dispatch::Handed>) override {}

private:
    std::function<EmailRules()> rules_;
    std::function<bool(const std::string&)> quarantined_;
    const Tokens& tokens_;
    const Clock& clock_;
};

/// The envelope sender of a piece's mail: "bounce+<tag>@host", so that a returned mail names its piece
/// whatever else it says (variable envelope return path); the sender himself without a bounce address.
std::string envelopeSender(const EmailRules& rules, const Tokens& tokens, std::string_view from, Id piece);

} // namespace rejoinder::email
