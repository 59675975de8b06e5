"""Lets a llama.cpp model see: its projector (mmproj), run by libmtmd."""

from __future__ import annotations

import ctypes
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np

from backend.engines.base import Image
from backend.engines.pictures import MOST, Tile, broken, stand_ins
from backend.errors import EngineFailed
from backend.images import look

Seen = np.ndarray[Any, np.dtype[np.float32]]
"""What a model sees in a tile: float32 [tokens, numbers that the model takes for each]."""
_TEXT, _IMAGE = 0, 1
_LAYOUTS = 256
_MOST_HERE = 1_024
"""Tokens of a tile, where a processor looks and it is open: four times as many took it 12 times as long."""
_SCAN, _END = b"\xff\xda", b"\xff\xd9"
"""Where in a JPEG the points begin, and what stands behind them."""
_PROBE = 64
"""Pixels a side of a picture that is only measured."""


class UnfitError(Exception):
    """A projector is of no use to the model that it was loaded for."""


class Eye:
    """One projector for one loaded model.

    `at_once`: it sees a tile only when all of that lies in one batch, whose tokens look at each other both ways. With
    `turns` a token's position has four numbers, and a tile takes fewer positions than it has tokens. `layout` belongs
    to one thread, `look` to another.
    """

    def __init__(self, library: Any, model: int, path: str, *, device: int | None, threads: int, listen: Any) -> None:
        """Load it onto a graphics card, or without a `device` for the processor.

        `listen` is a callback that outlives it and is given what libmtmd says. Raises `UnfitError` when it is of no use
        to that model, and OSError or RuntimeError without libmtmd.
        """
        from llama_cpp import mtmd_cpp

        self._c = mtmd_cpp
        parameters = mtmd_cpp.mtmd_context_params_default()
        parameters.use_gpu, parameters.device = device is not None, device
        parameters.n_threads, parameters.print_timings = threads, False
        if device is None:
            parameters.image_max_tokens = _MOST_HERE
        self._width: int = library.llama_model_n_embd_inp(model)
        self._layouts: OrderedDict[str, tuple[Sequence[int] | Tile, ...]] = OrderedDict()
        self._silence = type(listen)()
        mtmd_cpp.mtmd_helper_log_set(listen, None)
        self._raw = mtmd_cpp.mtmd_init_from_file(os.fsencode(path), model, parameters)
        if not self._raw:
            raise UnfitError
        self.at_once = bool(mtmd_cpp.mtmd_decode_use_non_causal(self._raw, None))
        self.turns = bool(mtmd_cpp.mtmd_decode_use_mrope(self._raw))
        try:
            self._check()
        except (UnfitError, EngineFailed):
            self.close()
            raise

    def _check(self) -> None:
        if not self._c.mtmd_support_vision(self._raw):
            raise UnfitError
        with self._chunks(self._blank(_PROBE, _PROBE)) as chunks:
            for chunk in chunks:
                self._marks(chunk)
                if self._is_tile(chunk) and (self._places(chunk, 1) - self._places(chunk, 0) != 1).any():
                    raise UnfitError

    # -------------------------------------------------------------- what stands in a prompt

    def layout(self, image: Image) -> tuple[Sequence[int] | Tile, ...]:
        """The tiles of a picture and the tokens of the marks around them, in their order; it is not looked at yet.

        Raises `Invalid` or `EngineFailed`.
        """
        if image.id not in self._layouts:
            hollow = image.model_copy(update={"data": b""})  # what is remembered of many must not be their megabytes
            looked = look(image.data)
            with self._chunks(self._blank(looked.width, looked.height)) as chunks:
                numbers = count()
                try:
                    made = [self._piece(hollow, chunk, numbers) for chunk in chunks]
                except UnfitError:
                    raise _not_taken() from None
            self._layouts[image.id] = tuple(made)
            if len(self._layouts) > _LAYOUTS:
                self._layouts.popitem(last=False)
        self._layouts.move_to_end(image.id)
        pieces = self._layouts[image.id]
        return tuple(replace(piece, image=image) if isinstance(piece, Tile) else piece for piece in pieces)

    def _piece(self, image: Image, chunk: int, numbers: Iterator[int]) -> Sequence[int] | Tile:
        if not self._is_tile(chunk):
            return self._marks(chunk)
        number, many = next(numbers), self._c.mtmd_input_chunk_get_n_tokens(chunk)
        if not 0 < many <= MOST:
            raise EngineFailed(f"The model would take {many:,} tokens for {image.name}.", "Show it a smaller picture.")
        tokens = stand_ins(image.id, number, many, self._c.mtmd_input_chunk_get_n_pos(chunk))
        return Tile(image, number, tokens, self._places(chunk, 0))

    def _marks(self, chunk: int) -> list[int]:
        """The tokens of what is no tile."""
        size = ctypes.c_size_t()
        tokens = self._c.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(size))
        marks: list[int] = tokens[: size.value] if size.value else []
        if min(marks, default=0) < 0:  # the model does not know such a mark
            raise UnfitError
        return marks

    def _is_tile(self, chunk: int) -> bool:
        return bool(self._c.mtmd_input_chunk_get_type(chunk) == _IMAGE)

    def _places(self, chunk: int, start: int) -> np.ndarray[Any, np.dtype[np.int32]]:
        """The positions of a tile's tokens: one number each, or three; the fourth is always 0."""
        many = self._c.mtmd_input_chunk_get_n_tokens(chunk)
        if not self.turns:
            return np.arange(start, start + many, dtype=np.int32)[None]
        found = (self._c.mtmd_decoder_pos * many)()
        self._c.mtmd_helper_image_get_decoder_pos(self._c.mtmd_input_chunk_get_tokens_image(chunk), start, found)
        t, x, y, _ = np.frombuffer(found, np.int32).reshape(many, 4).T
        return np.stack([t, y, x])

    # -------------------------------------------------------------- what it sees

    def look(self, image: Image, gone: Callable[[], bool]) -> list[Seen] | None:
        """What the model sees in each tile; None when everybody is `gone` who wanted to know.

        Takes long on a processor. Raises `Invalid` or `EngineFailed`.
        """
        seen = []
        with self._chunks(self._drawn(image)) as chunks:
            for chunk in filter(self._is_tile, chunks):
                if gone():
                    return None
                if self._c.mtmd_encode_chunk(self._raw, chunk):
                    raise EngineFailed(f"The model could not look at {image.name}.", "Try again, or a smaller picture.")
                shape = (self._c.mtmd_input_chunk_get_n_tokens(chunk), self._width)
                seen.append(np.ctypeslib.as_array(self._c.mtmd_get_output_embd(self._raw), shape).copy())
        return seen

    def _blank(self, width: int, height: int) -> int | None:
        """A picture of that size whose points nobody knows."""
        found: int | None = self._c.mtmd_bitmap_init(width, height, None)
        return found

    def _drawn(self, image: Image) -> int:
        jpeg = look(image.data).media_type == "image/jpeg"  # nothing but that and PNG goes to the decoder
        if jpeg and image.data.rfind(_END) < image.data.rfind(_SCAN):  # it would draw a half one grey
            raise broken(image)
        options = self._c.mtmd_helper_init_opt_default()
        # What the decoder takes for no picture it would show to ffmpeg: there is none.
        options.video_params.ffmpeg_bin_dir = os.fsencode(os.devnull)
        data = (ctypes.c_uint8 * len(image.data)).from_buffer_copy(image.data)
        made = self._c.mtmd_helper_bitmap_init_from_buf_wrapper(self._raw, data, len(data), False, options)
        if made.video_ctx:
            self._c.mtmd_helper_video_free(made.video_ctx)
        if made.video_ctx or not made.bitmap:
            raise broken(image)
        return int(made.bitmap)

    @contextmanager
    def _chunks(self, bitmap: int | None) -> Iterator[list[int]]:
        """The pieces of a prompt that is only this picture, which is given back then."""
        text = self._c.mtmd_default_marker()
        prompt = self._c.mtmd_input_text(text, len(text), False, True)
        chunks = self._c.mtmd_input_chunks_init()
        try:
            bitmaps = (ctypes.c_void_p * 1)(bitmap)
            if not bitmap or self._c.mtmd_tokenize(self._raw, chunks, ctypes.byref(prompt), bitmaps, 1):
                raise _not_taken()
            size = self._c.mtmd_input_chunks_size(chunks)
            yield [self._c.mtmd_input_chunks_get(chunks, number) for number in range(size)]
        finally:
            self._c.mtmd_input_chunks_free(chunks)
            if bitmap:
                self._c.mtmd_bitmap_free(bitmap)

    def close(self) -> None:
        """Give its memory back."""
        if self._raw:
            self._c.mtmd_free(self._raw)
            self._c.mtmd_helper_log_set(self._silence, None)
        self._raw = None


def _not_taken() -> EngineFailed:
    return EngineFailed("The model could not take the picture in.", "Try again, or another picture.")
