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
ENGINE = re.compile(r"\s*(PRAGMA|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|VACUUM)\b")
CATALOGUE = re.compile(r"sqlite_(master|schema|sequence)|information_schema|pragma_\w+|wsrep_", re.I)

CALL = re.compile(r"[.>]\s*(?:template\s+)?(?:all|one|forEach|number|numbers|run|insertMany)\s*(?:<[^;(]*>)?\s*\(\s*\"")
NAME = re.compile(r"([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)")
FOREIGN_WORD = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\"`]?(\w+)", re.I)
CREATED = re.compile(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`]?(\w+)", re.I)
DIALECTS = ("sqlite", "mysql")


def owner_folder(owner):
    return "kernel/" if owner == "kernel" else f"plugins/{owner}/"


def code_files(tree, folder):
    return tree.under(folder, ".cpp", ".h")


def statement_name(path):
    """("sql/contacts/queries/find-one.mysql.sql") → ("contacts", "find-one", "mysql"); dialect "" when shared."""
    parts = path.split("/")
    stem = parts[-1].removesuffix(".sql")
    dialect = next((d for d in DIALECTS if stem.endswith("." + d)), "")
    return parts[1], stem.removesuffix("." + dialect) if dialect else stem, dialect


def queries(tree):
    """owner.name → files of every named query."""
    found = {}
    for path in tree.under("sql/", ".sql"):
        if path.count("/") == 3 and path.split("/")[2] == "queries":
            owner, name, _ = statement_name(path)
            found.setdefault(f"{owner}.{name}", []).append(path)
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
                if NAME.fullmatch(literal) and literal not in known:
                    yield Finding("unknown-query", name, line, f"sql/{literal.replace('.', '/queries/')}.sql is missing")
    for query, paths in sorted(known.items()):
        if query not in used and query.split(".")[0] in owners:
            yield Finding("unused-query", paths[0], 0, f"nothing in {owner_folder(query.split('.')[0])} asks {query}")


def asked(text):
    """(line, literal) of string literals given first to a call that takes a query's name."""
    for match in CALL.finditer(text):
        end = text.find('"', match.end())
        yield text.count("\n", 0, match.start()) + 1, text[match.end():end]


def own_tables(tree):
    """Statements of a plugin touch tables that its own migrations made."""
    made = {}
    for path in tree.under("sql/", ".sql"):
        if "/migrations/" in path:
            for table in CREATED.findall(without_comments(tree.text(path))):
                owner = path.split("/")[1]
                if made.setdefault(table.lower(), owner) != owner:
                    yield Finding("own-tables", path, 0, f"table {table} is made by {made[table.lower()]} already")
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
        if len(parts) != 4 or parts[2] not in ("migrations", "queries") or not path.endswith(".sql"):
            yield Finding("sql-place", path, 0, "expected sql/<plugin>/migrations/*.sql or sql/<plugin>/queries/*.sql")
            continue
        if tree.plugins() and parts[1] not in owners:
            yield Finding("sql-place", path, 0, f"there is no plugin {parts[1]}")
        _, name, dialect = statement_name(path)
        if parts[2] == "migrations" and not re.fullmatch(r"\d{4}_[a-z0-9_-]+", name):
            yield Finding("sql-place", path, 0, "a migration is named NNNN_what-it-does.sql")
        others = [f"sql/{parts[1]}/{parts[2]}/{name}.{d}.sql" for d in DIALECTS if d != dialect]
        shared = f"sql/{parts[1]}/{parts[2]}/{name}.sql"
        if dialect and not tree.has(shared) and not all(tree.has(o) for o in others):
            yield Finding("sql-dialect", path, 0, f"{dialect} only: the other engines have no {name}")


def counts(tree):
    """How many statement files serve both engines, and how many only one."""
    number = Counter(statement_name(p)[2] or "shared" for p in tree.under("sql/", ".sql") if p.count("/") == 3)
    return {kind: number[kind] for kind in ("shared",) + DIALECTS}


RULES = [no_sql_in_code, query_names, own_tables, sql_files]
