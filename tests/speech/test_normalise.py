"""Abbreviations, money, dates and units are spoken as words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.speech.normalise import normalise

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine too


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("en-US", "Dr. Smith vs. Mr. Jones, e.g. here", "Doctor Smith versus Mister Jones, for example here"),
        ("en", "It costs $3.50, $1, £2.01 or €5 million.", "It costs 3 dollars and 50 cents, 1 dollar, "
         "2 pounds and 1 pence or 5 million euros."),
        ("en", "on 2026-11-20 at 14:30, 9:05 and 8:00", "on November 20, 2026 at 14 30, 9 oh 5 and 8 o'clock"),
        ("en", "5 km, 1 kg, 20 °C, 100 km/h and 8GB", "5 kilometres, 1 kilogram, 20 degrees Celsius, "
         "100 kilometres per hour and 8 gigabytes"),
        ("en", "pages 10–20, ~5, #3, R & D", "pages 10 to 20, about 5, number 3, R and D"),
        ("en", "snake_case → done", "snake case, done"),
        ("en", "I m not 5 monkeys, version 2.0.1", "I m not 5 monkeys, version 2.0.1"),
        ("de", "Dr. Müller, z. B. bzw. z.B. usw.", "Doktor Müller, zum Beispiel beziehungsweise zum Beispiel "
         "und so weiter"),
        ("de", "Das kostet 3,50 € oder 1.000 EUR, 1 € mehr.", "Das kostet 3 Euro 50 oder 1.000 Euro, ein Euro mehr."),
        ("de", "am 3. Mai 2026, der 20.11.2026, 1.1.2027", "am dritten Mai 2026, der zwanzigste November 2026, "
         "erster Januar 2027"),
        ("de", "um 14:30 Uhr, 9:05, 8:00 und 7.45 Uhr", "um 14 Uhr 30, 9 Uhr 5, 8 Uhr und 7 Uhr 45"),
        ("de", "5 km bei 20 °C und 10–20 km/h", "5 Kilometer bei 20 Grad Celsius und 10 bis 20 Kilometer pro Stunde"),
        ("fr", "Dr. Dupont, 5 km", "Dr. Dupont, 5 km"),
    ],
)  # fmt: skip
def test_speaks(language: str, written: str, spoken: str) -> None:
    assert normalise(written, language) == spoken


@patient
@given(st.text(max_size=200), st.sampled_from(["en", "de", "xx", ""]))
def test_any_text_gives_words(text: str, language: str) -> None:
    spoken = normalise(text, language)
    assert spoken == " ".join(spoken.split())


@patient
@given(st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True)).map(" ".join), st.sampled_from(["en", "de"]))
def test_plain_words_stay_as_they_are(text: str, language: str) -> None:
    assert normalise(text, language) == text
