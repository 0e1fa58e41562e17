"""Files as a bank makes them after the Swiss Payment Standards: camt.054 with collective entries, reversals and whatever else
comes. Nobody in them is real."""
import io
import zipfile

IBAN = "CH4431999123000889012"  # a QR-IBAN of a bank that does not exist


def payment(amount, reference="", number="", name="Eva Muster", payer="CH9300762011623852957", message="", own=None, city=("8001", "Zürich"),
            street=("Seeweg", "1")):
    """One transaction. `number` is the bank's own."""
    told = f"<Strd><CdtrRefInf><Tp><CdOrPrtry><Prtry>QRR</Prtry></CdOrPrtry></Tp><Ref>{reference}</Ref></CdtrRefInf></Strd>" if reference else ""
    told += f"<Ustrd>{message}</Ustrd>" if message else ""
    return {"amount": amount, "xml": (
        f"<TxDtls><Refs>{f'<AcctSvcrRef>{number}</AcctSvcrRef>' if number else ''}<EndToEndId>{own or 'NOTPROVIDED'}</EndToEndId></Refs>"
        f"<Amt Ccy=\"CHF\">{amount:.2f}</Amt><CdtDbtInd>%s</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>{name}</Nm><PstlAdr><StrtNm>{street[0]}</StrtNm>"
        f"<BldgNb>{street[1]}</BldgNb><PstCd>{city[0]}</PstCd><TwnNm>{city[1]}</TwnNm><Ctry>CH</Ctry></PstlAdr></Pty></Dbtr>"
        f"<DbtrAcct><Id><IBAN>{payer}</IBAN></Id></DbtrAcct></RltdPties><RmtInf>{told}</RmtInf></TxDtls>")}


def entry(payments, number, day="2026-03-02", credit=True, reversal=False, status="BOOK"):
    """A booking of one or more payments."""
    total = sum(p["amount"] for p in payments)
    side = "CRDT" if credit else "DBIT"
    return {"total": total if credit else 0, "xml": (
        f"<Ntry><NtryRef>{IBAN}</NtryRef><Amt Ccy=\"CHF\">{total:.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd><RvslInd>{str(reversal).lower()}</RvslInd>"
        f"<Sts><Cd>{status}</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{number}</AcctSvcrRef>"
        f"<NtryDtls><Btch><NbOfTxs>{len(payments)}</NbOfTxs></Btch>{''.join(p['xml'] % side for p in payments)}</NtryDtls></Ntry>")}


def camt(entries, version="08", stated=None, name="N1"):
    """The whole file; `stated` is the sum of credits that it says of itself, if that is not the truth."""
    total = sum(e["total"] for e in entries) if stated is None else stated
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.{version}">'
            f"<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>{name}</MsgId><CreDtTm>2026-03-02T20:00:00</CreDtTm></GrpHdr><Ntfctn><Id>{name}</Id>"
            f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>CHF</Ccy></Acct><TxsSummry><TtlNtries><NbOfNtries>{len(entries)}</NbOfNtries></TtlNtries>"
            f"<TtlCdtNtries><Sum>{total:.2f}</Sum></TtlCdtNtries></TxsSummry>{''.join(e['xml'] for e in entries)}</Ntfctn>"
            f"</BkToCstmrDbtCdtNtfctn></Document>").encode()


def zipped(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for i, content in enumerate(files):
            archive.writestr(f"camt-{i}.xml", content)
    return out.getvalue()
