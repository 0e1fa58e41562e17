#include "site.h"

#include <rejoinder/error.h>

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>

namespace rejoinder::console {

namespace {

constexpr std::string_view kNonceMark = "__NONCE__";
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";

/// What browsers need; anything else is a download.
std::string typeOf(const std::filesystem::path& file) {
    static const std::map<std::string, std::string, std::less<>> types{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".webmanifest", "application/manifest+json"}};
    const auto found = types.find(file.extension().string());
    return found == types.end() ? "application/octet-stream" : found->second;
}

std::string contentOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// FNV-1a, 64 bits: it tells versions of one file apart and guards nothing.
std::string etagOf(std::string_view content) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out = "\"";
    for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[(hash >> static_cast<unsigned>(shift)) & 15U];
    return out += '"';
}

/// 128 random bits as hexadecimal digits. @throws Error Unavailable
std::string nonce() {
    std::array<unsigned char, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        throw Error(ErrorKind::Unavailable, "console.no-random", "the system gave no random bytes");
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (const auto b : bytes) {
        out += kDigits[b >> 4U];
        out += kDigits[b & 15U];
    }
    return out;
}

/// The style sheets that components make at run time carry the nonce; nothing else may run or style.
std::string policy(const std::string& nonceText) {
    return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonceText +
           "'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; media-src 'self'; "
           "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src "
           "'none'";
}

FileAnswer text(int status, std::string_view words) {
    return {status, "text/plain; charset=utf-8", std::string(words) + "\n", {}};
}

} // namespace

bool accepts(std::string_view acceptEncoding, std::string_view coding) {
    while (!acceptEncoding.empty()) {
        const auto comma = acceptEncoding.find(',');
        auto part = acceptEncoding.substr(0, comma);
        acceptEncoding =
            comma == std::string_view::npos ? std::string_view() : acceptEncoding.substr(comma + 1);
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        const auto name = part.substr(0, part.find_first_of("; "));
        if (name != coding) continue;
        const auto quality = part.find("q=");
        return quality == std::string_view::npos ||
               part.substr(quality + 2).find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

Site Site::load(const std::filesystem::path& folder) {
    Site site;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
        if (!at->is_regular_file()) continue;
        auto path = "/" + at->path().lexically_relative(folder).generic_string();
        const auto extension = at->path().extension();
        if (extension == ".br" || extension == ".gz") {
            path.resize(path.size() - 3);
            (extension == ".br" ? site.files_[path].brotli : site.files_[path].gzip) = contentOf(at->path());
            continue;
        }
        auto& file = site.files_[path];
        file.type = typeOf(at->path());
        file.plain = contentOf(at->path());
        file.etag = etagOf(file.plain);
    }
    std::erase_if(site.files_, [](const auto& entry) { return entry.second.type.empty(); });
    if (const auto index = site.files_.find("/index.html"); index != site.files_.end()) {
        site.index_ = index->second.plain;
        site.files_.erase(index);
    }
    return site;
}

FileAnswer Site::index() const {
    const auto random = nonce();
    FileAnswer answer{200, "text/html; charset=utf-8", index_, {{"Cache-Control", "no-cache"}}};
    for (auto at = answer.body.find(kNonceMark); at != std::string::npos;
         at = answer.body.find(kNonceMark, at))
        answer.body.replace(at, kNonceMark.size(), random);
    answer.headers.emplace_back("Content-Security-Policy", policy(random));
    return answer;
}

FileAnswer Site::answer(const FileRequest& request) const {
    if (!built())
        return text(404,
                    "This installation was built without the web console, because Node.js was missing then. "
                    "The API is at /api/v1.");
    const auto found = files_.find(request.path);
    if (found == files_.end()) {
        const auto last = request.path.substr(request.path.find_last_of('/') + 1);
        if (request.path.starts_with("/assets/") || last.find('.') != std::string_view::npos)
            return text(404, "There is no such file.");
        return index();
    }
    const File& file = found->second;
    FileAnswer answer{200, file.type, {}, {{"ETag", file.etag}}};
    answer.headers.emplace_back("Cache-Control",
                                request.path.starts_with("/assets/") ? kForEver : "no-cache");
    answer.headers.emplace_back("Vary", "Accept-Encoding");
    if (request.ifNoneMatch == file.etag) {
        answer.status = 304;
    } else if (!file.brotli.empty() && accepts(request.acceptEncoding, "br")) {
        answer.body = file.brotli;
        answer.headers.emplace_back("Content-Encoding", "br");
    } else if (!file.gzip.empty() && accepts(request.acceptEncoding, "gzip")) {
        answer.body = file.gzip;
        answer.headers.emplace_back("Content-Encoding", "gzip");
    } else {
        answer.body = file.plain;
    }
    return answer;
}

} // namespace rejoinder::console
