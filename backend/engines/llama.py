"""Runs one GGUF model with llama.cpp, inside the model worker.

The low-level API only: tokens go in and out, logits never leave C. One thread owns it all, and writes several replies
at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from backend.desk import Priority, immediate, streams, together
from backend.domain import Card
from backend.engines.base import Loaded, Loading, Progress, Request
from backend.engines.context import Context
from backend.engines.devices import devices, machine
from backend.engines.eye import Eye, UnfitError
from backend.engines.families.family import Plain
from backend.engines.fingerprint import fingerprint
from backend.engines.fit import Plan, Wish
from backend.engines.gguf import find_parts
from backend.engines.library import drivers
from backend.engines.loader import Loader, Opened
from backend.engines.messages import blind
from backend.engines.pictures import Tile
from backend.engines.projector import unfit
from backend.engines.prompt import check
from backend.engines.reply import Reply
from backend.engines.scheduler import Scheduler
from backend.engines.shape import Shape
from backend.engines.spans import Span
from backend.engines.states import STATES, States, clear
from backend.engines.template import ChatTemplate
from backend.engines.threads import cores, guess, settle
from backend.engines.vocabulary import Vocabulary
from backend.engines.wishes import told, wished
from backend.errors import EngineFailed


class LlamaHost:
    """One model and one context. `emit` is given `Loading` while the weights load.

    In the folder `cache` it keeps what was read of each thread, up to `limit` bytes, and how models run best.
    """

    priority: ClassVar[Priority] = "background"
    patience: ClassVar[float] = 15.0

    def __init__(self, emit: Callable[[object], None], cache: Path | None = None, limit: int = 4 << 30) -> None:
        from llama_cpp import __version__, llama_cpp

        self._c: Any = llama_cpp
        self._version = __version__
        self._cache, self._limit = cache, limit
        self._emit, self._loader = emit, Loader(llama_cpp, emit)
        self._opened: Opened[Context] | None = None
        self._eye: Eye | None = None
        self._projector = self._blind = ""
        self._scheduler: Scheduler | None = None

    @streams
    def load(
        self,
        cancelled: threading.Event,
        path: str,
        template: str,
        shape: Shape,
        gpu: bool = True,
        wish: Wish = Wish(),
        projector: str = "",
    ) -> Iterator[Loaded]:
        """Load a checked file as wished and as fits this computer, or without `gpu` its processor; yields once.

        With the `projector` that belongs to it, it can see; if that is of no use, `fit` says so. Raises `ModelBroken`
        or `EngineFailed`.
        """
        self._free()
        self._projector, self._blind = projector, ""
        if gpu and (drivers() or self._c.llama_supports_gpu_offload()):
            self._emit(Loading(progress=0.0, gpu=True))  # what comes now may crash in a driver
        plans = wished(shape, machine(devices() if gpu else ()), wish)
        opened = self._opened = self._loader.load(cancelled, path, plans, self._make_context)
        if opened is None:
            return
        self._vocabulary = Vocabulary(self._c, opened.model)
        self._template = ChatTemplate(
            template, bos=self._vocabulary.bos, eos=self._vocabulary.eos, specials=self._vocabulary.specials
        )
        self._vocabulary.show(self._template.controls)
        self._scheduler = Scheduler(opened.context, self._remember(opened, path, template), self._eye)
        fit = told(opened.plan, wish, shape) if wish != Wish() else opened.fit
        yield Loaded(
            context=opened.context.size,
            layers=self._c.llama_model_n_layer(opened.model),
            gpu_layers=opened.plan.gpu_layers,
            calls_tools=self._template.knows_tools,
            fit=f"{fit} {self._blind}".rstrip(),
        )

    def _make_context(self, model: Any, plan: Plan) -> Context:
        self._open_eye(model, plan)
        threads = guess(self._c.llama_model_size(model))
        return Context(self._c, model, plan.options, threads=threads, threads_batch=cores())

    def _open_eye(self, model: Any, plan: Plan) -> None:
        """Have the model see, if there is what it needs; a model that does not see can chat all the same."""
        self._close_eye()
        if not self._projector:
            return
        device = plan.parts[0].device.handle if plan.parts else None
        try:
            self._eye = Eye(self._c, model, self._projector, device=device, threads=cores(), listen=self._loader.on_log)
        except (UnfitError, EngineFailed):
            self._blind = unfit(Path(self._projector), self._loader.heard)
        except (OSError, RuntimeError):  # libmtmd cannot be opened
            self._blind = unfit(Path(self._projector), "")

    def _remember(self, opened: Opened[Context], path: str, template: str) -> States | None:
        """What is known of this model from earlier."""
        if self._cache is None:
            return None
        if self._limit <= 0:
            clear(self._cache / STATES)
        try:
            parts = [*find_parts(Path(path)), *([Path(self._projector)] if self._eye else [])]
            mark = fingerprint(parts, template, opened.context.settings, self._version)
        except OSError:
            return None
        settle(opened.context, self._cache / "threads.json", mark.hex()[:16])
        return States(self._cache / STATES, mark, self._limit) if self._limit > 0 else None

    @together
    def generate(self, cancelled: threading.Event, request: Request) -> Iterator[Progress | None]:
        """Read the prompt and write a reply, taking turns with others.

        Raises `Invalid`, `PromptTooLong` or `EngineFailed`.
        """
        if self._opened is None or self._scheduler is None:
            raise EngineFailed("No model is loaded.", "Choose a model.")
        scheduler, reply = self._scheduler, self._begin(request, self._opened.context.size, cancelled)
        try:
            scheduler.join(reply)
            while not cancelled.is_set():
                yield from reply.items()
                if reply.ended:
                    return
                yield None
                if not reply.news:  # else another's step has moved this reply on too
                    scheduler.step()
        finally:
            scheduler.leave(reply)

    def _begin(self, request: Request, size: int, cancelled: threading.Event) -> Reply:
        spans, prompt, tiles = self._prompt(request)
        check(len(prompt), size, request.max_tokens)
        # What a grammar or a schema asks for is what is wanted, as it stands: nothing of it is taken for a call.
        free = not (request.plain or request.grammar) and request.json_schema is None
        parser = self._template.parser(spans, tools=bool(request.tools)) if free else Plain()
        stops = self._template.stops
        return Reply(self._c, self._vocabulary, request, prompt, parser, stops, size, cancelled, tiles)

    def _prompt(self, request: Request) -> tuple[tuple[Span, ...], list[int], list[Tile]]:
        """The prompt of a request, its tokens, and the tiles of its pictures that some of these stand for."""
        if self._eye is None or not any(turn.images for turn in request.turns):
            spans = self._template.spans(blind(request.turns), request.tools)
            return spans, self._vocabulary.tokens(spans), []
        spans = self._template.spans(request.turns, request.tools)
        pieces = {span.image.id: self._eye.layout(span.image) for span in spans if span.image}
        seen = {id: [token for piece in layout for token in _tokens(piece)] for id, layout in pieces.items()}
        shown = [piece for span in spans if span.image for piece in pieces[span.image.id]]
        return spans, self._vocabulary.tokens(spans, seen), [piece for piece in shown if isinstance(piece, Tile)]

    def count(self, request: Request) -> int:
        """How many tokens the prompt of a request takes. Raises `Invalid` or `EngineFailed`."""
        if self._opened is None:
            raise EngineFailed("No model is loaded.", "Choose a model.")
        return len(self._prompt(request)[1])

    @immediate
    def cards(self) -> tuple[Card, ...]:
        """The graphics cards that llama.cpp would use, as they are now; drivers answer also while it computes."""
        if not self._c.llama_supports_gpu_offload():
            return ()
        cards = machine(devices()).gpus
        return tuple(Card(name=card.name, used=card.total - card.free, total=card.total) for card in cards)

    def quiet(self) -> None:
        """Nothing was asked for a while: what was read is kept, should the computer or this process end suddenly."""
        if self._scheduler:
            self._scheduler.quiet()

    def forget(self, thread: str) -> None:
        """Remove what was read of a thread."""
        if self._scheduler:
            self._scheduler.forget(thread)

    def close(self) -> None:
        """Give everything back; the host is of no use afterwards."""
        self._free()
        self._loader.close()

    def _free(self) -> None:
        if self._scheduler:
            self._scheduler.close()
        self._close_eye()
        if self._opened:
            self._opened.context.close()
            self._c.llama_model_free(self._opened.model)
        self._opened = self._scheduler = None

    def _close_eye(self) -> None:
        if self._eye:
            self._eye.close()
        self._eye = None


def _tokens(piece: Sequence[int] | Tile) -> Sequence[int]:
    return piece.tokens if isinstance(piece, Tile) else piece
