"""What a hub of models answers when it does not give what was asked for, in words for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.errors import DownloadFailed, FiresideError, Gated, NotFound

if TYPE_CHECKING:
    import httpx2

_UNKNOWN = frozenset({"RepoNotFound", "EntryNotFound", "RevisionNotFound"})
_GATED = "GatedRepo"


def refusal(answer: httpx2.Response) -> FiresideError | None:
    """The error that an answer stands for, by its status and the hub's own header; None when it is none."""
    status, host = answer.status_code, answer.url.host
    if status < 400:
        return None
    code = answer.headers.get("x-error-code", "")
    if status == 404 or code in _UNKNOWN:
        return NotFound(f"{host} has no such repository or file, or it is private.", "Look at its name.")
    if status == 401 and "authorization" in answer.request.headers and code != _GATED:
        return Gated(f"{host} does not take the access token.", "Enter another one, or remove it.", param="token")
    if status in (401, 403):
        return Gated(
            f"{host} gives this only to those who accepted its licence.",
            "Accept the licence on the page of the model, then enter an access token of your account.",
        )
    if status == 429:
        wait = answer.headers.get("retry-after", "")
        hint = f"Try again in {wait} seconds." if wait.isdecimal() else "Try again in a few minutes."
        return DownloadFailed(f"{host} was asked too often.", hint)
    return DownloadFailed(f"{host} answers {status}.", "Try again later.")


def raise_refusal(answer: httpx2.Response) -> None:
    """A hook for clients: raises what the answer stands for."""
    if error := refusal(answer):
        raise error
