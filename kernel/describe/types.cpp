#include <rejoinder/types.h>

#include <fmt/format.h>

#include <charconv>

namespace rejoinder {

namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kMicrosPerDay = kSecondsPerDay * kMicrosPerSecond;
/// The days RFC 3339 can spell with four digits of year: 0001-01-01 to 9999-12-31.
constexpr std::int64_t kFirstDay = -719'162, kLastDay = 2'932'896;

constexpr bool isDigit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Takes things from the front of a text; once something is missing it stays failed.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    int digits(std::size_t count) noexcept {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_.empty() || !isDigit(rest_.front())) {
                failed_ = true;
                return 0;
            }
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    bool accept(char c) noexcept {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char c) noexcept { failed_ = !accept(c) || failed_; }
    [[nodiscard]] bool nextIsDigit() const noexcept { return !rest_.empty() && isDigit(rest_.front()); }
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] bool atEnd() const noexcept { return rest_.empty() && !failed_; }

private:
    std::string_view rest_;
    bool failed_ = false;
};

std::optional<std::int32_t> scanDay(Scanner& in) noexcept {
    const int year = in.digits(4);
    in.expect('-');
    const int month = in.digits(2);
    in.expect('-');
    const int day = in.digits(2);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (in.failed() || year < 1 || !date.ok()) return std::nullopt;
    return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// Microseconds of a fraction; digits beyond the sixth are cut off. -1 when there is no digit.
std::int64_t scanFraction(Scanner& in) noexcept {
    if (!in.nextIsDigit()) return -1;
    std::int64_t micros = 0;
    std::int64_t weight = kMicrosPerSecond / 10;
    while (in.nextIsDigit()) {
        micros += in.digits(1) * weight;
        weight /= 10;
    }
    return micros;
}

/// Seconds east of UTC.
std::optional<std::int64_t> scanOffset(Scanner& in) noexcept {
    if (in.accept('Z') || in.accept('z')) return 0;
    const bool west = in.accept('-');
    if (!west) in.expect('+');
    const int hours = in.digits(2);
    in.expect(':');
    const int minutes = in.digits(2);
    if (in.failed() || hours > 23 || minutes > 59) return std::nullopt;
    const std::int64_t seconds = hours * 3600 + minutes * 60;
    return west ? -seconds : seconds;
}

std::int64_t floorDivide(std::int64_t value, std::int64_t by) noexcept {
    return value / by - (value % by < 0 ? 1 : 0);
}

std::string dayText(std::int64_t days) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

} // namespace

std::optional<Id> Id::parse(std::string_view text) noexcept {
    if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
    Id id;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return id;
}

std::string Timestamp::toString() const {
    const std::int64_t day = floorDivide(micros, kMicrosPerDay);
    const std::int64_t inDay = micros - day * kMicrosPerDay;
    const std::int64_t seconds = inDay / kMicrosPerSecond;
    const std::int64_t fraction = inDay % kMicrosPerSecond;
    std::string text =
        fmt::format("{}T{:02}:{:02}:{:02}", dayText(day), seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (fraction != 0) text += fmt::format(".{:06}", fraction);
    return text + 'Z';
}

std::optional<Timestamp> Timestamp::parse(std::string_view text) noexcept {
    Scanner in(text);
    const auto day = scanDay(in);
    if (!day) return std::nullopt;
    if (!in.accept('T') && !in.accept('t')) return std::nullopt;
    const int hour = in.digits(2);
    in.expect(':');
    const int minute = in.digits(2);
    in.expect(':');
    const int second = in.digits(2);
    const std::int64_t fraction = in.accept('.') ? scanFraction(in) : 0;
    const auto offset = scanOffset(in);
    if (!in.atEnd() || !offset || fraction < 0 || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    const std::int64_t seconds = *day * kSecondsPerDay + hour * 3600 + minute * 60 + second - *offset;
    if (seconds < kFirstDay * kSecondsPerDay || seconds >= (kLastDay + 1) * kSecondsPerDay)
        return std::nullopt; // the offset leads out of the years that can be written
    return Timestamp{seconds * kMicrosPerSecond + fraction};
}

std::string Date::toString() const {
    return *this ? dayText(days) : std::string();
}

std::optional<Date> Date::parse(std::string_view text) noexcept {
    if (text.empty()) return Date{};
    Scanner in(text);
    const auto day = scanDay(in);
    if (!day || !in.atEnd()) return std::nullopt;
    return Date{*day};
}

Date Date::of(Timestamp t) noexcept {
    return Date{static_cast<std::int32_t>(floorDivide(t.micros, kMicrosPerDay))};
}

std::string UnitCost::toString() const {
    const auto magnitude = micros < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(micros)
                                      : static_cast<std::uint64_t>(micros);
    return fmt::format("{}{}.{:06}", micros < 0 ? "-" : "", magnitude / 1'000'000, magnitude % 1'000'000);
}

std::optional<UnitCost> UnitCost::parse(std::string_view text) noexcept {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction = point == std::string_view::npos ? "0" : text.substr(point + 1);
    // Twelve digits before the point keep the millionths far from the limits of 64 bits.
    if (whole.empty() || whole.size() > 12 || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
    if (fraction.empty() || fraction.size() > 6) return std::nullopt;
    std::int64_t micros = 0;
    for (std::size_t i = 0; i < whole.size() + 6; ++i) {
        const std::size_t inFraction = i - whole.size(); // used only behind the point
        const char c = i < whole.size()               ? whole[i]
                       : inFraction < fraction.size() ? fraction[inFraction]
                                                      : '0';
        if (!isDigit(c)) return std::nullopt;
        micros = micros * 10 + (c - '0');
    }
    return UnitCost{negative ? -micros : micros};
}

} // namespace rejoinder
