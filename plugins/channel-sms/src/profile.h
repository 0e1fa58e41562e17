#pragma once
#include <rejoinder/plugin.h>

#include <map>

/// A provider of SMS as data: what is said to it, what it answers, what it posts.
namespace rejoinder::sms {

enum class Encoding { Json, Form };
REJOINDER_DESCRIBE_ENUM(Encoding, Json, Form)

enum class Signature { None, HmacSha256Hex, HmacSha256Base64 };
REJOINDER_DESCRIBE_ENUM(Signature, None, HmacSha256Hex, HmacSha256Base64)

/// A word that people answer with, and what it stands for.
struct Keyword {
    std::string word, responseType;
    static void rules(Rules& r) {
        r.at("word").notEmpty().max(40);
        r.at("responseType").notEmpty().max(64);
    }
};
REJOINDER_DESCRIBE(Keyword, word, responseType)

/// Where the parts of what is posted stand: a JSON pointer ("/message/id") or a form field's name
/// ("MessageSid").
struct IncomingFields {
    std::string list; ///< JSON pointer of a list of messages; "" = the body is one
    std::string id, from, to, text;
    static void rules(Rules& r) {
        r.at("list").max(200).defaulted().says(
            "JSON pointer of a list; the others are then below its elements");
        r.at("id").max(200).defaulted().says("The provider's own name of the message; empty: a digest of it");
        r.at("from").max(200).defaulted();
        r.at("to").max(200).defaulted();
        r.at("text").max(200).defaulted();
    }
};
REJOINDER_DESCRIBE(IncomingFields, list, id, from, to, text)

struct ReceiptFields {
    std::string list, id, status, reason;
    std::vector<std::string> delivered; ///< statuses, any case
    std::vector<std::string> failed;    ///< for good
    static void rules(Rules& r) {
        r.at("list").max(200).defaulted();
        r.at("id").max(200).defaulted();
        r.at("status").max(200).defaulted();
        r.at("reason").max(200).defaulted();
        r.at("delivered").max(20).defaulted().says("Statuses that mean: on the telephone");
        r.at("failed").max(20).defaulted().says("Statuses that mean: never will be");
    }
};
REJOINDER_DESCRIBE(ReceiptFields, list, id, status, reason, delivered, failed)

struct Provider {
    std::string method = "POST", url;
    std::map<std::string, std::string> headers;
    Encoding encoding = Encoding::Json;
    std::string body;       ///< with {{to}}, {{from}}, {{text}}, {{reference}}, {{secret}}
    std::string secretFile; ///< its first line is {{secret}}, in headers and body
    std::string answerId;   ///< JSON pointer of the message's name in the answer
    std::vector<std::int32_t> retryStatuses{429, 503}; ///< certainly not taken: again later
    std::int32_t perMinute = 60, timeoutSeconds = 30;
    std::string sender;  ///< {{from}} where a wave names none
    std::string country; ///< whose national numbers it writes
    UnitCost costPerSegment;
    std::string currency = "CHF";
    IncomingFields incoming;
    ReceiptFields receipts;
    Signature signature = Signature::None;
    std::string signatureHeader, signatureSecretFile;
    std::string stopAnswer; ///< sent to who wrote STOP; "" = nothing
    std::vector<Keyword> keywords;
    static void rules(Rules& r) {
        r.at("method").max(10).defaulted().says("POST or PUT");
        r.at("url").notEmpty().max(1000);
        r.at("headers").max(50).defaulted();
        r.at("encoding").defaulted().says("How values are written into the body");
        r.at("body").notEmpty().max(10000).says(
            "With {{to}}, {{from}}, {{text}}, {{reference}} and {{secret}}");
        r.at("secretFile").max(1000).defaulted().says("File whose first line is {{secret}}");
        r.at("answerId").max(200).defaulted().says("JSON pointer of the message's name in the answer");
        r.at("retryStatuses")
            .max(20)
            .defaulted()
            .says("Answers that mean: certainly not taken, again later. Any other 5xx is held for a person");
        r.at("perMinute").range(1, 60000).defaulted();
        r.at("timeoutSeconds").range(1, 300).defaulted();
        r.at("sender").max(40).defaulted();
        r.at("country").format(Format::Country).says("Whose national numbers it writes");
        r.at("costPerSegment").defaulted();
        r.at("currency").format(Format::Currency).defaulted();
        r.at("incoming").defaulted();
        r.at("receipts").defaulted();
        r.at("signature").defaulted().says("How what it posts is signed, besides the secret in the address");
        r.at("signatureHeader").max(100).defaulted();
        r.at("signatureSecretFile").max(1000).defaulted();
        r.at("stopAnswer")
            .max(400)
            .defaulted()
            .says("Sent once to who wrote STOP, where the law allows it; empty = nothing");
        r.at("keywords").max(50).defaulted();
    }
};
REJOINDER_DESCRIBE(Provider, method, url, headers, encoding, body, secretFile, answerId, retryStatuses,
                   perMinute, timeoutSeconds, sender, country, costPerSegment, currency, incoming, receipts,
                   signature, signatureHeader, signatureSecretFile, stopAnswer, keywords)

struct ProviderRow {
    Id id;
    std::string name;
    Provider profile;
    bool active = true;
    std::int64_t version = 1;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(ProviderRow, id, name, profile, active, version, createdAt)

struct ProviderList {
    std::vector<ProviderRow> items;
};
REJOINDER_DESCRIBE(ProviderList, items)

struct NewProvider {
    std::string name;
    Provider profile;
    static void rules(Rules& r) { r.at("name").notEmpty().max(100); }
};
REJOINDER_DESCRIBE(NewProvider, name, profile)

struct MadeProvider {
    Id id;
    ProviderRow provider;
    std::string token;
    static void rules(Rules& r) { r.at("token").says("The secret in the address it posts to; told once"); }
};
REJOINDER_DESCRIBE(MadeProvider, id, provider, token)

struct ChangeProvider {
    Id id;
    std::string name;
    Provider profile;
    bool active = true;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("active").defaulted();
    }
};
REJOINDER_DESCRIBE(ChangeProvider, id, name, profile, active)

/// Providers, administered.
class Providers {
public:
    static ProviderList list(Unit& unit);
    /// @throws Error NotFound `channel-sms.no-provider`.
    static ProviderRow find(Unit& unit, Id id);
    /// @throws Error Invalid `channel-sms.invalid-provider`, Conflict `channel-sms.provider-twice`.
    static MadeProvider create(Unit& unit, const NewProvider& wish);
    static ProviderRow change(Unit& unit, const ProviderRow& before, const ChangeProvider& wish);
    /// A new secret; the old one is worth nothing from now on.
    static MadeProvider renew(Unit& unit, Id id);
    /// The one that waves go through: the first active one by name.
    static std::optional<ProviderRow> outgoing(Unit& unit);
    /// The active provider whose secret stands in the path, or whose name does and whose secret is in a
    /// header.
    static std::optional<ProviderRow> admitted(Unit& unit, std::string_view key, std::string_view secret);
};

/// The first line of a file, "" without one. @throws Error Unavailable `channel-sms.no-secret`.
std::string secretOf(const std::string& path);

/// Whether what was posted is signed as the profile wants it.
bool signedRight(const Provider& profile, std::string_view body, std::optional<std::string_view> signature);

} // namespace rejoinder::sms
