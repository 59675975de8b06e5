"""Loads a checked transformers folder: chooses the device and the number format, and lets no code of the folder run."""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import psutil

from backend.engines.base import Loading
from backend.engines.folder import Folder, read_json
from backend.engines.torch_model import TorchModel, takes
from backend.errors import EngineFailed, ModelBroken

log = logging.getLogger(__name__)

_CODE = ("auto_map", "custom_pipelines", "_attn_implementation", "attn_implementation", "_name_or_path")
"""Entries of a config.json that could bring other code in."""
_GGUF = "Look for a GGUF file of this model."
_SPARE = 1.1
"""What a model needs beside its weights, as a factor."""
_STEP = 0.01
"""How much more must be loaded for it to be told."""


def require() -> None:
    """Raises `EngineFailed` with what to install when the extra is missing."""
    importlib.invalidate_caches()  # it may have been installed this minute
    missing = [name for name in ("torch", "transformers", "safetensors") if importlib.util.find_spec(name) is None]
    if missing and getattr(sys, "frozen", False):
        raise EngineFailed(
            "To run this model, Fireside needs PyTorch, which this edition does not hold.",
            "Get the full edition of Fireside, or a GGUF file of the model.",
        )
    if missing:
        raise EngineFailed(
            f"To run this model, Fireside needs PyTorch ({', '.join(missing)} missing).",
            f'Run {sys.executable} -m pip install "fireside[torch]" and add it again. A GGUF file runs without it.',
        )


class _LeftError(Exception):
    """Nobody waits for the model any more."""


class TorchLoader:
    """`emit` is given `Loading` while the weights load."""

    def __init__(self, emit: Callable[[object], None]) -> None:
        require()
        # Before transformers is imported: it must not ask the network for anything.
        os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
        os.environ |= {"TOKENIZERS_PARALLELISM": "false"}
        import torch
        from transformers import AutoModelForCausalLM

        self._torch: Any = torch
        self._models: Any = AutoModelForCausalLM
        self._emit = emit

    def load(self, cancelled: threading.Event, folder: Folder) -> TorchModel | None:
        """None when cancelled. Raises `ModelBroken` or `EngineFailed`."""
        config = self._config(folder)
        self._check_size(config, folder)
        for device in self._devices():
            dtype = self._dtype(device, config)
            needed = int(folder.numbers * dtype.itemsize * _SPARE)
            if needed > self._free(device):
                continue
            try:
                return TorchModel(self._opened(cancelled, folder, config, dtype).to(device), device)
            except _LeftError:
                return None
            except self._torch.OutOfMemoryError:
                continue
        raise EngineFailed(
            f"There is not enough memory for {folder.name}.", "Close other programs, or try a smaller model."
        )

    # -------------------------------------------------------------- what it is

    def _config(self, folder: Folder) -> Any:
        from transformers import CONFIG_MAPPING, MODEL_FOR_CAUSAL_LM_MAPPING

        source = read_json(folder.path / "config.json")
        needs_code = "auto_map" in source
        source = {key: value for key, value in source.items() if key not in _CODE}
        known = folder.architecture in CONFIG_MAPPING
        kind = CONFIG_MAPPING[folder.architecture] if known else None  # its `get` does not look at what is lazy
        if kind is None or kind not in MODEL_FOR_CAUSAL_LM_MAPPING:
            if needs_code:
                raise ModelBroken(f"{folder.name} needs program code of its own, which Fireside does not run.", _GGUF)
            raise ModelBroken(
                f"{folder.name} is of a kind that PyTorch's library does not know ({folder.architecture[:60]}).",
                f"Update Fireside. {_GGUF}",
            )
        try:
            return kind.from_dict(source)
        except Exception as error:  # each of hundreds of kinds checks its entries in a way of its own
            raise ModelBroken(
                f"The config.json of {folder.name} makes no sense: {_brief(error)}", "Download the folder again."
            ) from error

    def _check_size(self, config: Any, folder: Folder) -> None:
        """Before memory is taken for what config.json says: its shapes must fit the weights that are there."""
        try:
            with self._torch.device("meta"):
                empty = self._models.from_config(config, trust_remote_code=False)
        except Exception as error:
            raise ModelBroken(
                f"{folder.name} cannot be built from its config.json: {_brief(error)}", "Download the folder again."
            ) from error
        wanted = sum(weight.numel() for weight in (*empty.parameters(), *empty.buffers()))
        if wanted > 2 * folder.numbers + (1 << 26):
            raise ModelBroken(
                f"The config.json of {folder.name} describes {wanted:,} weights; there are {folder.numbers:,}.",
                "Download the folder again.",
            )
        if not takes(empty, "past_key_values"):
            raise ModelBroken(f"{folder.name} is of a kind that Fireside cannot run with PyTorch.", _GGUF)

    # -------------------------------------------------------------- where it goes

    def _devices(self) -> list[str]:
        torch = self._torch
        found = [("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available()), ("cpu", True)]
        return [name for name, there in found if there]

    def _dtype(self, device: str, config: Any) -> Any:
        """Halves on a GPU, the kind that the model was made with where the device knows it."""
        torch = self._torch
        if device == "cpu":
            return torch.float32
        brain = torch.cuda.is_bf16_supported() if device == "cuda" else torch.backends.mps.is_macos_or_newer(14, 0)
        return torch.bfloat16 if brain and getattr(config, "dtype", None) != torch.float16 else torch.float16

    def _free(self, device: str) -> int:
        if device == "cuda":
            return int(self._torch.cuda.mem_get_info()[0])
        return int(psutil.virtual_memory().available)

    # -------------------------------------------------------------- the weights

    def _opened(self, cancelled: threading.Event, folder: Folder, config: Any, dtype: Any) -> Any:
        try:
            with self._watched(cancelled):
                raw, told = self._models.from_pretrained(
                    folder.path,
                    config=config,
                    dtype=dtype,
                    local_files_only=True,
                    use_safetensors=True,
                    trust_remote_code=False,
                    output_loading_info=True,
                )
        except (_LeftError, self._torch.OutOfMemoryError):
            raise
        except Exception as error:  # a library of many authors, on a folder that nobody vouches for
            log.exception("loading %s", folder.path)
            raise ModelBroken(
                f"{folder.name} could not be loaded: {_brief(error)}",
                "Download the folder again, or try another model.",
            ) from error
        if missing := sorted(told["missing_keys"]):
            raise ModelBroken(
                f"{folder.name} lacks {len(missing)} of its weights ({', '.join(missing)[:120]}).",
                "Download the folder again.",
            )
        return raw.eval()

    @contextmanager
    def _watched(self, cancelled: threading.Event) -> Any:
        """Tells how far it is by what transformers would show as a bar; that is also where it can be left."""
        from transformers.utils import logging as transformers_logging

        def make(factory: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
            items = options.get("iterable", arguments[0] if arguments else None)
            return factory(*arguments, **options) if items is None else _Bar(items, self._tell(cancelled))

        before = transformers_logging.set_tqdm_hook(make)
        try:
            yield
        finally:
            transformers_logging.set_tqdm_hook(before)

    def _tell(self, cancelled: threading.Event) -> Callable[[float], None]:
        told = 0.0

        def tell(share: float) -> None:
            nonlocal told
            if cancelled.is_set():
                raise _LeftError
            if share >= told + _STEP or share == 1.0:
                told = share
                self._emit(Loading(progress=share))

        return tell


class _Bar:
    """Stands in for the library's progress bar."""

    def __init__(self, items: Any, tell: Callable[[float], None]) -> None:
        self._items, self._tell = list(items), tell

    def __iter__(self) -> Any:
        for number, item in enumerate(self._items, start=1):
            yield item
            self._tell(number / len(self._items))

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **options: None


def _brief(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
