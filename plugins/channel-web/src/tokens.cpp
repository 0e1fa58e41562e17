#include "tokens.h"

#include <digest/digest.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace rejoinder::web {

namespace {

constexpr std::size_t kMacBytes = 16, kNonceBytes = 16, kFormBytes = 8 + 8 + 8 + kNonceBytes, kKeyLength = 8;
/// No two look alike on paper.
constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";

struct KeyRow {
    std::string secret;
};
REJOINDER_DESCRIBE(KeyRow, secret)

std::string macOf(const Tokens::Key& key, std::string_view kind, std::string_view text) {
    std::string whole(kind);
    whole += '\0';
    whole += text;
    return digest::hmacSha256({reinterpret_cast<const char*>(key.data()), key.size()}, whole);
}

/// The bytes of hexadecimal digits; nothing when they are none.
std::optional<std::string> bytesOf(std::string_view hex) {
    if (hex.size() % 2 != 0 || hex.size() > 400) return std::nullopt;
    std::string out(hex.size() / 2, '\0');
    std::size_t length = 0;
    if (hex.empty() ||
        OPENSSL_hexstr2buf_ex(reinterpret_cast<unsigned char*>(out.data()), out.size(), &length,
                              std::string(hex).c_str(), '\0') != 1 ||
        length != out.size())
        return std::nullopt;
    return out;
}

void appendNumber(std::string& out, std::int64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8)
        out +=
            static_cast<char>((static_cast<std::uint64_t>(number) >> static_cast<unsigned>(shift)) & 0xffU);
}

std::int64_t numberAt(std::string_view bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return static_cast<std::int64_t>(value);
}

std::string sealed(const Tokens::Key& key, std::string_view kind, const std::string& bytes) {
    const auto mac = macOf(key, kind, bytes);
    return digest::hexOf(bytes + mac.substr(0, kMacBytes));
}

/// What was sealed, of exactly that length.
std::optional<std::string> opened(const Tokens::Key& key, std::string_view kind, std::string_view token,
                                  std::size_t length) {
    auto bytes = bytesOf(token);
    if (!bytes || bytes->size() != length + kMacBytes) return std::nullopt;
    const auto mac = macOf(key, kind, std::string_view(*bytes).substr(0, length));
    if (!digest::sameSecret(mac.substr(0, kMacBytes), std::string_view(*bytes).substr(length)))
        return std::nullopt;
    bytes->resize(length);
    return bytes;
}

/// A code as it is kept: capitals and digits, whatever stands between them.
std::string plainCode(std::string_view typed) {
    std::string out;
    for (const char c : typed) {
        if (c >= 'a' && c <= 'z') out += static_cast<char>(c - 32);
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += c;
    }
    return out;
}

} // namespace

Tokens Tokens::of(Storage& storage) {
    const auto find = [](Unit& u) { return u.one<KeyRow>("channel-web.find-key"); };
    auto row = storage.read(find);
    if (!row) {
        const auto secret = digest::secretHex(std::tuple_size_v<Key>);
        try {
            storage.write(
                [&](Unit& u) {
                    u.run("channel-web.insert-key", {{"secret", secret}});
                },
                {Priority::Background, {"system", "channel-web", {}, {}}});
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Conflict) throw; // another node was quicker: its key is the key
        }
        row = storage.read(find);
    }
    const auto bytes = bytesOf(row.value().secret);
    Key key{};
    if (!bytes || bytes->size() != key.size())
        throw Error(ErrorKind::Bug, "channel-web.bad-key", "the key of the web forms is damaged");
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return Tokens(key);
}

std::string Tokens::makeForm(Id form, std::int64_t version, Timestamp now) const {
    std::string bytes;
    appendNumber(bytes, form.value);
    appendNumber(bytes, version);
    appendNumber(bytes, now.micros);
    bytes += *bytesOf(digest::secretHex(kNonceBytes));
    return sealed(key_, "form", bytes);
}

std::optional<FormToken> Tokens::readForm(std::string_view token) const {
    const auto bytes = opened(key_, "form", token, kFormBytes);
    if (!bytes) return std::nullopt;
    return FormToken{Id{numberAt(*bytes, 0)}, numberAt(*bytes, 8), Timestamp{numberAt(*bytes, 16)},
                     digest::hexOf(std::string_view(*bytes).substr(24))};
}

std::string Tokens::keyOf(std::string_view code) const {
    const auto mac = macOf(key_, "address", plainCode(code));
    std::string key;
    for (std::size_t i = 0; i < kKeyLength; ++i) key += kLetters[static_cast<unsigned char>(mac[i]) & 31U];
    return key;
}

bool Tokens::proves(std::string_view address, std::string& code) const {
    const auto dash = address.rfind('-');
    const auto before = address.substr(0, dash);
    auto given = dash == std::string_view::npos ? std::string() : std::string(address.substr(dash + 1));
    for (char& c : given)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const auto right = keyOf(before);
    const bool same = digest::sameSecret(given, right);
    // A code alone has dashes, too: then all of it is the code.
    code = same ? std::string(before) : std::string(address);
    return same;
}

std::string Tokens::makeConfirmation(Id confirmation) const {
    std::string bytes;
    appendNumber(bytes, confirmation.value);
    return sealed(key_, "confirmation", bytes);
}

std::optional<Id> Tokens::readConfirmation(std::string_view token) const {
    const auto bytes = opened(key_, "confirmation", token, 8);
    return bytes ? std::optional(Id{numberAt(*bytes, 0)}) : std::nullopt;
}

} // namespace rejoinder::web
