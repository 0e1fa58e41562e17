#include "email_gateway.h"
#include "smtp_peer.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace rejoinder;
using namespace rejoinder::email;
using dispatch::PieceState;
using testing::HasSubstr;

namespace {

class Noon final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override { return *Timestamp::parse("2026-03-01T12:00:00Z"); }
};

dispatch::Batch batchOf(std::initializer_list<std::string> addresses) {
    dispatch::Batch batch;
    batch.id = Id{1};
    batch.waveId = Id{2};
    batch.campaignId = Id{3};
    batch.content = {"Grüße an {{givenName}}", "Hallo {{givenName}}\n.\n{{unsubscribeUrl}}",
                     "<p>Hallo {{givenName}}</p>", "Müller AG", "news@example.org"};
    std::int64_t id = 100;
    for (const auto& address : addresses) {
        dispatch::Piece piece;
        piece.id = Id{id++};
        dispatch::Recipient recipient;
        recipient.contact.email = address;
        recipient.fields = {{"givenName", "Jürg <b>"}, {"name", "Jürg Größe"}};
        batch.pieces.push_back(piece);
        batch.recipients.push_back(recipient);
    }
    return batch;
}

class Gateway : public testing::Test {
protected:
    Gateway()
        : tokens({}),
          gateway([this] { return rules; },
                  [this](const std::string& address) {
                      if (address == unreadable)
                          throw Error(ErrorKind::Unavailable, "storage.unavailable", "the database is away");
                      return address == quarantined;
                  },
                  tokens, clock) {
        rules.server.host = "127.0.0.1";
        rules.server.port = peer.port();
        rules.server.timeoutSeconds = 2;
        rules.unsubscribeUrl = "https://mail.example.org/api/v1/unsubscribe/";
    }

    [[nodiscard]] std::vector<PieceState> states(const dispatch::Batch& batch) {
        std::vector<PieceState> states;
        handed = gateway.handOver(batch);
        for (const auto& h : handed) {
            states.push_back(h.state);
        }
        return states;
    }

    SmtpPeer peer;
    Noon clock;
    Tokens tokens;
    EmailRules rules;
    std::string quarantined, unreadable;
    EmailGateway gateway;
    std::vector<dispatch::Handed> handed;
};

} // namespace

TEST_F(Gateway, HandsOverOneMailPerPiece) {
    EXPECT_THAT(states(batchOf({"a@example.net", "b@example.net"})),
                testing::ElementsAre(PieceState::HandedOver, PieceState::HandedOver));
    EXPECT_THAT(handed[0].note, HasSubstr("queued as Q0"));
    const auto received = peer.received();
    ASSERT_EQ(received.size(), 2u);
    EXPECT_EQ(received[0].from, "news@example.org");
    EXPECT_EQ(received[0].to, "a@example.net");
    EXPECT_FALSE(received[0].bareLineFeed);
    EXPECT_THAT(received[0].text,
                HasSubstr("List-Unsubscribe: <https://mail.example.org/api/v1/unsubscribe/" +
                          tokens.make(Id{100}) + ">\r\n"));
    EXPECT_THAT(received[0].text, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    EXPECT_THAT(received[0].text, HasSubstr("\r\n.\r\n")) << "the lone dot must survive";
    EXPECT_THAT(received[0].text, HasSubstr("J=C3=BCrg &lt;b&gt;"));
    EXPECT_THAT(received[1].text, HasSubstr("Message-Id: <piece-" + tokens.make(Id{101}) + "@example.org>"));
}

TEST_F(Gateway, AnAddressInQuarantineIsNotWrittenTo) {
    quarantined = "gone@example.net";
    EXPECT_THAT(states(batchOf({"a@example.net", "gone@example.net"})),
                testing::ElementsAre(PieceState::HandedOver, PieceState::Failed));
    EXPECT_THAT(handed[1].note, HasSubstr("quarantine"));
    EXPECT_EQ(peer.received().size(), 1u);
}

TEST_F(Gateway, NothingLeavesWhenTheQuarantineCannotBeRead) {
    unreadable = "c@example.net";
    EXPECT_THROW(states(batchOf({"a@example.net", "b@example.net", "c@example.net"})), Error);
    EXPECT_EQ(peer.received().size(), 0u) << "dispatch gives the whole batch again";
}

TEST_F(Gateway, AReturnedMailNamesItsPieceByTheEnvelope) {
    rules.bounceAddress = "bounce@example.org";
    EXPECT_THAT(states(batchOf({"a@example.net"})), testing::ElementsAre(PieceState::HandedOver));
    const auto from = peer.received()[0].from;
    EXPECT_EQ(from, "bounce+" + tokens.makeTag(Id{100}) + "@example.org");
    EXPECT_LE(from.find('@'), 64u) << "RFC 5321, 4.5.3.1.1";
    EXPECT_EQ(tokens.readTag(tokens.makeTag(Id{100})), Id{100});
    auto forged = tokens.makeTag(Id{100});
    forged[3] = forged[3] == '0' ? '1' : '0';
    EXPECT_EQ(tokens.readTag(forged), std::nullopt);
}

TEST_F(Gateway, ARefusedRecipientFailsAloneAndForGood) {
    SmtpPeer::Script script;
    script.recipients = {{"gone@example.net", "550 5.1.1 no such user"},
                         {"full@example.net", "452 4.2.2 mailbox full"}};
    peer.play(script);
    EXPECT_THAT(states(batchOf({"a@example.net", "gone@example.net", "full@example.net", "b@example.net"})),
                testing::ElementsAre(PieceState::HandedOver, PieceState::Failed, PieceState::Failed,
                                     PieceState::HandedOver));
    EXPECT_THAT(handed[1].note, HasSubstr("no such user"));
    EXPECT_EQ(peer.received().size(), 2u);
}

TEST_F(Gateway, ARefusedTextFails) {
    SmtpPeer::Script script;
    script.text = "554 5.7.1 spam";
    peer.play(script);
    EXPECT_THAT(states(batchOf({"a@example.net"})), testing::ElementsAre(PieceState::Failed));
}

TEST_F(Gateway, ABrokenConnectionAfterTheTextIsHeldAndTheRestWaits) {
    SmtpPeer::Script script;
    script.dropAfterText = 1;
    peer.play(script);
    EXPECT_THAT(states(batchOf({"a@example.net", "b@example.net", "c@example.net"})),
                testing::ElementsAre(PieceState::HandedOver, PieceState::Held, PieceState::Created));
}

TEST_F(Gateway, AServerThatClosesPutsTheRestOff) {
    SmtpPeer::Script script;
    script.closingAt = 1;
    peer.play(script);
    EXPECT_THAT(states(batchOf({"a@example.net", "b@example.net", "c@example.net"})),
                testing::ElementsAre(PieceState::HandedOver, PieceState::Created, PieceState::Created));
    script.closingAt = -1;
    script.sender = "452 4.3.1 disk full";
    peer.play(script);
    EXPECT_THAT(states(batchOf({"b@example.net", "c@example.net"})),
                testing::ElementsAre(PieceState::Created, PieceState::Created));
}

TEST_F(Gateway, NoServerMeansNothingWasHandedOver) {
    Poco::Net::ServerSocket unused(Poco::Net::SocketAddress("127.0.0.1", 0));
    rules.server.port = unused.address().port();
    unused.close();
    try {
        (void)gateway.handOver(batchOf({"a@example.net"}));
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::Unavailable);
        EXPECT_EQ(e.code(), "channel-email.no-server");
    }
}

TEST_F(Gateway, AnAddressCannotInjectCommands) {
    EXPECT_THAT(states(batchOf({"a@b>\r\nRCPT TO:<victim@example.net", "", "b@example.net"})),
                testing::ElementsAre(PieceState::Failed, PieceState::Failed, PieceState::HandedOver));
    ASSERT_EQ(peer.received().size(), 1u);
    EXPECT_EQ(peer.received()[0].to, "b@example.net");
}

TEST_F(Gateway, WithoutASenderNothingIsSent) {
    auto batch = batchOf({"a@example.net"});
    batch.content.senderAddress.clear();
    EXPECT_THROW((void)gateway.handOver(batch), Error);
    rules.from = "info@example.org";
    EXPECT_THAT(states(batch), testing::ElementsAre(PieceState::HandedOver));
    EXPECT_EQ(peer.received()[0].from, "info@example.org");
}

/// The same against the mail server's own test program.
TEST_F(Gateway, PostfixTakesWhatWeSend) {
    constexpr const char* kSink = "/usr/sbin/smtp-sink";
    if (!std::filesystem::exists(kSink)) {
        GTEST_SKIP() << "smtp-sink (package postfix) is not installed";
    }
    Poco::Net::ServerSocket chosen(Poco::Net::SocketAddress("127.0.0.1", 0));
    const auto port = chosen.address().port();
    chosen.close();
    std::string folder = testing::TempDir() + "sink-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    std::filesystem::permissions(folder, std::filesystem::perms::all);
    const pid_t sink = ::fork();
    if (sink == 0) {
        const auto dump = folder + "/mail.";
        const auto listen = "127.0.0.1:" + std::to_string(port);
        if (::getuid() == 0) {
            ::execl(kSink, kSink, "-u", "nobody", "-d", dump.c_str(), listen.c_str(), "10", nullptr);
        } else {
            ::execl(kSink, kSink, "-d", dump.c_str(), listen.c_str(), "10", nullptr);
        }
        ::_exit(127);
    }
    rules.server.port = port;
    std::vector<PieceState> sent;
    for (int attempt = 0; attempt < 50 && sent.empty(); ++attempt) {
        try {
            sent = states(batchOf({"a@example.net", "b@example.net"}));
        } catch (const Error&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100)); // it is still starting
        }
    }
    ::kill(sink, SIGTERM);
    ::waitpid(sink, nullptr, 0);
    std::string dumped;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::stringstream text;
        text << std::ifstream(file.path()).rdbuf();
        dumped += text.str();
    }
    std::filesystem::remove_all(folder);
    EXPECT_THAT(sent, testing::ElementsAre(PieceState::HandedOver, PieceState::HandedOver));
    EXPECT_THAT(dumped, HasSubstr("X-Rcpt-Args: <a@example.net>"));
    EXPECT_THAT(dumped, HasSubstr("X-Rcpt-Args: <b@example.net>"));
    EXPECT_THAT(dumped, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    EXPECT_THAT(dumped, HasSubstr("multipart/alternative"));
}
