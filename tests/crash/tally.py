"""Kills, acknowledged, lost and doubled, by what was going on; each test leaves its rows for the table of all (table.py)."""

import json

from rejoinder import BUILD, SHORT

FOLDER = BUILD / "tests" / "crash-tally"
COLUMNS = ("kills", "acknowledged", "lost", "doubled")


class Tally:
    """The rows of one test. Several threads may not add at the same moment."""

    def __init__(self, name):
        self.file = FOLDER / f"{name}.json"
        self.file.unlink(missing_ok=True)
        self.rows = {}

    def add(self, kind, **counts):
        row = self.rows.setdefault(kind, dict.fromkeys(COLUMNS, 0))
        for column, count in counts.items():
            row[column] += count

    def total(self, column):
        return sum(row[column] for row in self.rows.values())

    def close(self):
        """Prints the rows and stores them."""
        print("\n" + "\n".join(lines(self.rows)), flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps({"short": SHORT, "rows": self.rows}, indent=1))


def lines(rows):
    """The rows as a table."""
    yield f"{'':48}" + "".join(f"{c:>14}" for c in COLUMNS)
    for kind, row in rows.items():
        yield f"{kind:48}" + "".join(f"{row[c]:14,}" for c in COLUMNS)
