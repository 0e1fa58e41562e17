import assert from "node:assert/strict";
import test from "node:test";
import { tabTo } from "./keyboard.mjs";
import { keys, wcag, world } from "./world.mjs";

const kAccount = "CH4431999123000889012";

/** A camt.054 with one entry per payment. */
const camt = (payments) =>
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><Ntfctn><Acct><Id><IBAN>${kAccount}</IBAN></Id></Acct>` +
    payments
        .map(
            (p) => `<Ntry><Amt Ccy="${p.currency}">${p.amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>${p.number}</AcctSvcrRef><NtryDtls><TxDtls><Refs><AcctSvcrRef>${p.number}</AcctSvcrRef></Refs><Amt Ccy="${p.currency}">${p.amount}</Amt><RltdPties><Dbtr><Pty><Nm>${p.name}</Nm><PstlAdr><StrtNm>${p.street}</StrtNm><BldgNb>${p.houseNumber}</BldgNb><PstCd>${p.postcode}</PstCd><TwnNm>${p.city}</TwnNm><Ctry>${p.country}</Ctry></PstlAdr></Pty></Dbtr></RltdPties><RmtInf>${p.reference ? `<Strd><CdtrRefInf><Ref>${p.reference}</Ref></CdtrRefInf></Strd>` : "<Ustrd>Danke</Ustrd>"}</RmtInf></TxDtls></NtryDtls></Ntry>`,
        )
        .join("") +
    "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";

test("a bank's file: a slip is issued, its payment is captured, the one without a reference is given to its person with one key", { timeout: 180_000 }, async () => {
    const piece = await world.fresh(150);
    const person = await world.api("GET", "/contacts/" + piece.contactId);
    const page = await world.page();
    await page.goto(world.base + "/payment-references");
    await tabTo(page, "Referenz ausgeben");
    await keys(page, "Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Code der Sendung").waitFor();
    await page.keyboard.type(piece.code);
    assert.deepEqual(await wcag(page), []);
    await keys(page, "Enter");
    await dialog.waitFor({ state: "detached" });
    const slip = (await world.api("GET", "/payment-references?limit=1")).items[0];
    assert.equal(slip.pieceId, piece.id);
    await page.getByText(slip.reference.slice(-5)).first().waitFor();
    assert.deepEqual(await wcag(page), []);

    const payer = { ...person, name: `${person.givenName} ${person.familyName}`, currency: slip.currency };
    await page.goto(world.base + "/partner-files");
    await tabTo(page, "Datei einreichen");
    await keys(page, "Enter");
    await dialog.locator("input[type=file]").setInputFiles({
        name: "bank.xml",
        mimeType: "text/xml",
        buffer: Buffer.from(camt([{ ...payer, amount: "50.00", number: "A1", reference: slip.reference }, { ...payer, amount: "20.00", number: "A2" }])),
    });
    assert.deepEqual(await wcag(page), []);
    await tabTo(page, "Einreichen");
    await keys(page, "Enter");
    await page.getByRole("heading", { name: "bank.xml" }).waitFor();
    await page.getByText("2 = 1 erfasst + 1 in der Klärung").waitFor();
    await page.getByText("stimmt überein").waitFor();
    assert.deepEqual(await wcag(page), []);
    assert.equal((await world.api("GET", "/payment-references/" + slip.id)).paidMinor, 5000);

    await page.goto(world.base + "/partner-clearing");
    await page.locator("tbody tr").first().waitFor();
    await page.locator(".table-scroll").focus();
    await keys(page, "Enter");
    await dialog.getByRole("button", { name: new RegExp("^1 .*" + person.familyName) }).waitFor();
    assert.deepEqual(await wcag(page), []);
    await dialog.getByRole("button", { name: /^1 / }).focus();
    await keys(page, "1");
    await dialog.waitFor({ state: "detached" });
    const found = await world.api("GET", `/responses?contactId=${piece.contactId}`);
    assert.deepEqual(found.items.map((r) => [r.type, r.channel]), [["payment", "payment"], ["payment", "payment"]]);
    await page.getByText("Nichts hier").waitFor();
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a table of the post: its columns are named once, and it counts for its list", { timeout: 180_000 }, async () => {
    const piece = await world.fresh(170);
    const page = await world.page();
    await page.goto(world.base + "/partner-files?source=postalReturns");
    await tabTo(page, "Datei einreichen");
    await keys(page, "Enter");
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[type=file]").setInputFiles({ name: "post.csv", mimeType: "text/csv", buffer: Buffer.from(`Kennung;Grund;Neue PLZ;Neuer Ort;Neue Strasse\n${piece.code};verzogen;4051;Basel;Talweg\n`) });
    await tabTo(page, "Einreichen");
    await keys(page, "Enter");
    await page.getByText("Welche Spalte ist was").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.getByRole("button", { name: "Datei lesen" }).click();
    await page.getByRole("alert").waitFor(); // nothing says which column is the code
    await page.locator("input").and(page.getByLabel("Code", { exact: true })).click();
    await page.getByRole("option", { name: "Kennung" }).click();
    await page.getByRole("button", { name: "Datei lesen" }).click();
    await page.getByText("1 = 1 erfasst").waitFor();
    assert.deepEqual(await wcag(page), []);
    const person = await world.api("GET", "/contacts/" + piece.contactId);
    assert.deepEqual([person.street, person.postcode, person.city], ["Talweg", "4051", "Basel"]);
    await page.goto(world.base + "/list-quality");
    await page.locator("tbody tr").first().waitFor();
    assert.deepEqual(await wcag(page), []);
    assert.deepEqual(page.told.filter((t) => !t.includes("422")), []);
    await page.context().close();
});
