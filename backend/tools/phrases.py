"""The words of sums, in English and German: tables of wordings, and the rules for phrases with several numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from backend.tools.arithmetic import NotASum, Term, number
from backend.tools.wording import phrases, words

Phrases = dict[tuple[str, ...], str]
Rule = tuple[tuple[str, ...], Callable[..., Term]]

# ------------------------------------------------------------------ operators

INFIX: Phrases = phrases({
    "+": ("+", "plus", "pluss", "plis", "pls", "added to", "increased by", "addiert mit", "erhöht um"),
    "-": (
        "-", "minus", "minous", "less", "take away", "takeaway", "decreased by", "reduced by", "weniger",
        "abzüglich",
    ),
    "×": (
        "×", "*", "x", "times", "tims", "time", "multiplied by", "multiplied with", "multiplyed by", "multipled by",
        "timesed by", "mal", "multipliziert mit",
    ),
    "÷": (
        "÷", "/", ":", "divided by", "devided by", "divided with", "dividided by", "divide by", "divded by", "over",
        "geteilt durch", "durch", "dividiert durch", "geteilt",
    ),
    "mod": ("mod", "modulo", "modulus"),
    "of": ("of", "von", "vom"),
    "^": ("^", "**", "to the power of", "to the power", "raised to the power of", "raised to", "hoch", "to the"),
})  # fmt: skip
POSTFIX: Phrases = phrases({
    "%": ("%", "percent", "per cent", "pct", "percents", "prozent", "persent", "precent"),
    "!": ("!", "factorial", "fakultät"),
    "square": ("²", "squared", "zum quadrat", "im quadrat", "quadriert"),
    "cube": ("³", "cubed", "hoch drei"),
})  # fmt: skip
PREFIX: Phrases = phrases({
    "√": (
        "√", "sqrt", "sqrt of", "square root of", "square root", "squareroot of", "squareroot", "sqare root of",
        "squre root of", "sq root of", "root of", "wurzel aus", "wurzel von", "quadratwurzel aus",
        "quadratwurzel von",
    ),
    "∛": (
        "∛", "cube root of", "cubic root of", "third root of", "kubikwurzel aus", "kubikwurzel von",
        "dritte wurzel aus", "dritten wurzel aus",
    ),
    "half": (
        "half of", "half", "halve", "hälfte von", "hälfte", "haelfte von", "halfte von", "halbiere",
        "half as much as",
    ),
    "double": (
        "double", "double of", "twice", "double the", "doppelte von", "doppelte", "verdopple", "two times the",
    ),
    "triple": ("triple", "triple of", "thrice", "treble", "dreifache von", "dreifache", "verdreifache"),
    "quadruple": ("quadruple", "vierfache von", "vierfache"),
    "square": ("square of", "square", "quadrat von"),
    "cube": ("cube of", "cube"),
    "!": ("factorial of", "fakultät von", "fakultät aus"),
})  # fmt: skip

# ------------------------------------------------------------------ around the sum

OPENERS: Phrases = phrases({
    "opener": (
        "hi", "hello", "if you", "if i", "when you", "wenn man", "wenn ich", "what if i", "hey", "hey there",
        "hi there", "ok", "okay", "so", "well", "and", "now", "then", "um", "hmm", "please", "pls", "plz", "yo",
        "quick", "quickly", "quick question", "question", "math question", "maths", "math", "one more", "what is",
        "what's", "whats", "wats", "what", "wat is", "wots", "what are", "what does", "what do", "what would",
        "what would be", "what will", "what do i get for", "what do you get if you", "what do you get when you",
        "what do i get if i", "what do i get when i", "what happens if i", "what do you get for", "how much is",
        "how much are", "how much does", "how much would", "how much", "how many is", "how many are", "how big is",
        "and what is", "what about", "how about", "can you", "could you", "would you", "will you", "can u",
        "could u", "i need to", "i need to know", "i need", "i want to know", "i'd like to know",
        "i would like to know", "i want to", "let's", "lets", "help me", "help me to", "help me with", "do you know",
        "do you happen to know", "do", "tell me", "can i know", "show me", "give me the", "calculate", "calc",
        "calculate for me", "calulate", "caculate", "compute", "work out", "figure out", "find", "solve", "evaluate",
        "do the math", "result of", "result", "the result of", "the answer to", "answer", "the value of", "value of",
        "amount of", "what is the result of", "is", "me", "for me", "the", "i have to", "just", "my homework is",
        "homework", "my dear", "was ist", "was sind", "was macht", "was ergibt", "was gibt", "was ist denn",
        "was kommt raus bei", "was kommt heraus bei", "wie viel ist", "wie viel sind", "wie viel macht",
        "wie viel ergibt", "wie viel", "wieviel ist", "wieviel sind", "wieviel macht", "wieviel ergibt", "wieviel",
        "was", "wie lautet", "wie hoch ist", "rechne", "rechne aus", "rechne mir", "rechne mal", "berechne",
        "berechne mir", "kannst du", "kannst du mir", "könntest du", "kannst du mir sagen", "sag mir", "bitte",
        "hallo", "na", "mal", "mir", "das ergebnis von", "ergebnis von", "a", "an", "ich brauche",
        "ich möchte wissen", "ich will wissen", "weißt du", "und", "und was ist", "und wie viel ist", "dann",
        "jetzt", "den", "die", "das", "der", ",", ".", ":", "!", "?", "-", "\"", "'",
    ),
})  # fmt: skip
"""Skipped one after the other until a sum stands there."""

CLOSERS: Phrases = phrases({
    "closer": (
        "?", ".", "!", "=", ",", ";", "\"", "'", "equals", "equal", "equal to", "is", "be", "make", "makes", "made",
        "come to", "is what", "equals what", "please", "pls", "plz", "thanks", "thank you", "and thank you",
        "and thanks", "my friend", "kindly", "what do you get", "what is the result", "thx", "ty", "for me",
        "in total", "altogether", "all together", "total", "exactly", "quickly", "then", "right now", "now", "give",
        "come out to", "cheers", "mate", "the result", "the answer", "and why", "to", "ist", "gleich", "ist gleich",
        "ergibt", "macht", "sind", "bitte", "danke", "aus", "ausrechnen", "rechnen", "berechnen", "denn", "zusammen",
        "insgesamt", "genau", "für mich", "für mich ausrechnen", "sagen", "was ist das", "wie viel ist das",
        "wieviel ist das", "what is it", "what is that", "what's that", "work it out", "solve it", "what do i get",
        "was kommt raus", "raus", "heraus",
    ),
})  # fmt: skip
ARTICLES: Phrases = phrases({
    "article": ("the", "die", "das", "der", "dem", "den"),
})  # fmt: skip
LINKS: Phrases = phrases({
    "link": (
        "and", "then", "and then", "now", "next", "after that", "what about", "how about", "what is", "what's",
        "and if you", "und", "dann", "und dann", "jetzt", "danach", "please", "bitte", "can you", "ok", "okay",
        "and what is", "what if i", "if i", "if you", "and now", "das ganze", "und jetzt", "also", "the whole thing",
        "all of that", "das", "nochmal", "noch mal",
    ),
})  # fmt: skip
THAT: Phrases = phrases({
    "that": (
        "that", "it", "this", "the result", "the answer", "that result", "that number", "the last result",
        "the total", "this number", "ans", "davon", "das", "es", "dem ergebnis", "das ergebnis", "ergebnis",
        "daraus", "dazu",
    ),
})  # fmt: skip
CURRENCIES: Phrases = phrases({
    "currencie": ("€", "$", "£", "¥", "eur", "usd", "gbp"),
})  # fmt: skip

UNITS = words("""
    money mwst rabatt euro euros eur dollar dollars usd buck bucks pound pounds gbp quid franc francs cent cents
    pence kg g mg gram grams kilo kilos kilogram kilograms ton tons km m cm mm mile miles metre metres meter
    meters kilometre kilometres kilometer kilometers foot feet inch inches l ml litre litres liter liters h hour
    hours min minute minutes second seconds s day days week weeks month months year years people persons person
    friends kids children guys parts pieces people's more mehr items gramm minuten stunden stunde tage tag
    wochen monate jahre personen leute leuten kinder kindern freunde freunden teile teilen stück tax vat tip
    sales discount steuer mehrwertsteuer trinkgeld gb mb tb
""")
"""What a number may count without saying more about the sum."""

NOT_NOUNS = words("""
    away ab and or by from to of with between among amongst into in for per each every than is are the what how
    many much percent und oder durch von mit auf unter zwischen pro je jede jeder jedes als ist sind die das der
    what's goes go off out left same then that this these those it more less ago until since after before
    people's version model gpu cpu thread threads token tokens file files page pages nicht not no new old very
    so as if when while because but aber wenn aus passt passen geht gehen at a an on vs versus am pm o'clock uhr
    bit bits way ways reasons tips steps things ideas facts words sentences examples
""")
"""Words after a number that never are what it counts."""

# ------------------------------------------------------------------ phrases


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


RULES: tuple[Rule, ...] = (
    _rule("add|ad @ to @", _turned("+")),
    _rule("add|ad|sum|total @,", _all("+")),
    _rule("add|ad up? together? @,", _all("+")),
    _rule("sum|total|addition of|from @,", _all("+")),
    _rule("subtract|substract|deduct|remove|take @ away? from|off @", _turned("-")),
    _rule("difference|diff between|of @ and|to @", _difference),
    _rule("multiply|multipy|mulitply|multiplying|times @ by|with|and|times @", _two("×")),
    _rule("multiply|product of? @,", _all("×")),
    _rule("divide|devide|dividing @ by|trough|through|with @", _two("÷")),
    _rule("divide|devide|split|share @ equally|evenly? among|amongst|between|by|into @", _two("÷")),
    _rule("quotient of @ and @", _two("÷")),
    _rule("raise @ to the? power? of? @", _two("^")),
    _rule("average|mean|avg of? @,", _mean),
    _rule("remainder|rest of|when|if|for? @ is? divided by @", _two("mod")),
    _rule("remainder of|when|if|for? divide|dividing you? @ by @", _two("mod")),
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
    _rule("rest von|bei @ geteilt durch @", _two("mod")),
)
"""Tried in this order where a term may stand: "@" is a term, "@," several, "a|b" one of two words,
"a?" one that may be missing."""

WHOLE: tuple[Rule, ...] = (
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
