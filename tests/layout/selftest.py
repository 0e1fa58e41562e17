#!/usr/bin/env python3
"""Shows that the checker fails: builds a small good tree, breaks one rule at a time, and asks who noticed."""

import json
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from check import check

README = "Purpose: a room of the small tree that the checker's own test builds. Rules and decisions follow below here.\n"
REPOSITORY = Path(__file__).resolve().parents[2]

GOOD = {
    "README.md": README,
    "CMakeLists.txt": "project(tiny)\n",
    "include/README.md": README,
    "include/rejoinder/plugin.h": "#pragma once\n#include <boost/preprocessor.hpp>\n#include <string>\n",
    "include/rejoinder/contract/alpha.h": "#pragma once\n#include <rejoinder/plugin.h>\n",
    "include/rejoinder/contract/beta.h": "#pragma once\n#include <rejoinder/contract/alpha.h>\n",
    "kernel/README.md": README,
    "kernel/storage/README.md": README,
    "kernel/storage/unit.h": "#pragma once\n#include <rejoinder/plugin.h>\n",
    "kernel/http/README.md": README,
    "kernel/http/server.cpp": '#include "kernel/storage/unit.h"\n#include <Poco/Net/HTTPServer.h>\n'
    '// SELECT in a comment is no statement\nconst char* line = "DELETE /contacts";\n',
    "plugins/README.md": README,
    "plugins/alpha/README.md": README,
    "plugins/alpha/plugin.json": '{"name": "alpha", "needs": []}\n',
    "plugins/alpha/src/alpha.cpp": '#include "alpha.h"\n#include "plugin_manifest.h"\n#include <counts/counts.h>\n'
    "#include <rejoinder/contract/alpha.h>\nint f(Unit& u) { return u.one<Row>(\"alpha.find-one\"); }\n"
    'const char* prose = "Select persons from a list, update it and delete from it what is old.";\n',
    "plugins/alpha/src/alpha.h": "#pragma once\n",
    "plugins/beta/README.md": README,
    "plugins/beta/plugin.json": '{"name": "beta", "needs": [{"plugin": "alpha", "atLeast": "1.0"}]}\n',
    "plugins/beta/src/beta.cpp": "#include <rejoinder/contract/alpha.h>\n#include <rejoinder/contract/beta.h>\n",
    "plugins/storage-sqlite/README.md": README,
    "plugins/storage-sqlite/plugin.json": '{"name": "storage-sqlite"}\n',
    "plugins/storage-sqlite/src/driver.cpp": '#include <sqlite3.h>\nconst char* p = "PRAGMA journal_mode=WAL";\n'
    'const char* s = R"(SAVEPOINT "unit")";\n',
    "plugins/support/counts/README.md": README,
    "plugins/support/counts/include/counts/counts.h": "#pragma once\n",
    "sql/README.md": README,
    "sql/alpha/migrations/0001_first.sql": "CREATE TABLE alpha_person (id BIGINT);\n",
    "sql/alpha/queries/find-one.sql": "-- name: find-one\nSELECT id FROM alpha_person WHERE id = :id\n",
    "sql/beta/migrations/0001_first.sql": "CREATE TABLE beta_wave (id BIGINT);\n",
}

# What is written (None: taken away) → the rule that must notice, and the file it must name.
BROKEN = [
    ("docs/guide.md", README, "top-level", "docs"),
    ("plugins/alpha/README.md", None, "readme", "plugins/alpha/README.md"),
    ("kernel/http/README.md", "later\n", "readme", "kernel/http/README.md"),
    ("plugins/alpha/plugin.json", '{"name": "omega"}', "plugin-shape", "plugins/alpha/plugin.json"),
    ("plugins/alpha/plugin.json", "{name}", "plugin-shape", "plugins/alpha/plugin.json"),
    ("plugins/alpha/helpers/x.h", "#pragma once\n", "plugin-shape", "plugins/alpha/helpers"),
    ("plugins/gamma/README.md", README, "plugin-shape", "plugins/gamma"),
    ("plugins/alpha/src/long.cpp", "int x;\n" * 501, "file-length", "plugins/alpha/src/long.cpp"),
    ("kernel/http/late.cpp", "// TODO finish\n", "unfinished", "kernel/http/late.cpp"),
    ("plugins/alpha/src/late.h", "#pragma once\n// only a stub\n", "unfinished", "plugins/alpha/src/late.h"),
    ("kernel/http/twice.h", "#include <string>\n", "pragma-once", "kernel/http/twice.h"),
    ("kernel/http/wide.h", "#pragma once\nusing namespace std;\n", "using-namespace", "kernel/http/wide.h"),
    ("kernel/http/BigServer.cpp", "int x;\n", "file-name", "kernel/http/BigServer.cpp"),
    ("LICENSE", "MIT\n", "licence", "LICENSE"),
    ("include/rejoinder/log.h", "#pragma once\n#include <fmt/format.h>\n", "include-only-std", "include/rejoinder/log.h"),
    ("include/rejoinder/log.h", "#pragma once\n#include <Poco/Logger.h>\n", "include-only-std", "include/rejoinder/log.h"),
    ("include/rejoinder/log.h", "#pragma once\n#include <rejoinder/contract/alpha.h>\n", "include-self", "include/rejoinder/log.h"),
    ("include/rejoinder/contract/gamma.h", "#pragma once\n", "contract-owner", "include/rejoinder/contract/gamma.h"),
    ("include/rejoinder/contract/alpha.h", "#pragma once\n#include <rejoinder/contract/beta.h>\n", "contract-need",
     "include/rejoinder/contract/alpha.h"),
    ("kernel/storage/pool.cpp", '#include "kernel/http/server.h"\n', "kernel-rooms", "kernel/storage/pool.cpp"),
    ("kernel/extras/x.cpp", "int x;\n", "kernel-rooms", "kernel/extras/x.cpp"),
    ("kernel/http/x.cpp", "#include <rejoinder/contract/alpha.h>\n", "kernel-knows-no-plugin", "kernel/http/x.cpp"),
    ("kernel/http/x.cpp", '#include "plugins/alpha/src/alpha.h"\n', "kernel-knows-no-plugin", "kernel/http/x.cpp"),
    ("plugins/alpha/src/x.cpp", "#include <rejoinder/contract/beta.h>\n", "plugin-needs", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", '#include "kernel/storage/unit.h"\n', "plugin-walls", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", '#include "../../beta/src/beta.h"\n', "plugin-walls", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", '#include "beta.h"\n', "plugin-walls", "plugins/alpha/src/x.cpp"),
    ("plugins/support/counts/src/x.cpp", "#include <rejoinder/plugin.h>\n", "support-walls", "plugins/support/counts/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", "#include <sqlite3.h>\n", "library-home", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", "#include <Poco/Net/HTTPClientSession.h>\n", "library-home", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", "#include <boost/math/distributions.hpp>\n", "library-home", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", 'auto s = "SELECT 1";\n', "sql-in-code", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", 'auto s = R"q(\n  UPDATE alpha_person SET id = 1)q";\n', "sql-in-code", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", 'auto s = "delete fro" "m alpha_person where id = 1";\n', "sql-in-code", "plugins/alpha/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", 'auto s = " ORDER BY " + column;\n', "sql-in-code", "plugins/alpha/src/x.cpp"),
    ("plugins/storage-sqlite/src/x.cpp", 'auto s = "CREATE TABLE t (id)";\n', "sql-in-code", "plugins/storage-sqlite/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", 'auto s = "PRAGMA user_version; SELECT id FROM t";\n', "sql-in-code", "plugins/alpha/src/x.cpp"),
    ("plugins/beta/src/x.cpp", 'auto n = u.number("alpha.find-one");\n', "foreign-query", "plugins/beta/src/x.cpp"),
    ("plugins/alpha/src/x.cpp", 'auto n = u.all<Row>("alpha.find-two");\n', "unknown-query", "plugins/alpha/src/x.cpp"),
    ("sql/alpha/queries/find-none.sql", "-- name: find-none\nSELECT id FROM alpha_person\n", "unused-query", "sql/alpha/queries/find-none.sql"),
    ("sql/beta/queries/q.sql", "SELECT 1 FROM beta_wave JOIN alpha_person ON 1 = 1\n", "own-tables", "sql/beta/queries/q.sql"),
    ("sql/beta/migrations/0002_fk.sql", "CREATE TABLE beta_a (p BIGINT REFERENCES alpha_person(id));\n", "own-tables",
     "sql/beta/migrations/0002_fk.sql"),
    ("sql/gamma/queries/q.sql", "SELECT 1\n", "sql-place", "sql/gamma/queries/q.sql"),
    ("sql/alpha/migrations/0001_twin.sql", "CREATE TABLE alpha_t (id BIGINT);\n", "migration-number",
     "sql/alpha/migrations/0001_twin.sql"),
    ("sql/alpha/migrations/0009_late.sql", "CREATE TABLE alpha_t (id BIGINT);\n", "migration-number", "sql/alpha/migrations"),
    ("sql/alpha/migrations/first.sql", "CREATE TABLE alpha_b (id BIGINT);\n", "sql-place", "sql/alpha/migrations/first.sql"),
    ("sql/alpha/queries/lonely.mysql.sql", "-- name: lonely\nSELECT 1\n", "sql-dialect",
     "sql/alpha/queries/lonely.mysql.sql"),
    ("sql/alpha/migrations/0002_x.sqlite.sql", "CREATE TABLE alpha_x (id BIGINT);\n", "sql-dialect",
     "sql/alpha/migrations/0002_x.sqlite.sql"),
    ("sql/beta/migrations/0002_x.sql", "CREATE TABLE wave (id BIGINT);\n", "table-name", "sql/beta/migrations/0002_x.sql"),
]


class CheckerTest(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="layout-"))
        self.addCleanup(shutil.rmtree, self.root)
        for name, text in GOOD.items():
            self.write(name, text)
        shutil.copy(REPOSITORY / "LICENSE", self.root / "LICENSE")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def test_a_good_tree_passes(self):
        self.assertEqual([str(f) for f in check(self.root)[1]], [])

    def test_one_home_wherever_it_is(self):
        self.write("kernel/http/json.cpp", "#include <simdjson.h>\n")
        self.assertEqual(check(self.root)[1], [])
        self.write("kernel/storage/json.cpp", "#include <simdjson.h>\n")
        self.assertEqual([f.rule for f in check(self.root)[1]], ["library-home"])

    def test_an_optional_need_opens_the_door(self):
        self.write("plugins/alpha/src/x.cpp", "#include <rejoinder/contract/beta.h>\n")
        self.assertEqual([f.rule for f in check(self.root)[1]], ["plugin-needs"])
        manifest = {"name": "alpha", "needs": [{"plugin": "beta", "optional": True}]}
        self.write("plugins/alpha/plugin.json", json.dumps(manifest))
        self.assertEqual(check(self.root)[1], [])

    def test_two_dialects_may_stand_without_a_shared_text(self):
        self.write("plugins/alpha/src/x.cpp", 'auto n = u.number("alpha.both");\n')
        self.write("sql/alpha/queries/both.sqlite.sql", "-- name: both\nSELECT 1\n")
        self.write("sql/alpha/queries/both.mysql.sql", "-- name: both\nSELECT 2\n")
        self.assertEqual(check(self.root)[1], [])


    def test_every_rule_is_broken_once(self):
        names = set()
        for file in Path(__file__).parent.glob("rules_*.py"):
            names |= set(re.findall(r'Finding\("([a-z-]+)"', file.read_text()))
        self.assertEqual(names, {case[2] for case in BROKEN})


def broken(name, text, rule, named):
    def test(self):
        if text is None:
            (self.root / name).unlink()
        else:
            self.write(name, text)
        found = {(f.rule, f.file) for f in check(self.root)[1]}
        self.assertIn((rule, named), found)

    return test


for number, case in enumerate(BROKEN):
    setattr(CheckerTest, f"test_broken_{number:02}_{case[2].replace('-', '_')}", broken(*case))


if __name__ == "__main__":
    unittest.main()
