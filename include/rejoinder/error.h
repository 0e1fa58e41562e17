#pragma once
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rejoinder {

/// The closed set of ways in which a request can fail; each maps to one HTTP status.
enum class ErrorKind {
    Invalid,         ///< 422: the request is understood but wrong; faults name every field
    Malformed,       ///< 400: the request cannot be read at all
    Unauthenticated, ///< 401
    Forbidden,       ///< 403
    NotFound,        ///< 404
    Conflict,        ///< 409: the state does not allow it
    Stale,           ///< 412: If-Match names an older version
    MatchRequired,   ///< 428: If-Match is missing
    TooLarge,        ///< 413
    TooMany,         ///< 429
    Unavailable,     ///< 503: try again later
    Bug              ///< 500
};

/// One thing that is wrong with a request. `pointer` is a JSON pointer (RFC 6901), e.g. "/lines/0/quantity".
struct Fault {
    std::string pointer;
    std::string code;
    std::string message;
};

/// Collects faults so that one answer names all of them.
class Faults {
public:
    void add(std::string pointer, std::string code, std::string message) {
        list_.push_back({std::move(pointer), std::move(code), std::move(message)});
    }
    [[nodiscard]] bool empty() const noexcept { return list_.empty(); }
    [[nodiscard]] const std::vector<Fault>& list() const noexcept { return list_; }
    /// @throws Error of kind Invalid when any fault was added.
    void raise(std::string_view code = "kernel.invalid") const;

private:
    std::vector<Fault> list_;
};

/// The one exception type of a request that fails. `code` is `plugin.reason` and stable; the text is for
/// people.
class Error : public std::exception {
public:
    Error(ErrorKind kind, std::string_view code, std::string text, std::vector<Fault> faults = {})
        : kind_(kind), code_(code), text_(std::move(text)), faults_(std::move(faults)) {}
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
    [[nodiscard]] const std::string& code() const noexcept { return code_; }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] const std::vector<Fault>& faults() const noexcept { return faults_; }
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

    /// A fault of one field, as an error of kind Invalid.
    static Error invalid(std::string pointer, std::string_view code, std::string message) {
        std::string text = message;
        std::vector<Fault> faults;
        faults.push_back({std::move(pointer), std::string(code), std::move(message)});
        return {ErrorKind::Invalid, code, std::move(text), std::move(faults)};
    }
    static Error notFound(std::string_view code, std::string text) {
        return {ErrorKind::NotFound, code, std::move(text)};
    }
    static Error conflict(std::string_view code, std::string text) {
        return {ErrorKind::Conflict, code, std::move(text)};
    }

private:
    ErrorKind kind_;
    std::string code_;
    std::string text_;
    std::vector<Fault> faults_;
};

inline void Faults::raise(std::string_view code) const {
    if (list_.empty()) return;
    throw Error(ErrorKind::Invalid, code, list_.front().pointer + ": " + list_.front().message, list_);
}

} // namespace rejoinder
