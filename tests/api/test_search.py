"""The search over HTTP: what the page asks for, on a whole server without a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backend.api.access import Access
from backend.app import create_app
from backend.paths import Paths
from tests.e2e.served import Written, write

ORIGIN = "http://127.0.0.1:8321"
THREADS = [
    Written("Garden", [("When are tomatoes planted?", "In May, **after** the frost."), ("And beans?", "In May, too.")]),
    Written("Kitchen", [("Soup?", "Tomatoes and beans.")], days_ago=40),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home: Path = tmp_path_factory.mktemp("home")
    write(home, THREADS)
    access = Access("127.0.0.1", 8321, b"secret")
    headers = {"host": "127.0.0.1:8321", "origin": ORIGIN, "cookie": f"{access.cookie_name}={access.cookie}"}
    with TestClient(create_app(Paths(home), access), headers=headers, base_url=ORIGIN) as client:
        yield client


def found(client: TestClient, **asked: str) -> dict[str, Any]:
    answer = client.get("/api/v0/search", params=asked)
    assert answer.status_code == 200, answer.text
    return {thread["title"]: thread for thread in answer.json()["threads"]}


def test_what_was_said_is_found_with_its_place(client: TestClient) -> None:
    threads = found(client, q="tomatoes")
    assert threads.keys() == {"Garden", "Kitchen"}
    message = threads["Garden"]["messages"][0]
    assert message["text"] == "When are tomatoes planted?"
    assert message["marks"] == [{"start": 9, "end": 17}]
    assert message["role"] == "user"
    shown = client.post(f"/api/v0/threads/{THREADS[0].id}/head", json={"message_id": message["message_id"]})
    assert message["message_id"] in [each["id"] for each in shown.json()["messages"]]


def test_filters_are_taken(client: TestClient) -> None:
    assert found(client, q="may", thread=THREADS[1].id) == {}
    assert found(client, q="tomatoes", model="starter").keys() == {"Kitchen"}
    assert found(client, q="tomatoes", model="none") == {}
    assert found(client, q="beans", after="2000-01-01T00:00:00Z", before="2001-01-01") == {}
    assert found(client, q="beans", after="2000-01-01T00:00:00+02:00").keys() == {"Garden", "Kitchen"}


def test_a_thread_that_was_removed_is_not_found(client: TestClient) -> None:
    id = client.post("/api/v0/threads", json={"title": "Wolverine"}).json()["id"]
    assert found(client, q="wolverine")["Wolverine"]["thread_id"] == id
    client.delete(f"/api/v0/threads/{id}")
    assert found(client, q="wolverine") == {}


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "*", "AND OR NOT", "a:b ^c -d {e", "NEAR(a b, 3)", "\0", "%", "'--", "?" * 1000]
)
def test_whatever_is_typed_is_no_error(client: TestClient, typed: str) -> None:
    assert client.get("/api/v0/search", params={"q": typed}).status_code == 200


def test_bytes_that_are_no_text_are_survived(client: TestClient) -> None:
    assert client.get("/api/v0/search?q=%ED%A0%80%FF&thread=%00%FF").json() == {
        "threads": [],
        "count": 0,
        "more": False,
    }


def test_a_request_that_makes_no_sense_is_refused(client: TestClient) -> None:
    for asked, param in (({}, "q"), ({"q": "x" * 1001}, "q"), ({"q": "x", "after": "yesterday"}, "after")):
        answer = client.get("/api/v0/search", params=asked)
        assert answer.status_code == 422
        assert answer.json()["error"]["param"] == param
