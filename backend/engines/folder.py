"""What a transformers folder is, and whether it can be chatted with: JSON and safetensors, never pickles or code."""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.domain import Model
from backend.engines.tensorfile import Tensor, read_tensors
from backend.errors import ModelBroken, ModelMissing

WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
_CHATS = ("ForCausalLM", "LMHeadModel", "ForConditionalGeneration")
_LONGEST = {"config.json": 1 << 22, "tokenizer.json": 1 << 27}
_USUALLY = 1 << 25
_GGUF = "Look for a GGUF file of this model."


@dataclass(frozen=True)
class Folder:
    """A model that can be chatted with. `size` counts the bytes of its weights, `numbers` the weights themselves.

    `context` and `layers` are 0 when it does not say; `template` is its chat template in Jinja, or empty. `bos` and
    `eos` are the texts of the tokens that begin and end a text, `ends` the tokens that end a reply.
    """

    path: Path
    name: str
    architecture: str
    size: int
    numbers: int
    context: int
    layers: int
    template: str
    bos: str
    eos: str
    ends: tuple[int, ...]


def inspect_folder(path: Path) -> Folder:
    """Read and check all that the folder says about itself; `path` is the folder or a file in it.

    Raises `ModelMissing` or `ModelBroken`, with a hint in plain words. Reads the disk: not for the event loop.
    """
    if not path.exists():
        raise ModelMissing(f"There is no folder {path}.", "Was it moved or deleted? Add it again.")
    path = path if path.is_dir() else path.parent
    try:
        names = {file.name for file in path.iterdir()}
    except OSError as error:
        raise ModelBroken(f"{path.name} cannot be read: {error}", "Change its permissions.") from error
    _check_names(path.name, names)
    config = read_json(path / "config.json")
    _check_kind(path.name, config)
    tensors = [tensor for file in _weight_files(path, names) for tensor in read_tensors(file)]
    _check_tensors(path.name, tensors)
    body = config["text_config"] if isinstance(config.get("text_config"), dict) else config
    layers = _number(body, "num_hidden_layers", "n_layer")
    if layers > len(tensors):
        raise ModelBroken(f"The config.json of {path.name} speaks of {layers:,} layers.", "Download it again.")
    return Folder(
        path=path,
        name=path.name,
        architecture=str(config["model_type"]),
        size=sum(tensor.end - tensor.start for tensor in tensors),
        numbers=sum(tensor.numbers for tensor in tensors),
        context=_number(body, "max_position_embeddings", "n_positions", "n_ctx"),
        layers=layers,
        template=_template(path, names),
        bos=_mark(path, names, "bos_token"),
        eos=_mark(path, names, "eos_token"),
        ends=tuple(_ends(path, names)),
    )


def find_folder(path: Path) -> Path | None:
    """The folder that is meant, given it or a file of it; None when another kind of file is meant."""
    if os.path.isdir(path):  # which also bears paths that cannot be
        return path
    beside = any(os.path.isfile(path.parent / name) for name in (WEIGHTS, INDEX))
    return path.parent if path.suffix == ".safetensors" or (path.suffix == ".json" and beside) else None


def describe_folder(path: Path) -> Model:
    """The same as a `Model` without an id, for the list of models. Raises what `inspect_folder` raises."""
    folder = inspect_folder(path)
    return Model(
        id="",
        name=_known_as(path),
        path=str(path),
        engine="pytorch",
        size=folder.size,
        context=folder.context or None,
        architecture=folder.architecture,
    )


def read_json(path: Path) -> dict[str, Any]:
    """An object from a file of a sensible length. Raises `ModelMissing` or `ModelBroken`."""
    try:
        if path.stat().st_size > _LONGEST.get(path.name, _USUALLY):
            raise ModelBroken(f"{path.name} is of an absurd length.", "Download the folder again.")
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ModelMissing(f"{path.name} is missing in {path.parent.name}.", "Download the whole folder.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelBroken(f"{path.name} cannot be read: {error}", "Download the folder again.") from error
    if not isinstance(found, dict):
        raise ModelBroken(f"{path.name} makes no sense.", "Download the folder again.")
    return found


def _known_as(path: Path) -> str:
    """Its name; in the cache of Hugging Face, where folders are called by numbers, that of the model."""
    known = path.parent.parent.name.split("--") if path.parent.name == "snapshots" else []
    return known[-1] if len(known) > 1 else path.name


def _check_names(name: str, names: set[str]) -> None:
    if "adapter_config.json" in names:
        raise ModelBroken(f"{name} is an adapter (LoRA), not a whole model.", "Choose the model itself.")
    if not {WEIGHTS, INDEX} & names:
        if any(file.endswith(_PICKLES) for file in names):
            raise ModelBroken(
                f"{name} holds its weights as pickles, which can run programs: Fireside never opens them.",
                "Look for a folder with model.safetensors, or for a GGUF file of this model.",
            )
        if any(file.endswith(".gguf") for file in names):
            raise ModelBroken(f"{name} holds GGUF files.", "Choose the .gguf file itself.")
        raise ModelBroken(f"{name} holds no weights (model.safetensors).", "Choose the folder of a whole model.")
    for wanted in ("config.json", "tokenizer.json"):
        if wanted not in names:
            raise ModelMissing(f"{wanted} is missing in {name}.", f"Download the whole folder. {_GGUF}")


def _check_kind(name: str, config: dict[str, Any]) -> None:
    made = config.get("architectures")
    if not isinstance(config.get("model_type"), str) or not isinstance(made, list):
        raise ModelBroken(f"The config.json of {name} does not say what model this is.", "Download the folder again.")
    if config.get("is_encoder_decoder") or not any(str(kind).endswith(_CHATS) for kind in made):
        raise ModelBroken(
            f"{name} is no model that writes on ({', '.join(map(str, made))[:80]}).", "Choose a chat model."
        )
    if config.get("quantization_config"):
        raise ModelBroken(
            f"The weights of {name} are packed in a way that needs further software.",
            "Look for the model's usual weights (BF16, F16 or F32), or for a GGUF file of it.",
        )


def _check_tensors(name: str, tensors: list[Tensor]) -> None:
    if len({tensor.name for tensor in tensors}) < len(tensors):
        raise ModelBroken(f"{name} holds weights twice.", "Download the folder again.")


def _weight_files(path: Path, names: set[str]) -> Iterator[Path]:
    if WEIGHTS in names:
        yield path / WEIGHTS
        return
    placed = read_json(path / INDEX).get("weight_map")
    files = sorted({str(file) for file in placed.values()}) if isinstance(placed, dict) else []
    if not files or any(Path(file).name != file or not file.endswith(".safetensors") for file in files):
        raise ModelBroken(f"{INDEX} makes no sense.", "Download the folder again.")
    for file in files:
        if file not in names:
            raise ModelMissing(f"A part of the weights is missing: {file}.", "Download the whole folder.")
        yield path / file


def _number(config: dict[str, Any], *keys: str) -> int:
    found = (config.get(key) for key in keys)
    return next((value for value in found if type(value) is int and value > 0), 0)


def _template(path: Path, names: set[str]) -> str:
    if "chat_template.jinja" in names:
        try:
            return (path / "chat_template.jinja").read_bytes()[:_USUALLY].decode("utf-8")
        except (OSError, ValueError) as error:
            raise ModelBroken(f"chat_template.jinja cannot be read: {error}", "Download the folder again.") from error
    for name in ("tokenizer_config.json", "chat_template.json"):
        found = read_json(path / name).get("chat_template") if name in names else None
        if isinstance(found, list):
            named = {each.get("name"): each.get("template") for each in found if isinstance(each, dict)}
            found = named.get("default")
        if isinstance(found, str):
            return found
    return ""


def _mark(path: Path, names: set[str], key: str) -> str:
    found = read_json(path / "tokenizer_config.json").get(key) if "tokenizer_config.json" in names else None
    found = found.get("content") if isinstance(found, dict) else found
    return found if isinstance(found, str) else ""


def _ends(path: Path, names: set[str]) -> Iterator[int]:
    for name in ("generation_config.json", "config.json"):
        found = read_json(path / name).get("eos_token_id") if name in names else None
        yield from (token for token in (found if isinstance(found, list) else [found]) if type(token) is int)
