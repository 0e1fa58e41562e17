#include "words.h"

#include <algorithm>
#include <array>

namespace rejoinder::web {

namespace {

struct Entry {
    std::string_view key, de, en, fr, zh;
};

constexpr Entry kWords[] = {
    {"field.code", "Ihr Code (steht auf dem Brief)", "Your code (printed on the letter)",
     "Votre code (imprimé sur la lettre)", "您的代码（印在信上）"},
    {"field.salutation", "Anrede", "Form of address", "Civilité", "称呼"},
    {"field.title", "Titel", "Title", "Titre", "头衔"},
    {"field.givenName", "Vorname", "Given name", "Prénom", "名"},
    {"field.familyName", "Nachname", "Family name", "Nom", "姓"},
    {"field.companyName", "Firma", "Company", "Entreprise", "公司"},
    {"field.street", "Strasse", "Street", "Rue", "街道"},
    {"field.houseNumber", "Hausnummer", "House number", "Numéro", "门牌号"},
    {"field.addressLine2", "Adresszusatz", "Address line 2", "Complément d’adresse", "地址补充"},
    {"field.postcode", "Postleitzahl", "Postcode", "Code postal", "邮政编码"},
    {"field.city", "Ort", "City", "Localité", "城市"},
    {"field.country", "Land", "Country", "Pays", "国家"},
    {"field.email", "E-Mail-Adresse", "E-mail address", "Adresse e-mail", "电子邮箱"},
    {"field.phone", "Telefonnummer", "Phone number", "Numéro de téléphone", "电话号码"},
    {"salutation.none", "keine Angabe", "not stated", "non précisé", "不注明"},
    {"salutation.mr", "Herr", "Mr", "Monsieur", "先生"},
    {"salutation.ms", "Frau", "Ms", "Madame", "女士"},
    {"salutation.mx", "divers", "Mx", "autre", "其他"},
    {"form.send", "Absenden", "Send", "Envoyer", "提交"},
    {"form.person", "Ihre Angaben", "About you", "Vos coordonnées", "您的信息"},
    {"form.personKnown", "Name oder Adresse haben sich geändert?", "Has your name or address changed?",
     "Votre nom ou votre adresse a changé ?", "姓名或地址有变化？"},
    {"form.items", "Was wünschen Sie?", "What would you like?", "Que souhaitez-vous ?", "您需要什么？"},
    {"form.quantity", "Anzahl", "Quantity", "Quantité", "数量"},
    {"form.questions", "Ihre Antworten", "Your answers", "Vos réponses", "您的回答"},
    {"form.consents", "Einwilligungen", "Consent", "Consentements", "同意事项"},
    {"form.channels", "Keine Werbung mehr", "No more advertising", "Plus de publicité", "不再接收广告"},
    {"form.allChannels", "Wählen Sie nichts, gilt es für alle Wege.",
     "If you choose none, it holds for all of them.", "Sans choix, cela vaut pour tous les moyens.",
     "不选择则适用于所有渠道。"},
    {"form.requiredHint", "Felder mit * müssen ausgefüllt sein.", "Fields with * must be filled in.",
     "Les champs marqués * sont obligatoires.", "带 * 的字段必须填写。"},
    {"form.yes", "Ja", "Yes", "Oui", "是"},
    {"form.no", "Nein", "No", "Non", "否"},
    {"form.choose", "bitte wählen", "please choose", "veuillez choisir", "请选择"},
    {"form.trap", "Dieses Feld bitte leer lassen", "Please leave this field empty",
     "Veuillez laisser ce champ vide", "请将此项留空"},
    {"form.doubleOptIn", "Wir senden Ihnen eine E-Mail, in der Sie dies bestätigen.",
     "We will send you an e-mail in which you confirm this.",
     "Nous vous enverrons un e-mail pour le confirmer.", "我们会发送一封邮件请您确认。"},
    {"form.preview", "Vorschau: hier kann nichts gesendet werden.", "Preview: nothing can be sent here.",
     "Aperçu : rien ne peut être envoyé ici.", "预览：此处无法提交。"},
    {"form.language", "Sprache", "Language", "Langue", "语言"},
    {"form.privacy", "Datenschutz", "Privacy", "Protection des données", "隐私"},
    {"form.imprint", "Impressum", "Legal notice", "Mentions légales", "法律声明"},
    {"fault.title",
     "Bitte sehen Sie noch einmal hin:", "Please look again:", "Veuillez vérifier :", "请再检查一下："},
    {"fault.missing", "Bitte ausfüllen.", "Please fill this in.", "Veuillez remplir ce champ.", "请填写。"},
    {"fault.tooLong", "Das ist zu lang.", "This is too long.", "C’est trop long.", "内容过长。"},
    {"fault.email", "Das ist keine E-Mail-Adresse.", "This is no e-mail address.",
     "Ce n’est pas une adresse e-mail.", "这不是电子邮箱地址。"},
    {"fault.phone", "Diese Nummer kann nicht gewählt werden.", "This number cannot be dialled.",
     "Ce numéro ne peut pas être composé.", "该号码无法拨打。"},
    {"fault.country", "Dieses Land kennen wir nicht.", "We do not know this country.",
     "Nous ne connaissons pas ce pays.", "无法识别该国家。"},
    {"fault.value", "Das können wir hier nicht annehmen.", "We cannot take this here.",
     "Nous ne pouvons pas accepter cela ici.", "此处无法接受该内容。"},
    {"fault.consent", "Ohne dies geht es nicht.", "This is needed.", "Ceci est nécessaire.",
     "必须同意此项。"},
    {"fault.reachable", "Sagen Sie uns bitte, wer Sie sind: Code, E-Mail-Adresse oder Telefonnummer.",
     "Please tell us who you are: code, e-mail address or phone number.",
     "Dites-nous qui vous êtes : code, adresse e-mail ou téléphone.", "请告知您的代码、邮箱或电话。"},
    {"again.quick", "Das ging sehr schnell. Bitte senden Sie es noch einmal ab.",
     "That was very quick. Please send it once more.",
     "C’était très rapide. Veuillez l’envoyer encore une fois.", "提交过快，请再次提交。"},
    {"again.old", "Die Seite war lange offen. Bitte senden Sie es noch einmal ab.",
     "This page was open for long. Please send it once more.",
     "La page était ouverte depuis longtemps. Veuillez l’envoyer encore une fois.",
     "页面打开时间过长，请再次提交。"},
    {"again.changed", "Das Formular wurde inzwischen geändert. Bitte lesen Sie es noch einmal durch.",
     "The form was changed meanwhile. Please read it once more.",
     "Le formulaire a été modifié entre-temps. Veuillez le relire.", "表单已更新，请再阅读一遍。"},
    {"again.sent",
     "Ihre erste Antwort haben wir. Senden Sie diese geänderte noch einmal ab, wenn auch sie "
     "gelten soll.",
     "We have your first answer. Send this changed one once more if it is to count, too.",
     "Nous avons votre première réponse. Renvoyez celle-ci si elle doit aussi compter.",
     "我们已收到您的第一份回答。如需提交更改后的内容，请再次提交。"},
    {"again.busy", "Gerade kommen sehr viele Antworten. Bitte senden Sie es in einer Minute noch einmal ab.",
     "Very many answers are coming in. Please send it once more in a minute.",
     "Il y a beaucoup de réponses en ce moment. Veuillez l’envoyer de nouveau dans une minute.",
     "当前提交过多，请一分钟后再次提交。"},
    {"done.title", "Vielen Dank", "Thank you", "Merci", "谢谢"},
    {"done.text", "Ihre Antwort ist bei uns.", "We have your answer.", "Votre réponse nous est parvenue.",
     "我们已收到您的回答。"},
    {"done.optOut", "Sie erhalten keine Werbung mehr von uns.", "You will get no more advertising from us.",
     "Vous ne recevrez plus de publicité de notre part.", "您将不再收到我们的广告。"},
    {"done.confirm", "Bitte bestätigen Sie noch Ihre E-Mail-Adresse: Wir haben Ihnen eine E-Mail gesandt.",
     "Please confirm your e-mail address: we have sent you an e-mail.",
     "Veuillez encore confirmer votre adresse e-mail : nous vous avons envoyé un e-mail.",
     "请确认您的邮箱：我们已发送一封邮件。"},
    {"closed.title", "Dieses Formular ist geschlossen", "This form is closed", "Ce formulaire est fermé",
     "此表单已关闭"},
    {"closed.text", "Hier kann nicht mehr geantwortet werden.", "Answers are no longer taken here.",
     "Il n’est plus possible de répondre ici.", "此处已停止接收回答。"},
    {"nothing.title", "Hier ist nichts", "There is nothing here", "Il n’y a rien ici", "此处没有内容"},
    {"nothing.text", "Bitte prüfen Sie die Adresse.", "Please check the address.",
     "Veuillez vérifier l’adresse.", "请检查网址。"},
    {"busy.title", "Einen Augenblick bitte", "One moment, please", "Un instant, s’il vous plaît", "请稍候"},
    {"confirm.title", "E-Mail-Adresse bestätigen", "Confirm your e-mail address",
     "Confirmer votre adresse e-mail", "确认电子邮箱"},
    {"confirm.ask", "Sie haben zugestimmt:", "You agreed:", "Vous avez accepté :", "您同意了："},
    {"confirm.button", "Bestätigen", "Confirm", "Confirmer", "确认"},
    {"confirm.done", "Danke, Ihre Adresse ist bestätigt.", "Thank you, your address is confirmed.",
     "Merci, votre adresse est confirmée.", "谢谢，您的邮箱已确认。"},
    {"confirm.none", "Dieser Link gilt nicht oder nicht mehr. Füllen Sie das Formular bitte noch einmal aus.",
     "This link is not, or no longer, valid. Please fill in the form once more.",
     "Ce lien n’est pas ou plus valable. Veuillez remplir le formulaire de nouveau.",
     "此链接无效或已过期，请重新填写表单。"},
    {"mail.subject", "Bitte bestätigen Sie Ihre E-Mail-Adresse", "Please confirm your e-mail address",
     "Veuillez confirmer votre adresse e-mail", "请确认您的电子邮箱"},
    {"mail.begin", "Mit dieser Adresse wurde auf unserem Formular zugestimmt:",
     "With this address somebody agreed on our form:",
     "Avec cette adresse, quelqu’un a accepté sur notre formulaire :", "有人用此邮箱在我们的表单上同意了："},
    {"mail.ask",
     "Wenn Sie das waren, bestätigen Sie es bitte hier:", "If that was you, please confirm it here:",
     "Si c’était vous, veuillez le confirmer ici :", "如果是您本人，请在此确认："},
    {"mail.end", "Wenn nicht, müssen Sie nichts tun: ohne Bestätigung schreiben wir Ihnen nicht.",
     "If not, you need do nothing: without it we will not write to you.",
     "Sinon, ne faites rien : sans confirmation, nous ne vous écrirons pas.",
     "如果不是，请忽略：未经确认我们不会给您写信。"},
    {"channel.letter", "Briefe", "Letters", "Lettres", "信件"},
    {"channel.email", "E-Mails", "E-mails", "E-mails", "电子邮件"},
    {"channel.phone", "Anrufe", "Phone calls", "Appels téléphoniques", "电话"},
    {"channel.sms", "SMS", "Text messages", "SMS", "短信"},
    {"language.de", "Deutsch", "Deutsch", "Deutsch", "Deutsch"},
    {"language.en", "English", "English", "English", "English"},
    {"language.fr", "Français", "Français", "Français", "Français"},
    {"language.zh", "中文", "中文", "中文", "中文"},
};

constexpr KnownField kFields[] = {
    {"code", "off", "text", 40, false},
    {"salutation", "honorific-prefix", "select", 20, true},
    {"title", "honorific-prefix", "text", 50, true},
    {"givenName", "given-name", "text", 100, true},
    {"familyName", "family-name", "text", 100, true},
    {"companyName", "organization", "text", 200, true},
    {"street", "address-line1", "text", 200, true},
    {"houseNumber", "off", "text", 30, true},
    {"addressLine2", "address-line2", "text", 200, true},
    {"postcode", "postal-code", "text", 20, true},
    {"city", "address-level2", "text", 100, true},
    {"country", "country-name", "text", 100, true},
    {"email", "email", "email", 254, false},
    {"phone", "tel", "tel", 50, false},
};

} // namespace

bool isLanguage(std::string_view language) noexcept {
    return std::ranges::find(kLanguages, language) != std::end(kLanguages);
}

std::string_view words(std::string_view key, std::string_view language) noexcept {
    for (const auto& entry : kWords) {
        if (entry.key != key) continue;
        return language == "de"   ? entry.de
               : language == "fr" ? entry.fr
               : language == "zh" ? entry.zh
                                  : entry.en;
    }
    return key;
}

std::span<const KnownField> knownFields() noexcept {
    return kFields;
}

const KnownField* knownField(std::string_view name) noexcept {
    const auto* found = std::ranges::find(kFields, name, &KnownField::name);
    return found == std::end(kFields) ? nullptr : found;
}

/// Languages stand in the order of preference nearly always; q-values are read where they are given.
std::string bestLanguage(std::string_view accept, const std::vector<std::string>& offered) {
    std::string best;
    double quality = 0;
    while (!accept.empty()) {
        const auto comma = std::min(accept.find(','), accept.size());
        auto one = accept.substr(0, comma);
        accept = accept.substr(std::min(comma + 1, accept.size()));
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        const auto semicolon = std::min(one.find(';'), one.size());
        auto tag = std::string(one.substr(0, std::min(one.find('-'), semicolon)));
        for (char& c : tag)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        double q = 1;
        if (const auto at = one.find("q=0."); at != std::string_view::npos && at + 4 < one.size())
            q = (one[at + 4] >= '0' && one[at + 4] <= '9' ? one[at + 4] - '0' : 0) / 10.0;
        if (q > quality && std::ranges::find(offered, tag) != offered.end()) {
            best = tag;
            quality = q;
        }
    }
    return !best.empty() ? best : offered.empty() ? std::string("en") : offered.front();
}

} // namespace rejoinder::web
