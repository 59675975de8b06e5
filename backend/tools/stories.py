"""Sums told as a little story: shapes of a few sentences, and what to reckon with their numbers a, b, c and d."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from backend.tools.arithmetic import Term, number
from backend.tools.shapes import Shapes
from backend.tools.telling import tell
from backend.tools.vocabulary import LISTS, STEPS, TURNS
from backend.tools.wording import Token


def _gap(a: Term, b: Term) -> Term:
    """The larger minus the smaller, as people mean it."""
    return b - a if a.evaluate().value < b.evaluate().value else a - b


def _share(part: Term, whole: Term) -> Term:
    return Term("share", (part, whole))


def _change(before: Term, after: Term) -> Term:
    """How much more or less it became, as a part of what it was."""
    return _share(_gap(before, after), before)


_TABLE: tuple[tuple[Callable[..., Term], str], ...] = (
    (lambda a, b: Term("mod", (a, b)), """
        &remainder|rest|left_over|remains|leftover|left|übrig * # DIVIDED # *
        &remainder|rest|left_over|remains|leftover|left|übrig * divide|dividing|teile|teilt # by|into|durch # *
    """),
    (lambda a, b: Term("mod", (b, a)), "how_many_times|how_often * # … in|into # … what * LEFT|leftover *"),
    (lambda a, b: a - b, """
        ~ # … LOSE … # … HOW … LEFT …
        ~ # … LOSE … # … LEFT
        ~ # … LOSE … # … HOW … OWNS …
        ~ <n> HAVE|GAIN # … LOSE … # … HOW … does|has <n> have|got|own|keep …
        HOW … LEFT … HAVE … # … LOSE … #
        HOW … LEFT … from|of|out_of # … LOSE … # …
        ~ # … # … AWAY … HOW … LEFT|there|today|present|here …
        * # … # … are|were|is|sind <x> how_many|wie_viele … are|were|sind <y>
        * # pages … page # … HOW … LEFT …
        * # seiten … seite # … HOW … LEFT …
        ~ # … LOSE … # … wie_viele|wie_viel|was … LEFT …
        ~ # … # … LOSE … wie_viele|wie_viel|was … LEFT|hat|habe|haben …
        was|wie_viel bleibt|bleiben … von # … # …
        HOW … LEFT … # … and|wenn … # … LOSE
        * is|am|ist|bin # … is|ist # years|jahre? YOUNGER … how_old|wie_alt …
        * is|am # … HOW_OLD … # years ago
    """),
    (lambda a, b, c: a - b - c, """
        ~ # … LOSE … # … LOSE|and|then … # … LEFT …
        ~ # … LOSE … # … LOSE|and|then … # … HOW … LEFT|OWNS …
    """),
    (lambda a, b, c: a - b + c, "~ # … LOSE … # … GAIN … # more? … HOW … OWNS|LEFT|now …"),
    (lambda a, b, c: a + b - c, "~ # … GAIN … # more? … LOSE … # … HOW … OWNS|LEFT|now …"),
    (lambda a, b: b - a, """
        … LOSE|take … # … from|off # … LEFT
        * # of # … HOW … LEFT …
        * # of the # … HOW … LEFT …
        ~ HAVE … # … NEED … # … HOW … MISSING …
        * add|added|addieren to? … to # … get|make|reach|have|be #
        HOW … need|needs|have|has … add … to # … #
        * is|am # … how_many years … be|is|turn|turns|until # *
        * ist|bin # … wie_vielen jahren … # *
        * from # to|until|till # … how_many hours …
        * from # to|until # how_many|how_long hours? *
    """),
    (_gap, """
        &NEED &HOW * # … # … HOW … MISSING …
        &PAYS * CHANGE * # * # *
        &PAYS * # * # * CHANGE *
        &AGE * # … # … GAP …
        &AGE GAP * # * #
        … am|is # … son|daughter|child|kind|sohn|tochter … # how_old … when … born …
    """),
    (lambda a, b: a + b, """
        ~ # … GAIN … # more? … HOW … OWNS|TOTAL|now …
        ~ # … GAIN … # mehr|dazu? … wie_viele|wie_viel … HAVE|TOTAL …
        ~ # … # more|others|new … HOW … OWNS|TOTAL|now …
        ~ # … GAIN|gives … # more … HOW … OWNS|TOTAL|now …
        !HOLDS ~ # … # … HOW … TOTAL …
        # and|und # together|altogether|zusammen|combined
        * is|am|ist|bin # … is|ist|am # years|jahre? OLDER … how_old|wie_alt …
        * am|is # … how_old … be … in # years
        ~ FOR # … FOR|COST # … HOW … TOTAL|spend|pay …
        ~ $ … $ … TOTAL …
        $ … and|plus … $ HOW *
        * am|is # … how_old … in # years *
        * bin|ist # … wie_alt … in # jahren *
    """),
    (lambda a, b, c: a * b + c, """
        * # … AT|FOR … # EACH? … plus|and|with|und|zuzüglich … # … FEE *
        * # … AT|FOR … # EACH? … FEE … # *
    """),
    (lambda a, b, c, d: a * b + c * d, """
        * # … AT # EACH? … and|und|plus … # … AT # EACH? *
        * # … AT # EACH? … # … AT # EACH? … HOW *
    """),
    (lambda a, b, c: a * b + c, """
        * # … AT # EACH? … and|plus ONE <n> AT # *
    """),
    (lambda a, b: a / b, """
        * # … SHARED among|between|by|with|into|unter|auf|to|over|an # *
        * # … unter|auf|an # … SHARED *
        * # … for # PEOPLE … HOW … EACH|ONE *
        * # … # <p> … HOW … per|each|every|a|in_each <p> *
        * # … into # … HOW … EACH|ONE *
        * # … # equal … HOW *
        * # … BOXES of|with|mit # … HOW … BOXES *
        * # … # PEOPLE … HOW … EACH *
        HOW … EACH … # … by|among|between|with # *
        * SHARED … # … # ways *
        * # LENGTH … in # hours|hour … speed|fast|average *
        * # metres|meters|m … in # seconds … speed|fast|average *
        how_fast * # LENGTH in # hours|hour *
        &long|lange|hours * # LENGTH … at|mit|with|do # LENGTH per|an|a hour|stunde *
        … paid|pay|cost|costs|spent # … for # … HOW … ONE|EACH *
    """),
    (lambda a, b: b / a, """
        * # PEOPLE … # … HOW … EACH *
        &SHARED * # PEOPLE … # … HOW *
        &SHARED|bill|rent|tab * we are|were # … # … HOW EACH *
        &bill|rent|cost|tab * # PEOPLE * SHARED * # *
        * # <n>s … COST|for # … HOW * per|a|an|one|each|pro <n> *
        * at|mit|with # LENGTH per hour|stunde how_long|wie_lange * # LENGTH *
        * # <p>s PER <u> * HOW <u>s * # <p>s *
        &until|till|for|before|bis * # PER <u> * how_long|how_many|wie_lange * # *
        how_many # second|seconds * in|into # *
        &COST|PAYS * # … COST|for # … HOW … ONE|EACH *
        * BOXES of|with|hold|holds # … HOW … for|hold # *
        HOW … BOXES of|with # … # *
        how_many_times|how_often … # … in|into # *
        what|which number times|multiplied_by # … is|makes|gives|equals #
        # times what|which number|is? … #
    """),
    (lambda a, b: a * b, """
        * # … HOLD # … EACH … HOW *
        * # … EACH … HOLD # … HOW *
        * # … EACH … # … HOW *
        * # BOXES HOLD # … HOW *
        * # … and|with # … in_each|in_every|per <n> … HOW *
        * # ~ # EACH … HOW *
        HOW … in # BOXES HOLD # … EACH?
        ONE … HOLD # … HOW … in|do|for … # …
        ONE|each|every <n> * # * HOW * # <n>s *
        * # … AT|FOR … # … EACH
        * # … AT|FOR … # … EACH HOW *
        * # … AT # EACH … TOTAL …
        * # … AT $
        * # … AT $ HOW *
        HOW … # … AT $ …
        HOW … # … AT|FOR # EACH *
        &COST &HOW * ONE|the … COST|for # … HOW * # *
        &COST &HOW * ONE|the … COST|for # … i|we … # … HOW …
        * # * PER <u> * # <u>s *
        * # <u>s * # PER <u> *
        &area|square|size|big|floor|flächeninhalt|quadratmeter * # UNITS? SIDES … # *
    """),
    (lambda a, b: (a + b) * number(2), """
        &perimeter|umfang|circumference|around * # UNITS? SIDES … # *
    """),
    (lambda a, b, c: b / a * c, """
        * # <n>s … COST|for # … HOW … # <n>s *
        * recipe|rezept for|für # … # … HOW … # *
    """),
    (lambda a, b, c: a / b * c, """
        * # … per # <u> … HOW … # <u>s *
        * # … auf # <u> … HOW … # <u> *
        * # … for # PEOPLE … HOW … for # *
        * # … für # PEOPLE … wie_viel … für # *
    """),
    (lambda a, b: a * b, "* # hours PER day * # days PER week * HOW *"),
    # discounts, taxes, tips
    (lambda a, b: Term("of", (b, a)), """
        &OFF &save|saving|saved|spare|discount_worth !BEFORE * # * % *
        &TIP &TIP_ASKED !GROSS !TOTAL|pay * # * % *
    """),
    (lambda a, b: Term("of", (a, b)), """
        &TIP !BEFORE !GROSS !TOTAL|pay|add|with|price * % * TIP * on|auf|of|for|from * #
        &HOW !BEFORE !GROSS !TOTAL|add|price * TIP * % on|auf|of|for * # *
    """),
    (lambda a, b: a - b, """
        &OFF &HOW|PRICED !BEFORE !OFTEN * # * % *
        * # minus|less|weniger %
    """),
    (lambda a, b: b - a, """
        &OFF &HOW|PRICED !BEFORE !OFTEN !save * % * OFF * # *
    """),
    (lambda a, b, c: a + b + c, "~ $ … $ … $ … TOTAL …"),
    (lambda a, b: a + b, """
        &netto|net|ohne !BEFORE * # * % TIP *
        &TIP &TOTAL|pay|add|plus|with|altogether|price !BEFORE !GROSS * # * % *
        &UP !BEFORE !OFTEN * # * UP * % *
    """),
    (lambda a, b: b + a, """
        &TOTAL|pay !BEFORE !GROSS * % * TIP * # *
        what|how_much|was|wie_viel is|are|ist|sind|would_be? % more|mehr|higher than|als #
    """),
    (lambda a, b: b - a, "what|how_much is|are? % less|fewer|lower than #"),
    # percentages
    (_change, """
        &PERCENT from|was|cost|were * # … to|now|costs * # * PERCENT *
        &PERCENT * from|was|cost|were * # … to|now|costs|for * # *
    """),
    (_share, """
        &PERCENT * # out_of|of|von|from * # *
        &PERCENT what|which * is|are|sind * # out_of|of|von # *
    """),
    (lambda a, b: a / b, "# is|are|ist|sind % of|von what|which|was|welcher number|zahl?"),
)  # fmt: skip

_SHAPES = Shapes(LISTS, TURNS, STEPS)
_STORIES = tuple(
    (_SHAPES.shape(line), "".join(re.findall(r"[#$%](?= |$)", line)).replace("$", "#"), build)
    for build, lines in _TABLE
    for line in lines.strip().splitlines()
    if line.strip()
)


def story(words: Sequence[Token]) -> Term | None:
    """The sum of a story with two to four numbers, or None."""
    told = tell(words)
    if told.mixed or not 2 <= len(told.numbers) <= 4:
        return None
    signs = told.signs
    for shape, needed, build in _STORIES:
        if needed == signs and shape.fullmatch(told.text):
            term = build(*told.numbers)
            return None if term.sign in "+-" and term.evaluate().value < 0 else term
    return None
