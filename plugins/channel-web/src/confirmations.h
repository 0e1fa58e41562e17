#pragma once
#include "records.h"
#include "tokens.h"

#include <rejoinder/contract/channel-email.h>
#include <rejoinder/contract/contacts/reception.h>
#include <rejoinder/plugin.h>

#include <functional>

/// Double opt-in: consent to e-mails counts once a link in a mail to that address was used.
namespace rejoinder::web {

/// What a link says when it is used.
enum class Confirmed { Now, Before, TooLate };

/// What confirmations ask of others.
struct ConfirmationNeighbours {
    std::shared_ptr<contacts::Reception> reception;
    std::shared_ptr<contacts::Consents> consents;
    std::function<std::shared_ptr<email::Notices>()> notices; ///< null without the e-mail channel
    std::function<std::string()> publicUrl;
    std::function<std::int64_t()> hours;
};

class Confirmations {
public:
    /// So many mails one address gets within a day, so that nobody can fill a stranger's mailbox.
    static constexpr std::int64_t kMostPerDay = 3;

    Confirmations(ConfirmationNeighbours neighbours, const Tokens& tokens)
        : n_(std::move(neighbours)), tokens_(tokens) {}

    /// Asks for confirmation of each consent to e-mails of this answer, in one mail each.
    void ask(Unit& unit, const SubmissionRow& row, const FormRow& form, const std::string& email,
             std::optional<Id> contact) const;
    /// Whose answer it was turned out, or turned out to be wrong (none).
    void belong(Unit& unit, Id submission, std::optional<Id> contact) const;
    /// Takes back mails that wait, and all addresses of this answer.
    void forget(Unit& unit, Id submission) const;
    /// The confirmation of a link's token, while it can be shown.
    [[nodiscard]] std::optional<ConfirmationRow> find(Unit& unit, std::string_view token) const;
    /// The link was used; using it again changes nothing. @param from a shortened address.
    [[nodiscard]] Confirmed confirm(Unit& unit, Id confirmation, const std::string& from) const;

private:
    void record(Unit& unit, ConfirmationRow& row) const;

    ConfirmationNeighbours n_;
    const Tokens& tokens_;
};

} // namespace rejoinder::web
