"""Sums told as a little story: one step, a plain verb, two numbers, and nothing that could change their sense."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from backend.tools.arithmetic import Term, number
from backend.tools.numerals import read, spoken
from backend.tools.wording import Token, is_german

_LOSE = (
    "eat|eats|ate|eaten|lose|loses|lost|sell|sells|sold|spend|spends|spent|use|uses|used|drop|drops|dropped|"
    "break|breaks|broke|"
    "drink|drinks|drank|donate|donates|donated|lend|lends|lent|remove|removes|removed|take away|takes away|took away|"
    "give away|gives away|gave away|throw away|throws away|threw away|give|i gave|leave|leaves|left early|"
    "die|died|pay|pays|paid|got eaten|are sold|are broken|"
    "esse|isst|verliere|verliert|verkaufe|verkauft|verschenke|verschenkt|gebe|gibt|trinke|trinkt|verbrauche|"
    "verbraucht|werfe|nehme|nimmt"
)
_GAIN = (
    "get|gets|got|buy|buys|bought|find|finds|found|receive|receives|received|add|adds|added|win|wins|won|"
    "earn|earns|earned|"
    "pick|picks|picked|gives me|gave me|collect|collects|collected|join|joins|joined|come|comes|came|arrive|"
    "arrives|arrived|bake|bakes|baked|"
    "bekomme|bekommt|kaufe|kauft|finde|findet|gewinne|gewinnt|kriege|kriegt|schenkt mir|gibt mir"
)
_TURNS = (
    "each|every|per|half|twice|double|triple|all|most|rest|percent|third|quarter|times|again|except|without|"
    "not|don't|didn't|never|more|less|fewer|than|older|younger|taller|tomorrow|yesterday|average|week|month|"
    "pro|je|jede|jeder|"
    "jedes|jedem|jeden|hälfte|doppelt|doppelte|alle|prozent|mal|mehr|weniger|nicht|kein|keine|als|älter|jünger|"
    "rotten|broken|missing|before|first|divided|multiplied|squared|left|remain|übrig"
)
_W = rf"(?:(?!(?:{_LOSE}|{_GAIN}|{_TURNS})\b)[^\W\d_][^\W\d_']*(?:'\w+)? ){{0,6}}"
"""A few words that leave the sum as it is."""

_NOUN = r"(?:(?!(?:and|or|how|what|und|wie|was)\b)[^\W\d_]+ ){0,3}"
_HAVE = (
    r"(?:have|has|had|got|own|owns|bought|baked|were|are|is|was|start with|started with|starts with|there "
    r"were|there are|habe|hat|hatte|sind|waren|gibt es)"
)

_LEFT_TO = (
    r"(?:do i have|do we have|do you have|does he have|does she have|do they have|have i|i have|we have|are there|"
    r"has he|has she|in total|altogether|all together|now|there are)\b ?"
)
"""Whose the rest is: "how many does Tom have", to whom they were given, is another sum."""

_BOXES = r"(?:boxes|packs|packets|bags|crates|cartons|rows|shelves|baskets|trays|jars|teams|tables|packages)"
_KISTEN = r"(?:kisten|packungen|tüten|kartons|schachteln|dosen|reihen|beutel|pakete|körbe|gläser|teams|tische)"

_MINUS, _PLUS, _TIMES, _SHARE, _MISSING = "-", "+", "×", "÷", "missing"

_SHAPES: tuple[tuple[str, str], ...] = (
    # I have 12 apples and eat 5, how many are left
    (
        rf"{_W}{_HAVE} # {_W}(?:{_LOSE}) {_W}# {_W}(?:how (?:many|much) |what )?{_W}(?:left|remain|remains|"
        rf"remaining) {_W}",
        _MINUS,
    ),
    (
        rf"{_W}{_HAVE} # {_W}(?:{_LOSE}) {_W}# {_W}how (?:many|much) {_NOUN}{_LEFT_TO}{_W}",
        _MINUS,
    ),
    (rf"{_W}# {_W}(?:{_LOSE}) {_W}# {_W}how (?:many|much) {_W}(?:left|remain|remains|remaining) {_W}", _MINUS),
    (
        rf"{_W}{_HAVE} # {_W}(?:{_LOSE}) {_W}# {_W}wie ?viele? {_W}(?:habe|hat|bleiben|bleibt|sind|"
        rf"ist) {_W}(?:übrig |noch )?{_W}",
        _MINUS,
    ),
    (rf"{_W}pay {_W}# {_W}(?:costs|cost|is) # {_W}(?:how much|what) {_W}change {_W}", _MINUS),
    (
        rf"there (?:are|were) # {_W}# (?:of them )?(?:fly|flew|go|went|run|ran|swim|swam|walk|walked) (?:away|"
        rf"home|off) how many {_W}(?:left|remain|remaining) {_W}",
        _MINUS,
    ),
    # I have 12 apples and buy 5 more, how many do I have
    (rf"{_W}{_HAVE} # {_W}(?:{_GAIN}) {_W}# (?:more )?{_W}how (?:many|much) {_NOUN}{_LEFT_TO}{_W}", _PLUS),
    (
        rf"{_W}{_HAVE} # {_W}(?:{_GAIN}) {_W}# (?:mehr |dazu )?{_W}wie ?viele? {_NOUN}(?:habe|hat|haben|sind) {_W}",
        _PLUS,
    ),
    (
        rf"{_W}{_HAVE} # {_W}{_HAVE} # {_W}how (?:many|much) {_W}(?:together|altogether|in total|in all|"
        rf"total) {_W}",
        _PLUS,
    ),
    (rf"{_W}{_HAVE} # {_W}{_HAVE} # {_W}wie ?viele? {_W}(?:zusammen|insgesamt) {_W}", _PLUS),
    # I have 12 and need 20, how many more
    (rf"{_W}{_HAVE} # {_W}(?:need|want|needs|wants) # {_W}how (?:many|much) more {_W}", _MISSING),
    (rf"{_W}(?:need|want|needs|wants) # {_W}{_HAVE} (?:only )?# {_W}how (?:many|much) more {_W}", _MINUS),
    # 3 boxes with 24 pens each, how many pens
    (
        rf"{_W}# {_NOUN}(?:with|hold|holds|contain|containing|have|has) # {_NOUN}(?:in each|in each one|each|"
        rf"per \w+|apiece) (?:of them )?how many {_W}",
        _TIMES,
    ),
    (
        rf"{_W}# {_NOUN}(?:each|and each \w+) (?:with|have|has|hold|holds|contain|contains|containing|having) "
        rf"# {_NOUN}how many {_W}",
        _TIMES,
    ),
    (rf"{_W}# {_BOXES} (?:with|of|hold|contain|have) # {_NOUN}how many {_W}", _TIMES),
    (rf"how many {_W}(?:in|are in|are there in) # {_BOXES} (?:with|of) # {_NOUN}(?:each )?", _TIMES),
    (
        rf"(?:a|one|each|every) [^\W\d_]+ (?:has|holds|contains) # {_NOUN}how many {_NOUN}(?:are )?(?:there )?"
        rf"(?:in|do) # {_NOUN}",
        _TIMES,
    ),
    (rf"{_W}# {_NOUN}(?:mit|haben|enthalten) (?:je|jeweils) # {_NOUN}wie ?viele? {_W}", _TIMES),
    (rf"{_W}# {_KISTEN} (?:mit|haben|enthalten) # {_NOUN}wie ?viele? {_W}", _TIMES),
    # 3 shirts for 15 each
    (
        rf"(?:[^\W\d_]+ ){{0,4}}# {_NOUN}(?:at|for|costing) # {_NOUN}(?:each|apiece) (?:how much|"
        rf"what) (?:[^\W\d_]+ ){{1,5}}",
        _TIMES,
    ),
    # 30 kids in 5 equal groups
    (
        rf"{_W}# {_NOUN}(?:in|into|make|form) # equal {_NOUN}how many (?:[^\W\d_]+ ){{0,4}}(?:each|a|per|one) "
        rf"(?:[^\W\d_]+ )?",
        _SHARE,
    ),
    # 24 sweets shared among 6 children
    (
        rf"{_W}# {_NOUN}(?:are |is |to be |get |gets )?(?:shared|split|divided|distributed|share) (?:equally |"
        rf"evenly |fairly |up )?(?:among|amongst|between|by|into) # "
        r"(?:(?!how|what)[^\W\d_]+ )?(?:equally |evenly |fairly )?(?:(?:how many|how much|what) (?:[^\W\d_]+ "
        r")?(?:does |do |will |is |are |for |per )?(?:each|everyone|one|everybody|they|every)(?: [^\W\d_]+){0,4} "
        r")?",
        _SHARE,
    ),
    (
        r"(?:(?:we|they|i|you) )?(?:share|split|divide) # (?:(?!how)[^\W\d_]+ )?(?:equally |evenly |fairly "
        r")?(?:among|amongst|between|by) # (?:(?!how)[^\W\d_]+ )?(?:equally |evenly )?"
        r"(?:how (?:many|much) (?:[^\W\d_]+ )?(?:does|do|will) (?:each|everyone|everybody)(?: [^\W\d_]+){0,4} )?",
        _SHARE,
    ),
    (
        rf"{_W}# {_NOUN}(?:share|split) # {_NOUN}(?:equally |evenly |fairly )?how (?:many|much) {_W}(?:each|"
        rf"everyone|everybody) {_W}",
        "turned",
    ),
    (
        rf"{_W}# {_NOUN}(?:werden |wird )?(?:gerecht |gleichmäßig )?(?:auf|unter|an) # {_NOUN}(?:gerecht |"
        rf"gleichmäßig )?(?:verteilt|aufgeteilt|geteilt) (?:wie ?viele? {_NOUN}(?:bekommt|kriegt|hat) (?:jede|"
        rf"jeder|jedes) {_NOUN})?",
        _SHARE,
    ),
    # a ticket costs 7.50, what do 4 cost
    (
        rf"(?:if |when )?(?:a|an|one|each|the) (?:[^\W\d_]+ ){{1,2}}(?:costs|cost|is|for) # {_NOUN}(?:each "
        rf")?(?:(?:and )?(?:what|how much) )(?:do|does|is|are|would|will|for)? ?#? ?(?:[^\W\d_]+ "
        rf"){{0,1}}#? ?{_NOUN}(?:cost|be )?",
        _TIMES,
    ),
    (
        rf"(?:if |when )?(?:a|an|one|each|the) (?:[^\W\d_]+ ){{1,2}}(?:costs|cost|is) # {_NOUN}(?:and )?(?:i|we) "
        rf"(?:buy|need|want|take|get) # {_NOUN}(?:what|how much) {_W}(?:pay |cost |total |spend )?",
        _TIMES,
    ),
    (rf"wenn? ?(?:ein|eine|einen) [^\W\d_]+ # {_NOUN}kostet (?:was|wie ?viel) kosten # {_NOUN}", _TIMES),
    (rf"(?:ein|eine) [^\W\d_]+ kostet # {_NOUN}(?:was|wie ?viel) kosten (?:dann )?# {_NOUN}", _TIMES),
    # I earn 15 an hour and work 8 hours
    (
        rf"{_W}(?:earn|earns|make|makes|get|gets|get paid|am paid|read|reads|walk|walks|drive|drives|run|runs|"
        rf"ride|rides|save|saves|drink|write|writes|use|uses|cycle|charge|charges|need|needs|go|goes) "
        rf"# {_NOUN}(?:an|a|per|every|each) (?P<unit>hour|day|week|month|minute|second|year|night) (?:and |for |"
        rf"if |when )?(?:(?:how (?:many|much|far)|what) (?:[^\W\d_]+ ){{1,6}}(?:in|for|after|if) )?{_W}# "
        rf"(?P=unit)s ?(?:(?:how (?:many|much|far)|what) (?:[^\W\d_]+ ){{1,6}})?",
        _TIMES,
    ),
    (
        rf"{_W}(?:verdiene|verdient|bekomme|laufe|fahre|lese|spare) # {_NOUN}(?:pro|in der|die|am) "
        rf"(?P<unit>stunde|tag|woche|monat|minute) (?:und )?{_W}# (?P=unit)[en]* ?(?:wie ?(?:viele?|weit) "
        rf"(?:[^\W\d_]+ ){{0,5}})?(?:was (?:[^\W\d_]+ ){{0,4}})?",
        _TIMES,
    ),
    # Tom is 12, his sister is 5 years older, how old is she
    (
        rf"{_W}(?:is|am) # (?:years old )?(?:and )?{_W}(?:is|am) # (?:years )?older (?:than (?:him|her|me|that) "
        rf")?how old {_W}",
        _PLUS,
    ),
    (
        rf"{_W}(?:is|am) # (?:years old )?(?:and )?{_W}(?:is|am) # (?:years )?younger (?:than (?:him|her|me|"
        rf"that) )?how old {_W}",
        _MINUS,
    ),
    (rf"{_W}(?:ist|bin) # (?:jahre alt )?(?:und )?{_W}(?:ist|bin) # (?:jahre )?älter (?:als \w+ )?wie alt {_W}", _PLUS),
    (
        rf"{_W}(?:ist|bin) # (?:jahre alt )?(?:und )?{_W}(?:ist|bin) # (?:jahre )?jünger (?:als \w+ )?wie "
        rf"alt {_W}",
        _MINUS,
    ),
)

_STORIES = tuple((re.compile(shape), sign) for shape, sign in _SHAPES)
_BUILD = {
    _MINUS: lambda first, second: Term("-", (first, second)),
    _PLUS: lambda first, second: Term("+", (first, second)),
    _TIMES: lambda first, second: Term("×", (first, second)),
    _SHARE: lambda first, second: Term("÷", (first, second)),
    _MISSING: lambda first, second: Term("-", (second, first)),
    "turned": lambda first, second: Term("÷", (second, first)),
}
_DROPPED = {",", ".", "?", "!", ";", ":", "€", "$", "£", "-", '"', "'"}
_NOT_COUNTED = {"one", "ein", "eine", "einen", "einer", "einem", "oh", "zero", "tree"}


def story(words: Sequence[Token]) -> Term | None:
    """The sum of a story with exactly two numbers, or None."""
    german = is_german(" ".join(word.text for word in words))
    told, numbers = _told(words, german)
    if len(numbers) != 2:
        return None
    for shape, sign in _STORIES:
        if shape.fullmatch(told):
            return _BUILD[sign](number(numbers[0]), number(numbers[1]))
    return None


def _told(words: Sequence[Token], german: bool) -> tuple[str, list[Fraction]]:
    """The words with "#" for every number, and the numbers; any other sign stays and fits no story."""
    told: list[str] = []
    numbers: list[Fraction] = []
    at = 0
    while at < len(words):
        token = words[at]
        used = 1
        value = read(token.text, german) if token.kind == "number" else None
        if token.kind == "word" and token.text not in _NOT_COUNTED:
            run = [word.text for word in words[at : at + 12] if word.kind == "word"]
            found = spoken(run) if all(word.kind == "word" for word in words[at : at + 1]) else None
            if found and all(word.kind == "word" for word in words[at : at + found[1]]):
                value, used = found
        if value is not None:
            numbers.append(value)
            told.append("#")
        elif token.text not in _DROPPED:
            told.append(token.text)
        at += used
    return " ".join(told) + " ", numbers
