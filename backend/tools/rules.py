"""Phrases with several numbers, in English and German: "the sum of @ and @", "@ is what percent of @"."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from backend.tools.arithmetic import NotASum, Term, number

Rule = tuple[tuple[str, ...], Callable[..., Term]]


def _rule(shape: str, build: Callable[..., Term]) -> Rule:
    return tuple(shape.split()), build


def _two(sign: str) -> Callable[[Term, Term], Term]:
    return lambda left, right: Term(sign, (left, right))


def _turned(sign: str) -> Callable[[Term, Term], Term]:
    return lambda left, right: Term(sign, (right, left))


def _all(sign: str) -> Callable[[list[Term]], Term]:
    return lambda terms: reduce(_two(sign), terms)


def _mean(terms: list[Term]) -> Term:
    return Term("÷", (reduce(_two("+"), terms), number(len(terms))))


def _difference(left: Term, right: Term) -> Term:
    """The larger minus the smaller, as people mean it."""
    try:
        turn = left.evaluate().value < right.evaluate().value
    except ArithmeticError:
        turn = False
    return Term("-", (right, left) if turn else (left, right))


def _percent(share: Term, whole: Term) -> Term:
    return Term("share", (share, whole))


def _only_percent(build: Callable[[Term, Term], Term]) -> Callable[[Term, Term], Term]:
    def built(percent: Term, price: Term) -> Term:
        if percent.sign != "%":
            raise NotASum
        return build(percent, price)

    return built


def _verdict(sign: str) -> Callable[..., Term]:
    return lambda *terms: Term(sign, terms)


RULES: tuple[Rule, ...] = (
    _rule("add|sum|total up? these|the|all? following? numbers? : @,", _all("+")),
    _rule("increase|raise|erhöhe @ by|um @", _two("+")),
    _rule("decrease|reduce|lower|cut|verringere|senke @ by|um @", _two("-")),
    _rule("add|ad @ to @", _turned("+")),
    _rule("add|ad|sum|total @,", _all("+")),
    _rule("add|ad up? together? @,", _all("+")),
    _rule("sum|total|addition of|from the? numbers? @,", _all("+")),
    _rule("take away @ from @", _turned("-")),
    _rule("subtract|substract|deduct|remove|take @ away? from|off @", _turned("-")),
    _rule("difference|diff between|of @ and|to @", _difference),
    _rule("multiply|multipy|mulitply|multiplying|times @ by|with|and|times @", _two("×")),
    _rule("multiply|product of? @,", _all("×")),
    _rule("divide|devide|dividing @ by|trough|through|with @", _two("÷")),
    _rule("divide|devide|split|share @ equally|evenly? among|amongst|between|by|into @", _two("÷")),
    _rule("quotient of @ and @", _two("÷")),
    _rule("raise @ to the? power? of? @", _two("^")),
    _rule("average|mean|avg of|between? these? numbers? @,", _mean),
    _rule("percentage of @ is|are @", _turned("share")),
    _rule("tip|vat|tax of? @ on @", _only_percent(_two("of"))),
    _rule("discount? of @ on|off|from @", _only_percent(_turned("-"))),
    _rule("addiere @ und|zu|mit @", _two("+")),
    _rule("addiere|summiere|zähle @,", _all("+")),
    _rule("summe von|aus|der? zahlen? @,", _all("+")),
    _rule("subtrahiere @ von @", _turned("-")),
    _rule("ziehe|zieh @ von @ ab", _turned("-")),
    _rule("differenz von|zwischen|aus @ und @", _difference),
    _rule("unterschied von|zwischen @ und @", _difference),
    _rule("multipliziere|multiplizier @ mit|und @", _two("×")),
    _rule("nimm @ mal @", _two("×")),
    _rule("produkt von|aus @,", _all("×")),
    _rule("teile|teil|dividiere @ durch @", _two("÷")),
    _rule("teile|teil|verteile @ gleichmäßig? auf|unter|zwischen|an @ auf?", _two("÷")),
    _rule("quotient von|aus @ und @", _two("÷")),
    _rule("durchschnitt|mittelwert|mittel von|aus @,", _mean),
)
"""Tried in this order where a term may stand: "@" is a term, "@@" one with all that follows, "@," several,
"a|b" one of two words, "a?" one that may be missing."""

_MORE = "more|greater|bigger|larger|higher|older|longer"
_LESS = "less|smaller|fewer|lower|younger|shorter"

WHOLE: tuple[Rule, ...] = (
    _rule(f"by|how how? much|many is|are @ {_MORE}|{_LESS} than @@", _difference),
    _rule(f"by|how how? much|many {_MORE}|{_LESS} is|are @ than @@", _difference),
    _rule(f"is|are @ {_MORE}|{_LESS} than @@", _verdict("compare")),
    _rule(f"is|are @ {_MORE}|{_LESS} or|, {_LESS}|{_MORE}|same? than? @", _verdict("compare")),
    _rule(f"which|what is|one|number? is? the? {_MORE}|{_LESS} number|one? of|,|:|-? @ or|and @@", _verdict("compare")),
    _rule(f"what's the? {_MORE}|{_LESS} number|one? of|,|:? @ or|and @@", _verdict("compare")),
    _rule("ist @ größer|kleiner|mehr|weniger als @@", _verdict("compare")),
    _rule("was|welche ist|zahl ist? größer|kleiner|mehr|weniger ,|:? @ oder @@", _verdict("compare")),
    _rule("is @ a? prime number? or? not?", _verdict("prime")),
    _rule("ist @ eine? primzahl", _verdict("prime")),
    _rule("is @ an? even|odd or? odd|even? number?", _verdict("even")),
    _rule("ist @ eine? gerade|ungerade oder? ungerade|gerade? zahl?", _verdict("even")),
    _rule("is|can @ be? evenly? divisible|divided by @", _verdict("divides")),
    _rule("ist @ durch @ teilbar", _verdict("divides")),
    _rule("@ as|in|into|to|is a|an|as? decimal number|form?", _verdict("decimal")),
    _rule("@ als dezimalzahl|kommazahl", _verdict("decimal")),
    _rule("@ as|in|into|to a? percentage|percent|%", _verdict("percentage")),
    _rule("@ in|als prozent", _verdict("percentage")),
    _rule("@ as|in|into|to|als a|einen? fraction|bruch", _verdict("fraction")),
    _rule("@ into @", _turned("÷")),
    _rule("@, on|im average|durchschnitt", _mean),
    _rule("how many|often times? does|do|will|can @ go|goes|fit|fits in|into @", _turned("÷")),
    _rule("how many times does|do|will|can @ go|goes|fit|fits in|into @", _turned("÷")),
    _rule("what percent|percentage of @ is|are|equals @", _turned("share")),
    _rule("what percent|percentage is|are @ of|out of? @", _two("share")),
    _rule("@ is what percent|percentage of @", _two("share")),
    _rule("@ as a? percentage|percent of @", _two("share")),
    _rule("@ off of? @", _only_percent(_turned("-"))),
    _rule("@ discount on|off|from @", _only_percent(_turned("-"))),
    _rule("@ with|at a? @ discount|off|rabatt", lambda price, percent: Term("-", (price, percent))),
    _rule("@ tip|tax|vat|mwst|mehrwertsteuer|trinkgeld|steuer on|auf @", _only_percent(_two("of"))),
    _rule("@ more than @", _turned("+")),
    _rule("@ less|fewer than @", _turned("-")),
    _rule("wie oft passt|passen|geht @ in @", _turned("÷")),
    _rule("wie viel|viele prozent sind|ist @ von @", _two("share")),
    _rule("wieviel prozent sind|ist @ von @", _two("share")),
    _rule("wie viel|viele prozent von @ sind|ist @", _turned("share")),
    _rule("wieviel prozent von @ sind|ist @", _turned("share")),
    _rule("@ rabatt auf @", _only_percent(_turned("-"))),
)
"""Tried only where the sum begins: they open with a term, or ask a question of their own."""


def _then(sign: str) -> Callable[[Term, Term], Term]:
    return lambda that, right: Term(sign, (that, right))


TAILS: tuple[tuple[tuple[str, ...], Callable[[Term, Term], Term]], ...] = (
    _rule("add|addiere|plus another? @ to? it|that?", _then("+")),
    _rule("subtract|minus|substract|remove|deduct|subtrahiere|take away|off? @ from? that|it|davon?", _then("-")),
    _rule("multiply|multipliziere it|that|this|das|es? by|with|mit @", _then("×")),
    _rule(
        "divide|split|share|devide|teile|dividiere it|that|this|das|es? by|among|between|into|durch|auf @", _then("÷")
    ),
    _rule("zieh|ziehe davon? @ davon? ab", _then("-")),
)
"""What may be done next to a result that stands already; their slots do not hold it."""
