#pragma once
#include "options.h"

#include <string>
#include <vector>

/// The programs that come with a MariaDB or MySQL server, run as child processes.
namespace rejoinder::mysql {

/// A tool's settings for reaching a server, in memory only: a file without a name, readable by this user
/// only, that goes with its owner. So a password stands neither on a command line nor on a disk.
class DefaultsFile {
public:
    /// @throws Error Unavailable when the system cannot make it.
    DefaultsFile(const Options& options, const Address* server);
    ~DefaultsFile();
    DefaultsFile(const DefaultsFile&) = delete;
    DefaultsFile& operator=(const DefaultsFile&) = delete;
    [[nodiscard]] int handle() const noexcept { return handle_; }

private:
    int handle_;
};

/// Runs the first of `programs` that is installed and waits for its end.
/// @param arguments follow `--defaults-file=…`
/// @param input, output open files that become its standard input and output; -1 for none
/// @throws Error Unavailable "storage.no-tool" when none is installed, "storage.copy-failed" with what the
/// program said when it fails.
void runTool(const std::vector<std::string>& programs, const DefaultsFile& defaults,
             const std::vector<std::string>& arguments, int input, int output);

} // namespace rejoinder::mysql
