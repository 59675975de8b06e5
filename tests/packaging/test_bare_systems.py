"""The package in a Debian that holds nothing else: what it says that it needs is all that it needs."""

from __future__ import annotations

import json

import pytest

from tests.packaging.conftest import NewPerson
from tests.packaging.systems import System
from tests.packaging.test_installed import evening

pytestmark = pytest.mark.package


def test_it_opens_and_answers_without_sound_bus_or_driver(elsewhere: System, person: NewPerson) -> None:
    assert len(evening(person(elsewhere))) > 20


def test_no_library_is_missing(elsewhere: System) -> None:
    asked = "find /opt/fireside -type f -name '*.so*' -o -type f -name fireside | xargs -n1 ldd 2>/dev/null"
    missing = {line.strip() for line in elsewhere.run("sh", "-c", asked).splitlines() if "not found" in line}
    assert missing == set()


def test_the_self_test_passes(elsewhere: System, person: NewPerson) -> None:
    said = json.loads(person(elsewhere, screen=None).says("selftest", "--json"))
    assert said


def test_purging_takes_all_of_it(elsewhere: System, package: object) -> None:
    listed = elsewhere.run("dpkg", "-L", "fireside").splitlines()
    assert "/opt/fireside/fireside" in listed
    assert "/etc/apparmor.d/fireside" in listed
