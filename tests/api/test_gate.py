"""Who is let in, and who is not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from backend.api.access import Access, split_host
from backend.api.gate import LARGEST, POLICY, Gate

HERE = "http://127.0.0.1:8321"


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


def guarded(access: Access) -> Gate:
    routes = [
        Route("/health", echo, methods=["GET", "POST"]),
        Route("/api/v0/threads", echo, methods=["GET", "POST"]),
        Route("/app/", echo),
        WebSocketRoute("/api/v0/events", socket),
    ]
    return Gate(Starlette(routes=routes), access)


def access(**fields: Any) -> Access:
    return Access(**{"host": "127.0.0.1", "port": 8321, "secret": b"secret", **fields})


def ask(access: Access, tell: Callable[[httpx2.AsyncClient], Awaitable[None]], base: str = HERE) -> None:
    async def run() -> None:
        transport = httpx2.ASGITransport(guarded(access))
        async with httpx2.AsyncClient(transport=transport, base_url=base) as client:
            await tell(client)

    asyncio.run(run())


def test_a_page_without_the_ticket_is_turned_away_in_our_shape() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        for path in ("/api/v0/threads", "/app/", "/nowhere"):
            answer = await client.get(path)
            assert answer.status_code == 401
            assert answer.json()["error"]["type"] == "unauthorized"
            assert "Open Fireside again" in answer.json()["error"]["hint"]
        assert (await client.get("/health")).status_code == 200

    ask(access(), tell)


def test_a_ticket_lets_one_browser_in_once() -> None:
    rules = access()

    async def tell(client: httpx2.AsyncClient) -> None:
        ticket = rules.ticket()
        answer = await client.get("/__enter", params={"t": ticket})
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert (await client.get("/app/")).status_code == 200
        client.cookies.clear()
        assert (await client.get("/__enter", params={"t": ticket})).status_code == 401
        assert (await client.get("/__enter")).status_code == 401

    ask(rules, tell)


def test_the_cookie_outlives_a_restart_but_not_another_secret() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        client.cookies.set("fireside-8321", access().cookie)
        assert (await client.get("/app/")).status_code == 200

    async def turned_away(client: httpx2.AsyncClient) -> None:
        client.cookies.set("fireside-8321", access().cookie)
        assert (await client.get("/app/")).status_code == 401

    ask(access(), tell)
    ask(access(secret=b"another"), turned_away)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1:9999"}, 421),
        ({"host": "evil.example:8321"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": HERE, "sec-fetch-site": "same-origin"}, 200),
        ({"host": "localhost:8321", "origin": "http://localhost:8321"}, 200),
    ],
)
def test_a_foreign_page_gets_nothing_even_with_the_cookie(headers: dict[str, str], status: int) -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        cookie = {"cookie": f"fireside-8321={access().cookie}"}
        assert (await client.get("/api/v0/threads", headers=headers | cookie)).status_code == status

    ask(access(), tell)


def test_a_browser_must_say_where_a_change_comes_from() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        cookie = {"cookie": f"fireside-8321={access().cookie}"}
        assert (await client.post("/api/v0/threads", headers=cookie)).status_code == 403
        assert (await client.post("/api/v0/threads", headers=cookie | {"origin": HERE})).status_code == 200

    ask(access(), tell)


def test_a_key_opens_the_api_to_other_programs() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        right = {"authorization": "Bearer open sesame"}
        assert (await client.post("/api/v0/threads", headers=right)).status_code == 200
        assert (await client.get("/api/v0/threads", headers={"authorization": "Bearer open"})).status_code == 401
        assert (await client.get("/api/v0/threads", headers={"authorization": "Basic x"})).status_code == 401
        assert (await client.get("/api/v0/threads")).status_code == 401

    async def without(client: httpx2.AsyncClient) -> None:
        for key in ("Bearer ", "Bearer None", "Bearer"):
            assert (await client.get("/api/v0/threads", headers={"authorization": key})).status_code == 401

    ask(access(api_key="open sesame"), tell)
    ask(access(), without)


def test_keys_cannot_be_guessed_quickly() -> None:
    rules = access(api_key="right")
    for number in range(10):
        assert not rules.is_api_key(f"wrong {number}")
    assert not rules.is_api_key("right"), "ten wrong ones within a minute close the door for as long"


def test_a_browser_signs_in_with_the_key() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        page = await client.get("/app/", headers={"accept": "text/html"})
        assert page.status_code == 401
        assert "<form" in page.text
        signed = {"origin": HERE}
        assert (await client.post("/__signin", data={"key": "wrong"}, headers=signed)).status_code == 401
        assert (await client.post("/__signin", data={"key": "right"}, headers=signed)).status_code == 303
        assert (await client.get("/app/")).status_code == 200

    ask(access(api_key="right"), tell)


def test_there_is_no_sign_in_without_a_key() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        assert (await client.post("/__signin", data={"key": ""}, headers={"origin": HERE})).status_code == 401

    ask(access(), tell)


def test_more_than_we_take_is_refused_whether_it_says_so_or_not() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        headers = {"cookie": f"fireside-8321={access().cookie}", "origin": HERE}

        async def pieces() -> Any:
            for _ in range(LARGEST // 65536 + 1):
                yield b"x" * 65536

        told = await client.post("/api/v0/threads", content=b"x" * (LARGEST + 1), headers=headers)
        untold = await client.post("/api/v0/threads", content=pieces(), headers=headers)
        assert (told.status_code, untold.status_code) == (413, 413)

    ask(access(), tell)


def test_every_answer_carries_the_policy() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        for path in ("/health", "/app/", "/nowhere"):
            headers = (await client.get(path)).headers
            assert headers["content-security-policy"] == POLICY
            assert headers["x-content-type-options"] == "nosniff"
            assert "access-control-allow-origin" not in headers

    assert "unsafe-inline'" not in POLICY.split("script-src")[1].split(";")[0]
    ask(access(), tell)


def test_the_dev_server_is_let_through_in_dev_only() -> None:
    headers = {
        "host": "localhost:5173",
        "origin": "http://localhost:5173",
        "cookie": f"fireside-8321={access().cookie}",
    }

    async def let_in(client: httpx2.AsyncClient) -> None:
        assert (await client.post("/api/v0/threads", headers=headers)).status_code == 200

    async def kept_out(client: httpx2.AsyncClient) -> None:
        assert (await client.post("/api/v0/threads", headers=headers)).status_code == 421

    ask(access(dev_origin="http://localhost:5173"), let_in)
    ask(access(), kept_out)


@pytest.mark.parametrize(
    ("rules", "host", "let_in"),
    [
        ({"host": "0.0.0.0"}, "192.168.0.7:8321", True),
        ({"host": "0.0.0.0"}, "box.example:8321", False),
        ({"host": "0.0.0.0", "allow_hosts": ("box.example",)}, "box.example:8321", True),
        ({"host": "0.0.0.0", "allow_hosts": ("box.example",)}, "box.example", True),
        ({"host": "::"}, "[fe80::1]:8321", True),
        ({"host": "box.local"}, "box.local:8321", True),
        ({"host": "box.local"}, "127.0.0.1:8321", False),
    ],
)
def test_a_shared_server_answers_to_its_names_only(rules: dict[str, Any], host: str, let_in: bool) -> None:
    assert access(**rules).is_host(host) is let_in


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("127.0.0.1:80", ("127.0.0.1", 80)),
        ("Box", ("box", None)),
        ("[::1]:80", ("::1", 80)),
        ("[::1]", ("::1", None)),
        ("box:http", ("box", None)),
        ("", ("", None)),
    ],
)
def test_host_headers_are_split(header: str, parts: tuple[str, int | None]) -> None:
    assert split_host(header) == parts


def test_sockets_pass_the_same_gate() -> None:
    client = TestClient(guarded(access()))
    cookie = {"host": "127.0.0.1:8321", "cookie": f"fireside-8321={access().cookie}"}
    for headers in ({}, {"origin": HERE}, cookie, cookie | {"origin": "https://evil.example"}):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/api/v0/events", headers=headers):
            pass
    with client.websocket_connect("/api/v0/events", headers=cookie | {"origin": HERE}) as opened:
        assert opened.receive_text() == "hello"


def test_the_cookies_of_other_programs_on_this_computer_do_not_shut_the_door() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        ours = f"fireside-8321={access().cookie}"
        for foreign in ('prefs={"a": [1, 2]}', "a b=c", "x", "weird[]=1", 'q="open'):
            for cookies in (f"{foreign}; {ours}", f"{ours}; {foreign}"):
                assert (await client.get("/app/", headers={"cookie": cookies})).status_code == 200, cookies

    ask(access(), tell)


@pytest.mark.parametrize("host", ["127.0.0.1:²", "127.0.0.1:" + "9" * 5000, ":", "[", "]", "[]:1", "a:b:c", "²"])
def test_a_host_that_makes_no_sense_is_refused(host: str) -> None:
    assert access().is_host(host) is False


def test_tickets_that_nobody_spends_do_not_pile_up() -> None:
    rules = access()
    first, *_ = [rules.ticket() for _ in range(100)]
    assert not rules.use(first)
    newest = [rules.ticket() for _ in range(10)]
    assert all(rules.use(ticket) for ticket in newest), "several windows may be opened at once"


def test_who_guesses_keys_locks_out_nobody_else() -> None:
    rules = access(api_key="right")
    for number in range(10):
        assert not rules.is_api_key(f"wrong {number}", "192.168.0.66")
    assert not rules.is_api_key("right", "192.168.0.66")
    assert rules.is_api_key("right", "192.168.0.7")


def test_asking_for_the_sign_in_page_is_no_wrong_key() -> None:
    rules = access(api_key="right")

    async def tell(client: httpx2.AsyncClient) -> None:
        for _ in range(12):
            page = await client.get("/__signin")
            assert page.status_code == 401
            assert "<form" in page.text
        signed = {"origin": HERE}
        assert (await client.post("/__signin", data={"key": "right"}, headers=signed)).status_code == 303

    ask(rules, tell)


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain"],
)
def test_nobody_fills_the_memory_through_the_sign_in_page(kind: str) -> None:
    taken = 0

    async def tell(client: httpx2.AsyncClient) -> None:
        async def pieces() -> Any:
            nonlocal taken
            for _ in range(200):
                taken += 65536
                yield b"key=" + b"x" * 65532

        answer = await client.post("/__signin", content=pieces(), headers={"origin": HERE, "content-type": kind})
        assert answer.status_code in (401, 413)
        assert taken <= 2 * 65536

    ask(access(api_key="right"), tell)


def test_the_sign_in_page_and_the_door_carry_the_policy_too() -> None:
    rules = access(api_key="right")

    async def tell(client: httpx2.AsyncClient) -> None:
        answers = [
            await client.get("/app/", headers={"accept": "text/html"}),
            await client.post("/__signin", data={"key": "wrong"}, headers={"origin": HERE}),
            await client.get("/__enter", params={"t": rules.ticket()}),
        ]
        assert [answer.status_code for answer in answers] == [401, 401, 303]
        assert [answer.headers["content-security-policy"] for answer in answers] == [POLICY] * 3

    ask(rules, tell)


def test_a_key_of_any_letters_opens() -> None:
    async def tell(client: httpx2.AsyncClient) -> None:
        for way in ("utf-8", "latin-1"):
            header = b"Bearer " + "Schlüssel".encode(way)
            assert (await client.get("/api/v0/threads", headers=[(b"authorization", header)])).status_code == 200
        signed = await client.post("/__signin", data={"key": "Schlüssel"}, headers={"origin": HERE})
        assert signed.status_code == 303

    ask(access(api_key="Schlüssel"), tell)
