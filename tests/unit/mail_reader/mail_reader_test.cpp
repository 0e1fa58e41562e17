#include "bounce_reason.h"
#include "mail_reader.h"

#include <gtest/gtest.h>

using namespace rejoinder::email;

namespace {

/// A standard report about one recipient, with these fields of his.
std::string report(const std::string& fields, const std::string& words = "Your mail did not arrive.") {
    return "Return-Path: <>\n"
           "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\n"
           "To: news@example.org\n"
           "Subject: Undelivered Mail Returned to Sender\n"
           "MIME-Version: 1.0\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
           "--b\nContent-Type: text/plain\n\n" +
           words +
           "\n--b\nContent-Type: message/delivery-status\n\n"
           "Reporting-MTA: dns; mx.example.net\n\n" +
           fields +
           "\n--b\nContent-Type: message/rfc822\n\n"
           "From: news@example.org\nTo: eva@example.com\nSubject: Spring\n"
           "Message-ID: <piece-17@example.org>\n\nDear Eva\n--b--\n";
}

/// A notice without any standard form.
std::string notice(const std::string& from, const std::string& subject, const std::string& words) {
    return "From: " + from + "\nTo: news@example.org\nSubject: " + subject + "\n\n" + words;
}

} // namespace

TEST(MailReader, AStandardReportNamesRecipientCodeAndReason) {
    const auto mail =
        readMail(report("Final-Recipient: rfc822; eva@example.com\nAction: failed\nStatus: 5.1.1\n"
                        "Diagnostic-Code: smtp; 550 5.1.1 <eva@example.com>: no such person\n"));
    EXPECT_EQ(mail.kind, MailKind::Bounce);
    ASSERT_EQ(mail.failures.size(), 1u);
    const Failure& failure = mail.failures[0];
    EXPECT_EQ(failure.address, "eva@example.com");
    EXPECT_EQ(failure.status, "5.1.1");
    EXPECT_EQ(failure.reply, "550");
    EXPECT_EQ(failure.reason, BounceReason::UserUnknown);
    EXPECT_TRUE(failure.permanent);
    EXPECT_TRUE(failure.hard);
    EXPECT_EQ(mail.original.at("message-id"), "<piece-17@example.org>");
}

TEST(MailReader, WhomWeWroteToCountsNotWhereItWasForwarded) {
    const auto mail =
        readMail(report("Original-Recipient: rfc822;eva@example.com\n"
                        "Final-Recipient: rfc822; e17@inner.example.com\nAction: failed\nStatus: 5.2.2\n"));
    ASSERT_EQ(mail.failures.size(), 1u);
    EXPECT_EQ(mail.failures[0].address, "eva@example.com");
    EXPECT_EQ(mail.failures[0].reason, BounceReason::MailboxFull);
    EXPECT_FALSE(mail.failures[0].hard);
}

TEST(MailReader, ADelayIsNotAFailureForGood) {
    const auto mail =
        readMail(report("Final-Recipient: rfc822; eva@example.com\nAction: delayed\nStatus: 4.4.1\n"
                        "Diagnostic-Code: smtp; connection timed out\n"));
    ASSERT_EQ(mail.failures.size(), 1u);
    EXPECT_FALSE(mail.failures[0].permanent);
    EXPECT_FALSE(mail.failures[0].hard);
    EXPECT_EQ(mail.failures[0].reason, BounceReason::Expired);
}

TEST(MailReader, AReportOfSuccessIsNoBounce) {
    const auto mail =
        readMail(report("Final-Recipient: rfc822; eva@example.com\nAction: delivered\nStatus: 2.0.0\n"));
    EXPECT_EQ(mail.kind, MailKind::Delivered);
    EXPECT_TRUE(mail.failures.empty());
}

TEST(MailReader, PolicyAndReputationNeverCondemnTheAddress) {
    for (const char* words :
         {"550 5.7.1 Message rejected due to local policy",
          "554 5.7.1 Service unavailable; client host [192.0.2.1] blocked using a blocklist",
          "550 5.7.26 The mail fails DMARC", "552 5.3.4 Message size exceeds fixed limit"}) {
        const auto mail =
            readMail(report(std::string("Final-Recipient: rfc822; eva@example.com\nAction: failed\n"
                                        "Status: 5.7.1\nDiagnostic-Code: smtp; ") +
                            words + "\n"));
        ASSERT_EQ(mail.failures.size(), 1u) << words;
        EXPECT_FALSE(mail.failures[0].hard) << words;
    }
}

TEST(MailReader, AnOldNoticeInFreeWordsNamesItsRecipientsNotTheSender) {
    const auto mail = readMail(notice("Mail Delivery Subsystem <MAILER-DAEMON@gw.example.net>",
                                      "Returned mail: User unknown",
                                      "Your letter of Monday could not be delivered to\n\n"
                                      "   <eva@example.com>\n      no mailbox here by that name\n"
                                      "   <tom@example.com>\n      mailbox is full\n\n"
                                      "Ask postmaster@gw.example.net or news@example.org if in doubt.\n\n"
                                      "----- Unsent message follows -----\n"
                                      "Received: from a by b\nFrom: news@example.org\nTo: eva@example.com\n"
                                      "Subject: Spring\n\nDear all, write to shop@example.org\n"));
    EXPECT_EQ(mail.kind, MailKind::Bounce);
    ASSERT_EQ(mail.failures.size(), 2u);
    EXPECT_EQ(mail.failures[0].address, "eva@example.com");
    EXPECT_EQ(mail.failures[0].reason, BounceReason::UserUnknown);
    EXPECT_EQ(mail.failures[1].address, "tom@example.com");
    EXPECT_EQ(mail.failures[1].reason, BounceReason::MailboxFull);
}

TEST(MailReader, ARefusalOfTheMailItselfIsNotProofThatTheNameIsWrong) {
    const auto about = [](const std::string& command) {
        return readMail(report("Final-Recipient: rfc822; eva@example.com\nAction: failed\nStatus: 5.0.0\n"
                               "Diagnostic-Code: smtp; 550 User unknown\n",
                               "<eva@example.com>: host mx.example.com said: 550 User unknown (in reply to " +
                                   command + ")"));
    };
    EXPECT_EQ(about("RCPT TO command").failures.at(0).reason, BounceReason::UserUnknown);
    EXPECT_EQ(about("end of DATA command").failures.at(0).reason, BounceReason::Filtered);
}

TEST(MailReader, AComplaintSaysWhoComplains) {
    const auto mail =
        readMail("From: fbl@example.net\nTo: abuse@example.org\nSubject: complaint\nMIME-Version: 1.0\n"
                 "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
                 "--b\nContent-Type: text/plain\n\nA complaint.\n"
                 "--b\nContent-Type: message/feedback-report\n\n"
                 "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <eva@example.com>\n"
                 "--b\nContent-Type: message/rfc822\n\nFrom: news@example.org\nTo: eva@example.com\n"
                 "Message-ID: <piece-17@example.org>\n\nDear Eva\n--b--\n");
    EXPECT_EQ(mail.kind, MailKind::Complaint);
    EXPECT_EQ(mail.feedbackType, "abuse");
    ASSERT_EQ(mail.failures.size(), 1u);
    EXPECT_EQ(mail.failures[0].address, "eva@example.com");
}

TEST(MailReader, AutomaticAnswersAreNeitherBounceNorReply) {
    EXPECT_EQ(readMail("From: eva@example.com\nTo: news@example.org\nSubject: Re: Spring\n"
                       "Auto-Submitted: auto-replied\n\nI am away until Monday.\n")
                  .kind,
              MailKind::AutoReply);
    EXPECT_EQ(
        readMail(
            "From: eva@example.com\nTo: news@example.org\nSubject: Abwesenheitsnotiz\n\nIch bin im Urlaub.\n")
            .kind,
        MailKind::AutoReply);
}

TEST(MailReader, APersonsReplyStaysOneEvenWhenItSpeaksOfFailures) {
    const auto mail =
        readMail("From: Eva <eva@EXAMPLE.com>\nTo: news@example.org\nSubject: =?utf-8?q?Re:_Fr=C3=BChling?=\n"
                 "In-Reply-To: <piece-17@example.org>\nMessage-ID: <1@example.com>\n\n"
                 "My last order was rejected and the brochure was not delivered.\nPlease send it again.\n");
    EXPECT_EQ(mail.kind, MailKind::Reply);
    EXPECT_EQ(mail.from, "eva@example.com");
    EXPECT_EQ(mail.subject, "Re: Frühling");
    EXPECT_EQ(mail.messageId, "1@example.com");
    ASSERT_EQ(mail.references.size(), 1u);
    EXPECT_EQ(mail.references[0], "piece-17@example.org");
    EXPECT_NE(mail.text.find("Please send it again."), std::string::npos);
}

TEST(MailReader, AProvidersNoticeInJsonIsRead) {
    const auto mail =
        readMail("From: no-reply@sns.example.com\nTo: news@example.org\nSubject: Notification\n\n"
                 R"({"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":)"
                 R"([{"emailAddress":"eva@example.com","action":"failed","status":"5.1.1",)"
                 R"("diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},"mail":{"source":"news@example.org"}})"
                 "\n\n--\nDo not answer.\n");
    EXPECT_EQ(mail.kind, MailKind::Bounce);
    ASSERT_EQ(mail.failures.size(), 1u);
    EXPECT_EQ(mail.failures[0].address, "eva@example.com");
    EXPECT_TRUE(mail.failures[0].hard);
}

TEST(MailReader, BrokenMailsAreReadAsFarAsTheyGo) {
    EXPECT_EQ(readMail("").kind, MailKind::Reply);
    EXPECT_EQ(readMail(std::string("\0\0\n\xff\xfe", 5)).kind, MailKind::Reply);
    // The boundary that the header names is not the one that is used.
    auto torn = report("Final-Recipient: rfc822; eva@example.com\nAction: failed\nStatus: 5.1.1\n");
    torn.replace(torn.find("boundary=\"b\""), 12, "boundary=\"c\"");
    const auto mail = readMail(torn);
    ASSERT_EQ(mail.failures.size(), 1u);
    EXPECT_EQ(mail.failures[0].address, "eva@example.com");
}

TEST(BounceReason, CodesAreFoundInTextAndVersionsAreNot) {
    EXPECT_EQ(statusIn("550 5.1.1 <a@b>: unknown"), "5.1.1");
    EXPECT_EQ(statusIn("host 192.5.1.1 said no (#4.4.2)"), "4.4.2");
    EXPECT_EQ(statusIn("Exim 4.96.1 on mx5.1.2"), "4.96.1");
    EXPECT_EQ(statusIn("nothing"), "");
    EXPECT_EQ(replyIn("said: 550 no"), "550");
    EXPECT_EQ(replyIn("room 1550, mx-550.example"), "");
}
