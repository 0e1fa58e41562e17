#pragma once
#include "mail_intake.h"

#include <rejoinder/plugin.h>

/// Mails that are fetched: from a mailbox over POP3, or from a Maildir on this machine.
namespace rejoinder::email {

/// A mailbox on a server; no host, no fetching.
struct Pop3Account {
    std::string host;
    std::uint16_t port = 110;
    bool tls = false;
    std::string user, password;
};

/// Takes every mail of the mailbox in and deletes it there. A mail is deleted after it is stored for good;
/// what was stored, but not deleted any more, comes again and is the same mail. Mails that are too large stay
/// where they are.
/// @returns how many were taken. @throws std::exception when the server cannot be worked with; what was taken
/// is stored
std::size_t fetchPop3(const Pop3Account& account, const MailIntake& intake, Log& log);

/// Takes in what lies in `new` of a Maildir and moves it to `cur` as seen. @returns how many were taken.
/// @throws std::filesystem::filesystem_error when the folder cannot be worked on
std::size_t takeMaildir(const std::filesystem::path& folder, const MailIntake& intake, Log& log);

void declareMailboxSettings(Declarations& d);
/// Does both as the settings say; what fails is said in the log and tried again at the next call.
void takeFromMailboxes(Context& context, const MailIntake& intake);

/// The first line of a file, "" without one. @throws Error Unavailable when the file cannot be read.
std::string secretOf(const std::string& path);

} // namespace rejoinder::email
