"""The ways that requests go: straight, or by the proxy that the settings name at that moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from backend.egress.proxies import Proxies, Proxy

if TYPE_CHECKING:
    import httpx2


def way(proxies: Proxies) -> httpx2.AsyncBaseTransport:
    """For clients that do not block."""
    import httpx2

    class Way(httpx2.AsyncBaseTransport):
        """Connections are kept apart by the proxy that they go through, and all of them until the end."""

        def __init__(self) -> None:
            self._made: dict[Proxy | None, httpx2.AsyncHTTPTransport] = {}

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            if not proxies.known:  # the keyring may ask the person
                await asyncio.to_thread(proxies.to, request.url.scheme, request.url.host)
            proxy = proxies.to(request.url.scheme, request.url.host)
            if proxy not in self._made:
                self._made[proxy] = httpx2.AsyncHTTPTransport(proxy=_given(proxy))
            try:
                return await self._made[proxy].handle_async_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
                if proxy is None:
                    raise
                raise _told(proxy, error) from error

        async def aclose(self) -> None:
            for made in self._made.values():
                await made.aclose()

    return Way()


def blocking_way(proxies: Proxies) -> httpx2.BaseTransport:
    """The same for clients that block."""
    import httpx2

    class Way(httpx2.BaseTransport):
        def __init__(self) -> None:
            self._made: dict[Proxy | None, httpx2.HTTPTransport] = {}

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            proxy = proxies.to(request.url.scheme, request.url.host)
            if proxy not in self._made:
                self._made[proxy] = httpx2.HTTPTransport(proxy=_given(proxy))
            try:
                return self._made[proxy].handle_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
                if proxy is None:
                    raise
                raise _told(proxy, error) from error

        def close(self) -> None:
            for made in self._made.values():
                made.close()

    return Way()


def _given(proxy: Proxy | None) -> Any:
    import httpx2

    return httpx2.Proxy(proxy.address, auth=proxy.login) if proxy else None


def _told(proxy: Proxy, error: httpx2.TransportError) -> httpx2.TransportError:
    """What went wrong on the way to a proxy is told of the proxy: the other end was not reached at all."""
    import httpx2

    if str(error).startswith("407"):
        why = f"the proxy {proxy.host} wants another name and password (Settings → Privacy)"
    else:
        why = f"the proxy {proxy.host} does not let it through ({str(error) or type(error).__name__})"
    return httpx2.ProxyError(why)
