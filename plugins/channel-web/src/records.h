#pragma once
#include <rejoinder/contract/responses.h>
#include <rejoinder/describe.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the plugin stores, takes and shows.
namespace rejoinder::web {

/// A text per language ("de", "en", "fr", "zh").
using Texts = std::map<std::string, std::string>;

enum class FormKind { Reply, OptOut };
REJOINDER_DESCRIBE_ENUM(FormKind, Reply, OptOut)
enum class QuestionKind { Text, Choice, YesNo };
REJOINDER_DESCRIBE_ENUM(QuestionKind, Text, Choice, YesNo)

/// A field of the known set (`knownFields`).
struct FormField {
    std::string name;
    bool required = false;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(40);
        r.at("required").defaulted();
    }
};
REJOINDER_DESCRIBE(FormField, name, required)

/// Something that can be ordered.
struct FormItem {
    std::string sku;
    Texts label;
    std::int32_t most = 1; ///< 1: a box to tick; more: a number
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64);
        r.at("most").range(1, 1'000).defaulted();
    }
};
REJOINDER_DESCRIBE(FormItem, sku, label, most)

struct QuestionOption {
    std::string value;
    Texts label;
    static void rules(Rules& r) { r.at("value").notEmpty().max(60); }
};
REJOINDER_DESCRIBE(QuestionOption, value, label)

/// A free question.
struct FormQuestion {
    std::string key;
    QuestionKind kind = QuestionKind::Text;
    bool required = false;
    Texts label;
    std::vector<QuestionOption> options; ///< of a choice
    static void rules(Rules& r) {
        r.at("key").notEmpty().max(40);
        r.at("required").defaulted();
        r.at("options").max(30).defaulted();
    }
};
REJOINDER_DESCRIBE(FormQuestion, key, kind, required, label, options)

/// A sentence to agree to. One for e-mail counts once the address was confirmed (double opt-in).
struct FormConsent {
    std::string key;
    Channel channel = Channel::Email;
    std::string purpose = "advertising";
    std::string version; ///< of the wording; the wording itself is kept with its SHA-256
    Texts text;
    bool required = false;
    static void rules(Rules& r) {
        r.at("key").notEmpty().max(40);
        r.at("purpose").notEmpty().max(50).defaulted();
        r.at("version").notEmpty().max(50);
        r.at("required").defaulted();
    }
};
REJOINDER_DESCRIBE(FormConsent, key, channel, purpose, version, text, required)

/// What the page says in one language; `title` must be there.
struct FormTexts {
    std::string title, intro, button, thanks, closed, pictureAlt;
    static void rules(Rules& r) {
        r.at("title").notEmpty().max(200);
        r.at("intro").max(5'000).defaulted();
        r.at("button").max(60).defaulted();
        r.at("thanks").max(2'000).defaulted();
        r.at("closed").max(2'000).defaulted();
        r.at("pictureAlt").max(300).defaulted();
    }
};
REJOINDER_DESCRIBE(FormTexts, title, intro, button, thanks, closed, pictureAlt)

/// Colours, "#rrggbb".
struct FormLook {
    std::string accent = "#0b5394", background = "#ffffff", text = "#1a1a1a";
    static void rules(Rules& r) {
        for (const auto* name : {"accent", "background", "text"}) r.at(name).max(7).defaulted();
    }
};
REJOINDER_DESCRIBE(FormLook, accent, background, text)

/// Everything people see and fill in.
struct FormDefinition {
    FormKind kind = FormKind::Reply;
    std::string responseType = "information-request";
    std::vector<std::string> languages{"de"}; ///< the first one is shown to whom none of them suits
    std::map<std::string, FormTexts> texts;   ///< by language
    FormLook look;
    std::vector<FormField> fields;
    std::vector<FormItem> items;
    std::vector<FormQuestion> questions;
    std::vector<FormConsent> consents;
    std::vector<Channel> channels;  ///< that an opt-out form offers
    std::vector<std::string> hosts; ///< "https://www.example.org": who may show it in a frame
    std::string country = "CH";     ///< of addresses and phone numbers that name none
    std::string senderName, privacyUrl, imprintUrl;
    static void rules(Rules& r) {
        r.at("kind").defaulted();
        r.at("responseType")
            .notEmpty()
            .max(64)
            .defaulted()
            .says("Key of the response type that an answer means");
        r.at("languages").notEmpty().max(4).defaulted().says("de, en, fr, zh");
        r.at("look").defaulted();
        r.at("fields").max(30).defaulted();
        for (const auto* name : {"items", "questions", "consents", "hosts"}) r.at(name).max(50).defaulted();
        r.at("channels").max(8).defaulted().says("Opt-out: channels to choose from; none: all at once");
        r.at("country").format(Format::Country).defaulted();
        r.at("senderName").notEmpty().max(200);
        r.at("privacyUrl").max(500).defaulted();
        r.at("imprintUrl").max(500).defaulted();
    }
};
REJOINDER_DESCRIBE(FormDefinition, kind, responseType, languages, texts, look, fields, items, questions,
                   consents, channels, hosts, country, senderName, privacyUrl, imprintUrl)

/// A form as it is stored.
struct FormRow {
    Id id;
    std::string slug, name;
    std::optional<Id> campaignId;
    bool general = false; ///< shown where a personal address names no form
    bool published = false;
    std::optional<Date> opensOn, closesOn; ///< first and last day
    FormDefinition definition;
    std::int64_t version = 1;
    Timestamp createdAt, updatedAt;
};
REJOINDER_DESCRIBE(FormRow, id, slug, name, campaignId, general, published, opensOn, closesOn, definition,
                   version, createdAt, updatedAt)

/// Where one of two pictures stands.
enum class Place { Logo, Picture };
REJOINDER_DESCRIBE_ENUM(Place, Logo, Picture)

struct PictureInfo {
    Place place = Place::Logo;
    std::string contentType, digest;
};
REJOINDER_DESCRIBE(PictureInfo, place, contentType, digest)

/// Received → captured, duplicate, clearing or opted out; suspected waits for a person, rejected is none.
enum class SubmissionState { Received, Captured, Duplicate, Clearing, OptedOut, Suspected, Rejected };
REJOINDER_DESCRIBE_ENUM(SubmissionState, Received, Captured, Duplicate, Clearing, OptedOut, Suspected,
                        Rejected)

/// A sentence that was agreed to, in the words that were shown.
struct Agreed {
    std::string key;
    Channel channel = Channel::Email;
    std::string purpose, version, text;
};
REJOINDER_DESCRIBE(Agreed, key, channel, purpose, version, text)

/// A form that somebody sent.
struct SubmissionRow {
    Id id, formId;
    std::int64_t formVersion = 0;
    std::optional<Id> campaignId;
    std::string nonce, contentHash;
    Timestamp receivedAt;
    std::string language;
    std::string address; ///< of the sender, shortened
    std::string code;
    bool proven = false;        ///< the personal address was one that we printed
    Texts answers;              ///< by name of the field, "item.<sku>", "question.<key>"
    std::vector<Agreed> agreed; ///< what was ticked
    std::vector<Channel> channels;
    SubmissionState state = SubmissionState::Received;
    std::string reason;
    std::optional<Id> responseId, clearingId, contactId;
    std::int64_t clearingVersion = 0;
};
REJOINDER_DESCRIBE(SubmissionRow, id, formId, formVersion, campaignId, nonce, contentHash, receivedAt,
                   language, address, code, proven, answers, agreed, channels, state, reason, responseId,
                   clearingId, contactId, clearingVersion)

/// The second step of a consent to e-mails; the proof of both.
struct ConfirmationRow {
    Id id, submissionId;
    std::optional<Id> contactId;
    std::string email, consentKey, purpose, textVersion, text, language;
    Timestamp askedAt, expiresAt;
    std::string askedFrom; ///< shortened address
    std::optional<Timestamp> confirmedAt;
    std::string confirmedFrom;
    std::optional<Id> consentId; ///< what contacts recorded
};
REJOINDER_DESCRIBE(ConfirmationRow, id, submissionId, contactId, email, consentKey, purpose, textVersion,
                   text, language, askedAt, expiresAt, askedFrom, confirmedAt, confirmedFrom, consentId)

} // namespace rejoinder::web
