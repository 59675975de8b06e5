"""Values for the slots of a phrase: names, places, times, sums, invented words."""

import random
from collections.abc import Callable
from pathlib import Path


def listed(name: str) -> list[str]:
    """The words of one list in phrases/words.txt, in their order."""
    text = (Path(__file__).parent / "phrases" / "words.txt").read_text(encoding="utf-8")
    lines = text.split(f"== {name}\n")[1].split("\n==")[0]
    return [word.strip() for word in lines.replace("\n", " ").split("|") if word.strip()]


NOUNS = listed("nouns")
ONSETS = listed("onsets")
CORES = listed("cores")
CODAS = [
    "",
    "",
    "",
    "",
    "n",
    "r",
    "l",
    "s",
    "t",
    "m",
    "d",
    "ck",
    "nd",
    "rt",
    "st",
    "x",
    "p",
    "ng",
    "lm",
    "rk",
    "ll",
    "ss",
]
FIRST = listed("first")
LAST = listed("last")
CITIES = listed("cities")
COUNTRIES = listed("countries")
PEOPLE = listed("people")
TOPICS = listed("topics")
ANIMALS = listed("animals")
JOBS = listed("jobs")
FOODS = listed("foods")
HOBBIES = listed("hobbies")
COLOURS = listed("colours")
LOOKS = listed("looks")
THINGS = listed("things")
MATERIALS = listed("materials")
ROOMS = listed("rooms")
MONTHS = listed("months")
DAYS = listed("days")
# Subjects that people ask about: slot and list in words.txt.
SUBJECTS = {
    "animals": "animals_many",
    "work": "works",
    "band": "bands",
    "sport": "sports",
    "team": "teams",
    "tongue": "tongues",
    "ailment": "ailments",
    "program": "programs",
    "gadget": "gadgets",
    "brand": "brands",
    "element": "elements",
    "landmark": "landmarks",
    "happening": "happenings",
    "dish": "dishes",
    "plants": "plants",
    "game": "games",
    "subject": "subjects",
    "syntax": "syntaxes",
}
MONEY = [" euros", " dollars", " pounds", " €", " francs", " kroner"]


def invented(rng: random.Random, least: int = 1, most: int = 3) -> str:
    """A word that nobody has seen: a model that must copy it can't have learnt it by heart."""
    return "".join(rng.choice(ONSETS) + rng.choice(CORES) + rng.choice(CODAS) for _ in range(rng.randint(least, most)))


def first(rng: random.Random) -> str:
    return rng.choice(FIRST) if rng.random() < 0.5 else invented(rng).capitalize()


def last(rng: random.Random) -> str:
    return rng.choice(LAST) if rng.random() < 0.4 else invented(rng).capitalize()


def person(rng: random.Random) -> str:
    return f"{first(rng)} {last(rng)}"


def titled(rng: random.Random) -> str:
    return rng.choice([person, first, lambda r: r.choice(["Mr", "Mrs", "Ms", "Dr"]) + " " + last(r)])(rng)


def town(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return rng.choice(CITIES)
    endings = ["", "", "", "ton", "ville", " Bay", " Falls", " Hill", "burg", "ford", " Valley", " Harbour", "ham"]
    return invented(rng, 1, 2).capitalize() + rng.choice(endings)


def company(rng: random.Random) -> str:
    return invented(rng).capitalize() + rng.choice(
        ["", " Works", " Ltd", " and Sons", " Company", " Group", " Systems"]
    )


def date(rng: random.Random) -> str:
    day, month = rng.randint(1, 28), rng.choice(MONTHS)
    plain = rng.choice([f"{day} {month}", f"{month} {day}", f"{day} {month}"])
    return plain + (f" {rng.randint(1900, 2035)}" if rng.random() < 0.3 else "")


def clock(rng: random.Random) -> str:
    return rng.choice(
        [
            f"{rng.randint(1, 12)}:{rng.choice(['00', '15', '30', '45', '10', '20', '05'])}",
            f"{rng.randint(1, 12)} {rng.choice(['am', 'pm'])}",
            f"{rng.randint(7, 22)}:{rng.randint(0, 59):02d}",
            f"{rng.randint(1, 12)} o'clock",
        ]
    )


def number(rng: random.Random) -> str:
    return str(rng.choice([rng.randint(2, 20), rng.randint(20, 200), rng.randint(200, 9999)]))


def phone(rng: random.Random) -> str:
    return rng.choice(
        [
            f"{rng.randint(200, 999)} {rng.randint(1000, 9999)}",
            f"0{rng.randint(100, 999)} {rng.randint(100000, 999999)}",
            f"+{rng.randint(20, 98)} {rng.randint(10, 99)} {rng.randint(1000000, 9999999)}",
            f"555-{rng.randint(1000, 9999)}",
        ]
    )


def mail(rng: random.Random) -> str:
    name = rng.choice([invented(rng, 1, 2), rng.choice(FIRST).lower(), "info", "office", "help"])
    return f"{name}@{invented(rng, 1, 2)}.{rng.choice(['com', 'org', 'net', 'example', 'info'])}"


def code(rng: random.Random) -> str:
    letters = "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(rng.randint(1, 3)))
    return rng.choice(
        [
            invented(rng, 1, 2).upper(),
            f"{letters}{rng.randint(10, 9999)}",
            f"{letters}-{rng.randint(100, 999)}",
            str(rng.randint(1000, 99999)),
        ]
    )


def thing(rng: random.Random) -> str:
    return rng.choice(
        [
            f"{rng.choice(LOOKS)} {rng.choice(THINGS)}",
            f"{invented(rng, 1, 2).capitalize()} {rng.choice(THINGS)}",
            f"{rng.choice(THINGS)} {invented(rng, 1, 1).capitalize()} {rng.randint(2, 900)}",
        ]
    )


def street(rng: random.Random) -> str:
    name = invented(rng, 1, 2).capitalize()
    kind = rng.choice(["Street", "Road", "Lane", "Square", "Avenue", "Way"])
    return rng.choice([f"{rng.randint(1, 240)} {name} {kind}", f"{name} {kind}", f"{name} {kind} {rng.randint(1, 99)}"])


def file_name(rng: random.Random) -> str:
    stem = rng.choice(
        [
            invented(rng, 1, 2),
            rng.choice(["notes", "letter", "report", "minutes", "readme", "plan", "info", "text", "draft"]),
        ]
    )
    tail = rng.choice(["", "", "-" + str(rng.randint(1, 30)), "_" + invented(rng, 1, 1), " " + rng.choice(MONTHS)])
    return stem + tail + rng.choice([".txt", ".txt", ".txt", ".md", ".md", ".csv", ".log"])


def amount(rng: random.Random) -> str:
    whole = number(rng)
    return whole + (f".{rng.randint(10, 99)}" if rng.random() < 0.25 else "") + rng.choice(MONEY)


def one_of(values: list[str]) -> Callable[[random.Random], str]:
    return lambda rng: rng.choice(values)


# $name, $name2 and $name3 are different values of one kind.
SLOTS: dict[str, Callable[[random.Random], str]] = {
    "name": first,
    "last": last,
    "full": person,
    "titled": titled,
    "town": town,
    "company": company,
    "date": date,
    "day": one_of(DAYS),
    "month": one_of(MONTHS),
    "clock": clock,
    "count": number,
    "few": lambda rng: str(rng.randint(2, 30)),
    "year": lambda rng: str(rng.randint(1700, 2030)),
    "phone": phone,
    "mail": mail,
    "code": code,
    "thing": thing,
    "street": street,
    "file": file_name,
    "money": amount,
    "animal": one_of(ANIMALS),
    "job": one_of(JOBS),
    "food": one_of(FOODS),
    "hobby": one_of(HOBBIES),
    "colour": one_of(COLOURS),
    "material": one_of(MATERIALS),
    "room": lambda rng: "the " + rng.choice(ROOMS),
    "proper": lambda rng: invented(rng).capitalize(),
    "w": lambda rng: invented(rng),
    "part": one_of(["filter", "battery", "belt", "fuse", "cartridge", "seal"]),
    "span": one_of(["days", "weeks", "months", "years"]),
    "building": one_of(["museum", "school", "library", "church", "theatre", "town hall"]),
    "branch": one_of(["office", "shop", "workshop", "factory", "warehouse"]),
    "things": one_of(["tools", "bees", "hens", "machines", "flowers", "books"]),
    "places": one_of(["Schools", "Parks", "Museums", "Shops", "Beaches", "All bridges"]),
    "noun": one_of(NOUNS),
    "topic": one_of(TOPICS),
    "person": one_of(PEOPLE),
    "city": one_of(CITIES),
    "country": one_of(COUNTRIES),
    "big": lambda rng: str(rng.choice([rng.randint(21, 99), rng.randint(100, 999), rng.randint(1000, 99999)])),
    "n": lambda rng: str(rng.randint(2, 30)),
    "dec": lambda rng: f"{rng.randint(0, 99)}.{rng.randint(1, 99)}",
    **{slot: one_of(listed(name)) for slot, name in SUBJECTS.items()},
}


class Values(dict[str, str]):
    """The slots of one dialogue: a slot gets its value when it is first asked for, and keeps it."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self.rng = rng

    def __missing__(self, slot: str) -> str:
        make = SLOTS[slot.rstrip("0123456789")]
        value = make(self.rng)
        for _ in range(8):
            if value not in self.values():
                break
            value = make(self.rng)
        self[slot] = value
        return value
