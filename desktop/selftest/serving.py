"""Whether the whole backend opens and serves its page, to one who comes by the ticket and to nobody else."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

from backend.errors import FiresideError
from backend.paths import Paths
from backend.probes import Finding
from desktop.instance import Instance
from desktop.serve import serving
from desktop.server import LOOPBACK

PATIENCE = 8.0


def serves(paths: Paths) -> Finding:
    """Open the house of an empty data folder, visit it as a window does, and close it. Raises what goes wrong."""
    with serving(paths, Instance(paths.home), host=LOOPBACK, port=0, model=None) as (server, access):
        server.wait_ready(PATIENCE)
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
        with browser.open(access.enter_url(), timeout=PATIENCE) as answer:
            page = answer.read().decode()
        with browser.open(f"{access.address}/api/v0/settings", timeout=PATIENCE) as answer:
            settings = json.load(answer)
        greeting = _snapshot(access.address, jar)
        _expect_closed(f"{access.address}/api/v0/settings")
    if 'id="root"' not in page or "theme" not in settings or greeting != "snapshot":
        raise FiresideError("The page was not served as it should be.", "Install Fireside anew.")
    return Finding(name="server", status="ok", words="the page, the API and the line between them")


def _snapshot(address: str, jar: CookieJar) -> str:
    """The kind of the first event that a page is told."""
    from websockets.sync.client import connect
    from websockets.typing import Origin

    cookie = "; ".join(f"{one.name}={one.value}" for one in jar)
    url = address.replace("http", "ws", 1) + "/api/v0/events"
    with connect(
        url,
        origin=Origin(address),
        additional_headers={"Cookie": cookie},
        proxy=None,
        open_timeout=PATIENCE,
        legacy=True,
    ) as socket:
        return str(json.loads(socket.recv(PATIENCE))["type"])


def _expect_closed(url: str) -> None:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=PATIENCE):
            raise FiresideError("Fireside let somebody in without a ticket.", "Do not use it; install it anew.")
    except urllib.error.HTTPError as error:
        if error.code != 401:
            raise
