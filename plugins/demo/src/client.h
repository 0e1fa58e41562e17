#pragma once
#include <rejoinder/plugin.h>

#include <string>
#include <string_view>
#include <vector>

/// The product's own API, spoken to as any client does: JSON over its routes.
namespace rejoinder::demo {

/// Builds the JSON object of a request.
class Body {
public:
    Body& add(std::string_view name, std::string_view text);
    Body& add(std::string_view name, const char* text) { return add(name, std::string_view(text)); }
    Body& add(std::string_view name, std::int64_t number) { return raw(name, std::to_string(number)); }
    Body& add(std::string_view name, int number) { return raw(name, std::to_string(number)); }
    Body& add(std::string_view name, double number) { return raw(name, std::to_string(number)); }
    Body& add(std::string_view name, bool yes) { return raw(name, yes ? "true" : "false"); }
    Body& add(std::string_view name, Id id) { return add(name, id.toString()); }
    Body& add(std::string_view name, Timestamp at) { return add(name, at.toString()); }
    Body& add(std::string_view name, Date day) { return add(name, day.toString()); }
    Body& add(std::string_view name, const Body& object) { return raw(name, object.text()); }
    Body& add(std::string_view name, const std::vector<Body>& list);
    Body& add(std::string_view name, const std::vector<std::string>& list);
    Body& add(std::string_view name, const std::vector<std::int64_t>& list);
    [[nodiscard]] std::string text() const { return "{" + members_ + "}"; }

private:
    Body& raw(std::string_view name, std::string_view json);
    std::string members_;
};

/// What every made record answers.
struct Made {
    Id id;
};
REJOINDER_DESCRIBE(Made, id)

class Client {
public:
    explicit Client(Context& context) : context_(context) {}
    /// Answers are read into described structs; members that they do not have are passed over.
    /// @throws Error Bug with the problem's text when the answer is no success.
    template <Described T>
    T get(const std::string& path) {
        return json::read<T>(send(Verb::Get, path, {}, {}));
    }
    template <Described T = Made>
    T post(const std::string& path, const Body& body = {}) {
        return json::read<T>(send(Verb::Post, path, body.text(), kJson));
    }
    template <Described T = Made>
    T patch(const std::string& path, const Body& body) {
        return json::read<T>(send(Verb::Patch, path, body.text(), kJson));
    }
    void put(const std::string& path, const Body& body) { send(Verb::Put, path, body.text(), kJson); }
    void upload(const std::string& path, const std::string& csv) { send(Verb::Post, path, csv, "text/csv"); }
    /// All items of a list, page by page; `path` has no cursor.
    template <Described T>
    std::vector<T> every(const std::string& path) {
        std::vector<T> all;
        std::string cursor;
        do {
            auto page = get<Page<T>>(path + (path.find('?') == std::string::npos ? "?" : "&") + "limit=1000" +
                                     (cursor.empty() ? "" : "&cursor=" + cursor));
            for (auto& item : page.items) all.push_back(std::move(item));
            cursor = page.nextCursor.value_or("");
        } while (!cursor.empty());
        return all;
    }
    /// Waits until all jobs and events are done.
    void settle() { context_.api().settle(); }
    void setClock(Timestamp now) { context_.setClock(now); }

private:
    static constexpr std::string_view kJson = "application/json";
    std::string send(Verb verb, const std::string& path, std::string_view body, std::string_view type);
    Context& context_;
};

} // namespace rejoinder::demo
