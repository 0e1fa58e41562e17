#include "mailboxes.h"

#include "lmtp_server.h"
#include "mail_socket.h"

#include <Poco/Exception.h>
#include <Poco/Net/POP3ClientSession.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace rejoinder::email {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostMails = 500; // in one go; the next call goes on
constexpr int kTimeoutSeconds = 30;

bool isTooLarge(std::uintmax_t bytes) {
    return bytes > LmtpServer::kMostBytes;
}

std::string portProblem(const std::int64_t& port) {
    return port >= 1 && port <= 65535 ? "" : "must be from 1 to 65535";
}

Pop3Account accountOf(const rejoinder::Context& context) {
    Pop3Account account;
    account.host = context.setting<std::string>("pop3.host");
    account.port = static_cast<std::uint16_t>(context.setting<std::int64_t>("pop3.port"));
    account.tls = context.setting<std::string>("pop3.security") == "tls";
    account.user = context.setting<std::string>("pop3.user");
    account.password = secretOf(context.setting<std::string>("pop3.password-file"));
    return account;
}

} // namespace

std::string secretOf(const std::string& path) {
    std::string secret;
    if (path.empty()) return secret;
    std::ifstream file(path);
    if (!std::getline(file, secret))
        throw Error(ErrorKind::Unavailable, "channel-email.no-password",
                    "the file of a password cannot be read: " + path);
    return secret;
}

std::size_t fetchPop3(const Pop3Account& account, const MailIntake& intake, Log& log) {
    Poco::Net::POP3ClientSession session(connected(account.host, account.port, account.tls, kTimeoutSeconds));
    session.setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
    session.login(account.user, account.password);
    Poco::Net::POP3ClientSession::MessageInfoVec waiting;
    session.listMessages(waiting);
    std::size_t taken = 0;
    for (const auto& message : waiting) {
        if (taken == kMostMails) break;
        if (message.size < 0 || isTooLarge(static_cast<std::uintmax_t>(message.size))) {
            log.warning("EMAIL-TOO-LARGE", {{"bytes", message.size}});
            continue;
        }
        std::ostringstream mail;
        session.retrieveMessage(message.id, mail);
        intake.take(mail.str(), {"system", "pop3", {}, {}});
        session.deleteMessage(message.id);
        ++taken;
    }
    session.close(); // QUIT: only now the server deletes
    return taken;
}

std::size_t takeMaildir(const fs::path& folder, const MailIntake& intake, Log& log) {
    std::vector<fs::path> waiting;
    for (const auto& entry : fs::directory_iterator(folder / "new"))
        if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
            waiting.push_back(entry.path());
    std::ranges::sort(waiting);
    if (waiting.size() > kMostMails) waiting.resize(kMostMails);
    std::size_t taken = 0;
    for (const auto& path : waiting) {
        if (const auto bytes = fs::file_size(path); isTooLarge(bytes)) {
            log.warning("EMAIL-TOO-LARGE", {{"bytes", bytes}});
        } else {
            std::ifstream file(path, std::ios::binary);
            const std::string mail{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
            if (!file.is_open() || file.bad())
                throw fs::filesystem_error("read", path, std::make_error_code(std::errc::io_error));
            intake.take(mail, {"system", "maildir", {}, {}});
            ++taken;
        }
        fs::rename(path, folder / "cur" / (path.filename().string() + ":2,S"));
    }
    return taken;
}

void declareMailboxSettings(Declarations& d) {
    d.setting<std::string>(
        "pop3.host", "",
        "Mail server from whose mailbox incoming mails are fetched and deleted; empty = none");
    d.setting<std::int64_t>("pop3.port", 110, "Its port; 995 with tls", &portProblem);
    d.setting<std::string>(
        "pop3.security", "none", "none (a server on this host) or tls",
        [](const std::string& name) { return name == "none" || name == "tls" ? "" : "must be none or tls"; });
    d.setting<std::string>("pop3.user", "", "Login of the mailbox");
    d.setting<std::string>(
        "pop3.password-file", "",
        "File whose first line is the password of that login; secrets stand in files only");
    d.setting<std::string>(
        "maildir", "",
        "Maildir into which the mail server delivers incoming mails on this machine; empty = none");
    d.message("EMAIL-MAILBOX-FAILED", "Incoming mails cannot be fetched.",
              "Look at channel-email.pop3.… and channel-email.maildir; it is tried again every half minute.");
    d.message("EMAIL-TOO-LARGE", "A mail is larger than 25 MB and is not taken in.",
              "In a POP3 mailbox it stays there; in a Maildir it lies in `cur`.");
}

void takeFromMailboxes(rejoinder::Context& context, const MailIntake& intake) {
    try {
        if (const auto account = accountOf(context); !account.host.empty())
            while (fetchPop3(account, intake, context.log()) == kMostMails) {}
        if (const auto folder = context.setting<std::string>("maildir"); !folder.empty())
            while (takeMaildir(folder, intake, context.log()) == kMostMails) {}
    } catch (const Poco::Exception& e) {
        context.log().warning("EMAIL-MAILBOX-FAILED", {{"reason", e.displayText()}});
    } catch (const fs::filesystem_error& e) {
        context.log().warning("EMAIL-MAILBOX-FAILED", {{"reason", e.code().message()}});
    } catch (const Error& e) {
        context.log().warning("EMAIL-MAILBOX-FAILED", {{"reason", e.code()}});
    }
}

} // namespace rejoinder::email
