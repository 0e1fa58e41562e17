#pragma once
#include "tokens.h"

#include <rejoinder/contract/dispatch.h>

namespace rejoinder::email {

/// "No more of this": one click, no login, acts at once, as often as one likes.
class Unsubscribe {
public:
    Unsubscribe(Storage& storage, const Tokens& tokens, std::shared_ptr<dispatch::Pieces> pieces,
                std::shared_ptr<contacts::ContactGate> gate)
        : storage_(storage), tokens_(tokens), pieces_(std::move(pieces)), gate_(std::move(gate)) {}

    /// The person behind the token objects to e-mail. A token that is none of ours changes nothing and is
    /// answered alike, so that nobody learns which tokens exist.
    void byToken(std::string_view token, std::string_view requestId) const;

private:
    Storage& storage_;
    const Tokens& tokens_;
    std::shared_ptr<dispatch::Pieces> pieces_;
    std::shared_ptr<contacts::ContactGate> gate_;
};

/// The page that a person sees who follows the link. It changes nothing: scanners of mail follow all links.
std::string unsubscribePage();
/// What follows the button; the same whether the link was one of ours.
std::string unsubscribedPage();

} // namespace rejoinder::email
