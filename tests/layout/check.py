#!/usr/bin/env python3
"""Reads the tree and says which file breaks which rule of the layout.

    check.py [--root DIR]

Exit code 0 when no rule is broken, 1 otherwise. The rules are the functions listed in RULES of rules_*.py.
"""

import argparse
import sys
from pathlib import Path

import rules_includes
import rules_sql
import rules_tree
from tree import Tree

RULES = rules_tree.RULES + rules_includes.RULES + rules_sql.RULES


def check(root):
    """All findings below `root`, each once, in the order of their files."""
    tree = Tree(root)
    return tree, sorted({finding for rule in RULES for finding in rule(tree)}, key=lambda f: (f.file, f.line, f.rule))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2])
    tree, findings = check(parser.parse_args().root)
    for finding in findings:
        print(finding)
    numbers = ", ".join(f"{number} {kind}" for kind, number in rules_sql.counts(tree).items())
    print(f"{len(tree.files)} files, {len(tree.plugins())} plugins, queries: {numbers}, {len(RULES)} rules, "
          f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
