#!/usr/bin/env python3
"""One table of what all crash tests of this build folder counted. Nothing may be lost or doubled; the long forms kill at least
1,000 times in all.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from rejoinder import SKIPPED, Checks  # noqa: E402
from tally import COLUMNS, FOLDER, lines  # noqa: E402

found = {file.stem: json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))} if FOLDER.is_dir() else {}
if not found:
    print("skipped: no crash test has run in this build folder")
    sys.exit(SKIPPED)
rows = {f"{name}: {kind}": row for name, test in found.items() for kind, row in test["rows"].items()}
total = {column: sum(row[column] for row in rows.values()) for column in COLUMNS}
print("\n".join(lines({**rows, "all": total})))
checks = Checks()
checks.same("lost", total["lost"], 0)
checks.same("doubled", total["doubled"], 0)
if not any(test["short"] for test in found.values()):
    checks.that("at least 1,000 kills", total["kills"] >= 1000, f"{total['kills']:,}")
checks.close()
