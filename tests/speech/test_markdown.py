"""Markdown is read as a person would read it out."""

from __future__ import annotations

import pytest

from backend.speech.markdown import Markdown


def read(text: str, language: str = "en") -> str:
    """The words, with every pause as a bar."""
    markdown = Markdown(language)
    words = markdown.feed(text) + markdown.finish()
    return " | ".join(" ".join(part.split()) for part in words.split("\n") if part.strip())


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("# Title\ntext", "Title | text"),
        ("#hashtag and C#", "#hashtag and C#"),
        ("Title\n=====\ntext", "Title | text"),
        ("**bold** and *thin* and __bold__ and _thin_ and ***both***", "bold and thin and bold and thin and both"),
        ("~~gone~~ but ~5", "gone but ~5"),
        ("snake_case_name and 2 * 3 and 2*3", "snake_case_name and 2 * 3 and 2*3"),
        ("- one\n- two\n  - three\n* four\n+ five", "one | two | three | four | five"),
        ("1. one\n2) two", "1: one | 2: two"),
        ("- [ ] open\n- [x] done", "open | done"),
        ("> quoted\n> more", "quoted more"),
        ("one line\nthe same paragraph\n\nthe next", "one line the same paragraph | the next"),
        ("a\n\n---\n\nb\n***\nc", "a | b | c"),
        ("see [the docs](https://a.org/b_(c)) now", "see the docs now"),
        ("see [the **docs**][1] now", "see the docs now"),
        ("an array a[1] and [brackets]", "an array a[1] and [brackets]"),
        ("![a fire](http://a.org/fire.png)", "a fire"),
        ("Wow! Really", "Wow! Really"),
        ("a note[^1] here", "a note here"),
        ("go to https://www.example.org/a/b?c=d.", "go to example.org."),
        ("go to https://a.org/?q=" + "x" * 900 + " now", "go to a.org now"),
        ("a line\\\nbroken", "a line broken"),
        ("`code`\n**bold**\n[link](x)\nend", "code bold link end"),
        ("go to www.example.org, or <https://a.org/x>", "go to example.org, or a.org"),
        ("who has what", "who has what"),
        ("call `run_it()` or ``a ` b``", "call run it or a ` b"),
        ("in `__main__.py`, `_private` and `a_b`", "in main.py, private and a b"),
        ("so `for (i = 0; i < n;)` loops", "so Code loops"),
        ("run `pip install -U foo` now", "run pip install -U foo now"),
        ("as follows:\n\n    x = 1\n\n    y = 2\n\nafter", "as follows: | Code | after"),
        ("- item\n\n    more of it\n\n    and more\n\nend", "item | more of it | and more | end"),
        ("a paragraph\n    goes on", "a paragraph goes on"),
        ("text[^1]\n\n[^1]: The *source*.\n", "text | Note 1: The source."),
        ('see [the docs][d]\n\n[d]: https://a.org/x "Docs"\n', "see the docs"),
        ("[Sic]: that was all of it", "[Sic]: that was all of it"),
        ("> [!NOTE]\n> Take care", "Note: Take care"),
        ('<tool_call>{"a": 1}</tool_call>Done', "Done"),
        ("x" * 9 + " https://a.org/" + "y" * 900 + " z", "xxxxxxxxx a.org z"),
        ("so \\(x^2\n+ 1\\) is", "so formula is"),
        ("before\n```python\nprint('x')\n```\nafter", "before | Code | after"),
        ("~~~\nx\n```\n~~~\nafter", "Code | after"),
        ("````\n```\nstill code\n```\n````\nafter", "Code | after"),
        ("```unclosed\nno\nno", "Code"),
        ("so:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nafter", "so: | Table | after"),
        ("then $x^2 + 1$ is", "then x squared plus 1 is"),
        ("the value $x$ is", "the value x is"),
        ("then $$\nx^2\n$$ is", "then formula is"),
        (r"then \(x^2\) and \[ y \] are", "then x squared and y are"),
        ("it costs $5 or $1,000.50 today", "it costs $5 or $1,000.50 today"),
        ("stray $$ money\n\nnext", "stray formula | next"),
        (r"\*not bold\* and C:\new", r"*not bold* and C:\new"),
        ("a <b>bold</b> word<br>and <span class='x'>more</span>", "a bold word | and more"),
        ("5 < 6 and a<b and <3", "5 < 6 and a<b and <3"),
        ("fish &amp; chips &unknown; R&D", "fish & chips &unknown; R&D"),
        ("before <!-- hidden --> after", "before after"),
        ("fire 🔥👩‍👩‍👧 flag 🇩🇪 one 1️⃣ 20 °C ✓", "fire flag one 1 20 °C"),
        ("<think>secret\n\n# also\n```</think>Answer", "Answer"),
        ("<think>never ends", ""),
        ("", ""),
    ],
)
def test_reads_out(text: str, heard: str) -> None:
    assert read(text) == heard


def test_announces_in_the_language_of_the_voice() -> None:
    text = "```\nx\n```\n| a |\n\n$\\int x$ [^1]\n\n[^1]: x"
    assert read(text, "de") == "Code | Tabelle | Formel | Anmerkung 1: x"
    assert read(text, "fr-FR") == "Code | Tableau | formule | Note 1: x"
    assert read(text, "zu") == "Code | Table | formula | Note 1: x"
