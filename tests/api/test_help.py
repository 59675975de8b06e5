"""The help over HTTP, as the page asks for it: all pages, and the sections that answer a question."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from backend.api.errors import install
from backend.api.help import router
from backend.api.house import help_pages
from backend.paths import catalogue
from backend.tools.help import Help


@pytest.fixture(scope="module")
def client() -> TestClient:
    """The help's routes alone, with the real pages."""
    app, help = FastAPI(), Help(catalogue() / "help")
    install(app)
    app.include_router(router)
    app.dependency_overrides[help_pages] = lambda: help
    return TestClient(app)


def pages(client: TestClient, **asked: str) -> dict[str, Any]:
    answer = client.get("/api/v0/help", params=asked)
    assert answer.status_code == 200
    return {page["name"]: page for page in answer.json()["pages"]}


def hits(client: TestClient, **asked: str) -> list[dict[str, str]]:
    answer = client.get("/api/v0/help/search", params=asked)
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["hits"]
    return found


def test_all_pages_are_there_in_both_languages(client: TestClient) -> None:
    english, german = pages(client), pages(client, language="de")
    assert english.keys() == german.keys()
    assert english["voices"]["title"] != german["voices"]["title"]
    for page in (*english.values(), *german.values()):
        assert page["intro"]
        assert all(section["text"] and section["anchor"] and section["title"] for section in page["sections"])
        assert "asks" not in page["sections"][0], "what is hidden stays hidden"


@pytest.mark.parametrize("language", ["fr", "", "EN", "../../de", "\0"])
def test_a_language_that_is_not_there_is_english(client: TestClient, language: str) -> None:
    assert pages(client, language=language) == pages(client)
    assert hits(client, q="add a model", language=language) == hits(client, q="add a model")


def test_a_question_finds_sections_that_are_there(client: TestClient) -> None:
    found = hits(client, q="How do I add a model?")
    assert 0 < len(found) <= 8
    assert found[0]["page"] == "adding-models"
    known = {
        (name, section["anchor"], section["title"])
        for name, page in pages(client).items()
        for section in page["sections"]
    }
    assert {(hit["page"], hit["anchor"], hit["title"]) for hit in found} <= known
    assert all(hit["lead"] and "**" not in hit["lead"] for hit in found)


def test_a_german_question_finds_german_sections(client: TestClient) -> None:
    found = hits(client, q="Wie füge ich ein Modell hinzu?", language="de")
    assert found[0]["page"] == "adding-models"
    assert found[0]["title"] in [
        section["title"] for section in pages(client, language="de")["adding-models"]["sections"]
    ]


@pytest.mark.parametrize("question", ["", "   ", "?" * 1000, "\0", '"', "xyzzyq", "%F0"])
def test_junk_finds_nothing(client: TestClient, question: str) -> None:
    assert hits(client, q=question) == []


def test_a_question_must_be_there_and_not_endless(client: TestClient) -> None:
    for asked in ({}, {"q": "x" * 1001}):
        answer = client.get("/api/v0/help/search", params=asked)
        assert answer.status_code == 422
        assert answer.json()["error"]["type"] == "invalid"
        assert answer.json()["error"]["param"] == "q"


def test_bytes_that_are_no_text_are_survived(client: TestClient) -> None:
    assert client.get("/api/v0/help/search?q=%ED%A0%80%FF").json() == {"hits": []}
