#pragma once
#include "kernel/app/command_line.h"
#include "kernel/storage/backup.h"

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
BuiltIn backupCommand();
BuiltIn restoreCommand();
BuiltIn exportCommand();
BuiltIn importCommand();

/// Runs `rejoinder <arguments>`; reports on stdout and stderr. @returns the exit code.
int runCommandLine(const std::vector<std::string>& arguments, const WaitForEnd& waitForEnd);

/// Checks an open database and prints what is found. @returns how much that is.
std::size_t printFindings(Kernel& kernel);
/// Opens what was just restored or imported and checks it. @returns the exit code.
int verifyPlace(const Launch& launch);
/// What of a data folder a backup takes along.
storage::StateFiles stateFilesOf(Kernel& kernel);
/// Refuses a data folder that holds anything. @throws Error Conflict with one sentence.
void requireEmptyFolder(Kernel& kernel);
/// Refuses a place whose data folder or database holds anything. @throws Error Conflict with one sentence.
void requireEmptyPlace(Kernel& kernel);
/// Prints every problem of the settings to stderr; true when there is one.
bool reportProblems(const Kernel& kernel);
/// Logs from `level` on, unless the settings of the launch say otherwise.
void quiet(Launch& launch, const std::string& level);

} // namespace rejoinder::app
