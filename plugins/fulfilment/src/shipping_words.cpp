#include "shipping_words.h"

#include <rejoinder/error.h>

namespace rejoinder::fulfilment {

namespace {

struct Entry {
    std::string_view key, de, en, fr, zh;
};

constexpr Entry kWords[] = {
    {"delay.subject", "Ihre Bestellung {order} verspätet sich", "Your order {order} is delayed",
     "Votre commande {order} est retardée", "您的订单 {order} 将延迟发货"},
    {"delay.begin",
     "Ihre Bestellung vom {ordered} sollte bis zum {promised} auf dem Weg sein. Das gelingt uns leider "
     "nicht.",
     "Your order of {ordered} was to be on its way by {promised}. We are sorry that we cannot keep this "
     "date.",
     "Votre commande du {ordered} devait partir au plus tard le {promised}. Nous ne pouvons malheureusement "
     "pas "
     "tenir ce délai.",
     "您于 {ordered} 的订单原定 {promised} 前发出。很抱歉，我们无法按时发货。"},
    {"delay.newDay", "Wir versenden sie spätestens am {day}.", "We will ship it by {day} at the latest.",
     "Nous l’expédierons au plus tard le {day}.", "我们最迟于 {day} 发货。"},
    {"delay.open", "Wann wir sie versenden können, wissen wir noch nicht.",
     "We do not know yet when we can ship it.", "Nous ne savons pas encore quand elle pourra partir.",
     "目前尚不能确定发货日期。"},
    {"delay.silence",
     "Sind Sie einverstanden, brauchen Sie nichts zu tun. Möchten Sie nicht warten, antworten Sie auf diese "
     "Nachricht: Wir stornieren die Bestellung und erstatten, was Sie bezahlt haben.",
     "If you agree, you need not do anything. If you do not want to wait, reply to this message: we cancel "
     "the "
     "order and refund what you paid.",
     "Si vous êtes d’accord, vous n’avez rien à faire. Si vous ne souhaitez pas attendre, répondez à ce "
     "message : "
     "nous annulons la commande et remboursons ce que vous avez payé.",
     "如您同意，无需任何操作。如不愿等待，请回复本邮件：我们将取消订单并退还您已支付的款项。"},
    {"delay.consent",
     "Möchten Sie warten, antworten Sie bitte bis zum {answer} auf diese Nachricht. Ohne Ihre Zustimmung "
     "stornieren wir die Bestellung dann von selbst und erstatten, was Sie bezahlt haben.",
     "If you want to wait, please reply to this message by {answer}. Without your consent we then cancel the "
     "order "
     "automatically and refund what you paid.",
     "Si vous souhaitez attendre, veuillez répondre à ce message d’ici au {answer}. Sans votre accord, nous "
     "annulons alors la commande automatiquement et remboursons ce que vous avez payé.",
     "如您愿意等待，请于 {answer} 前回复本邮件。若未获您同意，届时我们将自动取消订单并退款。"},
    {"delay.end", "Freundliche Grüsse", "Kind regards", "Meilleures salutations", "此致敬礼"},
    {"slip.title", "Lieferschein", "Packing slip", "Bulletin de livraison", "发货单"},
    {"slip.order", "Bestellung", "Order", "Commande", "订单号"},
    {"slip.ordered", "Bestellt am", "Ordered on", "Commandé le", "下单日期"},
    {"slip.shipped", "Versandt am", "Shipped on", "Expédié le", "发货日期"},
    {"slip.tracking", "Sendungsnummer", "Tracking number", "Numéro de suivi", "运单号"},
    {"slip.number", "Artikelnummer", "Item number", "Numéro d’article", "商品编号"},
    {"slip.name", "Bezeichnung", "Description", "Désignation", "名称"},
    {"slip.quantity", "Menge", "Quantity", "Quantité", "数量"},
    {"slip.later", "Folgt später", "Follows later", "Suivra", "稍后补发"},
    {"slip.insteadOf", "als Ersatz für", "in place of", "en remplacement de", "替代"},
    {"slip.thanks", "Vielen Dank für Ihre Bestellung.", "Thank you for your order.",
     "Merci de votre commande.", "感谢您的订购。"},
    {"slip.return",
     "Für eine Rücksendung legen Sie bitte dieses Blatt bei; der Code sagt uns, worum es geht.",
     "If you return something, please enclose this sheet; the code tells us what it is about.",
     "Pour un retour, veuillez joindre cette feuille ; le code nous indique de quoi il s’agit.",
     "如需退货，请附上本单；条码即为订单标识。"},
};

} // namespace

std::string shippingWords(std::string_view key, std::string_view language) {
    for (const auto& e : kWords)
        if (e.key == key) {
            const auto two = language.substr(0, 2);
            return std::string(two == "de" ? e.de : two == "fr" ? e.fr : two == "zh" ? e.zh : e.en);
        }
    throw Error(ErrorKind::Bug, "fulfilment.no-words", "there are no words for " + std::string(key));
}

std::string dayWords(Date day, std::string_view language) {
    const auto iso = day.toString(); // YYYY-MM-DD
    const auto year = iso.substr(0, 4), month = iso.substr(5, 2), date = iso.substr(8, 2);
    const auto two = language.substr(0, 2);
    if (two == "de") return date + "." + month + "." + year;
    if (two == "fr") return date + "/" + month + "/" + year;
    return iso;
}

} // namespace rejoinder::fulfilment
