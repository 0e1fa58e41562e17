#include "email_gateway.h"

#include "merge/template.h"

namespace rejoinder::email {

namespace {

using dispatch::Handed;
using dispatch::PieceState;

/// Makes the mails of a batch.
class Composer {
public:
    Composer(const dispatch::Batch& batch, const EmailRules& rules, const Tokens& tokens, Timestamp now)
        : batch_(batch),
          rules_(rules),
          tokens_(tokens),
          now_(now),
          subject_(batch.content.subject),
          text_(batch.content.text),
          html_(batch.content.html) {
        from_ = batch.content.senderAddress.empty() ? rules.from : batch.content.senderAddress;
        if (!isMailbox(from_)) {
            throw Error::conflict(
                "channel-email.no-sender",
                "Neither the wave nor the setting channel-email.from names the sender's mailbox.");
        }
    }

    [[nodiscard]] const std::string& from() const { return from_; }

    [[nodiscard]] Mail mail(std::size_t i) const {
        const auto& piece = batch_.pieces[i];
        const auto& recipient = batch_.recipients[i];
        const auto domain = domainOf(from_);
        const auto token = tokens_.make(piece.id);
        Mail mail;
        mail.fromName = batch_.content.senderName;
        mail.fromAddress = from_;
        mail.toAddress = recipient.contact.email;
        mail.messageId = "piece-" + token + "@" + domain;
        mail.unsubscribeUrl = rules_.unsubscribeUrl + token;
        if (!rules_.bounceAddress.empty())
            mail.unsubscribeMailbox = envelopeSender(rules_, tokens_, from_, piece.id);
        mail.listId = "advertising." + domain;
        mail.feedbackId = batch_.campaignId.toString() + ":" + batch_.waveId.toString() + ":email:rejoinder";
        mail.date = now_;
        auto fields = recipient.fields;
        mail.toName = fields["name"];
        fields["unsubscribeUrl"] = mail.unsubscribeUrl;
        mail.subject = subject_.fill(fields);
        mail.text = text_.fill(fields);
        mail.html = html_.fill(fields, merge::Target::Html);
        return mail;
    }

private:
    const dispatch::Batch& batch_;
    const EmailRules& rules_;
    const Tokens& tokens_;
    Timestamp now_;
    merge::Template subject_, text_, html_;
    std::string from_;
};

Handed handedOf(Id piece, const SmtpAnswer& answer) {
    switch (answer.outcome) {
    case Outcome::Accepted: return {piece, PieceState::HandedOver, answer.text};
    case Outcome::Refused: return {piece, PieceState::Failed, answer.text};
    case Outcome::NotNow: return {piece, PieceState::Created, answer.text};
    case Outcome::Unknown: break;
    }
    return {piece, PieceState::Held, answer.text};
}

} // namespace

std::string envelopeSender(const EmailRules& rules, const Tokens& tokens, std::string_view from, Id piece) {
    const auto at = rules.bounceAddress.find('@');
    if (at == std::string::npos) return std::string(from);
    return rules.bounceAddress.substr(0, at) + "+" + tokens.makeTag(piece) + rules.bounceAddress.substr(at);
}

std::vector<Handed> EmailGateway::handOver(const dispatch::Batch& batch) {
    const EmailRules rules = rules_();
    const Composer composer(batch, rules, tokens_, clock_.now());
    std::vector<Mail> mails;
    std::vector<bool> quarantined;
    // All that can fail is asked before the first mail leaves: who throws later has sent some of them.
    for (std::size_t i = 0; i < batch.pieces.size(); ++i) {
        mails.push_back(composer.mail(i));
        quarantined.push_back(isMailbox(mails.back().toAddress) && quarantined_(mails.back().toAddress));
    }
    SmtpSession session(rules.server);
    std::vector<Handed> handed;
    bool open = true;
    for (std::size_t i = 0; i < batch.pieces.size(); ++i) {
        const Id piece = batch.pieces[i].id;
        const Mail& mail = mails[i];
        if (!open) {
            handed.push_back({piece, PieceState::Created, "the mail server took no more"});
            continue;
        }
        if (!isMailbox(mail.toAddress)) {
            handed.push_back({piece, PieceState::Failed, "the e-mail address cannot be written to"});
            continue;
        }
        if (quarantined[i]) {
            handed.push_back(
                {piece, PieceState::Failed, "mails to this address came back; it is quarantined"});
            continue;
        }
        const SmtpAnswer answer = session.send(envelopeSender(rules, tokens_, mail.fromAddress, piece),
                                               mail.toAddress, mimeOf(mail));
        handed.push_back(handedOf(piece, answer));
        open = answer.outcome == Outcome::Accepted || answer.outcome == Outcome::Refused;
    }
    return handed;
}

} // namespace rejoinder::email
