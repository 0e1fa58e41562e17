#include "camt.h"
#include "unzip.h"

#include <gtest/gtest.h>

using namespace rejoinder::partners;

namespace {

std::string document(const std::string& version, const std::string& inner) {
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.)" +
           version + R"("><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M1</MsgId></GrpHdr>)" + inner +
           "</BkToCstmrDbtCdtNtfctn></Document>";
}

std::string notification(const std::string& entries) {
    return R"(<Ntfctn><Id>1</Id><Acct><Id><IBAN>CH4431999123000889012</IBAN></Id><Ccy>CHF</Ccy></Acct>
<TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries></TtlNtries><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>60.00</Sum></TtlCdtNtries></TxsSummry>)" +
           entries + "</Ntfctn>";
}

/// A collective entry of two payments, as banks write it in version 04 (party without a level of its own).
const std::string kCollective =
    R"(<Ntry><NtryRef>210000000</NtryRef><Amt Ccy="CHF">60.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>false</RvslInd>
<Sts>BOOK</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-03</Dt></ValDt><AcctSvcrRef>E-1</AcctSvcrRef>
<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>
<TxDtls><Refs><AcctSvcrRef>T-1</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="CHF">20.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RltdPties><Dbtr><Nm>Eva Muster</Nm><PstlAdr><StrtNm>Seeweg</StrtNm><BldgNb>4</BldgNb><PstCd>8001</PstCd><TwnNm>Zürich</TwnNm><Ctry>CH</Ctry></PstlAdr></Dbtr><DbtrAcct><Id><IBAN>CH9300762011623852957</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Prtry>QRR</Prtry></CdOrPrtry></Tp><Ref>210000000003139471430009017</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>
<TxDtls><Refs><AcctSvcrRef>T-2</AcctSvcrRef></Refs><Amt Ccy="CHF">40.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RmtInf><Ustrd>For the &amp; forest</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>)";

std::vector<BankLine> read(const std::string& xml) {
    std::vector<BankLine> lines;
    readCamt(xml, [&](const BankLine& line) { lines.push_back(line); });
    return lines;
}

std::string refusal(const std::string& xml) {
    try {
        read(xml);
    } catch (const Unreadable& e) {
        return e.what();
    }
    return "";
}

TEST(Camt, ACollectiveEntryIsItsPayments) {
    const auto lines = read(document("04", notification(kCollective)));
    ASSERT_EQ(lines.size(), 3U);
    const auto& one = *lines[0].payment;
    EXPECT_EQ(one.account, "CH4431999123000889012");
    EXPECT_EQ(one.amount, "20.00");
    EXPECT_EQ(one.currency, "CHF");
    EXPECT_EQ(one.day, "2026-03-02");
    EXPECT_EQ(one.status, "BOOK");
    EXPECT_EQ(one.entryReference, "T-1");
    EXPECT_EQ(one.entryOwnReference, "E-1");
    EXPECT_EQ(one.reference, "210000000003139471430009017");
    EXPECT_EQ(one.payerName, "Eva Muster");
    EXPECT_EQ(one.payerIban, "CH9300762011623852957");
    EXPECT_EQ(one.city, "Zürich");
    EXPECT_EQ(one.endToEnd, "");
    EXPECT_TRUE(one.credit && !one.reversal && one.first);
    EXPECT_EQ(one.entryAmount, "60.00");
    const auto& two = *lines[1].payment;
    EXPECT_EQ(two.message, "For the & forest");
    EXPECT_EQ(two.payerName, "");
    EXPECT_FALSE(two.first);
    EXPECT_EQ(lines[2].totals->creditSum, "60.00");
    EXPECT_EQ(lines[2].totals->entries, "1");
}

TEST(Camt, EveryVersionIsRead) {
    for (const auto* version : {"02", "04", "05", "06", "07", "08", "13"})
        EXPECT_EQ(read(document(version, notification(kCollective))).size(), 3U) << version;
    // From 08 on the status has a code and the party a level of its own; 02 puts the amount elsewhere.
    const auto lines =
        read(document("08", notification(R"(<Ntry><Amt Ccy="CHF">15</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-03-02T10:00:00+01:00</DtTm></BookgDt><NtryDtls><TxDtls>
<AmtDtls><TxAmt><Amt Ccy="CHF">15</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Pty><Nm>Beat Beispiel</Nm></Pty></Dbtr></RltdPties>
</TxDtls></NtryDtls></Ntry>)")));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].payment->status, "BOOK");
    EXPECT_EQ(lines[0].payment->payerName, "Beat Beispiel");
    EXPECT_EQ(lines[0].payment->amount, "15");
    EXPECT_EQ(lines[0].payment->day, "2026-03-02");
    EXPECT_TRUE(lines[0].payment->reversal);
    EXPECT_FALSE(lines[0].payment->credit);
}

TEST(Camt, AnEntryWithoutDetailsIsOnePayment) {
    const auto lines =
        read(document("08", notification(R"(<Ntry><Amt Ccy="CHF">60.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts><Cd>PDNG</Cd></Sts><ValDt><Dt>2026-03-03</Dt></ValDt><AddtlNtryInf>Cash at the counter</AddtlNtryInf></Ntry>)")));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].payment->amount, "60.00");
    EXPECT_EQ(lines[0].payment->status, "PDNG");
    EXPECT_EQ(lines[0].payment->day, "2026-03-03");
    EXPECT_EQ(lines[0].payment->message, "Cash at the counter");
}

TEST(Camt, SeveralAccountsKeepTheirOwn) {
    auto second = notification(kCollective);
    second.replace(second.find("CH4431999123000889012"), 21, "CH5604835012345678009");
    const auto lines = read(document("08", notification(kCollective) + second));
    ASSERT_EQ(lines.size(), 6U);
    EXPECT_EQ(lines[0].payment->account, "CH4431999123000889012");
    EXPECT_EQ(lines[3].payment->account, "CH5604835012345678009");
    EXPECT_EQ(lines[5].totals->account, "CH5604835012345678009");
}

TEST(Camt, WhatIsNoneIsRefused) {
    EXPECT_EQ(refusal(""), "partners.broken-xml");
    EXPECT_EQ(refusal("hello"), "partners.broken-xml");
    EXPECT_EQ(refusal("<Document/>"), "partners.not-camt054");
    EXPECT_EQ(refusal(R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>)"),
              "partners.not-camt054");
    const auto whole = document("08", notification(kCollective));
    EXPECT_EQ(refusal(whole.substr(0, whole.size() / 2)), "partners.broken-xml");
    EXPECT_EQ(refusal("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" +
                      whole.substr(whole.find("<Document"))),
              "partners.document-type");
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<a>";
    EXPECT_EQ(refusal(document("08", deep)), "partners.too-deep");
}

/// A ZIP of one stored file.
std::string zipOf(const std::string& name, const std::string& content) {
    const auto little = [](std::size_t value, int bytes) {
        std::string out;
        for (int i = 0; i < bytes; ++i, value >>= 8U) out += static_cast<char>(value & 0xFFU);
        return out;
    };
    const auto size = little(content.size(), 4);
    const std::string local = "PK\x03\x04" + little(20, 2) + little(0, 8) + little(0, 4) + size + size +
                              little(name.size(), 2) + little(0, 2) + name + content;
    const std::string entry = "PK\x01\x02" + little(20, 2) + little(20, 2) + little(0, 8) + little(0, 4) +
                              size + size + little(name.size(), 2) + little(0, 12) + little(0, 4) + name;
    return local + entry + "PK\x05\x06" + little(0, 4) + little(1, 2) + little(1, 2) +
           little(entry.size(), 4) + little(local.size(), 4) + little(0, 2);
}

TEST(Zip, ItsXmlIsRead) {
    const auto zip = zipOf("camt.XML", "<x/>");
    EXPECT_TRUE(isZip(zip));
    std::vector<std::string> found;
    eachXml(zip, [&](std::string_view xml) { found.emplace_back(xml); });
    EXPECT_EQ(found, std::vector<std::string>{"<x/>"});
    EXPECT_THROW(eachXml(zipOf("notes.txt", "x"), [](std::string_view) {}), Unreadable);
    for (std::size_t length = 0; length < zip.size(); ++length)
        EXPECT_THROW(eachXml(zip.substr(0, length), [](std::string_view) {}), Unreadable) << length;
}

} // namespace
