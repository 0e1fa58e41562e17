#include "kernel/app/command_line.h"

#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>
#include <unistd.h>

#include <ostream>

namespace rejoinder::app {

namespace {

using Poco::Util::Option;
using Poco::Util::OptionSet;

OptionSet optionSet(const std::vector<OptionSpec>& own) {
    OptionSet set;
    const auto add = [&](const OptionSpec& o, const std::string& letter) {
        Option option(o.name, letter, o.description);
        option.required(false).repeatable(true);
        if (!o.value.empty()) option.argument(o.value, true);
        set.addOption(option);
    };
    for (const auto& o : own) add(o, "");
    add({"config", "FILE", "read settings from this file, too; may be given several times"}, "c");
    add({"data", "DIR", "folder of the database and all files (data.folder)"}, "d");
    add({"port", "N", "TCP port to listen at (http.port)"}, "p");
    add({"plugins", "DIR", "load plugins from this folder instead; may be given several times"}, "");
    add({"define", "KEY=VALUE", "set any setting; may be given several times"}, "D");
    add({"help", "", "show this text"}, "h");
    return set;
}

void setDefinition(Launch& launch, const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw UsageError("-D takes key=value, not \"" + text + "\"");
    launch.settings.emplace_back(text.substr(0, equals), text.substr(equals + 1));
}

void take(Arguments& out, std::string& plugins, const std::string& name, const std::string& value) {
    if (name == "config")
        out.launch.configFiles.emplace_back(value);
    else if (name == "data")
        out.launch.settings.emplace_back("data.folder", value);
    else if (name == "port")
        out.launch.settings.emplace_back("http.port", value);
    else if (name == "plugins")
        plugins += (plugins.empty() ? "" : ":") + value;
    else if (name == "define")
        setDefinition(out.launch, value);
    else
        out.options.emplace(name, value);
}

} // namespace

std::vector<std::string> Arguments::all(std::string_view option) const {
    std::vector<std::string> out;
    for (auto [at, end] = options.equal_range(option); at != end; ++at) out.push_back(at->second);
    return out;
}

Arguments parseArguments(const std::vector<std::string>& arguments, const std::vector<OptionSpec>& options,
                         bool tolerant) {
    const OptionSet set = optionSet(options);
    Poco::Util::OptionProcessor processor(set);
    Arguments out;
    out.launch.environment = environ;
    std::string plugins;
    try {
        for (const auto& argument : arguments) {
            std::string name, value;
            try {
                if (!processor.process(argument, name, value))
                    out.words.push_back(argument);
                else if (!name.empty())
                    take(out, plugins, name, value);
            } catch (const Poco::Util::UnknownOptionException&) {
                if (!tolerant) throw;
                out.words.push_back(argument);
            }
        }
        processor.checkRequired();
    } catch (const Poco::Util::OptionException& e) {
        throw UsageError(e.displayText());
    }
    if (!plugins.empty()) out.launch.settings.emplace_back("plugins.folders", plugins);
    return out;
}

void printHelp(std::ostream& out, const BuiltIn& command) {
    const OptionSet set = optionSet(command.options);
    Poco::Util::HelpFormatter help(set);
    help.setUnixStyle(true);
    help.setWidth(100);
    help.setCommand("rejoinder " + command.name);
    help.setUsage(command.usage + (command.usage.empty() ? "" : " ") + "[options]");
    help.setHeader("\n" + command.summary + ".\n");
    help.format(out);
}

} // namespace rejoinder::app
