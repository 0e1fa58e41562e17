#include "page.h"

#include "merge/template.h"
#include "words.h"

#include <digest/digest.h>

#include <algorithm>

namespace rejoinder::web {

namespace {

std::string text(std::string_view raw) {
    return merge::escapedForHtml(raw);
}

/// Blank lines part paragraphs, line ends are breaks.
std::string paragraphs(std::string_view raw) {
    std::string out;
    while (!raw.empty()) {
        const auto end = std::min(raw.find("\n\n"), raw.size());
        std::string one = text(raw.substr(0, end));
        raw = raw.substr(std::min(end + 2, raw.size()));
        for (std::size_t at = 0; (at = one.find('\n', at)) != std::string::npos; at += 5)
            one.replace(at, 1, "<br>\n");
        if (one.find_first_not_of(" \n") != std::string::npos) out += "<p>" + one + "</p>\n";
    }
    return out;
}

constexpr std::string_view kStyle = R"(
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, sans-serif; background: var(--background); color: var(--text); }
body { margin: 0; }
main { max-width: 42rem; margin: 0 auto; padding: 1.25rem; }
h1 { font-size: 1.7rem; line-height: 1.25; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; display: block; }
.logo { max-height: 5rem; width: auto; }
.picture { width: 100%; margin: 1rem 0; border-radius: .4rem; }
fieldset { border: 0; margin: 1.5rem 0 0; padding: 0; min-width: 0; }
legend, summary { font-weight: 700; font-size: 1.15rem; padding: 0; }
summary { cursor: pointer; padding: .5rem 0; }
.field { margin: .9rem 0 0; }
label { display: block; font-weight: 600; }
.tick { display: grid; grid-template-columns: 1.75rem 1fr; gap: .5rem; align-items: start; }
.tick label { font-weight: 400; }
.tick input { width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); }
input[type=text], input[type=email], input[type=tel], input[type=number], select, textarea {
  width: 100%; font: inherit; color: inherit; background: var(--background); padding: .6rem;
  border: 1px solid var(--text); border-radius: .3rem; min-height: 2.75rem; }
input[type=number] { max-width: 8rem; }
textarea { min-height: 6rem; }
[aria-invalid=true] { border-width: 3px; }
.fault { margin: .25rem 0 0; font-weight: 600; }
.fault::before { content: "\26A0\00A0"; }
.box { border: 2px solid var(--text); border-left-width: .6rem; border-radius: .3rem; padding: .75rem 1rem; margin: 1rem 0; }
.hint { font-size: .9rem; margin: .25rem 0 0; }
button { font: inherit; font-weight: 700; cursor: pointer; border-radius: .3rem; padding: .75rem 1.5rem; min-height: 2.75rem; }
.send { color: var(--on-accent); background: var(--accent); border: 2px solid var(--accent); margin: 1.5rem 0; width: 100%; }
.send[disabled] { cursor: default; }
.languages { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
.languages button { color: inherit; background: transparent; border: 1px solid var(--text); padding: .25rem .75rem; font-weight: 400; }
.languages [aria-current] { font-weight: 700; border-width: 2px; }
.default, .trap { position: absolute; left: -9999px; width: 1px; height: 1px; overflow: hidden; }
a { color: inherit; }
footer { margin-top: 2rem; display: flex; flex-wrap: wrap; align-items: baseline; gap: 1rem; font-size: .9rem; }
footer a { padding: .25rem 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (min-width: 40rem) { .send { width: auto; } }
)";

std::string variables(const FormLook& look) {
    const auto* on =
        contrast(look.accent, "#ffffff") >= contrast(look.accent, "#000000") ? "#ffffff" : "#000000";
    return ":root { --accent: " + look.accent + "; --background: " + look.background +
           "; --text: " + look.text + "; --on-accent: " + on + "; }";
}

/// The whole answer; `body` is what stands in <main>.
FileAnswer shell(std::string_view language, std::string_view title, const std::string& body,
                 const FormRow* form, bool script, int status) {
    const auto nonce = digest::secretHex(16);
    std::string ancestors;
    if (form)
        for (const auto& host : form->definition.hosts) ancestors += " " + host;
    FileAnswer answer;
    answer.status = status;
    answer.contentType = "text/html; charset=utf-8";
    answer.headers = {{"Content-Security-Policy",
                       "default-src 'none'; script-src 'self'; style-src 'nonce-" + nonce +
                           "'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors" +
                           (ancestors.empty() ? std::string(" 'none'") : ancestors)},
                      {"X-Robots-Tag", "noindex"},
                      {"Content-Language", std::string(language)}};
    answer.body =
        "<!doctype html>\n<html lang=\"" + std::string(language) +
        "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n<title>" +
        text(title) + "</title>\n<style nonce=\"" + nonce + "\">" +
        variables(form ? form->definition.look : FormLook{}) + std::string(kStyle) +
        "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n" +
        (script ? "<script src=\"/f/form.js\" defer></script>\n" : "") + "</body>\n</html>\n";
    return answer;
}

/// Writes the form of a page, part by part.
class Writer {
public:
    explicit Writer(const FormPage& page)
        : page_(page), form_(page.form.definition), texts_(textIn(form_.texts, page.language)) {}

    std::string write() {
        head();
        out_ += "<form method=\"post\" action=\"/f/" + text(page_.form.slug) + "\" novalidate>\n";
        // Enter in a field presses the first button, which must not be one of the languages.
        out_ += page_.preview ? ""
                              : "<button class=\"default\" tabindex=\"-1\" aria-hidden=\"true\">" +
                                    say("form.send") + "</button>\n";
        languages();
        if (requiresSomething()) out_ += "<p class=\"hint\">" + say("form.requiredHint") + "</p>\n";
        channels();
        items();
        questions();
        fields();
        consents();
        foot();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string say(std::string_view key) const { return text(words(key, page_.language)); }
    [[nodiscard]] std::string in(const Texts& texts) const {
        const auto* found = textIn(texts, page_.language);
        return found ? text(*found) : std::string();
    }
    [[nodiscard]] std::string value(const std::string& name) const {
        const auto found = page_.values.find(name);
        return found == page_.values.end() ? std::string() : found->second;
    }
    [[nodiscard]] bool faulty(const std::string& name) const { return page_.faults.contains(name); }
    [[nodiscard]] bool known() const { return !page_.address.empty(); }
    [[nodiscard]] bool required(const FormField& field) const {
        const auto* of = knownField(field.name);
        return field.required && !(known() && ((of && of->person) || field.name == "code"));
    }
    [[nodiscard]] bool requiresSomething() const {
        return std::ranges::any_of(form_.fields, [this](const auto& f) { return required(f); }) ||
               std::ranges::any_of(form_.questions, &FormQuestion::required) ||
               std::ranges::any_of(form_.consents, &FormConsent::required);
    }

    void head() {
        if (!page_.embedded && has(Place::Logo))
            out_ += "<img class=\"logo\" src=\"" + picture(Place::Logo) + "\" alt=\"" +
                    text(form_.senderName) + "\">\n";
        out_ += "<h1>" + text(texts_ ? texts_->title : page_.form.name) + "</h1>\n";
        if (has(Place::Picture))
            out_ += "<img class=\"picture\" src=\"" + picture(Place::Picture) + "\" alt=\"" +
                    text(texts_ ? texts_->pictureAlt : "") + "\">\n";
        if (page_.preview) box("form.preview");
        if (!page_.notice.empty()) box(page_.notice);
        if (!page_.greeting.empty()) out_ += "<p>" + text(page_.greeting) + "</p>\n";
        if (texts_) out_ += paragraphs(texts_->intro);
        if (!page_.faults.empty()) faultList();
    }

    void box(std::string_view key) { out_ += "<p class=\"box\" role=\"status\">" + say(key) + "</p>\n"; }

    void faultList() {
        out_ += "<div class=\"box\" role=\"alert\" tabindex=\"-1\" data-faults>\n<p>" + say("fault.title") +
                "</p>\n<ul>\n";
        for (const auto& [name, key] : page_.faults)
            out_ +=
                "<li><a href=\"#" + inputId(name) + "\">" + labelOf(name) + ": " + say(key) + "</a></li>\n";
        out_ += "</ul>\n</div>\n";
    }

    [[nodiscard]] std::string labelOf(const std::string& name) const {
        for (const auto& q : form_.questions)
            if ("question." + q.key == name) return in(q.label);
        for (const auto& i : form_.items)
            if ("item." + i.sku == name) return in(i.label);
        for (const auto& c : form_.consents)
            if ("consent." + c.key == name) return in(c.text);
        return say("field." + name);
    }

    [[nodiscard]] bool has(Place place) const {
        return std::ranges::find(page_.pictures, place, &PictureInfo::place) != page_.pictures.end();
    }
    [[nodiscard]] std::string picture(Place place) const {
        const auto found = std::ranges::find(page_.pictures, place, &PictureInfo::place);
        return text(page_.pictureBase) + nameOf(place) + "?v=" + found->digest.substr(0, 16);
    }

    void languages() {
        if (form_.languages.size() < 2 || page_.preview) return;
        out_ += "<div class=\"languages\" role=\"group\" aria-label=\"" + say("form.language") + "\">\n";
        for (const auto& language : form_.languages)
            out_ += "<button name=\"switch\" value=\"" + text(language) + "\" lang=\"" + text(language) +
                    "\"" + (language == page_.language ? " aria-current=\"true\"" : "") + ">" +
                    say("language." + language) + "</button>\n";
        out_ += "</div>\n";
    }

    std::string star(bool required) const { return required ? " <span aria-hidden=\"true\">*</span>" : ""; }
    /// Attributes that every input has.
    [[nodiscard]] std::string attributes(const std::string& name, bool required) const {
        std::string a = " id=\"" + inputId(name) + "\" name=\"" + text(name) + "\"";
        if (required) a += " required";
        if (faulty(name)) a += " aria-invalid=\"true\" aria-describedby=\"" + inputId(name) + "-fault\"";
        return a;
    }
    void fault(const std::string& name) {
        if (faulty(name))
            out_ += "<p class=\"fault\" id=\"" + inputId(name) + "-fault\">" + say(page_.faults.at(name)) +
                    "</p>\n";
    }
    void begin(std::string_view legend) { out_ += "<fieldset>\n<legend>" + say(legend) + "</legend>\n"; }
    void end() { out_ += "</fieldset>\n"; }

    void input(const std::string& name, const std::string& label, std::string_view type,
               std::string_view complete, bool required, std::size_t most) {
        out_ += "<div class=\"field\">\n<label for=\"" + inputId(name) + "\">" + label + star(required) +
                "</label>\n";
        if (type == "textarea")
            out_ += "<textarea" + attributes(name, required) + " maxlength=\"" + std::to_string(most) +
                    "\">" + text(value(name)) + "</textarea>\n";
        else
            out_ += "<input type=\"" + std::string(type) + "\"" + attributes(name, required) +
                    " maxlength=\"" + std::to_string(most) + "\" autocomplete=\"" + std::string(complete) +
                    "\" value=\"" + text(value(name)) + "\">\n";
        fault(name);
        out_ += "</div>\n";
    }

    void choice(const std::string& name, const std::string& label, bool required,
                const std::vector<std::pair<std::string, std::string>>& options) {
        out_ += "<div class=\"field\">\n<label for=\"" + inputId(name) + "\">" + label + star(required) +
                "</label>\n<select" + attributes(name, required) + ">\n";
        for (const auto& [key, shown] : options)
            out_ += "<option value=\"" + text(key) + "\"" + (key == value(name) ? " selected" : "") + ">" +
                    shown + "</option>\n";
        out_ += "</select>\n";
        fault(name);
        out_ += "</div>\n";
    }

    void tick(const std::string& name, const std::string& label, bool required) {
        out_ += "<div class=\"field\">\n<div class=\"tick\">\n<input type=\"checkbox\" value=\"1\"" +
                attributes(name, required) + (value(name) == "1" ? " checked" : "") + ">\n<label for=\"" +
                inputId(name) + "\">" + label + star(required) + "</label>\n</div>\n";
        fault(name);
        out_ += "</div>\n";
    }

    void channels() {
        if (form_.kind != FormKind::OptOut || form_.channels.empty()) return;
        begin("form.channels");
        for (const Channel channel : form_.channels)
            tick("channel." + nameOf(channel), say("channel." + nameOf(channel)), false);
        out_ += "<p class=\"hint\">" + say("form.allChannels") + "</p>\n";
        end();
    }

    void items() {
        if (form_.items.empty()) return;
        begin("form.items");
        for (const auto& item : form_.items) {
            const auto name = "item." + item.sku;
            if (item.most == 1) {
                tick(name, in(item.label), false);
                continue;
            }
            out_ += "<div class=\"field\">\n<label for=\"" + inputId(name) + "\">" + in(item.label) + " (" +
                    say("form.quantity") +
                    ")</label>\n<input type=\"number\" inputmode=\"numeric\" min=\"0\" max=\"" +
                    std::to_string(item.most) + "\"" + attributes(name, false) + " value=\"" +
                    text(value(name)) + "\">\n";
            fault(name);
            out_ += "</div>\n";
        }
        end();
    }

    void questions() {
        if (form_.questions.empty()) return;
        begin("form.questions");
        for (const auto& question : form_.questions) {
            const auto name = "question." + question.key;
            std::vector<std::pair<std::string, std::string>> options{{"", say("form.choose")}};
            if (question.kind == QuestionKind::Text) {
                input(name, in(question.label), "textarea", "off", question.required, 2'000);
                continue;
            }
            if (question.kind == QuestionKind::YesNo)
                options.insert(options.end(), {{"yes", say("form.yes")}, {"no", say("form.no")}});
            else
                for (const auto& option : question.options)
                    options.emplace_back(option.value, in(option.label));
            choice(name, in(question.label), question.required, options);
        }
        end();
    }

    void field(const FormField& wanted, const KnownField& of) {
        if (of.name != "salutation") {
            input(wanted.name, say("field." + wanted.name), of.type, of.autocomplete, required(wanted),
                  of.most);
            return;
        }
        std::vector<std::pair<std::string, std::string>> options{{"", say("salutation.none")}};
        for (const auto* key : {"ms", "mr", "mx"})
            options.emplace_back(key, say(std::string("salutation.") + key));
        choice(wanted.name, say("field.salutation"), required(wanted), options);
    }

    /// In the order of the known set. Whoever is known opens name and address only to change them.
    void fields() {
        bool code = false, person = false, others = false, wrong = false;
        for (const auto& f : form_.fields) {
            const auto* of = knownField(f.name);
            if (!of) continue;
            code = code || f.name == "code";
            (of->person ? person : others) = true;
            wrong = wrong || (of->person && (faulty(f.name) || !value(f.name).empty()));
        }
        if (!code && !known() && !value("code").empty()) {
            out_ += "<fieldset>\n";
            field({"code", false}, *knownField("code"));
            end();
        }
        if (others || (person && !known())) {
            begin("form.person");
            some([&](const KnownField& of) {
                return (!of.person || !known()) && !(known() && of.name == "code");
            });
            end();
        }
        if (person && known()) {
            out_ += std::string("<details") + (wrong ? " open" : "") + ">\n<summary>" +
                    say("form.personKnown") + "</summary>\n";
            some([](const KnownField& of) { return of.person; });
            out_ += "</details>\n";
        }
    }

    template <class Which>
    void some(Which&& which) {
        for (const auto& of : knownFields()) {
            const auto wanted = std::ranges::find(form_.fields, of.name, &FormField::name);
            if (wanted != form_.fields.end() && which(of)) field(*wanted, of);
        }
    }

    void consents() {
        if (form_.consents.empty()) return;
        begin("form.consents");
        bool mail = false;
        for (const auto& consent : form_.consents) {
            tick("consent." + consent.key, in(consent.text), consent.required);
            mail = mail || consent.channel == Channel::Email;
        }
        if (mail) out_ += "<p class=\"hint\">" + say("form.doubleOptIn") + "</p>\n";
        end();
    }

    void hidden(const char* name, std::string_view content) {
        out_ +=
            std::string("<input type=\"hidden\" name=\"") + name + "\" value=\"" + text(content) + "\">\n";
    }

    void foot() {
        out_ += "<div class=\"trap\" aria-hidden=\"true\"><label for=\"i-homepage\">" + say("form.trap") +
                "</label><input id=\"i-homepage\" name=\"homepage\" type=\"text\" tabindex=\"-1\" "
                "autocomplete=\"off\"></div>\n";
        hidden("t", page_.token);
        hidden("l", page_.language);
        if (known()) hidden("a", page_.address);
        if (page_.embedded) hidden("embed", "1");
        const auto button = texts_ && !texts_->button.empty() ? text(texts_->button) : say("form.send");
        out_ += "<button class=\"send\"" + std::string(page_.preview ? " type=\"button\" disabled" : "") +
                ">" + button + "</button>\n</form>\n<footer>\n<span>" + text(form_.senderName) + "</span>\n";
        for (const auto& [url, key] :
             {std::pair{form_.privacyUrl, "form.privacy"}, std::pair{form_.imprintUrl, "form.imprint"}})
            if (!url.empty())
                out_ += "<a href=\"" + text(url) + "\" target=\"_blank\" rel=\"noopener noreferrer\">" +
                        say(key) + "</a>\n";
        out_ += "</footer>\n";
    }

    const FormPage& page_;
    const FormDefinition& form_;
    const FormTexts* texts_;
    std::string out_;
};

} // namespace

std::string inputId(std::string_view name) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string id = "i-";
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain || c == '.') {
            id += plain ? c : '-';
            continue;
        }
        id += '_';
        id += kHex[static_cast<unsigned char>(c) >> 4U];
        id += kHex[static_cast<unsigned char>(c) & 15U];
    }
    return id;
}

FileAnswer formPage(const FormPage& page, int status) {
    const auto* texts = textIn(page.form.definition.texts, page.language);
    return shell(page.language, texts ? texts->title : page.form.name, Writer(page).write(), &page.form,
                 !page.preview, status);
}

FileAnswer smallPage(const SmallPage& page, int status) {
    std::string body = "<h1>" + text(page.title) + "</h1>\n";
    for (const auto& sentence : page.sentences) body += paragraphs(sentence);
    if (!page.button.empty())
        body += "<form method=\"post\">\n<input type=\"hidden\" name=\"l\" value=\"" + text(page.language) +
                "\">\n<button class=\"send\">" + text(page.button) + "</button>\n</form>\n";
    return shell(page.language, page.title, body, page.form, true, status);
}

} // namespace rejoinder::web
