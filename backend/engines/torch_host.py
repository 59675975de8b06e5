"""Runs one transformers folder with PyTorch, inside the model worker.

One thread owns it all; several replies take turns, a token or a piece of a prompt each.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import ClassVar

from backend.desk import Priority, immediate, streams, together
from backend.domain import Card
from backend.engines.base import Loaded, Progress, Reading, Request
from backend.engines.families.family import Plain
from backend.engines.folder import Folder, read_json
from backend.engines.messages import blind
from backend.engines.prompt import check
from backend.engines.template import ChatTemplate
from backend.engines.tokenizer import Tokenizer
from backend.engines.torch_caches import Caches, Held
from backend.engines.torch_loader import TorchLoader
from backend.engines.torch_model import TorchModel
from backend.engines.torch_reply import TorchReply
from backend.engines.torch_sampler import refuse_unable
from backend.errors import EngineFailed

_MOST_CONTEXT = 8192
"""Tokens. The room for so many is neither reserved nor asked for beforehand, unlike llama.cpp's: so it stays small."""


class TorchHost:
    """One model and what it has read. `emit` is given `Loading` while the weights load."""

    priority: ClassVar[Priority] = "background"

    def __init__(self, emit: Callable[[object], None]) -> None:
        self._loader = TorchLoader(emit)
        self._model: TorchModel | None = None

    @streams
    def load(self, cancelled: threading.Event, folder: Folder, context: int = 0) -> Iterator[Loaded]:
        """Load a checked folder, for so many tokens if that is wished; yields once.

        Raises `ModelBroken` or `EngineFailed`.
        """
        self.close()
        source = read_json(folder.path / "tokenizer.json")
        self._tokenizer = Tokenizer(source, ends=folder.ends, eos=folder.eos)
        self._template = ChatTemplate(
            folder.template, bos=folder.bos, eos=folder.eos, specials=self._tokenizer.specials
        )
        self._tokenizer.show(self._template.controls)
        model = self._loader.load(cancelled, folder)
        if model is None:
            return
        self._caches = Caches(model.raw.config)
        self._model, self._size = model, context or min(folder.context or _MOST_CONTEXT, _MOST_CONTEXT)
        on_gpu = 0 if model.device == "cpu" else folder.layers
        yield Loaded(
            context=self._size, layers=folder.layers, gpu_layers=on_gpu, calls_tools=self._template.knows_tools
        )

    @immediate
    def cards(self) -> tuple[Card, ...]:
        """The graphics cards that CUDA sees, as they are now; others do not tell."""
        import torch

        if self._model is None or not torch.cuda.is_available():
            return ()
        cards = []
        for index in range(torch.cuda.device_count()):
            free, total = torch.cuda.mem_get_info(index)
            cards.append(Card(name=torch.cuda.get_device_name(index), used=total - free, total=total))
        return tuple(cards)

    @together
    def generate(self, cancelled: threading.Event, request: Request) -> Iterator[Progress | None]:
        """Read the prompt and write a reply, taking turns with others.

        Raises `Invalid`, `PromptTooLong` or `EngineFailed`.
        """
        if self._model is None:
            raise EngineFailed("No model is loaded.", "Choose a model.")
        reply = self._begin(request, self._model.words)
        held = self._caches.take(request.thread, reply.tokens)
        try:
            yield Reading(read=len(held.tokens), total=reply.read)
            while not reply.ended:
                yield None
                if cancelled.is_set():
                    return
                yield from self._step(self._model, reply, held)
        finally:
            self._caches.give(held)

    def _begin(self, request: Request, words: int) -> TorchReply:
        refuse_unable(request)
        spans = self._template.spans(blind(request.turns), request.tools)
        prompt = self._tokenizer.tokens(spans)
        check(len(prompt), self._size, request.max_tokens)
        if max(prompt) >= words:  # on a GPU such a token would end the worker
            raise EngineFailed("The model does not know all tokens of its tokenizer.", "Download the folder again.")
        parser = Plain() if request.plain else self._template.parser(spans, tools=bool(request.tools))
        return TorchReply(self._tokenizer, parser, request, prompt, self._template.stops, self._size)

    def _step(self, model: TorchModel, reply: TorchReply, held: Held) -> Iterator[Progress]:
        """Read a piece of the prompt, or the token written last; write the next one when all is read."""
        at = len(held.tokens)
        # What knows no way back may not know either how to go on but token by token.
        piece = model.piece if self._caches.rolls_back else len(reply.tokens)
        try:
            logits = model.read(held, reply.tokens[at : at + piece])
        except EngineFailed:
            held.wanted = False
            self._caches.clear()
            raise
        if not reply.writes:
            yield Reading(read=len(held.tokens), total=reply.read)
        if len(held.tokens) == len(reply.tokens):
            yield from reply.write(logits)

    def count(self, request: Request) -> int:
        """How many tokens the prompt of a request takes. Raises `Invalid` or `EngineFailed`."""
        if self._model is None:
            raise EngineFailed("No model is loaded.", "Choose a model.")
        return len(self._tokenizer.tokens(self._template.spans(blind(request.turns), request.tools)))

    def forget(self, thread: str) -> None:
        """Remove what was read of a thread."""
        if self._model:
            self._caches.forget(thread)

    def close(self) -> None:
        """Give everything back."""
        if self._model:
            self._caches.clear()
        self._model = None
