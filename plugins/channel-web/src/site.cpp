#include "site.h"

#include "words.h"

#include <digest/digest.h>

#include <algorithm>
#include <array>
#include <map>

namespace rejoinder::web {

namespace {

constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
constexpr std::size_t kMostAddress = 60; ///< bytes of a personal address
constexpr std::chrono::seconds kMinute{60}, kTenMinutes{600};

/// The path below a prefix, without the slash.
std::string_view below(std::string_view path, std::string_view prefix) {
    path.remove_prefix(std::min(prefix.size(), path.size()));
    return path;
}

std::string languageFor(const PublicRequest& request, const std::vector<std::string>& offered) {
    const auto query = readForm(request.query);
    const auto asked = query ? valueOf(*query, "l") : std::string();
    if (std::ranges::find(offered, asked) != offered.end()) return asked;
    return bestLanguage(request.acceptLanguage, offered);
}

std::string languageFor(const PublicRequest& request) {
    return languageFor(request, {"en", "de", "fr", "zh"});
}

bool isEmbedded(const PublicRequest& request) {
    const auto query = readForm(request.query);
    return query && !valueOf(*query, "embed").empty();
}

FileAnswer saying(const std::string& language, std::string_view what, int status,
                  const FormRow* form = nullptr) {
    const auto say = [&](std::string_view part) {
        return std::string(words(std::string(what) + std::string(part), language));
    };
    return smallPage({.language = language,
                      .title = say(".title"),
                      .sentences = {say(".text")},
                      .button = {},
                      .form = form},
                     status);
}

FileAnswer busy(const std::string& language) {
    auto answer = smallPage({.language = language,
                             .title = std::string(words("busy.title", language)),
                             .sentences = {std::string(words("again.busy", language))},
                             .button = {},
                             .form = nullptr},
                            429);
    answer.headers.emplace_back("Retry-After", "60");
    return answer;
}

FileAnswer script(std::string_view text, bool forOthers) {
    FileAnswer answer;
    answer.contentType = "text/javascript; charset=utf-8";
    answer.body = text;
    answer.headers = {{"Cache-Control", "public, max-age=3600"}};
    if (forOthers) answer.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
    return answer;
}

FileAnswer redirect(std::string to) {
    FileAnswer answer;
    answer.status = 303;
    answer.headers = {{"Location", std::move(to)}};
    return answer;
}

/// What was sent, whatever page it was typed on and whatever the form asks for by now.
std::string hashOf(const Pairs& pairs, std::string_view code) {
    constexpr auto kOfThePage =
        std::to_array<std::string_view>({"t", "a", "l", "switch", "embed", "homepage", "code"});
    std::map<std::string, std::string> said;
    for (const auto& [name, value] : pairs)
        if (std::ranges::find(kOfThePage, name) == kOfThePage.end()) said[name] = trimmed(value);
    std::string text(code);
    for (const auto& [name, value] : said)
        if (!value.empty()) text += '\n' + name + '=' + value;
    return digest::sha256Hex(text);
}

} // namespace

/// A form with what its page needs.
struct Site::Shown {
    FormRow form;
    std::vector<PictureInfo> pictures;
    std::string greeting;
};

Site::Site(Storage& storage, const Clock& clock, const Tokens& tokens, const Submissions& submissions,
           const Confirmations& confirmations, SubmissionNeighbours neighbours,
           std::function<SiteRules()> rules)
    : storage_(storage),
      clock_(clock),
      tokens_(tokens),
      submissions_(submissions),
      confirmations_(confirmations),
      n_(std::move(neighbours)),
      rules_(std::move(rules)) {}

bool Site::looksTooOften(const PublicRequest& request) {
    const auto who = senderOf(request.clientAddress);
    return !looks_.take(who, rules_().looksPerAddress, kTenMinutes, clock_.now());
}

std::string_view Site::tooMany(const PublicRequest& request, const FormRow& form) {
    const auto rules = rules_();
    const auto who = senderOf(request.clientAddress);
    const bool fits = answers_.take("a " + who, rules.perAddress, kTenMinutes, clock_.now()) &&
                      answers_.take("f " + form.id.toString(), rules.perForm, kMinute, clock_.now());
    return fits ? std::string_view() : std::string_view("again.busy");
}

std::string Site::greetingOf(Unit& unit, const dispatch::Piece& piece) const {
    const auto contact = n_.directory->find(unit, piece.contactId);
    return contact ? n_.directory->salutationLine(*contact) : std::string();
}

Site::Shown Site::shownOf(FormRow form, const std::string& provenCode) const {
    return storage_.read([&](Unit& u) {
        Shown shown{form, picturesOf(u, form.id), {}};
        if (provenCode.empty()) return shown;
        if (const auto piece = n_.pieces->findByCode(u, provenCode)) shown.greeting = greetingOf(u, *piece);
        return shown;
    });
}

FileAnswer Site::show(const PublicRequest& request, const Shown& shown, Answer answer,
                      std::string_view notice, int status) const {
    auto page = formPage({.form = shown.form,
                          .pictures = shown.pictures,
                          .language = answer.language,
                          .pictureBase = "/f/" + shown.form.slug + "/",
                          .token = answer.token,
                          .address = answer.address,
                          .greeting = shown.greeting,
                          .values = std::move(answer.values),
                          .faults = std::move(answer.faults),
                          .notice = notice,
                          .embedded = answer.embedded || isEmbedded(request)},
                         status);
    if (status == 429) page.headers.emplace_back("Retry-After", "60");
    return page;
}

FileAnswer Site::form(const PublicRequest& request) {
    const auto path = below(request.path, "/f/");
    if (path == "form.js") return script(formScript(), false);
    if (path == "embed.js") return script(embedScript(), true);
    const auto slash = std::min(path.find('/'), path.size());
    const auto rest = path.substr(std::min(slash + 1, path.size()));
    const auto slug = std::string(path.substr(0, slash));
    auto form = storage_.read([&](Unit& u) { return formOfSlug(u, slug); });
    if (!form || !form->published) return saying(languageFor(request), "nothing", 404);
    if (slash < path.size()) {
        if (rest == "thanks" && !request.post) return thanks(request, *form);
        return picture(*form, rest);
    }
    if (!isOpen(*form, Date::of(clock_.now()))) {
        const auto language = languageFor(request, form->definition.languages);
        const auto* texts = textIn(form->definition.texts, language);
        auto sentence =
            texts && !texts->closed.empty() ? texts->closed : std::string(words("closed.text", language));
        return smallPage({.language = language,
                          .title = std::string(words("closed.title", language)),
                          .sentences = {std::move(sentence)},
                          .button = {},
                          .form = &*form},
                         410);
    }
    if (request.post) return sent(request, *form);
    if (looksTooOften(request)) return busy(languageFor(request, form->definition.languages));
    Answer fresh;
    fresh.language = languageFor(request, form->definition.languages);
    fresh.token = tokens_.makeForm(form->id, form->version, clock_.now());
    return show(request, shownOf(std::move(*form), {}), std::move(fresh), {}, 200);
}

FileAnswer Site::picture(const FormRow& form, std::string_view place) const {
    const auto which = enumOf<Place>(place);
    if (!which) return saying("en", "nothing", 404);
    try {
        auto found = storage_.read([&](Unit& u) { return pictureOf(u, form.id, *which); });
        FileAnswer answer;
        answer.contentType = std::move(found.contentType);
        answer.body = std::move(found.content);
        answer.headers = {{"Cache-Control", std::string(kForEver)}};
        return answer;
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::NotFound) throw;
        return saying("en", "nothing", 404);
    }
}

FileAnswer Site::thanks(const PublicRequest& request, const FormRow& form) const {
    const auto language = languageFor(request, form.definition.languages);
    const auto* texts = textIn(form.definition.texts, language);
    const auto say = [&](std::string_view key) { return std::string(words(key, language)); };
    SmallPage page{
        .language = language, .title = say("done.title"), .sentences = {}, .button = {}, .form = &form};
    if (texts && !texts->thanks.empty())
        page.sentences.push_back(texts->thanks);
    else
        page.sentences.push_back(say(form.definition.kind == FormKind::OptOut ? "done.optOut" : "done.text"));
    const auto query = readForm(request.query);
    if (query && !valueOf(*query, "m").empty()) page.sentences.push_back(say("done.confirm"));
    return smallPage(page);
}

FileAnswer Site::sent(const PublicRequest& request, const FormRow& form) {
    const auto& definition = form.definition;
    const auto kind = request.contentType.substr(0, request.contentType.find(';'));
    const auto pairs = kind == "application/x-www-form-urlencoded" ? readForm(request.body) : std::nullopt;
    if (!pairs) return saying(languageFor(request), "nothing", 400);
    auto answer = takeAnswer(*pairs, definition);
    std::string code = answer.values.contains("code") ? answer.values["code"] : std::string();
    // Guessing ends here as it does with pages; the address goes back as it came, unjudged.
    if (!answer.address.empty() && looksTooOften(request))
        return show(request, shownOf(form, {}), std::move(answer), "again.busy", 429);
    std::string printed;
    const bool proven = !answer.address.empty() && answer.address.size() <= kMostAddress &&
                        tokens_.proves(answer.address, printed);
    if (proven)
        code = printed;
    else
        answer.address.clear();
    const auto shown = shownOf(form, proven ? code : std::string());
    const auto now = clock_.now();
    const auto renewed = [&] { answer.token = tokens_.makeForm(form.id, form.version, now); };
    const auto token = tokens_.readForm(answer.token);
    if (std::ranges::find(definition.languages, answer.switchTo) != definition.languages.end()) {
        answer.language = answer.switchTo;
        if (!token) renewed();
        return show(request, shown, std::move(answer), {}, 200);
    }
    if (const auto notice = tooMany(request, form); !notice.empty())
        return show(request, shown, std::move(answer), notice, 429);
    const auto hash = hashOf(*pairs, code);
    if (token && token->formId == form.id) {
        // Before all else that may have changed since: what is stored stays stored, and once.
        const auto before =
            storage_.read([&](Unit& u) { return submissions_.before(u, token->nonce, hash); });
        if (before == Stored::Again) return thanked(form, answer);
    }
    const auto rules = rules_();
    if (!token || token->formId != form.id ||
        now > token->madeAt.plus(std::chrono::hours(rules.tokenHours))) {
        renewed();
        return show(request, shown, std::move(answer), "again.old", 422);
    }
    checkAnswer(answer, definition, proven, *n_.reception);
    if (token->formVersion != form.version) {
        // What was agreed to must be what stands there now.
        for (const auto& consent : definition.consents) answer.values.erase("consent." + consent.key);
        answer.faults.clear();
        renewed();
        return show(request, shown, std::move(answer), "again.changed", 422);
    }
    if (!answer.faults.empty()) return show(request, shown, std::move(answer), {}, 422);
    if (now < token->madeAt.plus(std::chrono::seconds(rules.minSeconds)))
        return show(request, shown, std::move(answer), "again.quick", 422);
    if (!proven) answer.address.clear();
    answer.values["code"] = code;
    if (code.empty()) answer.values.erase("code");
    return accept(request, shown, std::move(answer), *token, hash);
}

FileAnswer Site::accept(const PublicRequest& request, const Shown& shown, Answer answer,
                        const FormToken& token, const std::string& contentHash) const {
    const auto& form = shown.form;
    const auto code = answer.values.contains("code") ? answer.values.at("code") : std::string();
    const Sent sent{form,
                    answer,
                    code,
                    !answer.address.empty(),
                    token.nonce,
                    contentHash,
                    shortened(request.clientAddress)};
    const WriteOptions options{Priority::Interactive,
                               {"system", "web form", {}, std::string(request.requestId)}};
    Stored stored = Stored::Again;
    for (int look = 0; look < 2; ++look) {
        try {
            stored = storage_.write([&](Unit& u) { return submissions_.store(u, sent); }, options);
            break;
        } catch (const Error& e) {
            // The same page sent twice at one moment: the second look finds the first one's row.
            if (e.kind() != ErrorKind::Conflict || look == 1) throw;
        }
    }
    if (stored == Stored::Changed) {
        answer.token = tokens_.makeForm(form.id, form.version, clock_.now());
        return show(request, shown, std::move(answer), "again.sent", 422);
    }
    return thanked(form, answer);
}

FileAnswer Site::thanked(const FormRow& form, const Answer& answer) {
    const auto mailed = [&](const auto& consent) {
        const auto said = answer.values.find("consent." + consent.key);
        return consent.channel == Channel::Email && said != answer.values.end() && said->second == "1";
    };
    const bool mail = std::ranges::any_of(form.definition.consents, mailed);
    return redirect("/f/" + form.slug + "/thanks?l=" + answer.language + (mail ? "&m=1" : ""));
}

/// What is shown depends on what was printed (code and key together), never on whether the code exists: a
/// code alone is not even looked up.
FileAnswer Site::personal(const PublicRequest& request) {
    if (looksTooOften(request)) return busy(languageFor(request));
    const auto decoded = readForm("c=" + std::string(below(request.path, "/r/").substr(0, kMostAddress)));
    std::string code;
    const auto address = decoded ? valueOf(*decoded, "c") : std::string();
    const bool proven = tokens_.proves(address, code);
    const auto today = Date::of(clock_.now());
    auto shown = storage_.read([&](Unit& u) -> std::optional<Shown> {
        std::optional<dispatch::Piece> piece;
        if (proven) piece = n_.pieces->findByCode(u, code);
        auto form = formForCampaign(u, piece ? std::optional(piece->campaignId) : std::nullopt, today);
        if (!form) return std::nullopt;
        auto pictures = picturesOf(u, form->id);
        return Shown{std::move(*form), std::move(pictures), piece ? greetingOf(u, *piece) : std::string()};
    });
    if (!shown) return saying(languageFor(request), "nothing", 404);
    Answer fresh;
    fresh.language = languageFor(request, shown->form.definition.languages);
    fresh.token = tokens_.makeForm(shown->form.id, shown->form.version, clock_.now());
    if (proven)
        fresh.address = address;
    else
        fresh.values["code"] = code;
    return show(request, *shown, std::move(fresh), {}, 200);
}

FileAnswer Site::confirmation(const PublicRequest& request) {
    if (looksTooOften(request)) return busy(languageFor(request));
    const auto token = below(request.path, "/c/");
    const auto found = storage_.read([&](Unit& u) { return confirmations_.find(u, token); });
    const auto none = [&] {
        const auto language = found ? found->language : languageFor(request);
        return smallPage({.language = language,
                          .title = std::string(words("confirm.title", language)),
                          .sentences = {std::string(words("confirm.none", language))},
                          .button = {},
                          .form = nullptr},
                         found ? 410 : 404);
    };
    if (!found) return none();
    const auto say = [&](std::string_view key) { return std::string(words(key, found->language)); };
    const bool late = !found->confirmedAt && clock_.now() > found->expiresAt;
    if (late) return none();
    if (!request.post && !found->confirmedAt) // readers of mail follow links by themselves: a person presses
        return smallPage({.language = found->language,
                          .title = say("confirm.title"),
                          .sentences = {say("confirm.ask"), found->text},
                          .button = say("confirm.button"),
                          .form = nullptr});
    auto outcome = Confirmed::Before;
    if (request.post)
        outcome = storage_.write(
            [&](Unit& u) { return confirmations_.confirm(u, found->id, shortened(request.clientAddress)); },
            {Priority::Interactive, {"system", "web form", {}, std::string(request.requestId)}});
    if (outcome == Confirmed::TooLate) return none();
    return smallPage({.language = found->language,
                      .title = say("done.title"),
                      .sentences = {say("confirm.done")},
                      .button = {},
                      .form = nullptr});
}

} // namespace rejoinder::web
