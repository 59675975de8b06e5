"""Writes what lets small models see: projectors (mmproj) with random weights, and models that they belong to."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from PIL import Image as Pixels

from tests.gguf_files import CONTROL, USER_DEFINED, Random, random_weights, write_model
from tests.gguf_kinds import TOKENS, WIDTH, write_gemma3, write_lfm2

EYE, PATCH, SIDE = 32, 8, 64
"""How wide a picture's patches become, their pixels a side, and the pixels a side of a picture that is not cut."""


def picture(seed: int, *, width: int = 80, height: int = 60, form: str = "PNG") -> bytes:
    """A picture of coloured spots."""
    spots = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    file = io.BytesIO()
    Pixels.fromarray(spots).resize((width, height)).save(file, form)
    return file.getvalue()


def write_llava(path: Path, *, width: int = WIDTH, seed: int = 3, eye: int = EYE) -> Path:
    """Any picture is 64 tokens, and nothing stands around them."""
    patches = (SIDE // PATCH) ** 2
    weights = _eye(seed, patches)
    matrix = Random(4)
    for number, columns in (("0", eye), ("2", width)):
        weights |= {f"mm.{number}.weight": matrix(width, columns), f"mm.{number}.bias": np.zeros(width, np.float32)}
    return _write(path, "mlp", width, weights, {})


def write_gemma_eye(path: Path, *, side: int = SIDE) -> Path:
    """Any picture is 16 tokens (of a larger `side` more), which look at each other both ways, between two marks."""
    patches = (side // PATCH) ** 2
    weights = _eye(3, patches) | {"v.post_ln.weight": _ones(EYE), "v.post_ln.bias": _zeros(EYE)}
    weights |= {"mm.soft_emb_norm.weight": _ones(EYE), "mm.input_projection.weight": Random(6)(EYE, WIDTH)}
    metadata = {"clip.vision.projector.scale_factor": 2, "clip.vision.image_size": side}
    return _write(path, "gemma3", WIDTH, weights, metadata)


def write_qwen_eye(path: Path) -> Path:
    """The larger the picture the more tokens, between two marks; they count for fewer positions."""
    weights = _eye(3, 0) | {"v.patch_embd.weight.1": _patches(7)}
    weights |= {"v.post_ln.weight": _ones(EYE), "v.post_ln.bias": _zeros(EYE)}
    matrix = Random(8)
    for number, rows in (("0", 4 * EYE), ("2", WIDTH)):
        weights |= {f"mm.{number}.weight": matrix(rows, 4 * EYE), f"mm.{number}.bias": _zeros(rows)}
    return _write(path, "qwen2vl_merger", WIDTH, weights, {})


def write_qwen(path: Path, *, context: int = 1024) -> Path:
    """A model whose positions have four numbers."""
    start, *others, end = CONTROL
    return write_model(
        path,
        architecture="qwen2vl",
        context=context,
        control=(start, *others, "<|vision_start|>", "<|vision_end|>", end),
        weights=random_weights(TOKENS + 2, WIDTH, 2, 1),
        metadata={"qwen2vl.rope.dimension_sections": [2, 3, 3, 0]},
    )


def write_idefics(path: Path, *, context: int = 1024) -> Path:
    """A model that knows the marks around the tiles of a picture."""
    start, *others, end = CONTROL
    control = (start, *others, "<fake_token_around_image>", "<global-img>", end)
    return write_model(path, context=context, control=control, user_defined=(*USER_DEFINED, "\n\n"), words=1)


def write_idefics_eye(path: Path) -> Path:
    """A picture is seen whole, in 16 tokens, and a large one besides in tiles of 16, with marks between them."""
    patches = (SIDE // PATCH) ** 2
    weights = _eye(3, patches) | {"v.post_ln.weight": _ones(EYE), "v.post_ln.bias": _zeros(EYE)}
    weights["mm.model.fc.weight"] = Random(6)(WIDTH, 4 * EYE)
    metadata = {"clip.vision.projector.scale_factor": 2, "clip.vision.preproc_image_size": 2 * SIDE}
    return _write(path, "idefics3", WIDTH, weights, metadata)


PAIRS: dict[str, tuple[Callable[[Path], Path], Callable[[Path], Path]]] = {
    "llava": (lambda path: write_model(path, context=1024), write_llava),
    "gemma3": (write_gemma3, write_gemma_eye),
    "qwen2vl": (write_qwen, write_qwen_eye),
    "idefics3": (write_idefics, write_idefics_eye),
    "lfm2": (write_lfm2, write_llava),
}
"""Models, and what lets each see."""


def write_pair(folder: Path, kind: str) -> Path:
    """The model's file; its projector lies beside it, so that it is found."""
    model, projector = PAIRS[kind]
    folder.mkdir(parents=True, exist_ok=True)
    projector(folder / f"mmproj-{kind}.gguf")
    return model(folder / f"{kind}.gguf")


def _write(path: Path, kind: str, width: int, weights: Mapping[str, np.ndarray], metadata: Mapping[str, Any]) -> Path:
    writer = gguf.GGUFWriter(str(path), "clip")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", kind)
    writer.add_bool("clip.use_gelu", True)
    numbers = {"embedding_length": EYE, "attention.head_count": 2, "feed_forward_length": 2 * EYE, "block_count": 2}
    numbers |= {"projection_dim": width, "image_size": SIDE, "patch_size": PATCH}
    for key, value in {**{f"clip.vision.{name}": value for name, value in numbers.items()}, **metadata}.items():
        add = {bool: writer.add_bool, int: writer.add_uint32}[type(value)]
        add(key, value)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    for name, tensor in weights.items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _eye(seed: int, patches: int) -> dict[str, np.ndarray]:
    """Two layers over patches, which have so many places, or none."""
    matrix = Random(seed)
    weights = {"v.patch_embd.weight": _patches(seed)}
    if patches:
        weights["v.position_embd.weight"] = matrix(patches, EYE)
    for layer in range(2):
        block = f"v.blk.{layer}."
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            weights |= {f"{block}{name}.weight": matrix(EYE, EYE), f"{block}{name}.bias": _zeros(EYE)}
        for name in ("ln1", "ln2"):
            weights |= {f"{block}{name}.weight": _ones(EYE), f"{block}{name}.bias": _zeros(EYE)}
        for name, rows, columns in (("ffn_up", 2 * EYE, EYE), ("ffn_down", EYE, 2 * EYE)):
            weights |= {f"{block}{name}.weight": matrix(rows, columns), f"{block}{name}.bias": _zeros(rows)}
    return weights


def _ones(size: int) -> np.ndarray:
    return np.ones(size, np.float32)


def _zeros(size: int) -> np.ndarray:
    return np.zeros(size, np.float32)


def _patches(seed: int) -> np.ndarray:
    return Random(seed)(EYE, 3 * PATCH * PATCH).reshape(EYE, 3, PATCH, PATCH)
