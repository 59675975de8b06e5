"""Hugging Face, asked for what it has: repositories of GGUF files, their quantisations, and their model cards.

Metadata only: `huggingface_hub` is given the gate's client and never fetches a file, since it cannot resume one.
"""

from __future__ import annotations

import asyncio
import os
import re
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import quote

from backend.domain import Value
from backend.egress import Egress
from backend.engines.header import Header
from backend.engines.keys import Keys
from backend.errors import DownloadFailed, Invalid, NotFound, TooLarge
from backend.library.refusals import raise_refusal
from backend.library.remote import remote_header
from backend.library.variants import HubFile, Variant, variants
from backend.patience import patiently

if TYPE_CHECKING:
    import httpx2
    from huggingface_hub.hf_api import HfApi, ModelInfo

T = TypeVar("T")
HUGGING_FACE = "https://huggingface.co"
_NAME = re.compile(r"[\w-][\w.-]{0,95}/[\w-][\w.-]{0,95}", re.ASCII)
_LARGEST = 32 << 20
"""Bytes of one answer."""
_LONGEST_CARD = 1 << 20
_KEPT = 300.0
"""Seconds for which what a repository holds is not asked again."""
_PATIENCE = 15.0
"""Seconds that a silent hub is given: somebody looks on."""
Sort = Literal["downloads", "likes", "last_modified"]
"""The most fetched, the best liked, or the newest first."""
_WANTED: Any = ["downloads", "likes", "lastModified", "gated", "tags", "gguf"]


class Repository(Value):
    """A repository in a list. `parameters` counts numbers, `context` tokens; what is not told is empty or None."""

    id: str
    downloads: int = 0
    likes: int = 0
    updated: datetime | None = None
    gated: bool = False
    licence: str = ""
    architecture: str = ""
    parameters: int | None = None
    context: int | None = None


class Contents(Value):
    """What a repository holds at one revision: models, and what lies beside them (mmproj)."""

    repository: Repository
    revision: str
    page: str
    variants: tuple[Variant, ...]
    beside: tuple[HubFile, ...]


class Hub:
    """Asks in threads of its own, by way of the gate: a hub that hangs keeps nothing waiting, not even the app's end.

    A token, if there is one, goes to `endpoint` only.

    All raise `Offline`, `NotFound`, `Gated` and `DownloadFailed`. `clock` counts seconds.
    """

    def __init__(
        self, gate: Egress, keys: Keys, endpoint: str = HUGGING_FACE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._gate, self._keys, self.endpoint, self._clock = gate, keys, endpoint, clock
        self._client: httpx2.Client | None = None
        self._given, self._making = False, threading.Lock()
        self._seen: dict[tuple[str, str], tuple[float, Contents]] = {}

    async def search(self, text: str, sort: Sort = "downloads", limit: int = 30) -> tuple[Repository, ...]:
        """Repositories with GGUF files, the first `limit` of them."""

        def ask(api: HfApi) -> tuple[Repository, ...]:
            found = api.list_models(filter="gguf", search=text or None, sort=sort, limit=limit, expand=_WANTED)
            return tuple(map(_repository, found))

        return await patiently(lambda: self._ask(ask))

    async def contents(self, id: str, revision: str = "main") -> Contents:
        """What a repository holds at that revision. Raises `Invalid`, too."""
        if not _NAME.fullmatch(id) or ".." in id or "--" in id:
            raise Invalid(f"{id[:100]} is no name of a repository.", "It looks like publisher/model.", param="id")
        then, known = self._seen.get((id, revision), (0.0, None))
        if known and self._clock() - then < _KEPT:
            return known

        def ask(api: HfApi) -> Contents:
            asked = None if revision == "main" else revision
            return self._contents(api.model_info(id, revision=asked, files_metadata=True))

        found = await patiently(lambda: self._ask(ask))
        self._seen[id, revision] = self._clock(), found
        return found

    async def card(self, contents: Contents) -> str:
        """The words about a model, in Markdown without the data before them; empty when there are none."""
        url = self.address(contents.repository.id, contents.revision, "README.md")
        try:
            text = await patiently(lambda: self._text(url))
        except (NotFound, TooLarge):
            return ""
        return re.sub(r"\A---\n.*?\n---\n", "", text, count=1, flags=re.DOTALL).strip()

    async def header(self, url: str) -> Header:
        """What the GGUF file at that address says about itself. Raises `ModelBroken`, too."""
        return await patiently(lambda: remote_header(self._ready(), url, self.headers(url)))

    def address(self, repository: str, revision: str, path: str) -> str:
        """Where a file can be fetched; if the revision is a commit, always the same one."""
        return f"{self.endpoint}/{repository}/resolve/{revision}/{quote(path)}"

    def headers(self, url: str) -> dict[str, str]:
        """What goes with a request to that address. May block."""
        if not url.startswith(f"{self.endpoint}/") or not (token := self._keys.get(self.endpoint)):
            return {}
        return {"authorization": f"Bearer {token}"}

    async def sign_in(self, token: str) -> None:
        """Keep a token; an empty one forgets it. Raises `Invalid` or `StoreUnwritable`."""
        self._seen.clear()
        await asyncio.to_thread(self._keys.put, self.endpoint, token)

    async def signed_in(self) -> bool:
        """Whether there is a token."""
        return bool(await asyncio.to_thread(self._keys.get, self.endpoint))

    async def close(self) -> None:
        """Give up the connections."""
        if self._client is not None:
            await asyncio.to_thread(self._client.close)
            self._client = None

    def _contents(self, info: ModelInfo) -> Contents:
        files = (
            HubFile(path=each.rfilename, size=each.size, sha256=each.lfs.sha256 if each.lfs else "")
            for each in info.siblings or ()
        )
        found, beside = variants(files)
        page = f"{self.endpoint}/{info.id}"
        return Contents(
            repository=_repository(info), revision=info.sha or "main", page=page, variants=found, beside=beside
        )

    def _text(self, url: str) -> str:
        with self._opened(_LONGEST_CARD) as client:
            return client.get(url, headers=self.headers(url)).text

    def _ask(self, ask: Callable[[HfApi], T]) -> T:
        os.environ |= {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_XET": "1"}  # read when it is imported
        from huggingface_hub import constants, set_client_factory
        from huggingface_hub.hf_api import HfApi

        constants.HF_HUB_DISABLE_TELEMETRY = True  # if something else imported it before
        self._ready(set_client_factory)
        try:
            return ask(HfApi(endpoint=self.endpoint, token=self._keys.get(self.endpoint) or False))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DownloadFailed(
                f"{self.endpoint} answers something else than what was asked for.",
                "A network that wants you to sign in does that: open it in a browser.",
            ) from error

    def _ready(self, give: Callable[[Callable[[], httpx2.Client]], None] | None = None) -> httpx2.Client:
        """The one client; `give` is told of it when it is new."""
        with self._making:
            if self._client is None or self._client.is_closed or (give and not self._given):
                client = self._client = self._opened(_LARGEST)
                if give:
                    give(lambda: client)
                self._given = give is not None
            return self._client

    def _opened(self, largest: int) -> httpx2.Client:
        """A client whose refusals become ours before anybody tries again by himself."""
        client = self._gate.blocking_client("Look for models", largest=largest)
        hooks = client.event_hooks
        client.event_hooks = {
            "request": [*hooks["request"], _be_patient],
            "response": [*hooks["response"], raise_refusal],
        }
        return client


def _be_patient(request: httpx2.Request) -> None:
    """The client's own limit would not hold: `huggingface_hub` asks with none."""
    request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), _PATIENCE)


def endpoint() -> str:
    """Where the hub is: Hugging Face, or the mirror that the environment names."""
    return os.environ.get("HF_ENDPOINT", "").strip().rstrip("/") or HUGGING_FACE


def _repository(info: ModelInfo) -> Repository:
    told: dict[str, Any] = info.gguf or {}
    tags = info.tags or ()
    return Repository(
        id=info.id,
        downloads=info.downloads or 0,
        likes=info.likes or 0,
        updated=info.last_modified,
        gated=bool(info.gated),
        licence=next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), ""),
        architecture=str(told.get("architecture") or ""),
        parameters=told.get("total"),
        context=told.get("context_length"),
    )
