"""The page on which a browser exchanges the API key for the cookie, and the cookie itself."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from backend.api.access import Access

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Fireside</title>
<style>
:root {{ color-scheme: light dark; font: 15px/24px system-ui, sans-serif;
  --ground: light-dark(#faf7f2, #161311); --text: light-dark(#221c17, #f1eae3);
  --line: light-dark(#d9cfc4, #4a413a);
  --ember: light-dark(#bf4415, #f26b3a); --on-ember: light-dark(#ffffff, #161311) }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: var(--ground); color: var(--text) }}
form {{ width: min(22rem, 90vw) }} h1 {{ font: 28px/36px Georgia, serif }}
input, button {{ box-sizing: border-box; width: 100%; padding: 10px 12px; font: inherit; border-radius: 8px }}
input {{ margin: 8px 0 16px; border: 1px solid var(--line); background: transparent; color: inherit }}
button {{ border: 0; background: var(--ember); color: var(--on-ember) }}
</style>
<form method="post" action="/__signin"><h1>Fireside</h1><p role="status">{note}</p>
<label for="key">Key</label><input id="key" name="key" type="password" autocomplete="current-password"
  autofocus required>
<button>Come in</button></form></html>"""
ASK = "This Fireside is shared with a key. It is the one it was started with."
LARGEST = 4096  # bytes of the form: whoever has no key may not fill our memory
WRONG = "That was not the key. After ten wrong ones, wait a minute."


class SignIn:
    """Answers at `/__signin`, and wherever a browser without the cookie asks for a page."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the key from the form."""
        if scope["method"] != "POST":
            await self.page(scope, receive, send)
            return
        form = b""
        async for piece in Request(scope, receive).stream():
            form += piece
            if len(form) > LARGEST:
                break
        key = parse_qs(form[:LARGEST].decode("utf-8", "replace")).get("key", [""])[0]
        right = self._access.is_api_key(key, address_of(scope))
        answer = self._cookie() if right else HTMLResponse(PAGE.format(note=WRONG), 401)
        await answer(scope, receive, send)

    async def page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the key."""
        await HTMLResponse(PAGE.format(note=ASK), 401)(scope, receive, send)

    async def welcome(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in a browser that showed a ticket."""
        await self._cookie()(scope, receive, send)

    def _cookie(self) -> Response:
        answer = RedirectResponse("/app/", 303, headers={"cache-control": "no-store", "referrer-policy": "no-referrer"})
        answer.set_cookie(
            self._access.cookie_name, self._access.cookie, max_age=400 * 86400, httponly=True, samesite="strict"
        )
        return answer


def address_of(scope: Scope) -> str:
    """The address that a request comes from; empty when that is not known."""
    return scope["client"][0] if scope.get("client") else ""
