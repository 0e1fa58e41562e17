#include "profile.h"

#include "merge/template.h"

#include <digest/digest.h>
#include <httpcall/httpcall.h>

#include <algorithm>
#include <fstream>

namespace rejoinder::sms {

namespace {

constexpr std::size_t kSecretBytes = 24;

struct StoredProvider {
    Id id;
    std::string name, tokenHash;
    Provider profile;
    bool active = true;
    std::int64_t version = 1;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(StoredProvider, id, name, tokenHash, profile, active, version, createdAt)

const std::vector<std::string>& mergeFields() {
    static const std::vector<std::string> names{"to", "from", "text", "reference", "secret"};
    return names;
}

void checkTemplate(const std::string& text, const std::string& pointer, Faults& faults) {
    for (const auto& problem : merge::Template(text).problems(mergeFields()))
        faults.add(pointer, "channel-sms.merge-field", problem.message);
}

bool isHeader(std::string_view name, std::string_view value) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    };
    return !name.empty() && std::ranges::all_of(name, plain) && value.find_first_of("\r\n") == value.npos;
}

void check(const Provider& p) {
    Faults faults;
    if (p.method != "POST" && p.method != "PUT")
        faults.add("/profile/method", "channel-sms.method", "must be POST or PUT");
    if (const auto problem = httpcall::problemOf(p.url); !problem.empty())
        faults.add("/profile/url", "channel-sms.url", problem);
    for (const auto& [name, value] : p.headers) {
        if (!isHeader(name, value))
            faults.add("/profile/headers/" + name, "channel-sms.header", "this is no header");
        checkTemplate(value, "/profile/headers/" + name, faults);
    }
    checkTemplate(p.body, "/profile/body", faults);
    if (!p.answerId.empty() && !p.answerId.starts_with('/'))
        faults.add("/profile/answerId", "channel-sms.pointer", "a JSON pointer begins with a slash");
    for (const auto* list : {&p.incoming.list, &p.receipts.list})
        if (!list->empty() && !list->starts_with('/'))
            faults.add(list == &p.incoming.list ? "/profile/incoming/list" : "/profile/receipts/list",
                       "channel-sms.pointer", "a JSON pointer begins with a slash");
    for (std::size_t i = 0; i < p.retryStatuses.size(); ++i)
        if (p.retryStatuses[i] < 400 || p.retryStatuses[i] > 599)
            faults.add("/profile/retryStatuses/" + std::to_string(i), "channel-sms.status",
                       "must be from 400 to 599");
    if (p.signature != Signature::None && (p.signatureHeader.empty() || p.signatureSecretFile.empty()))
        faults.add("/profile/signatureHeader", "channel-sms.signature",
                   "a signature needs a header and a file with its secret");
    faults.raise("channel-sms.invalid-provider");
}

void requireName(Unit& unit, const std::string& name, Id except) {
    const auto other = unit.one<StoredProvider>("channel-sms.find-profile-by-name", {{"name", name}});
    if (other && other->id != except)
        throw Error::conflict("channel-sms.provider-twice", "There is a provider " + name + " already.");
}

} // namespace

ProviderList Providers::list(Unit& unit) {
    return {unit.all<ProviderRow>("channel-sms.list-profiles")};
}

ProviderRow Providers::find(Unit& unit, Id id) {
    auto row = unit.one<ProviderRow>("channel-sms.find-profile", {{"id", id}});
    if (!row) throw Error::notFound("channel-sms.no-provider", "There is no provider " + id.toString() + ".");
    return std::move(*row);
}

MadeProvider Providers::create(Unit& unit, const NewProvider& wish) {
    check(wish.profile);
    requireName(unit, wish.name, {});
    const auto token = digest::secretHex(kSecretBytes);
    const ProviderRow row{unit.newId(), wish.name, wish.profile, true, 1, unit.now()};
    unit.run("channel-sms.insert-profile",
             StoredProvider{row.id, row.name, digest::sha256Hex(token), row.profile, true, 1, row.createdAt});
    unit.audit("channel-sms.create-provider", row.id, row.name);
    return {row.id, row, token};
}

ProviderRow Providers::change(Unit& unit, const ProviderRow& before, const ChangeProvider& wish) {
    check(wish.profile);
    requireName(unit, wish.name, before.id);
    const ProviderRow row{before.id,   wish.name,          wish.profile,
                          wish.active, before.version + 1, before.createdAt};
    unit.run("channel-sms.update-profile", row);
    unit.audit("channel-sms.change-provider", row.id, row.name);
    return row;
}

MadeProvider Providers::renew(Unit& unit, Id id) {
    const auto token = digest::secretHex(kSecretBytes);
    ProviderRow row = find(unit, id);
    unit.run("channel-sms.renew-token", {{"id", id}, {"tokenHash", digest::sha256Hex(token)}});
    ++row.version;
    unit.audit("channel-sms.renew-token", id, row.name);
    return {id, row, token};
}

std::optional<ProviderRow> Providers::outgoing(Unit& unit) {
    for (auto& row : unit.all<ProviderRow>("channel-sms.list-profiles"))
        if (row.active) return std::move(row);
    return std::nullopt;
}

std::optional<ProviderRow> Providers::admitted(Unit& unit, std::string_view key, std::string_view secret) {
    if (secret.empty()) {
        auto row = unit.one<ProviderRow>("channel-sms.find-profile-by-token",
                                         {{"tokenHash", digest::sha256Hex(key)}});
        return row && row->active ? std::move(row) : std::nullopt;
    }
    auto row = unit.one<StoredProvider>("channel-sms.find-profile-by-name", {{"name", key}});
    if (!row || !row->active || !digest::sameSecret(row->tokenHash, digest::sha256Hex(secret)))
        return std::nullopt;
    return ProviderRow{row->id, row->name, std::move(row->profile), true, row->version, row->createdAt};
}

std::string secretOf(const std::string& path) {
    std::string secret;
    if (path.empty()) return secret;
    std::ifstream file(path);
    if (!std::getline(file, secret))
        throw Error(ErrorKind::Unavailable, "channel-sms.no-secret",
                    "the file with the provider's secret cannot be read: " + path);
    return secret;
}

bool signedRight(const Provider& profile, std::string_view body, std::optional<std::string_view> signature) {
    if (profile.signature == Signature::None) return true;
    if (!signature) return false;
    const auto mac = digest::hmacSha256(secretOf(profile.signatureSecretFile), body);
    std::string_view given = *signature;
    if (given.starts_with("sha256=")) given.remove_prefix(7);
    return digest::sameSecret(given, profile.signature == Signature::HmacSha256Hex ? digest::hexOf(mac)
                                                                                   : digest::base64Of(mac));
}

} // namespace rejoinder::sms
