"""Written words are spoken as a listener of the language expects; `spoken/*.txt` holds what that is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.speech.language import FILES
from backend.speech.normalise import normalise

patient = settings(deadline=None, suppress_health_check=list(HealthCheck))  # on a busy machine too

CASES = [
    pytest.param(file.stem, *line.split(" => ", 1), id=f"{file.stem}: {line.split(' => ')[0]}")
    for file in sorted(Path(__file__).with_name("spoken").glob("*.txt"))
    for line in file.read_text("utf-8").splitlines()
    if not re.match(r"# |$", line)
]
LANGUAGES = [*sorted(file.stem for file in FILES.glob("*.toml")), "xx", "", "../en"]
PIECES = st.lists(
    st.one_of(
        st.sampled_from([*" .,:/@-–()€$%x²^#~<>", "1 ", "20", "3.", "2026", "12:30", "0", "km", "°C", "XIV"]),
        st.sampled_from(["Mai", "May", "Dr.", "z. B.", "a", "b.org", "+49 ", "(0)", "Mo", " bis ", "24/7", "1/2"]),
        st.text(max_size=3),
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(("language", "written", "spoken"), CASES)
def test_is_spoken(language: str, written: str, spoken: str) -> None:
    assert normalise(written, language) == spoken


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("en-US", "on 03/05/2026", "on March 5th, 20 26"),
        ("en-GB", "on 03/05/2026", "on the 3rd of May 20 26"),
        ("en_GB", "Dr. No", "Doctor No"),
        ("de-AT", "z. B.", "zum Beispiel"),
        ("fr-fr", "M. Dupont", "Monsieur Dupont"),
        ("es-419", "Sr. López", "Señor López"),
        ("it", "me@example.it", "me chiocciola example punto it"),
        ("xx", "me@example.org, 5 km, a → b", "me@example.org, 5 km, a, b"),
        ("", "snake_case", "snake case"),
    ],
)
def test_regions_and_languages_without_rules(language: str, written: str, spoken: str) -> None:
    assert normalise(written, language) == spoken


@patient
@given(PIECES, st.sampled_from(LANGUAGES))
def test_any_text_gives_words_that_know_their_places(text: str, language: str) -> None:
    spoken = normalise(text, language)
    assert spoken == " ".join(spoken.split())
    assert list(spoken.starts) == sorted(spoken.starts)
    assert len(spoken.starts) == len(spoken)
    assert all(0 <= start <= len(text) for start in spoken.starts)
    assert spoken.end <= len(text)


@patient
@given(st.lists(st.from_regex(r"[b-z]{5,9}", fullmatch=True)).map(" ".join), st.sampled_from(LANGUAGES))
def test_plain_words_stay_as_they_are(text: str, language: str) -> None:
    spoken = normalise(text, language)
    assert spoken == text
    assert spoken.starts == tuple(range(len(text)))


def test_a_spoken_word_is_traced_to_what_was_written() -> None:
    text = "It costs $3.50 on 2026-11-20, Dr. Who."
    spoken = normalise(text, "en")
    assert spoken == "It costs 3 dollars and 50 cents on November 20th, 20 26, Doctor Who."

    def written(word: str) -> str:
        begin = spoken.index(word)
        start, end = spoken.span(begin, begin + len(word))
        return text[start:end]

    assert [written(word) for word in ("costs", "dollars", "cents", "20th", "Doctor", "Who.")] == [
        "costs",
        "$3.50",
        "$3.50",
        "2026-11-20",
        "Dr.",
        "Who.",
    ]
