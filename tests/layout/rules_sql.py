"""SQL lives in sql/<plugin>/, touches the plugin's own tables, and every named query is used."""

import re
from collections import Counter

from tree import Finding

# A literal that begins like this is a statement, unless it is a line of HTTP ("DELETE /contacts").
BEGINS = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|REPLACE|MERGE|TRUNCATE|WITH)\s+[^\s/]")
# Wherever in a literal this stands, it is a piece of one; in lower case only what prose never says.
HOLDS = re.compile(
    r"""\bSELECT\b[^;]*\bFROM\s+\w | \b(ORDER|GROUP)\s+BY\b | \b(INNER|LEFT|CROSS)\s+JOIN\b | \bUNION\s+(ALL\s+)?SELECT\b
      | \bWHERE\s+[\w.]+\s*(=|<|>|IN\b|IS\b|LIKE\b|BETWEEN\b) | (?i:\binsert\s+into\s+\w+\s*\( | \bupdate\s+\w+\s+set\s+\w+\s*=
      | \bdelete\s+from\s+\w+\s+where\b | \bcreate\s+(unique\s+|temp(orary)?\s+)?(table|index|view|trigger)\s+\w
      | \b(alter|drop)\s+(table|index|view)\s+\w)""",
    re.X,
)
# What a driver says to its own engine, not to the product's tables.
ENGINE = re.compile(r"\s*(PRAGMA|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|VACUUM|SELECT\s+(GET|RELEASE)_LOCK)\b")
CATALOGUE = re.compile(r"sqlite_(master|schema|sequence)|information_schema|pragma_\w+|wsrep_", re.I)

CALL = re.compile(r"[.>]\s*(?:template\s+)?(?:all|one|forEach|number|numbers|run|insertMany)\s*(?:<[^;(]*>)?\s*\(\s*\"")
NAME = re.compile(r"([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)")
FOREIGN_WORD = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\"`]?(\w+)", re.I)
NAMED = re.compile(r"^--\s*name:\s*(\S+)\s*$", re.M)
CREATED = re.compile(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`]?(\w+)", re.I)
DIALECTS = ("sqlite", "mysql")
KERNEL_ASKS = ("audited",)  # of every plugin that has it: kernel/app/acknowledged.h


def owner_folder(owner):
    return "kernel/" if owner == "kernel" else f"plugins/{owner}/"


def code_files(tree, folder):
    return tree.under(folder, ".cpp", ".h")


def dialect_of(path):
    """The dialect in a file's name ("mysql" of list.mysql.sql); "" when it serves all."""
    return next((d for d in DIALECTS if path.endswith(f".{d}.sql")), "")


def needed(owner):
    """The dialects that an owner's statements must serve: a driver's own speak to its own engine only."""
    return {d for d in DIALECTS if owner == f"storage-{d}"} or set(DIALECTS)


def statement_files(tree, kind):
    """(owner, path) of the files below sql/<owner>/<kind>/."""
    for path in tree.under("sql/", ".sql"):
        parts = path.split("/")
        if len(parts) == 4 and parts[2] == kind:
            yield parts[1], path


def queries(tree):
    """owner.name → (path, line, dialect) of every text of that query."""
    found = {}
    for owner, path in statement_files(tree, "queries"):
        for match in NAMED.finditer(tree.text(path)):
            line = tree.text(path).count("\n", 0, match.start()) + 1
            found.setdefault(f"{owner}.{match.group(1)}", []).append((path, line, dialect_of(path)))
    return found


def without_comments(sql):
    return re.sub(r"--[^\n]*|/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), sql, flags=re.S)


def no_sql_in_code(tree):
    """SQL text lives only under sql/; storage drivers may speak PRAGMA and the like to their engine."""
    for name in code_files(tree, "kernel/") + code_files(tree, "plugins/") + code_files(tree, "include/"):
        driver = name.startswith("plugins/storage-")
        for line, literal in tree.code(name).strings:
            if driver and (ENGINE.match(literal) or CATALOGUE.search(literal)):
                continue
            if BEGINS.match(literal) or HOLDS.search(literal):
                shown = " ".join(literal.split())[:60]
                yield Finding("sql-in-code", name, line, f'"{shown}" belongs into a file below sql/')


def query_names(tree):
    """A room asks its own queries only, each one exists, and each one is asked."""
    known = queries(tree)
    owners = {"kernel"} | set(tree.plugins())
    used = set()
    for owner in sorted(owners):
        for name in code_files(tree, owner_folder(owner)):
            code = tree.code(name)
            for line, literal in code.strings:
                if literal in known:
                    used.add(literal)
                    if not literal.startswith(owner + "."):
                        text = f"{literal} belongs to {literal.split('.')[0]}; ask its service instead"
                        yield Finding("foreign-query", name, line, text)
            for line, literal in asked(tree.text(name)):
                if NAME.fullmatch(literal) and literal.split(".")[0] in owners and literal not in known:
                    text = f"no file in sql/{literal.split('.')[0]}/queries names {literal}"
                    yield Finding("unknown-query", name, line, text)
    for query, texts in sorted(known.items()):
        path, line, dialect = texts[0]
        if query not in used and query.split(".")[0] in owners and query.split(".")[1] not in KERNEL_ASKS:
            yield Finding("unused-query", path, line, f"nothing in {owner_folder(query.split('.')[0])} asks {query}")
        served = {d for _, _, d in texts}
        if "" not in served and served != needed(query.split(".")[0]):
            yield Finding("sql-dialect", path, line, f"{query} is for {dialect} only: other engines have no text")


def asked(text):
    """(line, literal) of string literals given first to a call that takes a query's name."""
    for match in CALL.finditer(text):
        end = text.find('"', match.end())
        yield text.count("\n", 0, match.start()) + 1, text[match.end():end]


def own_tables(tree):
    """A table is named <plugin>_…, made by that plugin's migrations, and touched by that plugin's statements only."""
    made = {}
    for owner, path in statement_files(tree, "migrations"):
        for table in CREATED.findall(without_comments(tree.text(path))):
            made[table.lower()] = owner
            if not table.startswith(owner.replace("-", "_") + "_") and table != owner.replace("-", "_"):
                yield Finding("table-name", path, 0, f"table {table} does not begin with {owner.replace('-', '_')}_")
    for path in tree.under("sql/", ".sql"):
        owner = path.split("/")[1]
        text = without_comments(tree.text(path))
        for match in FOREIGN_WORD.finditer(text):
            other = made.get(match.group(1).lower(), owner)
            if other != owner:
                line = text.count("\n", 0, match.start()) + 1
                yield Finding("own-tables", path, line, f"table {match.group(1)} belongs to {other}")


def sql_files(tree):
    """Files stand where the kernel looks for them, and a dialect's file never stands alone."""
    owners = {"kernel"} | set(tree.plugins())
    for path in tree.under("sql/"):
        parts = path.split("/")
        if parts[-1] == "README.md":
            continue
        if len(parts) == 4 and path.startswith("sql/kernel/tables/"):
            continue  # what is done with every table alike: a pattern that takes names
        if len(parts) != 4 or parts[2] not in ("migrations", "queries") or not path.endswith(".sql"):
            yield Finding("sql-place", path, 0, "expected sql/<plugin>/migrations/*.sql or sql/<plugin>/queries/*.sql")
            continue
        if tree.plugins() and parts[1] not in owners:
            yield Finding("sql-place", path, 0, f"there is no plugin {parts[1]}")
        stem = parts[3].removesuffix(".sql").removesuffix("." + dialect_of(path))
        if parts[2] == "migrations" and not re.fullmatch(r"\d{4}_[a-z0-9_-]+", stem):
            yield Finding("sql-place", path, 0, "a migration is named NNNN_what-it-does.sql")
        folder = f"sql/{parts[1]}/migrations/"
        others = [f"{folder}{stem}.{d}.sql" for d in DIALECTS if d != dialect_of(path)]
        if parts[2] == "migrations" and dialect_of(path) and not tree.has(f"{folder}{stem}.sql"):
            if needed(parts[1]) == set(DIALECTS) and not all(tree.has(o) for o in others):
                yield Finding("sql-dialect", path, 0, f"{dialect_of(path)} only: other engines have no {stem}")


def migration_numbers(tree):
    """The migrations of a room are numbered from 1, each number once, or no installation starts."""
    found = {}
    for owner, path in statement_files(tree, "migrations"):
        number = path.split("/")[3][:4]
        stem = path.split("/")[3].removesuffix(".sql").removesuffix("." + dialect_of(path))
        other = found.setdefault((owner, number), stem)
        if other != stem:
            yield Finding("migration-number", path, 0, f"{number} is the number of {other}, too")
    for owner in sorted({o for o, _ in found}):
        numbers = sorted(n for o, n in found if o == owner)
        for expected, number in enumerate(numbers, 1):
            if number.isdigit() and int(number) != expected:
                yield Finding("migration-number", f"sql/{owner}/migrations", 0, f"{expected:04} is missing before {number}")
                break


def counts(tree):
    """How many named queries serve both engines, and how many have a text for one of them."""
    texts = Counter(dialect or "shared" for query in queries(tree).values() for _, _, dialect in query)
    return {kind: texts[kind] for kind in ("shared",) + DIALECTS}


RULES = [no_sql_in_code, query_names, own_tables, sql_files, migration_numbers]
