#include "kernel/http/idempotency.h"

#include <rejoinder/error.h>
#include <rejoinder/json.h>

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <unordered_set>

namespace rejoinder::http {

namespace {

constexpr std::size_t kMaxKey = 255;
constexpr std::string_view kOpen = "open", kDone = "done", kSecret = "secret";

struct AnswerRow {
    std::string fingerprint, state;
    std::int32_t answerStatus = 0;
    std::map<std::string, std::string> answerHeaders;
    std::string answerBody;
    Timestamp expiresAt;
    std::int64_t holder = 0;
};
REJOINDER_DESCRIBE(AnswerRow, fingerprint, state, answerStatus, answerHeaders, answerBody, expiresAt, holder)

struct AnswerBody {
    std::string scope, idempotencyKey, answerBody;
};
REJOINDER_DESCRIBE(AnswerBody, scope, idempotencyKey, answerBody)

/// True when one of the ids stands in a JSON text, as the string that ids are there.
bool names(std::string_view json, const std::unordered_set<std::string>& ids) {
    for (std::size_t quote = json.find('"'); quote != std::string_view::npos;) {
        const std::size_t begin = quote + 1, end = std::min(json.find('"', begin), json.size());
        if (end > begin && end - begin <= 20 && json[begin] >= '0' && json[begin] <= '9' &&
            ids.contains(std::string(json.substr(begin, end - begin))))
            return true;
        quote = end < json.size() ? end : std::string_view::npos;
    }
    return false;
}

class Digest {
public:
    Digest() { ::crypto_hash_sha256_init(&state_); }
    void add(std::string_view text) {
        ::crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(text.data()),
                                    text.size());
    }
    std::string hex() {
        std::array<unsigned char, crypto_hash_sha256_BYTES> bytes{};
        ::crypto_hash_sha256_final(&state_, bytes.data());
        std::string out(2 * bytes.size() + 1, '\0');
        ::sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
        out.pop_back();
        return out;
    }

private:
    crypto_hash_sha256_state state_{};
};

/// Whoever reads the database must not find secrets, nor what a route says is nothing to be kept.
bool isKept(const RouteEntry& entry, const HttpResponse& response) {
    if (entry.route.kept != Kept::Answer) return false;
    if (response.header("Set-Cookie")) return false;
    if (!entry.route.out) return true;
    return std::none_of(entry.route.out->members.begin(), entry.route.out->members.end(),
                        [](const Member& m) {
                            const std::string_view name = m.name;
                            return name == "secret" || name.ends_with("Secret");
                        });
}

struct Stored {
    std::string state, headers, body;
};

Stored stored(const RouteEntry& entry, const HttpResponse& response) {
    if (!isKept(entry, response)) return {std::string(kSecret), "{}", ""};
    const std::map<std::string, std::string> headers(response.headers.begin(), response.headers.end());
    return {std::string(kDone), json::write(headers), response.body};
}

void insert(Unit& unit, const IdempotencyKey& key, const Stored& answer, int status, Timestamp expires,
            std::int64_t holder = 0) {
    try {
        unit.run("kernel.insert-idempotent-answer", {{"scope", key.scope},
                                                     {"idempotencyKey", key.key},
                                                     {"fingerprint", key.fingerprint},
                                                     {"state", answer.state},
                                                     {"answerStatus", status},
                                                     {"answerHeaders", answer.headers},
                                                     {"answerBody", answer.body},
                                                     {"createdAt", unit.now()},
                                                     {"expiresAt", expires},
                                                     {"holder", holder}});
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Conflict) throw KeyTaken();
        throw;
    }
}

} // namespace

std::optional<IdempotencyKey> Idempotency::keyOf(const HttpRequest& request, const RouteEntry& entry,
                                                 const Actor& actor, bool demanded) {
    if (entry.route.verb == Verb::Get || entry.route.kept == Kept::Nothing) return std::nullopt;
    const auto given = request.header("Idempotency-Key");
    if (!given) {
        if (demanded && entry.route.keyRequired)
            throw Error(ErrorKind::Malformed, "kernel.idempotency-key-required",
                        "this route demands an Idempotency-Key");
        return std::nullopt;
    }
    const bool printable =
        std::all_of(given->begin(), given->end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (given->empty() || given->size() > kMaxKey || !printable)
        throw Error(ErrorKind::Malformed, "kernel.bad-idempotency-key",
                    "an Idempotency-Key is 1 to 255 printable characters without spaces");
    IdempotencyKey key;
    // Callers without a name are told apart by their address, so that nobody is given another one's answer.
    key.scope = actor.kind + ':' + (actor.userId ? actor.userId.toString() + ':' : std::string()) +
                (actor.kind == "anonymous" ? std::string(request.peer) : actor.name);
    key.scope =
        key.scope.substr(0, 160) + ' ' + std::string(verbName(entry.route.verb)) + ' ' + entry.route.path;
    if (key.scope.size() > 300)
        throw Error(ErrorKind::Bug, "kernel.bad-route", "the path " + entry.route.path + " is too long");
    key.key = *given;
    return key;
}

void Idempotency::setFingerprint(IdempotencyKey& key, const HttpRequest& request, const RouteEntry& entry,
                                 const void* in) {
    Digest digest;
    digest.add(verbName(entry.route.verb));
    digest.add("\n");
    digest.add(request.path);
    digest.add("\n");
    // The input as the kernel writes it: spaces and the order of members make no difference.
    std::string text;
    json::write(text, *entry.route.inType, in);
    digest.add(text);
    if (!request.bodyFile.empty()) {
        digest.add("\n");
        std::ifstream file(request.bodyFile, std::ios::binary);
        std::string block(256 * 1024, '\0');
        while (file) {
            file.read(block.data(), static_cast<std::streamsize>(block.size()));
            digest.add(std::string_view(block).substr(0, static_cast<std::size_t>(file.gcount())));
        }
    }
    key.fingerprint = digest.hex();
}

Idempotency::Running::Running(Idempotency& all, const IdempotencyKey& key)
    : all_(all), name_(key.scope, key.key) {
    const std::lock_guard lock(all_.mutex_);
    mine_ = all_.running_.insert(name_).second;
}

Idempotency::Running::~Running() {
    if (!mine_) return;
    const std::lock_guard lock(all_.mutex_);
    all_.running_.erase(name_);
}

bool Idempotency::replay(Unit& unit, const IdempotencyKey& key, HttpResponse& response,
                         const Running* running) const {
    const auto row = unit.one<AnswerRow>("kernel.find-idempotent-answer",
                                         {{"scope", key.scope}, {"idempotencyKey", key.key}});
    if (!row) return false;
    if (row->expiresAt < unit.now()) {
        abandon(unit, key);
        return false;
    }
    if (row->fingerprint != key.fingerprint)
        throw Error(ErrorKind::Invalid, "kernel.idempotency-key-reused",
                    "this Idempotency-Key came before with another request");
    if (row->state == kOpen && running && running->mine() && holder_ != 0 && row->holder == holder_) {
        abandon(unit, key);
        return false;
    }
    if (row->state == kOpen)
        throw Error::conflict("kernel.idempotency-key-in-progress",
                              "the request of this key is still running");
    if (row->state == kSecret)
        throw Error::conflict(
            "kernel.answer-not-kept",
            "this request was done before; its answer was not kept, because of what it held");
    response.status = row->answerStatus;
    response.contentType = row->answerStatus == 204 ? "" : "application/json";
    for (const auto& [name, value] : row->answerHeaders) response.setHeader(name, value);
    response.setHeader("Idempotency-Replayed", "true");
    response.body = row->answerBody;
    return true;
}

void Idempotency::store(Unit& unit, const IdempotencyKey& key, const RouteEntry& entry,
                        const HttpResponse& response) const {
    insert(unit, key, stored(entry, response), response.status, unit.now().plus(times_.keep));
}

void Idempotency::claim(Unit& unit, const IdempotencyKey& key) const {
    insert(unit, key, {std::string(kOpen), "{}", ""}, 0, unit.now().plus(times_.claim), holder_);
}

void Idempotency::finish(Unit& unit, const IdempotencyKey& key, const RouteEntry& entry,
                         const HttpResponse& response) const {
    const Stored answer = stored(entry, response);
    unit.run("kernel.finish-idempotent-answer", {{"scope", key.scope},
                                                 {"idempotencyKey", key.key},
                                                 {"fingerprint", key.fingerprint},
                                                 {"state", answer.state},
                                                 {"answerStatus", response.status},
                                                 {"answerHeaders", answer.headers},
                                                 {"answerBody", answer.body},
                                                 {"expiresAt", unit.now().plus(times_.keep)}});
}

void Idempotency::abandon(Unit& unit, const IdempotencyKey& key) {
    unit.run("kernel.delete-idempotent-answer", {{"scope", key.scope}, {"idempotencyKey", key.key}});
}

std::vector<AnswerKey> Idempotency::naming(Unit& unit, std::span<const Id> records) {
    std::unordered_set<std::string> wanted;
    for (const Id id : records) wanted.insert(id.toString());
    std::vector<AnswerKey> found;
    unit.forEach<AnswerBody>("kernel.kept-answers", {}, [&](AnswerBody& row) {
        if (names(row.answerBody, wanted))
            found.push_back({std::move(row.scope), std::move(row.idempotencyKey)});
    });
    return found;
}

void Idempotency::forget(Unit& unit, std::span<const AnswerKey> answers) {
    for (const AnswerKey& answer : answers) unit.run("kernel.forget-answer", answer);
}

} // namespace rejoinder::http
