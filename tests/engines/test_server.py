"""Addresses as people write them, and keys as they paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.engines.server import Server, whole
from backend.errors import Invalid


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("localhost:11434", "http://localhost:11434/v1"),
        (" 127.0.0.1:8000/ ", "http://127.0.0.1:8000/v1"),
        ("[::1]:8080", "http://[::1]:8080/v1"),
        ("192.168.1.5:8000", "http://192.168.1.5:8000/v1"),
        ("studio.local:1234", "http://studio.local:1234/v1"),
        ("api.openai.com", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("https://API.Example.com/openai/v2/models/", "https://api.example.com/openai/v2"),
        ("HTTPS://example.com", "https://example.com/v1"),
        ("https://bücher.example", "https://xn--bcher-kva.example/v1"),
    ],
)
def test_an_address_is_made_whole(written: str, address: str) -> None:
    assert whole(written) == address
    assert whole(address) == address


@pytest.mark.parametrize(
    "written",
    ["", "   ", "http://", "ftp://example.com", "file:///etc/passwd", "http://example.com:99999", "http://[::1",
     "http://a b.example", "http://user:password@example.com", "https://example.com/v1?key=1", "https://e.com/#v1",
     "http://example.com/v1\r\nX: 1/v1 é", "javascript:alert(1)", "http://..", "-"],
)  # fmt: skip
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        whole(written)
    assert refused.value.param == "address"
    assert refused.value.hint


@given(st.text(max_size=40))
def test_any_text_is_an_address_that_stays_the_same_or_is_refused(written: str) -> None:
    try:
        address = whole(written)
    except Invalid:
        return
    assert whole(address) == address
    assert address.startswith(("http://", "https://"))
    assert address.isascii()


def test_a_key_is_cleaned_and_never_shown() -> None:
    server = Server.at("localhost:1", " sk-1234\n")
    assert server.key.get_secret_value() == "sk-1234"
    assert "sk-1234" not in f"{server} {server!r} {server.model_dump()} {server.model_dump_json()}"


@pytest.mark.parametrize("key", ["two words", "line\r\nX-Header: 1", "schlüssel", "nul\0", "x" * 9000])
def test_what_is_no_key_is_refused_and_not_said_back(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        Server.at("localhost:1", key)
    assert refused.value.param == "key"
    assert key not in f"{refused.value.problem} {refused.value!r}"
