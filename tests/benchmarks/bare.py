"""The bare loop that Fireside is measured against: llama.cpp by ctypes and nothing around it, in a process of its own.

`python -m tests.benchmarks.bare MODEL THREADS CORES`; each line of its input is a task, {"prompts": […], "tokens": n}.
The answer is a line of JSON: for every prompt the moments of its tokens, in seconds of `time.monotonic`.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

SEQUENCES, CONTEXT, BATCH = 8, 8192, 128


def main(path: str, threads: int, cores: int) -> None:
    """Load the model, then carry out tasks until the input ends."""
    from llama_cpp import llama_cpp as c

    silence = c.llama_log_callback(lambda *_: None)
    c.llama_log_set(silence, None)
    c.llama_backend_init()
    model = c.llama_model_load_from_file(path.encode(), c.llama_model_default_params())
    parameters = c.llama_context_default_params()
    parameters.n_ctx, parameters.n_batch, parameters.n_ubatch = CONTEXT, BATCH, BATCH
    parameters.n_seq_max, parameters.kv_unified = SEQUENCES, True
    parameters.n_threads, parameters.n_threads_batch = threads, cores
    context = c.llama_init_from_model(model, parameters)
    print("ready", flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        write = alone if len(task["prompts"]) == 1 else together
        moments = write(c, model, context, task["prompts"], task["tokens"])
        c.llama_memory_clear(c.llama_get_memory(context), False)
        print(json.dumps(moments), flush=True)


def alone(c: Any, model: Any, context: Any, prompts: list[str], count: int) -> list[list[float]]:
    """One reply, by the least that llama.cpp can be asked."""
    vocabulary, sampler = c.llama_model_get_vocab(model), c.llama_sampler_init_greedy()
    tokens, moments = tokenized(c, vocabulary, prompts[0]), []
    for start in range(0, len(tokens), BATCH):
        part = np.array(tokens[start : start + BATCH], np.int32)
        c.llama_decode(context, c.llama_batch_get_one(part.ctypes.data_as(c.llama_token_p), len(part)))
    last = (c.llama_token * 1)()
    while len(moments) < count:
        last[0] = c.llama_sampler_sample(sampler, context, -1)
        moments.append(time.monotonic())
        c.llama_decode(context, c.llama_batch_get_one(last, 1))
    c.llama_sampler_free(sampler)
    return [moments]


def together(c: Any, model: Any, context: Any, prompts: list[str], count: int) -> list[list[float]]:
    """Several replies in one batch: the prompts first, one after the other."""
    vocabulary, sampler = c.llama_model_get_vocab(model), c.llama_sampler_init_greedy()
    batch = c.llama_batch_init(BATCH, 0, 1)
    moments: list[list[float]] = [[] for _ in prompts]
    lengths, last = [0] * len(prompts), [0] * len(prompts)
    for number, prompt in enumerate(prompts):
        tokens = tokenized(c, vocabulary, prompt)
        for start in range(0, len(tokens), BATCH):
            part = tokens[start : start + BATCH]
            for place, token in enumerate(part):
                put(batch, place, token, start + place, number, start + place == len(tokens) - 1)
            batch.n_tokens = len(part)
            c.llama_decode(context, batch)
        lengths[number] = len(tokens)
        last[number] = c.llama_sampler_sample(sampler, context, -1)
        moments[number].append(time.monotonic())
    batch.n_tokens = len(prompts)
    for _ in range(count - 1):
        for number, token in enumerate(last):
            put(batch, number, token, lengths[number], number, True)
            lengths[number] += 1
        c.llama_decode(context, batch)
        for number in range(len(prompts)):
            last[number] = c.llama_sampler_sample(sampler, context, number)
            moments[number].append(time.monotonic())
    c.llama_batch_free(batch)
    c.llama_sampler_free(sampler)
    return moments


def put(batch: Any, place: int, token: int, position: int, sequence: int, output: bool) -> None:
    """Write one token into a batch."""
    batch.token[place], batch.pos[place] = token, position
    batch.n_seq_id[place], batch.seq_id[place][0] = 1, sequence
    batch.logits[place] = output


def tokenized(c: Any, vocabulary: Any, prompt: str) -> list[int]:
    """The tokens of a prompt in the models' chat format."""
    text = f"<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n".encode()
    tokens = (c.llama_token * len(text))()
    return tokens[: c.llama_tokenize(vocabulary, text, len(text), tokens, len(text), False, True)]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
