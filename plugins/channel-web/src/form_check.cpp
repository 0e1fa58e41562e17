#include "forms.h"
#include "page.h"
#include "words.h"

#include <algorithm>
#include <set>

namespace rejoinder::web {

namespace {

/// Letters, digits and dashes, as in an address.
bool isSlug(std::string_view slug) {
    return !slug.empty() && slug.size() <= 60 && slug.front() != '-' && std::ranges::all_of(slug, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool isHost(std::string_view host) {
    const bool https = host.starts_with("https://"),
               local = host.starts_with("http://localhost:") || host.starts_with("http://127.0.0.1:");
    const auto rest = host.substr(std::min(host.find("://") + 3, host.size()));
    return (https || local) && !rest.empty() && std::ranges::all_of(rest, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
           });
}

bool isUrl(std::string_view url) {
    return url.empty() || url.starts_with("https://") || url.starts_with("http://");
}

class Check {
public:
    Check(const FormRow& form, Faults& faults) : form_(form), d_(form.definition), faults_(faults) {}

    void shape() {
        if (!isSlug(form_.slug) || form_.slug == "form" || form_.slug == "embed")
            faults_.add("/slug", "channel-web.slug",
                        "small letters, digits and dashes, as they stand in the address");
        if (form_.opensOn && form_.closesOn && *form_.closesOn < *form_.opensOn)
            faults_.add("/closesOn", "channel-web.days", "the last day lies before the first");
        languages();
        fields();
        items();
        questions();
        consents();
        look();
    }

    /// What only a page that everybody sees must have.
    void ready(const FormNeighbours& neighbours) {
        if (d_.kind == FormKind::Reply && d_.privacyUrl.empty())
            fault("/privacyUrl", "channel-web.no-privacy",
                  "people must be told what is done with their data");
        const bool mail = std::ranges::any_of(
            d_.consents, [](const FormConsent& c) { return c.channel == Channel::Email; });
        if (mail && (neighbours.publicUrl().empty() || !neighbours.mails()))
            fault("/consents", "channel-web.no-confirmation",
                  "consent to e-mails is confirmed by a link: the setting public.url and the e-mail channel "
                  "are "
                  "needed");
    }

private:
    void fault(const std::string& at, std::string code, std::string text) {
        faults_.add("/definition" + at, std::move(code), std::move(text));
    }

    void inEachLanguage(const Texts& texts, const std::string& at, std::size_t most) {
        for (const auto& language : d_.languages) {
            const auto found = texts.find(language);
            if (found == texts.end() || found->second.find_first_not_of(' ') == std::string::npos)
                fault(at + "/" + language, "channel-web.text-missing", "has no text in this language");
            else if (found->second.size() > most)
                fault(at + "/" + language, "channel-web.text-long", "is too long");
        }
    }

    void languages() {
        for (std::size_t i = 0; i < d_.languages.size(); ++i)
            if (!isLanguage(d_.languages[i]) || std::ranges::count(d_.languages, d_.languages[i]) > 1)
                fault("/languages/" + std::to_string(i), "channel-web.language",
                      "de, en, fr or zh, each once");
        for (const auto& language : d_.languages)
            if (!d_.texts.contains(language))
                fault("/texts/" + language, "channel-web.text-missing", "has no texts in this language");
    }

    void fields() {
        std::set<std::string> names;
        bool identity = false;
        for (std::size_t i = 0; i < d_.fields.size(); ++i) {
            const auto& name = d_.fields[i].name;
            if (!knownField(name) || !names.insert(name).second)
                fault("/fields/" + std::to_string(i) + "/name", "channel-web.field",
                      "is no field of a form, or there twice");
            identity = identity || name == "code" || name == "email" || name == "phone" ||
                       name == "familyName" || name == "companyName";
        }
        if (!identity)
            fault("/fields", "channel-web.nobody",
                  "ask for a code, a family or company name, an e-mail address or a phone number, or nobody "
                  "knows who answered");
        for (std::size_t i = 0; i < d_.hosts.size(); ++i)
            if (!isHost(d_.hosts[i]))
                fault("/hosts/" + std::to_string(i), "channel-web.host", "as https://www.example.org");
        for (const auto& [url, at] :
             {std::pair{d_.privacyUrl, "/privacyUrl"}, std::pair{d_.imprintUrl, "/imprintUrl"}})
            if (!isUrl(url)) fault(at, "channel-web.url", "must begin with https://");
    }

    void items() {
        std::set<std::string> skus;
        for (std::size_t i = 0; i < d_.items.size(); ++i) {
            const auto at = "/items/" + std::to_string(i);
            if (!skus.insert(d_.items[i].sku).second)
                fault(at + "/sku", "channel-web.twice", "is there twice");
            inEachLanguage(d_.items[i].label, at + "/label", 300);
        }
    }

    void questions() {
        std::set<std::string> keys;
        for (std::size_t i = 0; i < d_.questions.size(); ++i) {
            const auto& question = d_.questions[i];
            const auto at = "/questions/" + std::to_string(i);
            if (!keys.insert(question.key).second) fault(at + "/key", "channel-web.twice", "is there twice");
            inEachLanguage(question.label, at + "/label", 500);
            if ((question.kind == QuestionKind::Choice) == question.options.empty())
                fault(at + "/options", "channel-web.options", "a choice has options, no other question has");
            for (std::size_t o = 0; o < question.options.size(); ++o)
                inEachLanguage(question.options[o].label, at + "/options/" + std::to_string(o) + "/label",
                               300);
        }
    }

    void consents() {
        std::set<std::string> keys;
        for (std::size_t i = 0; i < d_.consents.size(); ++i) {
            const auto& consent = d_.consents[i];
            const auto at = "/consents/" + std::to_string(i);
            if (!keys.insert(consent.key).second) fault(at + "/key", "channel-web.twice", "is there twice");
            inEachLanguage(consent.text, at + "/text", 5'000);
            const bool asks = std::ranges::find(d_.fields, "email", &FormField::name) != d_.fields.end();
            if (consent.channel == Channel::Email && !asks)
                fault(at + "/channel", "channel-web.no-email", "the form does not ask for an e-mail address");
        }
        if (d_.kind == FormKind::OptOut && !d_.consents.empty())
            fault("/consents", "channel-web.opt-out", "a form to object asks for no consent");
    }

    void look() {
        if (contrast(d_.look.text, d_.look.background) < 4.5)
            fault("/look/text", "channel-web.contrast", "cannot be read on this background (4.5 : 1)");
        if (contrast(d_.look.accent, d_.look.background) < 3)
            fault("/look/accent", "channel-web.contrast", "does not stand out from the background (3 : 1)");
    }

    const FormRow& form_;
    const FormDefinition& d_;
    Faults& faults_;
};

} // namespace

void checkForm(Unit& unit, const FormRow& form, const FormNeighbours& neighbours, Faults& faults) {
    Check check(form, faults);
    check.shape();
    if (form.published) check.ready(neighbours);
    if (!neighbours.capturing->takes(unit, form.definition.responseType))
        faults.add("/definition/responseType", "channel-web.unknown-type",
                   "there is no active response type " + form.definition.responseType);
    if (!form.definition.channels.empty() &&
        neighbours.capturing->objects(unit, form.definition.responseType))
        faults.add(
            "/definition/responseType", "channel-web.type-objects",
            "this type is an objection on channels of its own; where people choose the channel, take one "
            "that is none");
    if (form.campaignId && !neighbours.campaigns->find(unit, *form.campaignId))
        faults.add("/campaignId", "channel-web.unknown-campaign", "there is no such campaign");
    const auto other = formOfSlug(unit, form.slug);
    if (other && other->id != form.id)
        faults.add("/slug", "channel-web.slug-taken", "another form has this address");
}

} // namespace rejoinder::web
