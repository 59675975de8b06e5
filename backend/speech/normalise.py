"""Written words as they are spoken: abbreviations, money, dates, times, units.

What espeak reads well by itself (numbers, percent, most symbols) is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str] | str]


def normalise(text: str, language: str) -> str:
    """The words to speak for `text`; `language` is the voice's BCP 47 tag."""
    for pattern, spoken in RULES.get(language.partition("-")[0].lower(), ()) + EVERYWHERE:
        text = pattern.sub(spoken, text)
    return " ".join(text.split())


def _words(table: dict[str, str]) -> tuple[Rule, ...]:
    """Rules that put one word for another, longest first, only where it stands alone."""
    names = sorted(table, key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(" + "|".join(re.escape(name).replace(r"\ ", r"[\s  ]?") for name in names) + r")(?!\w)"
    )
    plain = {re.sub(r"\s", "", name): spoken for name, spoken in table.items()}
    return ((pattern, lambda found: plain[re.sub(r"\s", "", found[1])]),)


def _units(table: dict[str, tuple[str, str]]) -> tuple[Rule, ...]:
    """Rules for units right after a number: one word for exactly 1, another for the rest."""
    names = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.,])(\d[\d.,]*)[\s  ]?({names})(?![\w/])")

    def spoken(found: re.Match[str]) -> str:
        one, many = table[found[2]]
        return f"{found[1]} {one if found[1] == '1' else many}"

    return ((pattern, spoken),)


EVERYWHERE: tuple[Rule, ...] = (
    (re.compile(r"[_|`]+"), " "),
    (re.compile(r"\s*(->|→|⇒|=>)\s*"), ", "),
)

# ------------------------------------------------------------------ English

ENGLISH_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
ENGLISH_CURRENCIES = {
    "$": ("dollar", "dollars", "cents"),
    "€": ("euro", "euros", "cents"),
    "£": ("pound", "pounds", "pence"),
}
ENGLISH_WORDS = {
    "Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missus", "Prof.": "Professor", "St.": "Saint",
    "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "vs.": "versus", "approx.": "approximately",
    "cf.": "compare", "Fig.": "Figure", "fig.": "figure", "w/": "with", "w/o": "without", "&": "and",
}  # fmt: skip
ENGLISH_UNITS = {
    "km/h": ("kilometre per hour", "kilometres per hour"), "mph": ("mile per hour", "miles per hour"),
    "km": ("kilometre", "kilometres"), "cm": ("centimetre", "centimetres"), "mm": ("millimetre", "millimetres"),
    "m": ("metre", "metres"), "ft": ("foot", "feet"), "kg": ("kilogram", "kilograms"), "g": ("gram", "grams"),
    "mg": ("milligram", "milligrams"), "lb": ("pound", "pounds"), "oz": ("ounce", "ounces"),
    "ml": ("millilitre", "millilitres"), "l": ("litre", "litres"), "L": ("litre", "litres"),
    "ms": ("millisecond", "milliseconds"), "s": ("second", "seconds"), "min": ("minute", "minutes"),
    "h": ("hour", "hours"), "kB": ("kilobyte", "kilobytes"), "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"), "TB": ("terabyte", "terabytes"),
    "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"), "W": ("watt", "watts"), "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"), "V": ("volt", "volts"),
    "°C": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
}  # fmt: skip


def _english_money(found: re.Match[str]) -> str:
    one, many, small = ENGLISH_CURRENCIES[found[1]]
    whole, cents, scale = found[2], found[3], found[4]
    if scale:
        return f"{whole}{'.' + cents if cents else ''} {scale} {many}"
    if cents and len(cents) == 2:
        rest = f" and {int(cents)} {small if int(cents) != 1 else small.rstrip('s')}" if int(cents) else ""
        return f"{whole} {one if whole == '1' else many}{rest}"
    return f"{whole}{'.' + cents if cents else ''} {one if whole == '1' and not cents else many}"


def _english_date(found: re.Match[str]) -> str:
    return f"{ENGLISH_MONTHS[int(found[2]) - 1]} {int(found[3])}, {found[1]}"


ISO_DATE = re.compile(r"(?<![\w-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
ENGLISH: tuple[Rule, ...] = (
    (
        re.compile(r"([$€£])\s?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(?:\s(thousand|million|billion|trillion)\b)?"),
        _english_money,
    ),
    (ISO_DATE, _english_date),
    (re.compile(r"(?<![\w:])([01]?\d|2[0-3]):00(?![\w:])"), r"\1 o'clock"),
    (re.compile(r"(?<![\w:])([01]?\d|2[0-3]):0([1-9])(?![\w:])"), r"\1 oh \2"),
    (re.compile(r"(?<![\w:])([01]?\d|2[0-3]):([1-5]\d)(?![\w:])"), r"\1 \2"),
    (re.compile(r"(?<=\d)\s?[–—]\s?(?=[\d$€£])"), " to "),
    (re.compile(r"(?<!\w)~\s?(?=\d)"), "about "),
    (re.compile(r"(?<!\w)#(?=\d)"), "number "),
    *_units(ENGLISH_UNITS),
    *_words(ENGLISH_WORDS),
)

# ------------------------------------------------------------------ German

GERMAN_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
GERMAN_ORDINALS = """
    erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt
    siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst zweiundzwanzigst dreiundzwanzigst vierundzwanzigst
    fünfundzwanzigst sechsundzwanzigst siebenundzwanzigst achtundzwanzigst neunundzwanzigst dreißigst einunddreißigst
""".split()  # noqa: SIM905
GERMAN_CURRENCIES = {"€": "Euro", "EUR": "Euro", "$": "Dollar", "£": "Pfund", "CHF": "Franken"}
GERMAN_WORDS = {
    "Dr.": "Doktor", "Hr.": "Herr", "Fr.": "Frau", "Prof.": "Professor", "Nr.": "Nummer", "St.": "Sankt",
    "z. B.": "zum Beispiel", "d. h.": "das heißt", "u. a.": "unter anderem", "z. T.": "zum Teil",
    "i. d. R.": "in der Regel", "o. Ä.": "oder Ähnliches", "u. U.": "unter Umständen", "s. o.": "siehe oben",
    "s. u.": "siehe unten", "v. a.": "vor allem", "usw.": "und so weiter", "bzw.": "beziehungsweise",
    "bspw.": "beispielsweise", "ca.": "circa", "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive",
    "exkl.": "exklusive", "sog.": "sogenannte", "vgl.": "vergleiche", "etc.": "et cetera", "zzgl.": "zuzüglich",
    "Mio.": "Millionen", "Mrd.": "Milliarden", "Abb.": "Abbildung", "Jh.": "Jahrhundert", "&": "und",
}  # fmt: skip
GERMAN_UNITS = {
    "km/h": ("Kilometer pro Stunde", "Kilometer pro Stunde"), "km": ("Kilometer", "Kilometer"),
    "cm": ("Zentimeter", "Zentimeter"), "mm": ("Millimeter", "Millimeter"), "m": ("Meter", "Meter"),
    "kg": ("Kilogramm", "Kilogramm"), "g": ("Gramm", "Gramm"), "mg": ("Milligramm", "Milligramm"),
    "ml": ("Milliliter", "Milliliter"), "l": ("Liter", "Liter"), "L": ("Liter", "Liter"),
    "ms": ("Millisekunde", "Millisekunden"), "s": ("Sekunde", "Sekunden"), "min": ("Minute", "Minuten"),
    "h": ("Stunde", "Stunden"), "kB": ("Kilobyte", "Kilobyte"), "KB": ("Kilobyte", "Kilobyte"),
    "MB": ("Megabyte", "Megabyte"), "GB": ("Gigabyte", "Gigabyte"), "TB": ("Terabyte", "Terabyte"),
    "Hz": ("Hertz", "Hertz"), "kHz": ("Kilohertz", "Kilohertz"), "MHz": ("Megahertz", "Megahertz"),
    "GHz": ("Gigahertz", "Gigahertz"), "W": ("Watt", "Watt"), "kW": ("Kilowatt", "Kilowatt"),
    "kWh": ("Kilowattstunde", "Kilowattstunden"), "V": ("Volt", "Volt"),
    "°C": ("Grad Celsius", "Grad Celsius"), "°": ("Grad", "Grad"),
}  # fmt: skip


def _german_money(found: re.Match[str]) -> str:
    whole, cents, currency = found[1], found[2], GERMAN_CURRENCIES[found[3]]
    amount = "ein" if whole == "1" else whole
    return f"{amount} {currency} {int(cents)}" if cents and int(cents) else f"{amount} {currency}"


def _german_ordinal(day: str, before: str | None) -> str:
    """`am 3.` is “am dritten”, `der 3.` “der dritte”, `3.` alone “dritter”."""
    ending = {None: "er", "der": "e", "die": "e", "das": "e"}.get(before.lower() if before else None, "en")
    return GERMAN_ORDINALS[int(day) - 1] + ending


def _german_date(found: re.Match[str]) -> str:
    before, day, month, year = found[1], found[2], found[3], found[4]
    name = GERMAN_MONTHS[int(month) - 1] if month.isdigit() else month
    words = (before, _german_ordinal(day, before), name, year)
    return " ".join(word for word in words if word)


def _german_iso_date(found: re.Match[str]) -> str:
    return f"{GERMAN_ORDINALS[int(found[3]) - 1]}er {GERMAN_MONTHS[int(found[2]) - 1]} {found[1]}"


_BEFORE = r"(?:\b(am|vom|zum|bis|ab|seit|dem|den|des|der|die|das|im)\s+)?"
_DAY = r"(?<![\d.,])(0?[1-9]|[12]\d|3[01])\."
GERMAN: tuple[Rule, ...] = (
    (re.compile(_BEFORE + _DAY + r"\s?(0?[1-9]|1[0-2])\.\s?(\d{4})\b", re.IGNORECASE), _german_date),
    (re.compile(_BEFORE + _DAY + r"\s?(" + "|".join(GERMAN_MONTHS) + r")\b()", re.IGNORECASE), _german_date),
    (ISO_DATE, _german_iso_date),
    (re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{2}))?[\s  ]?(€|EUR|\$|£|CHF)(?!\w)"), _german_money),
    (re.compile(r"(?<![\w:])([01]?\d|2[0-3])[:.]00 Uhr\b"), r"\1 Uhr"),
    (re.compile(r"(?<![\w:])([01]?\d|2[0-3])[:.]0?([1-9]|[1-5]\d) Uhr\b"), r"\1 Uhr \2"),
    (re.compile(r"(?<![\w:])([01]?\d|2[0-3]):00(?![\w:])"), r"\1 Uhr"),
    (re.compile(r"(?<![\w:])([01]?\d|2[0-3]):0?([1-9]|[1-5]\d)(?![\w:])"), r"\1 Uhr \2"),
    (re.compile(r"(?<=\d)\s?[–—]\s?(?=\d)"), " bis "),
    (re.compile(r"(?<!\w)~\s?(?=\d)"), "etwa "),
    (re.compile(r"(?<!\w)#(?=\d)"), "Nummer "),
    *_units(GERMAN_UNITS),
    *_words(GERMAN_WORDS),
)

RULES: dict[str, tuple[Rule, ...]] = {"en": ENGLISH, "de": GERMAN}
