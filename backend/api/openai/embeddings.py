"""`/v1/embeddings`: texts as vectors."""

from __future__ import annotations

import base64
from typing import Any

from fastapi import APIRouter

from backend.api.house import SoundHouse
from backend.api.openai.asked import EmbeddingsAsked
from backend.api.openai.models import find
from backend.errors import Invalid

router = APIRouter(prefix="/v1", include_in_schema=False)
MOST = 2048


@router.post("/embeddings")
async def v1_embeddings(asked: EmbeddingsAsked, house: SoundHouse) -> dict[str, Any]:
    """A vector for each text, of length 1, in their order."""
    texts = _texts(asked)
    model = await find(house.models, asked.model)
    if model.purpose != "search":
        raise Invalid(f"{model.name} is for chatting, not for searching.", "Ask an embedding model.", param="model")
    found = await house.embedders.embed(model, texts)
    width = found.vectors.shape[1]
    if asked.dimensions not in (None, width):
        raise Invalid(f"dimensions: the vectors of {model.name} have {width}.", "Leave it out.", param="dimensions")
    data = [
        {
            "object": "embedding",
            "index": index,
            "embedding": base64.b64encode(vector.astype("<f4").tobytes()).decode()
            if asked.encoding_format == "base64"
            else vector.tolist(),
        }
        for index, vector in enumerate(found.vectors)
    ]
    usage = {"prompt_tokens": found.tokens, "total_tokens": found.tokens}
    return {"object": "list", "model": model.id, "data": data, "usage": usage}


def _texts(asked: EmbeddingsAsked) -> list[str]:
    texts = [asked.input] if isinstance(asked.input, str) else asked.input
    if not 0 < len(texts) <= MOST:
        raise Invalid(f"input: send 1 to {MOST} texts.", param="input")
    for number, text in enumerate(texts):
        place = "input" if isinstance(asked.input, str) else f"input[{number}]"
        if not isinstance(text, str):
            raise Invalid(f"{place}: it is no text.", "Send texts; numbers of tokens are not read.", param=place)
        if not text.strip() or "\0" in text:
            raise Invalid(f"{place}: there is no word in it.", param=place)
    return [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
