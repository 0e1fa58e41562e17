"""What stands where, how long files are, and which words they must not hold."""

import json
import re

from tree import Finding

TOP = re.compile(
    r"(CMakeLists\.txt|CMakePresets\.json|README\.md|LICENSE|NOTICE|kernel|plugins|include|sql|config|tests|packaging|\..+)"
)
LONG = 500
COUNTED = (".cpp", ".h", ".py", ".ts", ".tsx", ".sql", ".cmake", ".sh", "CMakeLists.txt")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|not implemented|[Pp]laceholder|[Ss]tub)\b")
READ = (".cpp", ".h", ".ts", ".tsx", ".css", ".sql", ".cmake", ".cmake.in", ".h.in", "CMakeLists.txt", ".py", ".sh", ".md")
FILE_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.(h|cpp)")


def top_level(tree):
    """Nothing stands at the top beside the agreed layout."""
    for entry in sorted({f.split("/")[0] for f in tree.files}):
        if not TOP.fullmatch(entry):
            yield Finding("top-level", entry, 0, "not agreed at the top level; see the tree in README.md")


def readmes(tree):
    """Every room has a README.md."""
    rooms = {f for f in tree.folders("") if not f.startswith(".")}
    for folder in ("kernel/", "plugins/", "plugins/support/", "tests/", "tests/unit/", "packaging/"):
        rooms |= {folder + name for name in tree.folders(folder)}
    rooms -= {"plugins/support", "tests/unit", "packaging/cmake"} | {r for r in rooms if r.startswith("tests/unit/")}
    rooms |= {"", "tests/unit"} if tree.under("tests/unit/") else {""}
    for room in sorted(rooms):
        name = f"{room}/README.md" if room else "README.md"
        if not tree.has(name):
            yield Finding("readme", name, 0, "every room says what it is for, its rules and its decisions")
        elif len(tree.text(name).split()) < 15:
            yield Finding("readme", name, 0, "says nothing yet")


def plugins_alike(tree):
    """One plugin is like the other: plugin.json, README.md, src/, perhaps web/ and CMakeLists.txt."""
    for plugin in tree.folders("plugins/"):
        if plugin == "support":
            continue
        if not tree.has(f"plugins/{plugin}/plugin.json"):
            yield Finding("plugin-shape", f"plugins/{plugin}", 0, "has no plugin.json")
            continue
        manifest = f"plugins/{plugin}/plugin.json"
        try:
            name = json.loads(tree.text(manifest)).get("name")
            if name != plugin:
                yield Finding("plugin-shape", manifest, 0, f'the name is "{name}", the folder {plugin}')
        except ValueError as error:
            yield Finding("plugin-shape", manifest, 0, f"not JSON: {error}")
        entries = {f.split("/")[2] for f in tree.under(f"plugins/{plugin}/")}
        if "src" not in entries:
            yield Finding("plugin-shape", f"plugins/{plugin}", 0, "has no src/")
        for entry in sorted(entries - {"plugin.json", "README.md", "CMakeLists.txt", "src", "web"}):
            yield Finding("plugin-shape", f"plugins/{plugin}/{entry}", 0, "a plugin has plugin.json, README.md, src/, web/")


def short_files(tree):
    """No file is longer than 500 lines."""
    for name in tree.files:
        if name.endswith(COUNTED):
            lines = tree.text(name).count("\n")
            if lines > LONG:
                yield Finding("file-length", name, lines, f"{lines} lines, at most {LONG}")


def finished(tree):
    """No marks of unfinished work outside tests."""
    for name in tree.files:
        if name.startswith("tests/") or not (name.endswith(READ) or name.startswith(("packaging/", ".ci/"))):
            continue
        for number, line in enumerate(tree.text(name).split("\n"), 1):
            match = UNFINISHED.search(line)
            if match and not re.search(r"\bplaceholder=|-color-placeholder", line):
                yield Finding("unfinished", name, number, f'"{match.group()}"')


def headers(tree):
    """Headers begin with #pragma once and have no `using namespace`; file names are lower_snake."""
    for name in tree.under("", ".h", ".cpp"):
        base = name.split("/")[-1]
        if not FILE_NAME.fullmatch(base) and not name.startswith("include/rejoinder/contract/"):
            yield Finding("file-name", name, 0, "C++ files are named lower_snake")
        if not base.endswith(".h"):
            continue
        if "#pragma once" not in tree.text(name).split("\n")[:5]:
            yield Finding("pragma-once", name, 1, "a header begins with #pragma once")
        for match in re.finditer(r"^\s*using\s+namespace\b", tree.code(name).plain, re.M):
            line = tree.code(name).plain.count("\n", 0, match.end()) + 1
            yield Finding("using-namespace", name, line, "not in headers")


def licensed(tree):
    """The licence is the full text of the Apache License 2.0."""
    if not tree.has("LICENSE") or "Apache License" not in tree.text("LICENSE") or "APPENDIX" not in tree.text("LICENSE"):
        yield Finding("licence", "LICENSE", 0, "must hold the full text of the Apache License 2.0")


RULES = [top_level, readmes, plugins_alike, short_files, finished, headers, licensed]
