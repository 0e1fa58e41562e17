#pragma once
#include "kernel/app/command_line.h"

namespace rejoinder::app {

/// What `serve` needs of the process: blocks until somebody asks it to end.
using WaitForEnd = std::function<void()>;

/// The commands of the kernel itself, in the order of --help.
std::vector<BuiltIn> builtInCommands(const WaitForEnd& waitForEnd);

BuiltIn serveCommand(const WaitForEnd& waitForEnd);
BuiltIn checkCommand();
BuiltIn migrateCommand();
BuiltIn pluginsCommand();
BuiltIn openapiCommand();
BuiltIn userCommand();
BuiltIn configCommand();
BuiltIn verifyCommand();

/// Runs `rejoinder <arguments>`; reports on stdout and stderr. @returns the exit code.
int runCommandLine(const std::vector<std::string>& arguments, const WaitForEnd& waitForEnd);

/// Prints every problem of the settings to stderr; true when there is one.
bool reportProblems(const Kernel& kernel);
/// Logs from `level` on, unless the settings of the launch say otherwise.
void quiet(Launch& launch, const std::string& level);

} // namespace rejoinder::app
