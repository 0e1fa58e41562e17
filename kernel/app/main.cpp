#include "kernel/app/commands.h"

#include <Poco/Util/ServerApplication.h>
#include <pthread.h>

#include <csignal>

namespace {

/// Leads the process; the commands are in the library, where tests reach them.
class Application final : public Poco::Util::ServerApplication {
protected:
    int main(const ArgVec& arguments) override {
        return rejoinder::app::runCommandLine(arguments, [this] { waitForTerminationRequest(); });
    }
};

} // namespace

int main(int argc, char** argv) {
    // Blocked before the first thread starts, so that only waitForTerminationRequest() takes them.
    sigset_t ends;
    sigemptyset(&ends);
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM}) sigaddset(&ends, signal);
    const bool serves = argc > 1 && std::string_view(argv[1]) == "serve";
    if (serves) pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    // "--" keeps Poco from reading the options, which are those of a command.
    std::vector<std::string> arguments(argv, argv + argc);
    arguments.insert(arguments.begin() + 1, "--");
    Application application;
    return application.run(arguments);
}
