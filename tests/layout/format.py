#!/usr/bin/env python3
"""Names every C++ file that is not as .clang-format wants it; with --fix, formats it."""

import argparse
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tree import Tree

ROOT = Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clang-format", default="clang-format")
    parser.add_argument("--fix", action="store_true")
    parser.add_argument("files", nargs="*", help="relative to the root; all when none is given")
    arguments = parser.parse_args()
    files = arguments.files or Tree(ROOT).under("", ".cpp", ".h")

    def unformatted(some):
        command = [arguments.clang_format, "--style=file", "--dry-run", "--Werror", "--ferror-limit=1", *some]
        result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        bad = set(re.findall(r"^(.+?):\d+:\d+: error: code should be", result.stderr, re.M))
        if result.returncode != 0 and not bad:
            raise RuntimeError(result.stderr)
        return bad

    with ThreadPoolExecutor() as pool:
        parts = pool.map(unformatted, [files[i:i + 25] for i in range(0, len(files), 25)])
        bad = sorted(set().union(*parts))
    if bad and arguments.fix:
        subprocess.run([arguments.clang_format, "--style=file", "-i", *bad], check=True, cwd=ROOT)
    for name in bad:
        print(f"{name}: {'formatted' if arguments.fix else 'run tests/layout/format.py --fix'}")
    print(f"{len(files)} files, {len(bad)} not formatted")
    return 1 if bad and not arguments.fix else 0


if __name__ == "__main__":
    sys.exit(main())
