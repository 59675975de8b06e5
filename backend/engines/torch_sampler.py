"""Chooses the next token of one reply with torch: in llama.cpp's order, and after its rules where they are shared."""

from __future__ import annotations

import math
import secrets
from collections import deque
from typing import Any

from backend.engines.base import REPEAT_PENALTY, Request
from backend.errors import EngineFailed, Invalid

_LAST = 64
UNABLE = {
    "grammar": "hold a reply to a grammar",
    "json_schema": "hold a reply to a JSON schema",
    "dry_multiplier": "do DRY sampling",
    "xtc_probability": "do XTC sampling",
    "mirostat": "do mirostat sampling",
}


def refuse_unable(request: Request) -> None:
    """Raises `Invalid` for what is asked and cannot be done here; nothing is left out in silence."""
    for name, what in UNABLE.items():
        if getattr(request, name) not in ("", 0, 0.0, None):
            raise Invalid(
                f"The PyTorch engine cannot {what}.", "Do without it, or use a GGUF file of this model.", param=name
            )


class TorchSampler:
    """Belongs to one reply. `request` has passed `refuse_unable`."""

    def __init__(self, request: Request) -> None:
        import torch

        self._torch: Any = torch
        self._request = request
        self._greedy = request.temperature <= 0
        default = 1.0 if self._greedy else REPEAT_PENALTY
        self._repeat = default if request.repeat_penalty is None else request.repeat_penalty
        self._penalizes = (self._repeat, request.frequency_penalty, request.presence_penalty) != (1.0, 0.0, 0.0)
        self._written: deque[int] = deque(maxlen=_LAST)
        # On the processor whatever the device: the same seed chooses alike everywhere.
        self._random = torch.Generator("cpu")
        self._random.manual_seed(secrets.randbits(63) if request.seed is None else request.seed % (1 << 64))

    def sample(self, logits: Any) -> int:
        """The next token, of float32 [vocabulary].

        Raises `EngineFailed` when the model's numbers are none: damaged weights, or too much for their precision.
        """
        if not math.isfinite(float(logits.max())):
            raise EngineFailed("The model's answer makes no sense (not a number).", "Download the model again.")
        if self._greedy:
            token = int(self._changed(logits).argmax())
        else:
            tokens, shares = self.shares(logits)
            token = int(tokens[self._torch.multinomial(shares, 1, generator=self._random)])
        self._written.append(token)
        return token

    def _changed(self, logits: Any) -> Any:
        """With the bias, then the penalties for what was written lately."""
        torch, request = self._torch, self._request
        bias = {token: value for token, value in request.logit_bias.items() if token < len(logits)}
        if bias:
            logits = logits.clone()
            logits[list(bias)] += torch.tensor(list(bias.values()), dtype=logits.dtype, device=logits.device)
        if self._penalizes and self._written:
            logits = logits.clone()
            written = torch.tensor(list(self._written), device=logits.device)
            tokens, counts = torch.unique(written, return_counts=True)
            found = logits[tokens]
            found = torch.where(found <= 0, found * self._repeat, found / self._repeat)
            logits[tokens] = found - counts * request.frequency_penalty - request.presence_penalty
        return logits

    def shares(self, logits: Any) -> tuple[Any, Any]:
        """The tokens that may be drawn, the likeliest first, and how likely each is; both on the processor."""
        torch, request = self._torch, self._request
        logits = self._changed(logits)
        count = min(request.top_k or len(logits), len(logits))
        likeliest = torch.topk(logits, count)
        values, tokens = likeliest.values.cpu(), likeliest.indices.cpu()
        if request.typical_p < 1.0:
            values, tokens = self._typical(values, tokens)
        if request.top_p < 1.0:
            before = torch.softmax(values, 0).cumsum(0).roll(1)
            before[0] = 0.0
            kept = before < request.top_p
            kept[0] = True
            values, tokens = values[kept], tokens[kept]
        if request.min_p:
            kept = values >= values[0] + math.log(request.min_p)
            values, tokens = values[kept], tokens[kept]
        return tokens, torch.softmax(values / request.temperature, 0)

    def _typical(self, values: Any, tokens: Any) -> tuple[Any, Any]:
        """Those whose surprise is nearest to the one to expect, up to that share; the likeliest first again."""
        torch = self._torch
        logs = torch.log_softmax(values, 0)
        shares = logs.exp()
        expected = -(shares * logs).nan_to_num().sum()
        order = (-logs - expected).abs().argsort(stable=True)
        count = int((shares[order].cumsum(0) <= self._request.typical_p).sum()) + 1
        kept = order[:count].sort().values
        return values[kept], tokens[kept]
