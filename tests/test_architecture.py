"""The rules of the house that no import linter knows: one gate to the network, quick starts, names with a meaning."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("backend", "desktop")

CLIENTS = {
    "aiohttp", "boto3", "ftplib", "hf_xet", "http.client", "httpcore", "httpcore2", "httpx", "httpx2",
    "huggingface_hub", "imaplib", "openai", "poplib", "pycurl", "requests", "smtplib", "telnetlib", "urllib.request",
    "urllib3", "websockets", "xmlrpc.client",
}  # fmt: skip
"""Packages that can open a connection to somewhere."""

CONNECTS = {"connect", "connect_ex", "create_connection", "open_connection", "sendto", "urlopen", "urlretrieve"}
"""Calls that open one without any package."""

ALLOWED = {
    "backend/egress/gate.py": {"httpx2"},
    "backend/engines/client.py": {"openai"},  # with the gate's client, as a test below sees
    "backend/egress/proxies.py": {"urllib.request"},  # asks the system which proxy it has, and nobody else
    "backend/egress/ways.py": {"httpx2"},  # the transports of the gate's clients
    "backend/downloads/fetch.py": {"httpx2"},  # its errors; it is given a client of the gate's
    "backend/library/hub.py": {"huggingface_hub", "httpx2"},  # with the gate's client, as a test below sees
    "backend/library/refusals.py": {"httpx2"},  # its answers
    "backend/library/remote.py": {"httpx2"},  # it is given a client of the gate's
    "backend/voices/server.py": {"httpx2"},  # its errors and timeouts; its client is the gate's
    "desktop/instance.py": {"urllib.request"},  # a second start asks the first, over loopback, to raise its window
    "desktop/selftest/serving.py": {"urllib.request", "websockets"},  # visits its own server, over loopback
    "desktop/running.py": {"urllib.request"},  # a command asks the Fireside that runs, over loopback, and nobody else
}
"""The few places that may, and with what."""

NOT_THE_NETWORK = {("backend/store/", "connect"), ("desktop/qt_", "connect"), ("desktop/selftest/serving", "connect")}
"""`sqlite3.connect` opens a file, and `signal.connect` of Qt nothing."""

VAGUE = {"utils", "util", "helpers", "helper", "manager", "misc", "common", "core", "base_utils", "stuff"}


def sources(*rooms: str) -> list[Path]:
    found = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    assert found
    return found


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(node: ast.AST) -> Iterator[str]:
    """The dotted names of all modules imported below, `from a import b` as a and as a.b."""
    for below in ast.walk(node):
        if isinstance(below, ast.Import):
            yield from (alias.name for alias in below.names)
        elif isinstance(below, ast.ImportFrom) and below.module and not below.level:
            yield below.module
            yield from (f"{below.module}.{alias.name}" for alias in below.names)


def clients(module: ast.Module) -> set[str]:
    """The HTTP and socket clients that a module imports."""
    return {client for name in imports(module) for client in CLIENTS if name == client or name.startswith(f"{client}.")}


def connects(module: ast.Module) -> set[str]:
    """The calls in a module that open a connection: `socket.create_connection(…)`, `anything.connect(…)`."""
    called = [node.func for node in ast.walk(module) if isinstance(node, ast.Call) and not in_memory(node)]
    names = [func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called]
    return CONNECTS & set(names)


def in_memory(call: ast.Call) -> bool:
    """Whether a call opens a database that is only in memory, and gone with the process: an index, no store."""
    return ast.unparse(call.func) == "sqlite3.connect" and [ast.unparse(each) for each in call.args] == ["':memory:'"]


def stores(module: ast.Module) -> bool:
    """Whether a module does more with SQLite than to hold something in memory while the app runs.

    It may `import sqlite3` and call nothing of it but `connect(":memory:")`.
    """
    uses = [
        node for node in ast.walk(module) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "sqlite3"
    ]
    calls = [node.func for node in ast.walk(module) if isinstance(node, ast.Call) and in_memory(node)]
    named = {name for name in imports(module) if name.split(".")[0] in ("sqlite3", "aiosqlite")}
    return bool(named) and (named != {"sqlite3"} or not calls or any(use not in calls for use in uses))


def test_nothing_opens_a_connection_outside_the_gate() -> None:
    found = {name_of(path): clients(tree(path)) - ALLOWED.get(name_of(path), set()) for path in sources(*ROOMS)}
    assert {name: opened for name, opened in found.items() if opened} == {}


def test_nothing_connects_a_bare_socket() -> None:
    found = {
        (name_of(path), call)
        for path in sources(*ROOMS)
        for call in connects(tree(path))
        if not any(name_of(path).startswith(place) and call == sort for place, sort in NOT_THE_NETWORK)
    }
    assert found == set()


@pytest.mark.parametrize(
    "sneaky",
    [
        "import urllib.request",
        "from urllib import request",
        "def f():\n    import httpx2",
        "from http.client import HTTPSConnection",
        "from huggingface_hub import hf_hub_download",
        "import socket\nsocket.create_connection(('example.org', 80))",
        "import socket\nsocket.socket().connect(('example.org', 80))",
        "import asyncio\nasync def f():\n    await asyncio.open_connection('example.org', 80)",
    ],
)
def test_the_two_tests_above_would_see(sneaky: str) -> None:
    module = ast.parse(sneaky)
    assert clients(module) | connects(module)


def test_the_gate_is_where_clients_are_made() -> None:
    assert clients(tree(ROOT / "backend" / "egress" / "gate.py")) == {"httpx2"}


def test_the_official_client_is_given_the_gates() -> None:
    """Without one it would make its own."""
    made = [
        {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        for path in sources(*ROOMS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and "OpenAI" in ast.unparse(node.func)
    ]
    assert [keywords.get("http_client") for keywords in made] == ["http"]
    assert "http = gate.client(" in (ROOT / "backend" / "engines" / "client.py").read_text("utf-8")


def test_the_client_of_hugging_face_is_given_the_gates_and_fetches_no_file() -> None:
    hub = (ROOT / "backend" / "library" / "hub.py").read_text("utf-8")
    assert "gate.blocking_client(" in hub
    assert "set_client_factory" in hub
    asked = {name for path in sources(*ROOMS) for name in imports(tree(path)) if name.startswith("huggingface_hub.")}
    assert asked == {
        f"huggingface_hub.{name}" for name in ("constants", "set_client_factory", "hf_api", "hf_api.HfApi",
                                               "hf_api.ModelInfo")
    }  # fmt: skip


def test_the_entry_imports_only_the_standard_library() -> None:
    """Spawned workers import it again; what it imports is paid for by each of them."""
    module = tree(ROOT / "desktop" / "__main__.py")
    top = [node for node in module.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {name.partition(".")[0] for node in top for name in imports(node)}
    assert names
    assert names <= sys.stdlib_module_names


def test_names_mean_something() -> None:
    vague = [name_of(path) for path in sources(*ROOMS) if VAGUE & {path.stem, path.parent.name}]
    managers = [
        f"{name_of(path)}: {node.name}"
        for path in sources(*ROOMS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(("Manager", "Helper", "Util", "Utils"))
    ]
    assert vague + managers == []


def test_every_file_says_in_a_sentence_what_it_is() -> None:
    """Its docstring; only the empty file that makes a folder a package has none."""
    silent = [name_of(path) for path in sources(*ROOMS) if path.stat().st_size and not ast.get_docstring(tree(path))]
    assert silent == []


def test_sql_stays_in_the_store() -> None:
    """An index that is made anew in memory at every start is no store."""
    outside = [name_of(path) for path in sources(*ROOMS) if stores(tree(path))]
    assert [name for name in outside if not name.startswith("backend/store/")] == []


@pytest.mark.parametrize(
    "sneaky",
    [
        "import sqlite3",
        "import sqlite3\nsqlite3.connect('fireside.db')",
        "import sqlite3\nsqlite3.connect(path)",
        "import sqlite3\nsqlite3.connect(':memory:')\nsqlite3.connect('fireside.db')",
        "import sqlite3\nsqlite3.connect(':memory:')\nopened = sqlite3.connect\nopened('fireside.db')",
        "import sqlite3\nsqlite3.connect('file:a.db', uri=True)",
        "import sqlite3 as database\ndatabase.connect(':memory:')",
        "from sqlite3 import connect\nconnect(':memory:')",
        "def f():\n    import sqlite3\n    return sqlite3.connect(database='fireside.db')",
        "import aiosqlite",
    ],
)
def test_the_test_above_would_see(sneaky: str) -> None:
    assert stores(ast.parse(sneaky))


def test_an_index_in_memory_is_no_store() -> None:
    index = ast.parse("import sqlite3\nsqlite3.connect(':memory:', check_same_thread=False)")
    assert not stores(index)
    assert not connects(index)


def test_the_server_starts_without_what_only_workers_need() -> None:
    """Each of these takes longer to import than all of ours."""
    heavy = {"numpy", "torch", "llama_cpp", "sherpa_onnx", "soundfile", "sounddevice", "soxr", "openai", "httpx2"}
    heavy |= {"huggingface_hub"}
    script = f"import sys, backend.app; print(*sorted({heavy!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
