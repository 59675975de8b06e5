"""Rule files are laid over one another, and all of them are whole."""

from __future__ import annotations

import re

import pytest

from backend.speech.language import FILES, language
from backend.speech.rulebook import rulebook

NAMES = sorted(file.stem for file in FILES.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_can_be_used(name: str) -> None:
    assert rulebook(name)
    spoken = language(name)
    assert set(spoken.announced) == {"code", "table", "formula", "note"}
    assert all(word == word.lower() for word in spoken.opening)
    assert all(len(forms) == 2 for forms in spoken.units.values())
    assert all({"one", "many"} <= set(forms) for forms in spoken.currencies.values())


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_finds_nothing_at_all(name: str) -> None:
    """A rule that finds an empty stretch would put words between all letters."""
    assert [rule.pattern.pattern for rule in rulebook(name) if re.search(rule.pattern, "")] == []


def test_a_region_is_laid_over_its_language() -> None:
    assert len(language("en-GB").rules) == len(language("en").rules) + 1
    assert language("en-GB").announced == language("en").announced
    assert language("en_gb").rules == language("en-gb-scotland").rules == language("en-GB").rules


def test_a_language_without_a_file_has_the_rules_for_all() -> None:
    assert language("tlh").rules == language("und").rules == language("").rules
    assert language("../und").rules == language("und").rules
