"""Whatever goes wrong is said in German, too."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.said import fits, kinds, literals, sentences

ROOT = Path(__file__).resolve().parent.parent
TOO_SHORT = 7
"""Letters: a sentence with fewer of its own would be taken for any other."""

GERMAN: dict[str, str] = json.loads((ROOT / "ui/src/shared/i18n/said.de.json").read_text("utf-8"))


def own_letters(sentence: str) -> int:
    return sum(map(str.isalpha, sentence))


def test_every_sentence_has_its_german() -> None:
    wanted = {one for one in sentences() | fits() | kinds() if "{}" not in one or own_letters(one) >= TOO_SHORT}
    assert wanted - GERMAN.keys() == set()


def test_nothing_is_kept_that_nobody_says() -> None:
    assert GERMAN.keys() - literals() - fits() - kinds() == set()


def test_what_is_put_in_stands_in_both() -> None:
    for sentence, german in GERMAN.items():
        slots = [f"{{{number}}}" for number in range(sentence.count("{}"))]
        assert sorted(re.findall(r"\{\d\}", german)) == slots, sentence
        assert "{}" not in german
