#pragma once
#include <rejoinder/contract/contacts.h>

namespace rejoinder::contacts {

/// Telephone numbers as machines tell them: the one place that reads them, and who is behind them.
class Numbers {
public:
    static constexpr std::string_view kName = "contacts.numbers";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Numbers() = default;
    /// The number in E.164 ("+41446681800"). Telephone systems and providers leave the "+" out: "41446681800"
    /// is international, "0446681800" is of `country`. Nothing for what is no number ("anonymous").
    [[nodiscard]] virtual std::optional<std::string> read(std::string_view text,
                                                          std::string_view country) const = 0;
    /// Who has this number (E.164), as they stand today, ascending and each once; at most 20.
    virtual std::vector<Id> holders(Unit& unit, std::string_view number) = 0;
    /// Whoever has this number objects to advertising on a channel (none = on all), and so does the number
    /// itself, should it come back with a list. Acts at once.
    virtual void object(Unit& unit, std::string_view number, std::optional<Channel> channel,
                        std::string_view source) = 0;
};

} // namespace rejoinder::contacts
