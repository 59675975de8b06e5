"""Trains the starter on fresh dialogues; stops and resumes at any step, on the CPU or one GPU."""

import json
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import rows
import torch  # noqa: TID253
from model import SHAPES, Llama
from muon import Muon

ROWS_A_STEP = 4
WARM_UP = 100  # steps
DECAY = 0.45  # the last share of the tokens, over which the learning rate falls to zero


def rate(step: int, steps: int) -> float:
    """The share of the full learning rate at a step. A schedule by steps resumes exactly; one by the clock does not."""
    return min(1.0, (step + 1) / WARM_UP) * min(1.0, max(0.01, (1 - step / steps) / DECAY))


def optimizers(network: Llama, learning_rate: float) -> list[torch.optim.Optimizer]:
    matrices = [weight for name, weight in network.named_parameters() if weight.dim() == 2 and "embed" not in name]
    others = [weight for name, weight in network.named_parameters() if weight.dim() != 2 or "embed" in name]
    return [
        Muon(matrices, lr=learning_rate),
        torch.optim.AdamW(others, lr=learning_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]


def save(path: Path, network: Llama, chosen: list[torch.optim.Optimizer], step: int) -> None:
    fresh = path.with_suffix(".part")
    torch.save(
        {
            "shape": network.shape.plain(),
            "weights": network.state_dict(),
            "optimizers": [each.state_dict() for each in chosen],
            "step": step,
        },
        fresh,
    )
    fresh.replace(path)


def train(
    tokenizer_path: Path,
    out: Path,
    *,
    size: str = "6m",
    tokens: int = 15_000_000,
    seed: int = 1,
    learning_rate: float = 3e-3,
    device: str = "cpu",
    compiled: bool = True,
    save_every: float = 180.0,
) -> Path:
    """Trains for `tokens` tokens in all and returns the checkpoint; a checkpoint already in `out` is gone on with."""
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    torch.manual_seed(seed)
    shape = SHAPES[size]
    network = Llama(shape).to(device)
    chosen = optimizers(network, learning_rate)
    step = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device, weights_only=True)
        network.load_state_dict(saved["weights"])
        for each, state in zip(chosen, saved["optimizers"], strict=True):
            each.load_state_dict(state)
        step = saved["step"]
    forward = torch.compile(network, dynamic=False) if compiled else network
    shard_rows = min(rows.ROWS, 64) if size == "smoke" else rows.ROWS
    shard_steps = shard_rows // ROWS_A_STEP
    steps = max(1, tokens // (ROWS_A_STEP * shape.context))
    print(json.dumps({"parameters": network.parameter_count(), "steps": steps, "from": step}), flush=True)

    started = saved_at = time.monotonic()
    first, smooth = step, None
    # Shards are written one ahead in a process of their own: Python would hold up the training thread.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as writer, (out / "log.jsonl").open("a") as log:

        def order(number: int):
            return number, writer.submit(rows.shard, tokenizer_path, seed, number, shape.context, shard_rows)

        number, promised = order(step // shard_steps)
        ids = weights = np.empty(0)
        while step < steps:
            if promised is not None and (number == step // shard_steps):
                ids, weights = promised.result()
                number, promised = order(number + 1)
            at = step % shard_steps * ROWS_A_STEP
            got = torch.from_numpy(ids[at : at + ROWS_A_STEP].astype(np.int64)).to(device)
            weigh = torch.from_numpy(weights[at : at + ROWS_A_STEP].astype(np.float32)).to(device)
            for each in chosen:
                for group in each.param_groups:
                    group["lr"] = learning_rate * rate(step, steps)
            with torch.autocast(device, dtype=torch.bfloat16):
                loss = forward(got[:, :-1], got[:, 1:], weigh[:, 1:])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            for each in chosen:
                each.step()
                each.zero_grad(set_to_none=True)
            step += 1
            smooth = loss.item() if smooth is None else 0.95 * smooth + 0.05 * loss.item()
            if step % 25 == 0 or step == steps:
                spent = time.monotonic() - started
                line = {
                    "step": step,
                    "tokens": step * ROWS_A_STEP * shape.context,
                    "loss": round(smooth, 4),
                    "minutes": round(spent / 60, 2),
                    "tokens_a_second": round((step - first) * ROWS_A_STEP * shape.context / spent),
                }
                print(json.dumps(line), flush=True)
                print(json.dumps(line), file=log, flush=True)
            if time.monotonic() - saved_at > save_every:
                save(checkpoint, network, chosen, step)
                saved_at = time.monotonic()
    save(checkpoint, network, chosen, step)
    return checkpoint
