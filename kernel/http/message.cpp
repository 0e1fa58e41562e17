#include "kernel/http/message.h"

#include <algorithm>

namespace rejoinder::http {

namespace {
char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
} // namespace

bool equalsIgnoreCase(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> HttpRequest::header(std::string_view name) const noexcept {
    for (const auto& field : headers) {
        if (equalsIgnoreCase(field.name, name)) return field.value;
    }
    return std::nullopt;
}

void HttpRequest::clear() noexcept {
    verb = path = query = body = peer = requestId = {};
    headers.clear();
    bodyFile.clear();
    bodyBytes = 0;
    secure = false;
}

const std::string* HttpResponse::header(std::string_view name) const noexcept {
    for (const auto& [n, value] : headers) {
        if (equalsIgnoreCase(n, name)) return &value;
    }
    return nullptr;
}

void HttpResponse::setHeader(std::string_view name, std::string_view value) {
    std::string clean(value);
    std::replace_if(
        clean.begin(), clean.end(),
        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }, ' ');
    for (auto& [n, v] : headers) {
        if (equalsIgnoreCase(n, name)) {
            v = std::move(clean);
            return;
        }
    }
    headers.emplace_back(name, std::move(clean));
}

void HttpResponse::clear() noexcept {
    status = 200;
    contentType.clear();
    headers.clear();
    body.clear();
    file.clear();
    stream = nullptr;
    close = false;
}

} // namespace rejoinder::http
