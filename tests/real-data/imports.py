#!/usr/bin/env python3
"""Everything in data/imports lands right, over HTTP: encodings, dialects, a workbook, packed files without header, and persons
of six countries that come in four files. Then what is hostile, and kill -9 in the middle of an import and of its undo."""

import collections
import gzip
import io
import json
import pathlib
import sys
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import SHORT, Checks, Problem, Server, data_folder  # noqa: E402

folder = data_folder("imports")
checks = Checks()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(name):
    return (folder / name).read_bytes()


class Desk:
    """What a person does with a file: look, correct, begin."""

    def __init__(self, api):
        self.api = api

    def draft(self, content, kind="application/octet-stream", **query):
        return self.api.upload("/contacts/import-drafts", content, kind, **query)

    def correct(self, found, **settings):
        return self.api.call("PUT", f"/contacts/imports/{found['id']}/settings", {"settings": {**found["settings"], **settings}},
                             {"If-Match": f'"{found["version"]}"'})

    def run(self, found):
        self.api.finished(self.api.post(f"/contacts/imports/{found['id']}/runs", {"again": True}))
        return self.api.get(f"/contacts/imports/{found['id']}")

    def undo(self, found):
        self.api.finished(self.api.post(f"/contacts/imports/{found['id']}/undo", {}))
        return self.api.get(f"/contacts/imports/{found['id']}")

    def whole(self, content, kind="application/octet-stream", **query):
        return self.run(self.draft(content, kind, **query))


def attributes(api, contacts):
    return [api.get(f"/contacts/{c['id']}/attributes")["values"] for c in contacts]


def encodings(api, desk):
    print("Encodings", flush=True)
    expected = {"José Álvarez": "30", "Müller": "25", "François Dupont": "45", "Björn Andersson": "50", "Søren Kierkegaard": "42",
                "García López": "38", "Élodie Moreau": "33", "Håkon Lindberg": "28", "Brontë Johnson": "47", "Zoë Robinson": "21",
                "André Lefèvre": "36", "Léonard Dubois": "29"}
    for name, encoding in (("latin1.csv", "windows-1252"), ("utf16.csv", "UTF-16LE")):
        found = desk.draft(read("encodings/" + name))
        checks.same(f"{name}: encoding found out", found["encoding"], encoding)
        done = desk.run(found)
        people = [c for c in api.every("/contacts")]
        told = {" ".join(filter(None, (c["givenName"], c["familyName"]))): a.get("age") for c, a in zip(people, attributes(api, people))}
        wanted = expected if name == "latin1.csv" else None
        if wanted:
            checks.same(f"{name}: names and ages", told, wanted)
        else:
            checks.that(f"{name}: names and ages", done["failed"] == 0 and set(expected.items()) <= set(told.items()), len(told))
        desk.undo(found)
    found = desk.draft(read("encodings/shift_jis.csv"))
    checks.same("shift_jis.csv: encoding found out", found["encoding"], "Shift_JIS")
    checks.same("shift_jis.csv: its header", [c["header"] for c in found["columns"]], ["名前", "年齢"])
    found = desk.correct(found, mapping={"名前": "familyName"})
    done = desk.run(found)
    text = read("encodings/shift_jis.csv").decode("shift_jis").splitlines()[1:]
    names = sorted(c["familyName"] for c in api.every("/contacts"))
    checks.same("shift_jis.csv: every name as it was written", names, sorted(line.split(",")[0] for line in text if line))
    desk.undo(found)
    found = desk.draft(read("encodings/utf8bom.csv"))
    checks.same("utf8bom.csv: no mark in the header", [c["header"] for c in found["columns"]], ["id", "name"])
    desk.run(found)
    checks.same("utf8bom.csv: names", sorted(c["familyName"] for c in api.every("/contacts")), ["Hannes", "Mark"])
    desk.undo(found)
    done = desk.run(desk.draft(read("encodings/leading_zeros.csv"), mapping=json.dumps({"CODGEO": "externalKey"})))
    checks.same("leading_zeros.csv: codes keep their zeros", sorted(c["externalKey"] for c in api.every("/contacts")),
                sorted(line.split(",")[0] for line in read("encodings/leading_zeros.csv").decode().splitlines()[1:] if line))
    desk.undo(done)
    for name, rows in (("rfc_conform_quote.csv", [["123", "TEST2", "one space"], ["345", "TEST2", "trailing_space,"], ["567", "TEST2", 'no"space']]),
                       ("semicolon_delim.csv", [["123", "TEST9", "text1"], ["345", "TEST9", "text2"], ["567", "TEST9", "text3"]])):
        found = desk.draft(read("encodings/" + name))
        checks.same(f"{name}: it has no header", found["header"], False)
        found = desk.correct(found, mapping={"column1": "externalKey"})
        desk.run(found)
        people = sorted(api.every("/contacts"), key=lambda c: c["externalKey"])
        checks.same(f"{name}: its cells", [[c["externalKey"], a["column2"], a["column3"]] for c, a in zip(people, attributes(api, people))], rows)
        desk.undo(found)
    checks.same("after the undos nobody is left", list(api.every("/contacts")), [])


def direct_marketing(api, desk):
    print("The same 1,000 rows in three wrappings", flush=True)
    for name, kind in (("DirectMarketing_comma_crlf.csv", "text/csv"), ("DirectMarketing_semicolon_crlf.csv", "text/csv"),
                       ("DirectMarketing.xlsx", XLSX)):
        found = desk.draft(read("directmarketing/" + name), kind)
        done = desk.run(found)
        people = list(api.every("/contacts"))
        values = attributes(api, people)
        sums = {key: round(sum(float(v.get(key, 0)) for v in values)) for key in ("AmountSpent", "Salary", "Catalogs")}
        checks.same(f"{name}: rows", (done["created"], done["failed"], len(people)), (1000, 0, 1000))
        checks.same(f"{name}: sums", sums, {"AmountSpent": 1216770, "Salary": 56103900, "Catalogs": 14682})
        checks.same(f"{name}: History holds NA", sum(v.get("History") == "NA" for v in values), 303)
        desk.undo(found)


def table(name, delimiter, quote=None):
    import csv
    text = io.TextIOWrapper(gzip.open(folder / "adventureworks" / name), "utf-8", newline="")
    return list(csv.reader(text, delimiter=delimiter, **({"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE})))


def adventure_works(api, desk):
    print("Persons of six countries, in packed files without header", flush=True)
    person = read("adventureworks/Person.csv.gz")
    columns = ["externalKey", "attribute:type", "ignore", "title", "givenName", "attribute:middleName", "familyName", "attribute:suffix",
               "attribute:emailPromotion"]
    found = desk.draft(person, "application/gzip")
    checks.same("Person: dialect found out", (found["delimiter"], found["quote"], found["header"]), ("|", '"', False))
    mapping = {c["header"]: columns[i] if i < len(columns) else "ignore" for i, c in enumerate(found["columns"])}
    found = desk.correct(found, mapping=mapping, source="AdventureWorks")
    begun = time.monotonic()
    done = desk.run(found)
    checks.same("persons", (done["created"], done["failed"]), (19972, 0))
    print(f"        in {time.monotonic() - begun:.1f} s", flush=True)
    people = {c["externalKey"]: c for c in api.every("/contacts")}
    names = sum(any(ord(x) > 127 for x in c["givenName"] + c["familyName"] + (c.get("middleName") or "")) for c in people.values())
    raw = table("Person.csv.gz", "|", "*")
    differ = [r[0] for r in raw if (people[r[0]]["givenName"], people[r[0]]["familyName"]) != (" ".join(r[4].split()), " ".join(r[6].split()))]
    checks.same("every name as in the file", differ, [])
    checks.same("names that are not ASCII, as in the file", names, sum(any(ord(x) > 127 for x in r[4] + r[6]) for r in raw))

    emails = [line for line in table("EmailAddress.csv.gz", "|")]
    found = desk.draft(read("adventureworks/EmailAddress.csv.gz"), "application/gzip", mode="update")
    mapping = {c["header"]: {0: "externalKey", 2: "email"}.get(i, "ignore") for i, c in enumerate(found["columns"])}
    done = desk.run(desk.correct(found, mapping=mapping))
    checks.same("e-mails taken over", (done["updated"], done["created"], done["failed"]), (len(emails), 0, 0))
    people = list(api.every("/contacts"))
    checks.same("e-mails are all unique", len({c["email"] for c in people if c["email"]}), len(emails))

    # The addresses hang on the persons by a table between them; whoever sends such files joins them first.
    countries = {r[0]: r[2] for r in table("StateProvince.csv.gz", "\t")}
    addresses = {r[0]: r for r in table("Address.csv.gz", "\t")}
    checks.same("addresses", len(addresses), 19614)
    checks.same("countries of the addresses", dict(collections.Counter(countries[r[4]] for r in addresses.values())),
                {"US": 8668, "AU": 3632, "GB": 1954, "FR": 1851, "DE": 1821, "CA": 1688})
    lines, seen = ["externalKey\tstreet\taddressLine2\tcity\tpostcode\tcountry"], set()
    persons = {c["externalKey"] for c in people}
    for r in table("BusinessEntityAddress.csv.gz", "|"):
        if r[0] in persons and r[0] not in seen:
            seen.add(r[0])
            a = addresses[r[1]]
            lines.append("\t".join((r[0], a[1], a[2], a[3], a[5], countries[a[4]])))
    done = desk.whole("\r\n".join(lines).encode(), "text/tab-separated-values", mode="update")
    checks.same("addresses taken over", (done["updated"], done["failed"]), (len(seen), 0))
    people = {c["externalKey"]: c for c in api.every("/contacts")}
    wanted = collections.Counter(line.split("\t")[5] for line in lines[1:])
    checks.same("persons by country", collections.Counter(c["country"] for c in people.values() if c["country"]), wanted)
    differ = [line for line in lines[1:] if people[line.split("\t")[0]]["city"] != " ".join(line.split("\t")[3].split())]
    checks.same("every city as in the file", differ[:3], [])
    again = desk.whole("\r\n".join(lines).encode(), "text/tab-separated-values", mode="update")
    checks.same("the same file again changes nothing", (again["updated"], again["unchanged"]), (0, len(seen)))


def workbook(cells, date1904=False, shared=None):
    """A small XLSX by hand: cells of the first sheet as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                   '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                   '<Default Extension="xml" ContentType="application/xml"/>'
                   '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
                   '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
                   '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
        z.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                   'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
                   f'<workbookPr date1904="{int(date1904)}"/><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
                   '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>')
        z.writestr("xl/styles.xml", '<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                   '<numFmts count="1"><numFmt numFmtId="170" formatCode="00000"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
                   '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" xfId="0"/>'
                   '<xf numFmtId="14" xfId="0" applyNumberFormat="1"/><xf numFmtId="170" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>')
        z.writestr("xl/worksheets/sheet1.xml", '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                   f'<sheetData>{cells}</sheetData></worksheet>')
    return out.getvalue()


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def hostile(api, desk):
    print("Files that mean harm, and days of two epochs", flush=True)
    before = len(list(api.every("/contacts")))
    # The calendar of 1900 has a 29 February that never was: day 60 is none, and days before it are counted otherwise.
    for number, epoch, day in ((40821, False, "2011-10-05"), (40821, True, "2015-10-06"), (59, False, "1900-02-28"),
                               (60, False, "60"), (61, False, "1900-03-01"), (0, True, "1904-01-01")):
        rows = ("<row r=\"1\">" + text_cell("A1", "externalKey") + text_cell("B1", "bought") + text_cell("C1", "plz") + "</row>"
                f'<row r="2">{text_cell("A2", f"D{int(epoch)}")}<c r="B2" s="1"><v>{number}</v></c><c r="C2" s="2"><v>1067</v></c></row>')
        done = desk.whole(workbook(rows, epoch), XLSX)
        person = next(c for c in api.every("/contacts") if c["externalKey"] == f"D{int(epoch)}")
        value = api.get(f"/contacts/{person['id']}/attributes")["values"]["bought"]
        checks.same(f"day {number} since {1904 if epoch else 1900}", value, day)
        checks.same("a format of zeros keeps its leading zero", person["postcode"], "01067")
        desk.undo(done)
    cell = "<c><v>1</v></c>" * 1000
    bomb = workbook("".join(f"<row>{cell}</row>" for _ in range(20_000)))
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        with z.open("xl/workbook.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * 10_000_000)
    broad = workbook("<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>")
    wide = b"externalKey," + b",".join(b"c%d" % i for i in range(1_000_000)) + b"\r\n1\r\n"
    for name, content, kind in (("a workbook of 20 million cells", bomb, XLSX), ("a zip of 3 GB of blanks", nested.getvalue(), XLSX),
                                ("a million columns", wide, "text/csv"), ("a workbook of a million columns", broad, XLSX),
                                ("half a workbook", workbook("")[:400], XLSX),
                                ("an empty file", b"", "text/csv"), ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "text/csv")):
        begun = time.monotonic()
        try:
            found = desk.draft(content, kind)
            clear = bool(found["faults"]) or name.startswith("a workbook of")
            told = [f["code"] for f in found["faults"]] or "read"
            desk.api.delete(f"/contacts/imports/{found['id']}")
        except Problem as problem:
            clear, told = problem.status in (400, 413, 415, 422), problem.code
        checks.that(f"{name}: a clear answer", clear, f"{told}, {time.monotonic() - begun:.1f} s")
    packed = gzip.compress(b"externalKey,familyName\r\n" + b"x" * 100)
    checks.refused("a packed file cut in two", lambda: desk.draft(packed[:-30], "application/gzip"), 422, "contacts.import-packed")
    done = desk.whole(b"externalKey;familyName\rM1;a\r\nM2;b\nM3;c\0d\nM4;d")
    errors = api.get(f"/contacts/imports/{done['id']}/errors").decode()
    checks.same("line ends of three kinds, one row with a NUL", (done["created"], done["failed"], "contacts.csv-nul-byte" in errors), (3, 1, True))
    desk.undo(done)
    checks.same("nobody more than before", len(list(api.every("/contacts"))), before)
    status, _, _ = api.raw("GET", "/readyz")
    checks.same("the server is well", status, 200)


def everybody(api):
    return sorted((c["externalKey"], c["familyName"], c["city"], c["phone"]) for c in api.every("/contacts"))


def killed(server):
    print("Kill -9 in the middle of an import and of its undo", flush=True)
    count = 40_000 if SHORT else 100_000
    file = ("externalKey,familyName,city,phone,score\r\n" +
            "".join(f"KILL{i},Name {i},Ort {i % 90},+4131{i:07d},{i % 10}\r\n" for i in range(count))).encode()
    change = file.replace(b",Ort 7,", b",Neuort,")
    desk = Desk(server.api())
    before = everybody(desk.api)
    whole = desk.whole(file, "text/csv")
    desk.whole(change, "text/csv")
    expected = everybody(desk.api)
    for name, content in (("the import", file), ("one that changes", change)):
        if name == "the import":
            for found in list(desk.api.every("/contacts/imports"))[:2]:
                desk.undo(found)
            checks.same("both undone: as before", everybody(desk.api) == before, True)
        found = desk.draft(content, "text/csv")
        operation = desk.api.post(f"/contacts/imports/{found['id']}/runs", {"again": True})["id"]
        kills = interrupt(server, operation)
        desk = Desk(server.api())
        desk.api.finished(operation)
        print(f"        {name}: {kills} kills", flush=True)
        checks.that(f"{name} was killed in the middle", kills > 0, kills)
    checks.same("the same people as without kills", everybody(desk.api) == expected, True)
    for found in list(desk.api.every("/contacts/imports"))[:2]:
        operation = desk.api.post(f"/contacts/imports/{found['id']}/undo", {})["id"]
        kills = interrupt(server, operation)
        desk = Desk(server.api())
        desk.api.finished(operation)
        done = desk.api.get(f"/contacts/imports/{found['id']}")
        checks.same(f"undone through {kills} kills, nobody kept", (done["state"], done["kept"]), ("undone", 0))
    checks.same("as before the imports", everybody(desk.api) == before, True)
    return whole


def interrupt(server, operation):
    """Kills the server while the operation runs, up to three times."""
    kills = 0
    for wait in (0.1, 0.2, 0.4):
        time.sleep(wait)
        if server.api().get(f"/operations/{operation}")["state"] not in ("queued", "running"):
            break
        server.kill()
        kills += 1
        server.start()
    return kills


with Server() as server:
    server.make_administrator()
    server.start()
    api = server.api()
    desk = Desk(api)
    encodings(api, desk)
    direct_marketing(api, desk)
    adventure_works(api, desk)
    hostile(api, desk)
    killed(server)
    checks.same("it stops cleanly", server.stop(), 0)
    checks.same("verify finds nothing", server.verify(), "")
checks.close()
