"""The wish for a summary, as the chat templates of the world render it: after what was read already, begun already."""

from __future__ import annotations

from itertools import takewhile

import pytest

from backend.domain import Summary, now
from backend.engines.base import ToolSpec, Turn
from backend.engines.template import ChatTemplate
from backend.runs import wording
from tests.llama_cpp_source import templates

SUMMARY = Summary(message_id="a", text="You bake. 42 loaves.", messages=4, model_id="m", created_at=now())
TOLD = (
    wording.recalled(SUMMARY),
    Turn(role="user", content="Where do I begin?"),
    Turn(role="assistant", content="With time."),
)
TOOL = ToolSpec(name="clock", description="Tells the time.")


@pytest.mark.timeout(900)  # the first test may have to fetch them
@pytest.mark.parametrize("tools", [(), (TOOL,)], ids=["no tools", "tools"])
def test_every_template_lets_the_model_begin_at_once_behind_what_it_has_read(tools: tuple[ToolSpec, ...]) -> None:
    files = sorted(templates().glob("*.jinja"))
    assert len(files) >= 60
    for file in files:
        template = ChatTemplate(file.read_text("utf-8"), bos="<s>", eos="</s>")
        folding = rendered(template, wording.folding(TOLD, 300), tools)
        assert folding.endswith("Summary:"), file.name
        assert folding.rfind("<think>") <= folding.rfind("</think>"), file.name
        assert "42 loaves" in folding, file.name
        before = rendered(template, (*TOLD, Turn(role="user", content="And then?")), tools)
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, folding, strict=False)))
        assert "With time." in folding[:shared], file.name


def rendered(template: ChatTemplate, turns: tuple[Turn, ...], tools: tuple[ToolSpec, ...]) -> str:
    return "".join(span.text for span in template.spans(turns, tools))


@pytest.mark.parametrize(
    ("written", "text"),
    [(" Bread.", "Bread."), ("Summary: Bread.", "Bread."), ("Zusammenfassung:\nBrot.", "Brot."), (" \n", "")],
)
def test_a_head_that_is_repeated_is_no_part_of_the_summary(written: str, text: str) -> None:
    assert wording.summed_up(written) == text


@pytest.mark.parametrize("letters", [10, 100, 999])
def test_what_is_cut_keeps_its_beginning_and_its_end(letters: int) -> None:
    words = "a" * 500 + "b" * 500
    cut = wording.shortly(Turn(role="user", content=words), letters).content
    assert cut[0] == "a"
    assert cut[-1] == "b"
    assert "\n[…]\n" in cut
    assert len(cut) <= letters + len("\n[…]\n")
    whole = Turn(role="user", content="short")
    assert wording.shortly(whole, letters) == whole
