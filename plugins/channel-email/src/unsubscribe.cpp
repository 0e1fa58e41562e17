#include "unsubscribe.h"

namespace rejoinder::email {

namespace {

struct UnsubscribeRow {
    Id pieceId, contactId, campaignId;
    Timestamp at;
};
REJOINDER_DESCRIBE(UnsubscribeRow, pieceId, contactId, campaignId, at)

} // namespace

void Unsubscribe::byToken(std::string_view token, std::string_view requestId) const {
    const auto pieceId = tokens_.read(token);
    if (!pieceId) {
        return;
    }
    const auto known = storage_.read([&](Unit& u) {
        return u.one<UnsubscribeRow>("channel-email.find-unsubscribe", {{"pieceId", *pieceId}});
    });
    if (known) {
        return;
    }
    storage_.write(
        [&](Unit& u) {
            const auto piece = pieces_->find(u, *pieceId);
            if (!piece || u.one<UnsubscribeRow>("channel-email.find-unsubscribe", {{"pieceId", *pieceId}})) {
                return;
            }
            u.run("channel-email.insert-unsubscribe",
                  UnsubscribeRow{piece->id, piece->contactId, piece->campaignId, u.now()});
            gate_->object(u, piece->contactId, Channel::Email,
                          "one-click unsubscribe, piece " + piece->id.toString());
            u.audit("channel-email.unsubscribe", piece->contactId);
        },
        {Priority::Interactive, {"system", "unsubscribe", {}, std::string(requestId)}});
}

namespace {

std::string pageOf(std::string_view title, std::string_view body) {
    return R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>E-mails</title>
</head>
<body>
<main>
<h1>)" + std::string(title) +
           "</h1>\n" + std::string(body) + "</main>\n</body>\n</html>\n";
}

} // namespace

std::string unsubscribePage() {
    return pageOf(
        "No more e-mails?",
        R"(<p lang="de">Wenn Sie auf die Taste drücken, erhalten Sie keine Werbung per E-Mail mehr von uns.</p>
<p lang="fr">En appuyant sur le bouton, vous ne recevrez plus de publicité de notre part par e-mail.</p>
<p>Press the button and you will get no more advertising from us by e-mail.</p>
<form method="post">
<input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit">Abmelden · Se désabonner · Unsubscribe</button>
</form>
)");
}

std::string unsubscribedPage() {
    return pageOf("No more e-mails.",
                  R"(<p lang="de">Sie erhalten keine Werbung per E-Mail mehr von uns.</p>
<p lang="fr">Vous ne recevrez plus de publicité de notre part par e-mail.</p>
<p>You will get no more advertising from us by e-mail.</p>
)");
}

} // namespace rejoinder::email
