#include "invoice_texts.h"

#include <algorithm>
#include <array>

namespace rejoinder::fulfilment {

namespace {

constexpr std::array<InvoiceTexts, 4> kInvoice{{
    {"en",
     "Invoice",
     "Credit note",
     "Reminder",
     "Date",
     "Due on",
     "Order",
     "VAT number",
     "Corrects invoice",
     "Quantity",
     "Article",
     "Price",
     "Amount",
     "Net",
     "VAT",
     "Total",
     "Paid",
     "Credited",
     "Fees",
     "To be paid",
     "Please pay by {date}.",
     "We have not received your payment yet. Please pay by {date}; if you have done so meanwhile, disregard "
     "this.",
     "Scan with your bank’s app to pay",
     "We will collect {amount} on {date} from your account {account} by SEPA direct debit (mandate "
     "{mandate}, "
     "our creditor identifier {creditor}). You need not do anything but see that it is covered.",
     "y-m-d"},
    {"de",
     "Rechnung",
     "Gutschrift",
     "Zahlungserinnerung",
     "Datum",
     "Zahlbar bis",
     "Bestellung",
     "MWST-Nummer",
     "Korrigiert Rechnung",
     "Menge",
     "Artikel",
     "Preis",
     "Betrag",
     "Netto",
     "MWST",
     "Gesamt",
     "Bezahlt",
     "Gutgeschrieben",
     "Gebühren",
     "Zu zahlen",
     "Bitte zahlen Sie bis zum {date}.",
     "Ihre Zahlung ist noch nicht bei uns eingetroffen. Bitte zahlen Sie bis zum {date}; falls Sie das "
     "inzwischen getan "
     "haben, betrachten Sie dieses Schreiben als gegenstandslos.",
     "Mit der App Ihrer Bank scannen und bezahlen",
     "Wir ziehen {amount} am {date} als SEPA-Lastschrift von Ihrem Konto {account} ein (Mandat {mandate}, "
     "unsere Gläubiger-Identifikationsnummer {creditor}). Bitte sorgen Sie nur für Deckung.",
     "d.m.y"},
    {"fr",
     "Facture",
     "Note de crédit",
     "Rappel",
     "Date",
     "Payable jusqu’au",
     "Commande",
     "Numéro de TVA",
     "Corrige la facture",
     "Quantité",
     "Article",
     "Prix",
     "Montant",
     "Net",
     "TVA",
     "Total",
     "Payé",
     "Crédité",
     "Frais",
     "À payer",
     "Merci de payer jusqu’au {date}.",
     "Votre paiement ne nous est pas encore parvenu. Merci de payer jusqu’au {date} ; si vous l’avez fait "
     "entre-temps, "
     "ne tenez pas compte de ce rappel.",
     "Scannez avec l’application de votre banque pour payer",
     "Nous prélèverons {amount} le {date} sur votre compte {account} par prélèvement SEPA (mandat {mandate}, "
     "notre identifiant créancier {creditor}). Veillez seulement à ce que le compte soit approvisionné.",
     "d.m.y"},
    {"zh",
     "发票",
     "贷记单",
     "催款函",
     "日期",
     "付款期限",
     "订单",
     "增值税号",
     "更正发票",
     "数量",
     "商品",
     "单价",
     "金额",
     "净额",
     "增值税",
     "合计",
     "已付",
     "已贷记",
     "费用",
     "应付",
     "请于 {date} 前付款。",
     "我们尚未收到您的付款。请于 {date} 前付款;如已付款,请忽略此函。",
     "用银行应用扫码付款",
     "我们将于 {date} 以 SEPA 直接扣款方式从您的账户 {account} 收取 {amount}(授权书 {mandate},收款人标识 "
     "{creditor})。请确保账户余额充足,无需另行付款。",
     "y-m-d"},
}};

constexpr std::array<SlipTexts, 4> kSlip{{
    {"en", "Payment part", "Receipt", "Account / Payable to", "Reference", "Additional information",
     "Payable by", "Payable by (name/address)", "Currency", "Amount", "Acceptance point"},
    {"de", "Zahlteil", "Empfangsschein", "Konto / Zahlbar an", "Referenz", "Zusätzliche Informationen",
     "Zahlbar durch", "Zahlbar durch (Name/Adresse)", "Währung", "Betrag", "Annahmestelle"},
    {"fr", "Section paiement", "Récépissé", "Compte / Payable à", "Référence", "Informations supplémentaires",
     "Payable par", "Payable par (nom/adresse)", "Monnaie", "Montant", "Point de dépôt"},
    {"it", "Sezione pagamento", "Ricevuta", "Conto / Pagabile a", "Riferimento", "Informazioni supplementari",
     "Pagabile da", "Pagabile da (nome/indirizzo)", "Valuta", "Importo", "Punto di accettazione"},
}};

template <class Texts>
const auto& in(const Texts& all, std::string_view language) {
    for (const auto& one : all)
        if (one.language == language.substr(0, 2)) return one;
    return all.front();
}

std::string twoDigits(int number) {
    return std::to_string(100 + number).substr(1);
}

} // namespace

const InvoiceTexts& invoiceTexts(std::string_view language) {
    return in(kInvoice, language);
}

const SlipTexts& slipTexts(std::string_view language) {
    return in(kSlip, language);
}

std::string dateText(Date day, const InvoiceTexts& texts) {
    const auto iso = day.toString();
    std::string out;
    for (const char c : texts.dateForm)
        out += c == 'd'   ? iso.substr(8, 2)
               : c == 'm' ? iso.substr(5, 2)
               : c == 'y' ? iso.substr(0, 4)
                          : std::string(1, c);
    return out;
}

std::string groupedAmount(std::string_view amount) {
    const auto dot = std::min(amount.find('.'), amount.size());
    std::string out;
    for (std::size_t i = 0; i < amount.size(); ++i) {
        if (i > 0 && i < dot && (dot - i) % 3 == 0 && amount[i - 1] != '-') out += ' ';
        out += amount[i];
    }
    return out;
}

std::string percentText(std::int32_t basisPoints) {
    const auto rest = basisPoints % 100;
    std::string out = std::to_string(basisPoints / 100);
    if (rest != 0) out += "." + (rest % 10 == 0 ? std::to_string(rest / 10) : twoDigits(rest));
    return out;
}

} // namespace rejoinder::fulfilment
