#!/usr/bin/env python3
"""Runs clang-tidy over the kernel and the plugins and remembers which files were clean.

    tidy.py --build DIR [--since COMMIT] [-j N] [FILE…]

DIR is a configured build folder. Without FILEs all sources are checked, or those that changed since COMMIT and those that
include a changed header. A file that was clean is not checked again until it or a header of this tree it includes changes.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tree import Tree

ROOT = Path(__file__).resolve().parents[2]


class Sources:
    """What a source file depends on within this tree."""

    def __init__(self, tree):
        self.tree = tree
        self.by_ending = {}
        for name in tree.under("", ".h"):
            for start in range(len(name)):
                if start == 0 or name[start - 1] == "/":
                    self.by_ending.setdefault(name[start:], []).append(name)
        self.known = {}

    def closure(self, name):
        """The file and all headers of the tree that it may reach (by the end of their path, so rather too many)."""
        if name not in self.known:
            self.known[name] = found = {name}
            for _, _, path in self.tree.code(name).includes:
                for header in self.by_ending.get(path, []):
                    found |= self.closure(header)
        return self.known[name]

    def stamp(self, name):
        digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
        for part in sorted(self.closure(name)):
            digest.update(part.encode() + b"\0" + (ROOT / part).read_bytes())
        return digest.hexdigest()


def changed(since):
    command = ["git", "-C", str(ROOT), "diff", "--name-only", since, "--"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return set(result.stdout.split()) if result.returncode == 0 else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--clang-tidy", default="clang-tidy")
    parser.add_argument("--since")
    parser.add_argument("-j", type=int, default=os.cpu_count())
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()

    commands = json.loads((arguments.build / "compile_commands.json").read_text())
    compiled = {os.path.relpath(c["file"], ROOT) for c in commands}
    sources = Sources(Tree(ROOT))
    files = arguments.files or [f for f in sorted(compiled) if f.startswith(("kernel/", "plugins/"))]
    if arguments.since and (base := changed(arguments.since)) is not None:
        files = [f for f in files if sources.closure(f) & base]

    clean = arguments.build / "tidy-clean"
    clean.mkdir(exist_ok=True)

    def run(name):
        stamp = clean / sources.stamp(name)
        if stamp.exists():
            return name, None, ""
        command = [arguments.clang_tidy, "-p", str(arguments.build), "--quiet", str(ROOT / name)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            stamp.touch()
        return name, result.returncode, result.stdout + result.stderr

    failed = checked = 0
    with ThreadPoolExecutor(arguments.j) as pool:
        for name, code, output in pool.map(run, files):
            checked += code is not None
            if code:
                failed += 1
                print(f"== {name}\n{output}", flush=True)
    print(f"{len(files)} files, {checked} checked now, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
