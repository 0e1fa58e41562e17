#include "kernel/app/commands.h"

#include "kernel/app/notify.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace rejoinder::app {

bool reportProblems(const Kernel& kernel) {
    const auto problems = kernel.problems();
    for (const auto& p : problems) std::cerr << p << '\n';
    return !problems.empty();
}

void quiet(Launch& launch, const std::string& level) {
    // Before the others, so that a -D log.level of the caller still wins.
    launch.settings.insert(launch.settings.begin(), {"log.level", level});
}

namespace {

/// Words for a mistake that ends a command.
int failed(const Error& error) {
    std::cerr << "rejoinder: " << error.text() << " (" << error.code() << ")\n";
    for (const auto& f : error.faults()) std::cerr << "  " << f.pointer << ": " << f.message << '\n';
    return 1;
}

int runPluginCommand(const std::string& name, const std::vector<std::string>& arguments) {
    Arguments read = parseArguments(arguments, {}, true);
    quiet(read.launch, "warning");
    Kernel kernel(read.launch);
    kernel.load();
    const auto commands = kernel.host().registrations().commands();
    const auto found =
        std::find_if(commands.begin(), commands.end(), [&](const auto& c) { return c.name == name; });
    if (found == commands.end())
        throw UsageError("there is no command \"" + name + "\"; see rejoinder --help");
    if (reportProblems(kernel)) return 1;
    if (read.has("help")) read.words.emplace_back("--help");
    kernel.open(Kernel::Access::Serve);
    kernel.start();
    const int code = kernel.host().runCommand(*found, read.words);
    kernel.stop();
    return code;
}

int overview(const std::vector<BuiltIn>& commands) {
    std::cout << "Rejoinder " REJOINDER_VERSION ": response management for dialogue marketing\n\n"
                 "usage: rejoinder COMMAND [options]   (rejoinder COMMAND --help tells more)\n\n";
    for (const auto& c : commands) std::cout << fmt::format("  {:<10} {}\n", c.name, c.summary);
    Launch launch;
    launch.environment = environ;
    quiet(launch, "error");
    Kernel kernel(launch);
    kernel.load();
    const auto added = kernel.host().registrations().commands();
    if (!added.empty()) std::cout << "\nof plugins:\n";
    for (const auto& c : added) std::cout << fmt::format("  {:<10} {} ({})\n", c.name, c.summary, c.plugin);
    return 0;
}

} // namespace

std::vector<BuiltIn> builtInCommands(const WaitForEnd& waitForEnd) {
    return {serveCommand(waitForEnd), checkCommand(),   migrateCommand(), pluginsCommand(),
            openapiCommand(),         userCommand(),    configCommand(),  verifyCommand(),
            backupCommand(),          restoreCommand(), exportCommand(),  importCommand()};
}

int runCommandLine(const std::vector<std::string>& arguments, const WaitForEnd& waitForEnd) {
    const auto commands = builtInCommands(waitForEnd);
    try {
        if (arguments.empty()) {
            overview(commands);
            return 2;
        }
        const std::string& name = arguments.front();
        if (name == "--help" || name == "-h" || name == "help") return overview(commands);
        if (name == "--version" || name == "version") {
            std::cout << "rejoinder " REJOINDER_VERSION "\n";
            return 0;
        }
        const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
        const auto found =
            std::find_if(commands.begin(), commands.end(), [&](const BuiltIn& c) { return c.name == name; });
        if (found == commands.end()) return runPluginCommand(name, rest);
        Arguments read = parseArguments(rest, found->options);
        if (read.has("help")) {
            printHelp(std::cout, *found);
            return 0;
        }
        return found->run(read);
    } catch (const UsageError& e) {
        std::cerr << "rejoinder: " << e.what() << '\n';
        return 2;
    } catch (const Error& e) {
        return failed(e);
    } catch (const std::exception& e) {
        std::cerr << "rejoinder: " << e.what() << '\n';
        return 1;
    }
}

namespace {

void printSetup(Kernel& kernel, std::uint16_t port) {
    const auto secret = kernel.security().setupSecret();
    if (!secret) return;
    const std::string at =
        fmt::format("http://{}:{}", kernel.settings().get<std::string>("http.address"), port);
    std::cout << "There is no user yet. Make the administrator, once, with this link:\n\n  " << at
              << "/setup#" << *secret << "\n\nor:\n\n  curl -H 'Content-Type: application/json' -d "
              << fmt::format(R"('{{"secret":"{}","name":"admin","password":"…"}}' {}/api/v1/setup)", *secret,
                             at)
              << "\n"
              << std::endl;
}

int serve(Arguments& arguments, const WaitForEnd& waitForEnd) {
    Kernel kernel(arguments.launch);
    kernel.load();
    if (reportProblems(kernel)) return 1;
    kernel.open(Kernel::Access::Serve);
    kernel.start();
    const auto port = kernel.listen();
    std::cout << "Rejoinder listens at http://" << kernel.settings().get<std::string>("http.address") << ':'
              << port << std::endl;
    printSetup(kernel, port);
    notifyServiceManager("READY=1\nSTATUS=serving");
    waitForEnd();
    notifyServiceManager("STOPPING=1\nSTATUS=finishing what is in flight");
    kernel.stop();
    return 0;
}

} // namespace

BuiltIn serveCommand(const WaitForEnd& waitForEnd) {
    return {"serve", "Run the server until SIGTERM or SIGINT", "", {}, [waitForEnd](Arguments& a) {
                return serve(a, waitForEnd);
            }};
}

} // namespace rejoinder::app
