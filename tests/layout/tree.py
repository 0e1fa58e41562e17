"""The source tree as the rules see it: files, their text, and C++ without comments."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

BUILT = {".git", "build", "data", "node_modules", "__pycache__", ".cache"}


@dataclass(frozen=True)
class Finding:
    """One broken rule: where, which, and what about it."""

    rule: str
    file: str
    line: int
    text: str

    def __str__(self):
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: [{self.rule}] {self.text}"


class Tree:
    """All source files below a root; what git ignores is left out."""

    def __init__(self, root):
        self.root = Path(root)
        self.files = sorted(self._list())
        self._known = set(self.files)

    def _list(self):
        if (self.root / ".git").exists():
            command = ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
            result = subprocess.run(command, capture_output=True, check=False)
            if result.returncode == 0:
                names = result.stdout.decode().split("\0")
                return {name for name in names if name and (self.root / name).is_file()}
        found = set()
        for folder, folders, names in os.walk(self.root):
            folders[:] = [f for f in folders if f not in BUILT]
            found.update(os.path.relpath(os.path.join(folder, n), self.root) for n in names)
        return found

    def has(self, name):
        return name in self._known

    @lru_cache(maxsize=None)
    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    @lru_cache(maxsize=None)
    def code(self, name):
        return Code(self.text(name))

    def under(self, folder, *endings):
        return [f for f in self.files if f.startswith(folder) and (not endings or f.endswith(endings))]

    def folders(self, folder):
        """Names of the folders directly below `folder` ("plugins/")."""
        return sorted({f[len(folder):].split("/")[0] for f in self.under(folder) if "/" in f[len(folder):]})

    def plugins(self):
        """Name → manifest of every plugin in plugins/, in the order of their names."""
        found = {}
        for name in self.folders("plugins/"):
            manifest = f"plugins/{name}/plugin.json"
            if self.has(manifest):
                try:
                    found[name] = json.loads(self.text(manifest))
                except ValueError:
                    found[name] = {}
        return found


def needs(manifest):
    """Names of the plugins that a manifest needs, optional ones included."""
    listed = manifest.get("needs", [])
    if isinstance(listed, dict):
        return set(listed)
    return {n if isinstance(n, str) else n.get("plugin", n.get("name")) for n in listed}


TOKEN = re.compile(
    r"""(?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
      | (?P<raw>(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\((?P<body>.*?)\)(?P=mark)")
      | (?P<string>(?:u8|[uUL])?"(?P<content>(?:\\.|[^"\\\n])*)")
      | (?P<char>(?:u8|[uUL])?'(?:\\.|[^'\\\n])+')
      | (?P<number>\b\d[\w.']*)""",
    re.S | re.X,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'", "0": "\0"}


class Code:
    """A C++ file: its includes, its string literals, and its text without comments and literals."""

    def __init__(self, text):
        self.includes = []  # (line, quoted, path)
        self.strings = []  # (line, literal); neighbours that the compiler joins are joined
        self.comments = []  # (line, text)
        plain = []
        last = 0
        joined_until = -1
        for token in TOKEN.finditer(text):
            gap = text[last:token.start()]
            line_start = text.rfind("\n", 0, token.start()) + 1
            plain.append(gap)
            last = token.end()
            line = text.count("\n", 0, token.start()) + 1
            if token.group("comment") is not None:
                self.comments.append((line, token.group("comment")))
                plain.append("\n" * token.group("comment").count("\n") or " ")
                continue
            if token.group("number") is not None:
                plain.append(token.group())
                continue
            if token.group("char") is not None:
                plain.append("' '")
                continue
            if re.match(r"[ \t]*#[ \t]*include\b", text[line_start:token.start()]):
                plain.append(token.group())
                continue
            literal = token.group("body") if token.group("raw") else unescape(token.group("content"))
            if self.strings and joined_until >= 0 and not text[joined_until:token.start()].strip():
                self.strings[-1] = (self.strings[-1][0], self.strings[-1][1] + literal)
            else:
                self.strings.append((line, literal))
            joined_until = token.end()
            plain.append('""' + "\n" * token.group().count("\n"))
        plain.append(text[last:])
        self.plain = "".join(plain)
        for match in INCLUDE.finditer(self.plain):
            self.includes.append((self.plain.count("\n", 0, match.start()) + 1, match.group(1) == '"', match.group(2)))


def unescape(content):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(0)), content, flags=re.S)
