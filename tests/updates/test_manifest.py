"""The signed list of a release: only what its makers signed is read, and nothing older than what is known."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import UpdateRefused
from backend.updates.manifest import Release, ReleaseFile, order, pack, refuse_older, unpack

KEY = Ed25519PrivateKey.generate()
PRIVATE, PUBLIC = KEY.private_bytes_raw(), KEY.public_key().public_bytes_raw()
DAY = datetime(2026, 11, 21, tzinfo=UTC)
RELEASE = Release(
    version="0.2.0",
    date=DAY,
    notes={"en": "- New", "de": "- Neues ä"},
    files=(
        ReleaseFile(platform="linux", arch="x64", kind="deb", url="https://example.org/a.deb", size=3, sha256="0" * 64),
    ),
)


def test_what_was_signed_is_read() -> None:
    assert unpack(pack(RELEASE, PRIVATE), PUBLIC) == RELEASE


def test_another_key_is_refused() -> None:
    other = Ed25519PrivateKey.generate().private_bytes_raw()
    with pytest.raises(UpdateRefused, match="not signed by Fireside's makers"):
        unpack(pack(RELEASE, other), PUBLIC)


@given(st.data())
def test_a_change_of_any_byte_of_the_text_or_the_signature_is_refused(data: st.DataObject) -> None:
    told = json.loads(pack(RELEASE, PRIVATE))
    name = data.draw(st.sampled_from(["signed", "signature"]))
    content = bytearray(told["signed"].encode() if name == "signed" else base64.b64decode(told["signature"]))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 127))
    told[name] = content.decode("utf-8", "replace") if name == "signed" else base64.b64encode(content).decode()
    with pytest.raises(UpdateRefused):
        unpack(json.dumps(told).encode(), PUBLIC)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<!doctype html><title>Sign in</title>",
        b"[]",
        b"{}",
        b"null",
        b"\xff\xfe",
        b'{"signed": 1, "signature": "AA=="}',
        b'{"signed": "{}", "signature": "\xc3\xa4"}',
        b'{"signed": "{}", "signature": ""}',
        b'{"signed": "{}", "signature": "AA=="}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_list_is_refused_in_our_words(document: bytes) -> None:
    with pytest.raises(UpdateRefused):
        unpack(document, PUBLIC)


def signed(text: str) -> bytes:
    signature = base64.b64encode(KEY.sign(text.encode())).decode()
    return json.dumps({"signed": text, "signature": signature}).encode()


def test_fields_of_a_later_fireside_are_passed_over() -> None:
    told = json.loads(RELEASE.model_dump_json()) | {"mood": "good"}
    told["files"][0]["torrent"] = "x"
    assert unpack(signed(json.dumps(told)), PUBLIC) == RELEASE


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "latest"},
        {"version": "0.2.0; rm"},
        {"date": "2026-11-21T00:00:00"},
        {"files": [{"platform": "linux", "arch": "x64", "kind": "deb", "url": "http://example.org/a.deb"}]},
    ],
)
def test_what_makes_no_sense_is_refused_though_it_is_signed(wrong: dict[str, object]) -> None:
    told = json.loads(RELEASE.model_dump_json()) | wrong
    with pytest.raises(UpdateRefused, match="cannot be read by this version"):
        unpack(signed(json.dumps(told)), PUBLIC)


@pytest.mark.parametrize("url", ["http://example.org/a", "file:///etc/passwd", "https:// x", "ftp://example.org/"])
def test_files_come_only_by_a_safe_line(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        ReleaseFile(platform="linux", arch="x64", kind="deb", url=url, size=3, sha256="0" * 64)


@given(st.lists(st.integers(0, 99999), min_size=2, max_size=4), st.lists(st.integers(0, 99999), min_size=2, max_size=4))
def test_versions_are_compared_as_numbers(one: list[int], other: list[int]) -> None:
    padded = [numbers + [0] * (4 - len(numbers)) for numbers in (one, other)]
    told = [order(".".join(map(str, numbers))) for numbers in (one, other)]
    assert (told[0] < told[1]) == (padded[0] < padded[1])
    assert (told[0] == told[1]) == (padded[0] == padded[1])


def test_an_older_version_is_refused() -> None:
    with pytest.raises(UpdateRefused, match="older than this version"):
        refuse_older(RELEASE, "0.10.0", "", None)


def test_a_list_from_before_one_that_was_seen_is_refused() -> None:
    with pytest.raises(UpdateRefused, match="newer list was here"):
        refuse_older(RELEASE, "0.1.0", "0.3.0", DAY)
    with pytest.raises(UpdateRefused, match="newer list was here"):
        refuse_older(RELEASE, "0.1.0", "0.2", DAY + timedelta(seconds=1))
    refuse_older(RELEASE, "0.2.0", "0.2.0", DAY)
    refuse_older(RELEASE, "0.1.0", "0.1.9", DAY + timedelta(days=9))
