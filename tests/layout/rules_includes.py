"""Who may include what."""

import posixpath

from tree import Finding, needs

STANDARD = set(
    """algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes
    climits clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef
    cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution expected filesystem
    forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator latch limits
    list locale map memory memory_resource mutex new numbers numeric optional ostream queue random ranges ratio regex
    scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept stop_token streambuf string
    string_view strstream syncstream system_error thread tuple type_traits typeindex typeinfo unordered_map
    unordered_set utility valarray variant vector version""".split()
)

ROOMS = ["describe", "config", "observe", "storage", "security", "event", "job", "http", "plugin", "app"]

# Outside library → the only folders that may include it. Tests and benchmarks may look at an engine directly.
HOMES = [
    ("SQLite", ("sqlite3.h", "sqlite3ext.h"), ("plugins/storage-sqlite/",)),
    ("Connector/C++", ("cppconn/", "mysql", "mariadb"), ("plugins/storage-mysql/",)),
    ("Poco's HTTP", ("Poco/Net/HTTP",), ("kernel/http/", "plugins/support/httpcall/")),
    ("Poco's mail", ("Poco/Net/SMTP", "Poco/Net/SecureSMTP", "Poco/Net/Mail", "Poco/Net/POP3"), ("plugins/channel-email/",)),
    ("GMime", ("gmime/",), ("plugins/channel-email/",)),
    ("expat", ("expat",), ("plugins/partners/src/reader/",)),
    ("Pango and Cairo", ("pango/", "cairo"), ("plugins/support/print/",)),
    ("zint", ("zint.h",), ("plugins/support/print/",)),
    ("Leptonica", ("leptonica/",), ("plugins/channel-scan/",)),
    ("libtiff", ("tiff",), ("plugins/channel-scan/",)),
    ("poppler", ("poppler-",), ("plugins/channel-scan/",)),
    ("ZXing", ("ZXing/",), ("plugins/channel-scan/",)),
    ("libdmtx", ("dmtx.h",), ("plugins/channel-scan/",)),
    ("CRoaring", ("roaring/",), ("plugins/targetgroups/",)),
    ("liborcus", ("orcus/",), ("plugins/support/intake/",)),
    ("libseccomp", ("seccomp.h",), ("plugins/support/confined/",)),
    ("libphonenumber", ("phonenumbers/",), ("plugins/contacts/src/phone.cpp",)),
    ("Boost.Math", ("boost/math",), ("plugins/support/statistics/",)),
]
# Wherever it is, there is only one home.
ONE_HOME = [("simdjson", "simdjson.h")]

SOURCES = (".h", ".cpp")


def contract_of(path):
    """The plugin whose contract an include path names, or None; a contract may have parts: <plugin>/<part>.h."""
    prefix = "rejoinder/contract/"
    return path[len(prefix):].split("/")[0].removesuffix(".h").replace("_", "-") if path.startswith(prefix) else None


def room_of(name):
    """The folder that counts as one home: a kernel room, a plugin, a shared library."""
    parts = name.split("/")
    depth = 3 if parts[:2] == ["plugins", "support"] else 2
    return "/".join(parts[:depth]) + "/"


def contract_files(tree):
    """include/ knows the standard library, Boost's Mp11 and Preprocessor, and itself."""
    plugins = tree.plugins()
    for name in tree.under("include/", *SOURCES):
        own = contract_of(name.removeprefix("include/"))
        if own is not None and plugins and own not in plugins:
            yield Finding("contract-owner", name, 0, f"there is no plugin {own} that could promise this")
        for line, quoted, path in tree.code(name).includes:
            other = contract_of(path)
            if path.startswith("rejoinder/") and not quoted:
                if not tree.has("include/" + path):
                    yield Finding("include-self", name, line, f"<{path}> does not exist in include/")
                elif other is not None and own is None:
                    yield Finding("include-self", name, line, "the kernel's API must not know a plugin's contract")
                elif other not in (None, own) and own in plugins and other not in needs(plugins[own]):
                    yield Finding("contract-need", name, line, f"{own} does not need {other} in its plugin.json")
            elif path not in STANDARD and not path.startswith(("boost/mp11", "boost/preprocessor")):
                text = f"{path}: include/ knows only std, Boost.Mp11, Boost.Preprocessor and <rejoinder/...>"
                yield Finding("include-only-std", name, line, text)


def kernel_rooms(tree):
    """Inside the kernel each room includes those to its left only; never a contract, never a plugin."""
    for name in tree.under("kernel/", *SOURCES):
        room = name.split("/")[1]
        if room not in ROOMS:
            yield Finding("kernel-rooms", name, 0, f"the kernel has the rooms {', '.join(ROOMS)}, not {room}")
            continue
        for line, quoted, path in tree.code(name).includes:
            if contract_of(path) is not None:
                yield Finding("kernel-knows-no-plugin", name, line, f"{path} is between plugins; the kernel must not")
            elif path.startswith("plugins/") or ".." in path.split("/"):
                yield Finding("kernel-knows-no-plugin", name, line, f"{path} leaves the kernel")
            elif path.startswith("kernel/"):
                other = path.split("/")[1]
                if not tree.has(path):
                    yield Finding("kernel-rooms", name, line, f"{path} does not exist")
                elif other not in ROOMS or ROOMS.index(other) > ROOMS.index(room):
                    yield Finding("kernel-rooms", name, line, f"{room} must not know {other}: it stands to its right")
            elif quoted and not tree.has(posixpath.join(posixpath.dirname(name), path)):
                yield Finding("kernel-rooms", name, line, f'"{path}": write "kernel/<room>/<file>"')


def plugin_walls(tree):
    """A plugin knows <rejoinder/...>, its own src/, shared libraries, and contracts of what it needs."""
    plugins = tree.plugins()
    for plugin, manifest in plugins.items():
        allowed = needs(manifest) | {plugin}
        for name in tree.under(f"plugins/{plugin}/", *SOURCES):
            for line, quoted, path in tree.code(name).includes:
                contract = contract_of(path)
                if contract is not None and contract not in allowed:
                    text = f"{path}: plugin.json of {plugin} does not need {contract}"
                    yield Finding("plugin-needs", name, line, text)
                elif path.startswith(("kernel/", "plugins/")) or ".." in path.split("/"):
                    yield Finding("plugin-walls", name, line, f"{path} is outside of plugins/{plugin}")
                elif path.startswith("rejoinder/"):
                    if not tree.has("include/" + path):
                        yield Finding("plugin-walls", name, line, f"{path} does not exist in include/")
                elif quoted and not own_or_shared(tree, name, plugin, path):
                    yield Finding("plugin-walls", name, line, f'"{path}" is neither in plugins/{plugin}/src nor shared')


def own_or_shared(tree, name, plugin, path):
    if path == "plugin_manifest.h":
        return True
    places = [posixpath.dirname(name), f"plugins/{plugin}/src"]
    places += [f"plugins/support/{library}/include" for library in tree.folders("plugins/support/")]
    return any(tree.has(posixpath.join(place, path)) for place in places)


def shared_libraries(tree):
    """plugins/support knows neither kernel nor contract nor a plugin."""
    for name in tree.under("plugins/support/", *SOURCES):
        for line, _, path in tree.code(name).includes:
            if path.startswith(("kernel/", "plugins/", "rejoinder/")) or ".." in path.split("/"):
                yield Finding("support-walls", name, line, f"{path}: a shared library stands alone")


def library_homes(tree):
    """Each outside library has one home."""
    homes = {library: {} for library, _ in ONE_HOME}
    for name in tree.under("kernel/", *SOURCES) + tree.under("plugins/", *SOURCES):
        for line, _, path in tree.code(name).includes:
            for library, starts, places in HOMES:
                if path.startswith(starts) and not name.startswith(places):
                    yield Finding("library-home", name, line, f"{path}: {library} lives in {' or '.join(places)} only")
            for library, start in ONE_HOME:
                if path.startswith(start):
                    homes[library].setdefault(room_of(name), (name, line))
    for library, places in homes.items():
        for name, line in list(places.values())[1:]:
            text = f"{library} lives in {', '.join(sorted(places))}; it may have one home"
            yield Finding("library-home", name, line, text)


RULES = [contract_files, kernel_rooms, plugin_walls, shared_libraries, library_homes]
