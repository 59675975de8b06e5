"""The Fireside that runs already with a data folder, asked over its own API."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode

from backend.api.access import Access
from backend.domain import Download, DownloadStatus, Folder, Problem, Thread
from backend.errors import AlreadyRunning, FiresideError, from_problem
from backend.exchange.exports import Format
from backend.exchange.importing import Import, Offer
from backend.moving import Moving
from backend.paths import Paths
from desktop.secret import read_secret

PIECE = 4 << 20
EVERY = 0.2
PATIENCE = 3600.0  # an export of very many threads, or a restore, takes its time


class _Nowhere(urllib.request.HTTPRedirectHandler):
    """Follows nobody: what is asked here is asked of this computer."""

    def redirect_request(self, *_: object) -> None:
        return None


class Running:
    """Does with the running Fireside what `Alone` does with the store. Raises what the API answers."""

    def __init__(self, paths: Paths, port: int) -> None:
        access = Access("127.0.0.1", port, read_secret(paths.secret))
        self._address, self._key = access.address, access.key
        self._headers = {"Cookie": f"{access.cookie_name}={access.cookie}", "Origin": access.address}
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Nowhere)
        self._import = ""

    def threads(self) -> list[Thread]:
        """All threads, the newest first."""
        return [Thread.model_validate(one) for one in self._ask("GET", "threads")["threads"]]

    def folders(self) -> list[Folder]:
        """All folders."""
        return [Folder.model_validate(one) for one in self._ask("GET", "folders")["folders"]]

    def export(self, ids: Sequence[str], folder: str | None, format: Format, everything: bool) -> Path:
        """Some threads as a file, under its own name in a folder that is the caller's to remove."""
        order = {"format": format, "thread_ids": None if everything or folder else ids, "folder_id": folder}
        made = self._ask("POST", "exports", order)
        file = Path(tempfile.mkdtemp(prefix="fireside-export-"), made["name"])
        with self._send("GET", f"exports/{made['id']}") as answer, file.open("wb") as target:
            shutil.copyfileobj(answer, target)
        return file

    def look(self, files: Sequence[tuple[str, Path]], tell: Callable[[Import], None]) -> tuple[Import, list[Offer]]:
        """What is in files."""
        self._upload(files)
        self._ask("POST", f"imports/{self._import}/look")
        state = self._settled("looking", tell)
        offers = self._ask("GET", f"imports/{self._import}/offers")["offers"]
        return state, [Offer.model_validate(offer) for offer in offers]

    def take(self, tell: Callable[[Import], None]) -> Import:
        """Import what was looked through."""
        self._ask("POST", f"imports/{self._import}/take", {"only": None})
        return self._settled("taking", tell)

    def restore(self, name: str) -> None:
        """Go back to a backup."""
        self._ask("POST", f"backups/{quote(name)}/restore")

    def restore_file(self, file: Path) -> None:
        """Go back to what is in a backup file."""
        self._upload([(file.name, file)])
        restored, self._import = self._import, ""
        self._ask("POST", f"imports/{restored}/restore")

    def pull(self, repository: str, variant: str, tell: Callable[[Download], None]) -> Download:
        """Fetch a model; says how that ended. Interrupted, it pauses."""
        state = Download.model_validate(
            self._ask("POST", "library/downloads", {"repository": repository, "variant": variant})
        )
        try:
            while state.status is DownloadStatus.RUNNING:
                tell(state)
                time.sleep(EVERY)
                state = Download.model_validate(self._ask("GET", f"library/downloads/{state.id}"))
        except KeyboardInterrupt:
            self._ask("POST", f"downloads/{state.id}/pause")
            raise
        return state

    def move(self, to: str, tell: Callable[[Moving], None]) -> Moving:
        """Copy the data folder; says how that ended. Interrupted, Fireside goes on with it."""
        told = self._ask("POST", "data-folder/move", {"to": to})
        while (state := Moving.model_validate(told["moving"])).status == "copying":
            tell(state)
            time.sleep(EVERY)
            told = self._ask("GET", "data-folder")
        return state

    def bring(self, wanted: str) -> None:
        """Raise its window, and have the page there open a link or a file."""
        headers = {"X-Fireside-Key": self._key, "Content-Type": "application/json"}
        data = json.dumps({"wanted": [wanted]}).encode()
        with self._opened(urllib.request.Request(f"{self._address}/__raise", data, headers, method="POST")):
            pass

    def stop_speaking(self) -> None:
        """Silence what is read aloud."""
        self._ask("DELETE", "speech")

    def restart(self) -> None:
        """Have it start again."""
        self._ask("POST", "data-folder/restart")

    def close(self) -> None:
        """End the import, if there is one."""
        if self._import:
            self._ask("DELETE", f"imports/{self._import}")
            self._import = ""

    def _upload(self, files: Sequence[tuple[str, Path]]) -> None:
        self._import = self._ask("POST", "imports")["id"]
        for number, (label, path) in enumerate(files):
            with path.open("rb") as file:
                at = 0
                while (piece := file.read(PIECE)) or at == 0:
                    query = urlencode({"name": label, "at": at})
                    self._send("PUT", f"imports/{self._import}/files/{number}?{query}", piece).close()
                    at += len(piece) or 1

    def _settled(self, going: str, tell: Callable[[Import], None]) -> Import:
        while True:
            state = Import.model_validate(self._ask("GET", f"imports/{self._import}"))
            tell(state)
            if state.status != going:
                return state
            time.sleep(EVERY)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with self._send(method, path, data, "application/json") as answer:
            told = answer.read()
        return json.loads(told) if told else None

    def _send(self, method: str, path: str, data: bytes | None = None, kind: str = "") -> IO[Any]:
        headers = {**self._headers, "Content-Type": kind or "application/octet-stream"}
        return self._opened(urllib.request.Request(f"{self._address}/api/v0/{path}", data, headers, method=method))

    def _opened(self, request: urllib.request.Request) -> IO[Any]:
        try:
            answer: IO[Any] = self._opener.open(request, timeout=PATIENCE)
            return answer
        except urllib.error.HTTPError as error:
            raise _refusal(error) from error
        except OSError as error:
            raise AlreadyRunning("Fireside is running, but does not answer.", "Close it first.") from error


def _refusal(error: urllib.error.HTTPError) -> FiresideError:
    try:
        return from_problem(Problem.model_validate(json.load(error)["error"]))
    except (ValueError, KeyError, TypeError):
        return FiresideError(f"The running Fireside refused it ({error.code}).", "Close it, and try again.")
