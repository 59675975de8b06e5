"""Who gives way to whom: the longest idle first, never who is busy, and nobody without need."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import Card, GaveWay, Loadable
from backend.errors import EngineFailed
from backend.memory import Broker, Held, Holding, Need

GIB = 1 << 30


def gib(size: float) -> int:
    return int(size * GIB)


@dataclass
class Tenant:
    """Holds memory until it is asked for it."""

    name: str
    size: float
    used: float = 0.0
    busy: bool = False
    mapped: float = 0.0
    stubborn: bool = False
    cards: tuple[Card, ...] = ()


@dataclass
class Computer:
    """So much memory in GiB, and who holds some of it; pages of files count as free, as the system has it."""

    total: float
    tenants: list[Tenant]
    told: list[GaveWay] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.broker = Broker(self.told.append, self._free, lambda pid: self._held(self._all[pid - 1]))
        self.broker.join(self._holdings)
        self._all = list(self.tenants)

    def _free(self) -> tuple[int, int]:
        taken = sum(tenant.size - tenant.mapped for tenant in self.tenants)
        return gib(self.total - taken), gib(self.total)

    def _held(self, tenant: Tenant) -> Held:
        return Held(gib(tenant.size), gib(tenant.mapped)) if tenant in self.tenants else Held(0, 0)

    def _holdings(self) -> list[Holding]:
        return [self._holding(tenant) for tenant in self.tenants]

    def _holding(self, tenant: Tenant) -> Holding:
        async def give_back() -> None:
            if not tenant.stubborn:
                self.tenants.remove(tenant)

        async def cards() -> tuple[Card, ...]:
            used = sum(card.used for one in self.tenants for card in one.cards)
            return tuple(card.model_copy(update={"used": used}) for card in tenant.cards)

        what = Loadable(kind="model", name=tenant.name)
        pid = self._all.index(tenant) + 1
        return Holding(tenant.name, what, pid, tenant.used, tenant.busy, give_back, cards)

    def ask(self, size: float, card: float = 0.0, id: str = "") -> list[str]:
        """Who gave way, one after another."""
        wanted = Loadable(kind="voice", name="a voice")
        asyncio.run(self.broker.room(wanted, lambda free, total: Need(gib(size), gib(card)), id))
        return [each.what.name for each in self.told]


def test_the_longest_idle_goes_first_and_only_as_many_as_must() -> None:
    computer = Computer(16, [Tenant("lately", 4, used=9), Tenant("long ago", 4, used=1), Tenant("between", 4, used=5)])
    assert computer.ask(4) == ["long ago"]
    assert [tenant.name for tenant in computer.tenants] == ["lately", "between"]
    assert [(each.wanted.name, each.freed) for each in computer.told] == [("a voice", gib(4))]


def test_who_fits_beside_it_stays() -> None:
    computer = Computer(16, [Tenant("model", 6)])
    assert computer.ask(4) == []


def test_something_small_needs_no_more_spare_room_than_its_own_size() -> None:
    assert Computer(16, [Tenant("model", 15)]).ask(0.25) == []
    assert Computer(16, [Tenant("model", 15.75)]).ask(0.25) == ["model"]


def test_who_is_busy_never_gives_way_and_is_named_when_that_leaves_too_little() -> None:
    computer = Computer(8, [Tenant("a writer", 5, busy=True), Tenant("idle", 1, used=3)])
    with pytest.raises(EngineFailed) as refused:
        computer.ask(4)
    assert [tenant.name for tenant in computer.tenants] == ["a writer"]
    assert "a voice: it takes 4.0 GB" in refused.value.message
    assert "a writer (5.0 GB)" in refused.value.hint


def test_what_never_fits_is_for_its_loader_to_say() -> None:
    assert Computer(8, [Tenant("idle", 1)]).ask(40) == ["idle"]


def test_files_that_others_hold_in_memory_are_not_free_though_the_system_says_so() -> None:
    assert Computer(16, [Tenant("model", 8, mapped=7.5)]).ask(6.5) == ["model"]
    with pytest.raises(EngineFailed):
        Computer(16, [Tenant("model", 8, mapped=7.5, busy=True)]).ask(6.5)


def test_ones_own_holding_is_in_nobodys_way() -> None:
    assert Computer(16, [Tenant("model", 12)]).ask(12, id="model") == []


def test_who_does_not_go_is_asked_once_and_not_told_of() -> None:
    computer = Computer(16, [Tenant("stubborn", 6, stubborn=True), Tenant("model", 6, used=3)])
    assert computer.ask(6) == ["model"]


def test_a_full_graphics_card_makes_room_though_the_computer_has_enough() -> None:
    there = Card(name="card", used=gib(7), total=gib(8))
    computer = Computer(64, [Tenant("elsewhere", 1, used=1), Tenant("on the card", 1, used=2, cards=(there,))])
    assert computer.ask(1, card=6) == ["on the card"]
    assert Computer(64, [Tenant("on the card", 1, cards=(there,))]).ask(1, card=0.25) == []


def test_what_is_wanted_is_judged_as_if_the_idle_had_gone() -> None:
    seen: list[tuple[int, int]] = []

    def asked(free: int, total: int) -> Need:
        seen.append((free, total))
        return Need(0)

    computer = Computer(16, [Tenant("idle", 6, mapped=2), Tenant("busy", 4, mapped=3, busy=True)])
    asyncio.run(computer.broker.room(Loadable(kind="model", name="new"), asked))
    assert seen == [(gib(16 - 4), gib(16))]
    assert computer.broker.idle() == gib(4)


@given(
    st.lists(st.tuples(st.floats(0.1, 8), st.floats(0, 100), st.booleans()), max_size=6),
    st.floats(0.1, 8),
)
def test_it_always_ends_and_the_busy_are_all_there(tenants: list[tuple[float, float, bool]], size: float) -> None:
    all_of = [Tenant(str(number), *each) for number, each in enumerate(tenants)]
    computer = Computer(64, list(all_of))
    gone = computer.ask(size)
    assert {tenant.name for tenant in all_of} - {tenant.name for tenant in computer.tenants} == set(gone)
    assert all(tenant in computer.tenants for tenant in all_of if tenant.busy)
    idle = sorted((tenant for tenant in all_of if not tenant.busy), key=lambda tenant: tenant.used)
    assert gone == [tenant.name for tenant in idle[: len(gone)]]
