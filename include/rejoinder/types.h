#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder {

/// A 63-bit, time-ordered identifier made by the kernel (never by the database); 0 means "none".
/// In JSON a decimal string, in the database a BIGINT.
struct Id {
    std::int64_t value = 0;
    constexpr explicit operator bool() const noexcept { return value != 0; }
    constexpr auto operator<=>(const Id&) const = default;
    [[nodiscard]] std::string toString() const { return std::to_string(value); }
    /// Reads a positive decimal number; nothing else.
    static std::optional<Id> parse(std::string_view text) noexcept;
};

/// A moment, microseconds since 1970-01-01T00:00:00 UTC. In JSON RFC 3339 with "Z", in the database a BIGINT.
struct Timestamp {
    std::int64_t micros = 0;
    constexpr auto operator<=>(const Timestamp&) const = default;
    [[nodiscard]] constexpr Timestamp plus(std::chrono::microseconds d) const noexcept {
        return {micros + d.count()};
    }
    [[nodiscard]] std::string toString() const;
    /// Reads RFC 3339 with any offset, e.g. 2026-03-01T09:00:00+01:00.
    static std::optional<Timestamp> parse(std::string_view text) noexcept;
};

/// A calendar day without a time. In JSON and in the database "YYYY-MM-DD"; the empty text is no day.
struct Date {
    std::int32_t days = kNone; ///< days since 1970-01-01
    static constexpr std::int32_t kNone = INT32_MIN;
    constexpr explicit operator bool() const noexcept { return days != kNone; }
    constexpr auto operator<=>(const Date&) const = default;
    [[nodiscard]] std::string toString() const;
    static std::optional<Date> parse(std::string_view text) noexcept;
    /// The UTC day a moment falls in.
    static Date of(Timestamp t) noexcept;
    /// 00:00 UTC of the day.
    [[nodiscard]] Timestamp begin() const noexcept { return {std::int64_t{days} * 86'400'000'000}; }
};

/// An amount per unit with six decimals, e.g. the cost of a piece: 0.654000. In JSON a decimal string, in the
/// database a BIGINT of millionths of the currency's main unit.
struct UnitCost {
    std::int64_t micros = 0;
    constexpr auto operator<=>(const UnitCost&) const = default;
    [[nodiscard]] double toDouble() const noexcept { return static_cast<double>(micros) / 1e6; }
    [[nodiscard]] std::string toString() const;
    static std::optional<UnitCost> parse(std::string_view text) noexcept;
};

/// JSON text carried as it is: embedded in an answer, stored as TEXT.
struct JsonText {
    std::string text = "null";
};

/// How a company and a person reach each other.
enum class Channel { Letter, Email, Phone, Sms, Web, Post, Shop, Payment, Other };

} // namespace rejoinder

template <>
struct std::hash<rejoinder::Id> {
    std::size_t operator()(rejoinder::Id id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
