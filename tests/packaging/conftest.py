"""What `make package` built, installed: on this machine and in bare systems; a screen, a loudspeaker, no network."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.app import screen
from tests.packaging.person import Person
from tests.packaging.systems import ROOT, System, bare, offline

DIST = ROOT / "dist"
HOST = System()

NewPerson = Callable[..., Person]


def built(pattern: str) -> Path:
    """The newest file in dist/ of that name."""
    found = sorted(DIST.glob(pattern), key=lambda path: path.stat().st_mtime)
    assert found, f"{DIST} holds no {pattern}: run `make package` first"
    return found[-1]


@pytest.fixture(scope="session")
def package() -> Path:
    """The Debian package."""
    return built("fireside_*.deb")


@pytest.fixture(scope="session")
def archive() -> Path:
    """The portable archive."""
    return built(f"fireside-[0-9]*-linux-{platform.machine()}.tar.gz")


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder that both are made of."""
    return built("fireside")


@pytest.fixture(scope="session")
def installed(package: Path) -> Iterator[System]:
    """This machine, with the package."""
    HOST.install(package)
    yield HOST
    HOST.purge()


@pytest.fixture(scope="session", params=["bookworm", "trixie"])
def elsewhere(request: pytest.FixtureRequest, package: Path) -> Iterator[System]:
    """A minimal Debian with the package and nothing else; the newer one calls its libraries as Ubuntu 24.04 does."""
    system = System(bare(request.param))
    system.run("apt-get", "-qq", "update")
    system.install(package)
    yield system
    system.purge()


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """An X server of our own, with a window manager."""
    with screen() as name:
        yield name


@pytest.fixture
def unplugged() -> Iterator[None]:
    """No network."""
    with offline():
        yield


@pytest.fixture
def person(display: str, tmp_path: Path, unplugged: None) -> Iterator[NewPerson]:
    """Makes people who have never used Fireside, off the net; all that they started ends with the test."""
    people: list[Person] = []

    def new(system: System, name: str = "ada", *, screen: str | None = display, **more: str) -> Person:
        system.people(name)
        folder = tmp_path / name
        folder.mkdir()
        people.append(Person(system, name, screen, folder, **more))
        return people[-1]

    yield new
    for one in people:
        one.end()
        one.system.run("userdel", "-r", "-f", one.name)
