"""How other computers are reached, over HTTP: the proxy, and the login that it wants, which is kept but never told."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from pydantic import Field, SecretStr

from backend.api.house import SoundHouse
from backend.domain import Value
from backend.egress.proxies import NONE, SYSTEM, kept_as, read, written

router = APIRouter(prefix="/api/v0/network", tags=["network"])


class Way(Value):
    """`proxy` is "system", "none" or the address of a proxy; `user` who signs in there, empty where nobody does."""

    proxy: str
    user: str = ""


class NewWay(Value):
    """The same, as a person writes it. Without a user, a login that is kept for this proxy stays; empty forgets it."""

    proxy: str = Field(max_length=1000)
    user: str | None = Field(default=None, max_length=500)
    password: SecretStr = Field(default=SecretStr(""), max_length=500)


@router.get("")
async def network(house: SoundHouse) -> Way:
    """The proxy in force."""
    proxy = house.choices.current.proxy
    return Way(proxy=proxy, user=await asyncio.to_thread(house.egress.proxies.user, proxy))


@router.put("")
async def change_network(new: NewWay, house: SoundHouse) -> Way:
    """Go by the system's proxy, by none, or by this one from now on; its login goes into the keyring of the system."""
    if new.proxy in (SYSTEM, NONE):
        house.choices.change({"proxy": new.proxy})
        return await network(house)
    proxy = read(new.proxy)
    login = proxy.login if new.user is None else (new.user, new.password.get_secret_value()) if new.user else ("", "")
    if login is not None:
        kept = written(*login) if login[0] else ""
        await asyncio.to_thread(house.keys.put, kept_as(proxy.address), kept)
        house.egress.proxies.forget()
    house.choices.change({"proxy": proxy.address})
    return await network(house)
