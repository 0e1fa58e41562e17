#pragma once
#include "kernel/app/kernel.h"

#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace rejoinder::app {

/// The arguments of a command, after the options that all commands take.
struct Arguments {
    Launch launch;
    std::vector<std::string> words; ///< what is no option, without the command itself
    std::multimap<std::string, std::string, std::less<>> options; ///< of the command
    [[nodiscard]] bool has(std::string_view option) const { return options.find(option) != options.end(); }
    [[nodiscard]] std::vector<std::string> all(std::string_view option) const;
};

/// An option of a command; without `value` it is a switch.
struct OptionSpec {
    std::string name, value, description;
};

/// A command of the executable. Exit codes: 0 well, 1 something was found or failed, 2 wrongly called.
struct BuiltIn {
    std::string name, summary, usage;
    std::vector<OptionSpec> options;
    std::function<int(Arguments&)> run;
};

/// Wrong usage, in words.
class UsageError : public std::exception {
public:
    explicit UsageError(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
    std::string text_;
};

/// Reads the options of `command` and those that all take. With `tolerant`, what is unknown is kept as words,
/// for a plugin's command to read. @throws UsageError.
Arguments parseArguments(const std::vector<std::string>& arguments, const std::vector<OptionSpec>& options,
                         bool tolerant = false);
/// The --help text of a command.
void printHelp(std::ostream& out, const BuiltIn& command);

} // namespace rejoinder::app
