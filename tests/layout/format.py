#!/usr/bin/env python3
"""Names every C++ file that is not as .clang-format wants it; with --fix, formats it."""

import argparse
import subprocess
import sys
from pathlib import Path

from tree import Tree

ROOT = Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clang-format", default="clang-format")
    parser.add_argument("--fix", action="store_true")
    arguments = parser.parse_args()
    bad = []
    for name in Tree(ROOT).under("", ".cpp", ".h"):
        path = ROOT / name
        wanted = subprocess.run(
            [arguments.clang_format, "--style=file", str(path)], capture_output=True, check=True, cwd=ROOT
        ).stdout
        if wanted != path.read_bytes():
            bad.append(name)
            if arguments.fix:
                path.write_bytes(wanted)
    for name in bad:
        print(f"{name}: {'formatted' if arguments.fix else 'run clang-format on it'}")
    return 1 if bad and not arguments.fix else 0


if __name__ == "__main__":
    sys.exit(main())
