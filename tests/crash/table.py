#!/usr/bin/env python3
"""One table of what all crash tests of this build folder counted; in the rows of disks "kills" is how often the disk was full.
Nothing may be lost or doubled; the long forms kill at least 1,000 times in all.
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
full = sum(row["kills"] for name, row in rows.items() if "disk" in name.split(":")[0])
print(f"{total['kills'] - full:,} kills (-9), and {full:,} times a full disk")
if not any(test["short"] for test in found.values()):
    checks.that("at least 1,000 kills", total["kills"] - full >= 1000)
checks.close()
