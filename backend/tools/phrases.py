"""The words of sums, in English and German: tables of wordings and what they mean."""

from __future__ import annotations

from backend.tools.wording import phrases, words

Phrases = dict[tuple[str, ...], str]

# ------------------------------------------------------------------ operators

INFIX: Phrases = phrases({
    "+": ("+", "plus", "pluss", "plis", "pls", "added to", "increased by", "addiert mit", "erhöht um"),
    "-": (
        "-", "minus", "minous", "less", "take away", "takeaway", "take", "decreased by", "reduced by", "weniger",
        "abzüglich",
    ),
    "×": (
        "×", "*", "x", "times", "by", "tims", "time", "multiplied by", "multiplied with", "multiplyed by",
        "multipled by",
        "timesed by", "mal", "multipliziert mit",
    ),
    "÷": (
        "÷", "/", ":", "divided by", "devided by", "divided with", "dividided by", "divide by", "divded by", "over",
        "geteilt durch", "durch", "dividiert durch", "geteilt",
    ),
    "mod": ("mod", "modulo", "modulus"),
    "of": ("of", "from", "von", "vom"),
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
        "jetzt", "start with", "begin with", "take", "think of", "starte mit", "nimm", "write", "convert", "express",
        "change", "turn",
        "say", "den", "die", "das", "der", ",", ".", ":", "!", "?", "-", "\"", "'",
    ),
})  # fmt: skip
"""Skipped one after the other until a sum stands there."""

CLOSERS: Phrases = phrases({
    "closer": (
        "?", ".", "!", "=", ",", ";", "\"", "'", "equals", "equal", "equal to", "is", "are", "be", "make", "makes",
        "made",
        "come to", "is what", "equals what", "please", "pls", "plz", "thanks", "thank you", "and thank you",
        "and thanks", "my friend", "kindly", "what do you get", "what is the result", "thx", "ty", "for me",
        "in total", "altogether", "all together", "total", "exactly", "quickly", "then", "right now", "now", "give",
        "come out to", "cheers", "mate", "the result", "the answer", "and why", "to", "ist", "gleich", "ist gleich",
        "ergibt", "macht", "sind", "bitte", "danke", "aus", "ausrechnen", "rechnen", "berechnen", "denn", "zusammen",
        "insgesamt", "genau", "für mich", "für mich ausrechnen", "sagen", "was ist das", "wie viel ist das",
        "wieviel ist das", "what is it", "what is that", "what's that", "work it out", "solve it", "what do i get",
        "was kommt raus", "raus", "heraus", "for my homework", "for homework", "in my head", "again", "roughly",
        "as a result", "and so on", "my dear", "sir", "um",
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
    friends kids children guys parts pieces people's items gramm minuten stunden stunde tage tag
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
    bit bits way ways reasons tips steps things ideas facts words sentences examples prime even odd divisible
    bigger larger greater higher smaller lower fewer older next
    decimal percentage fraction dezimalzahl primzahl gerade ungerade teilbar größer kleiner average remainder rest
    numbers as more mehr ein eine
""")
"""Words after a number that never are what it counts."""

ASKERS = words("""
    what what's calculate calc compute work how sum add multiply divide subtract need wie rechne berechne
    average double half square
""")
"""A sum may begin at one of these whatever was said before, as long as it held no number."""
STRONG = words("plus minus times multiplied divided × * + ÷ mal geteilt percent % squared")
"""With one of these, a sum may stand at the end of a few words that ask nothing."""
PLURALS = {
    word: value
    for value, word in enumerate(
        ["twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines", "tens", "elevens", "twelves"],
        2,
    )
}
"""Six sevens are 42."""
ORDINALS = {
    word: value
    for value, word in enumerate(
        ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"],
        2,
    )
}
"""Two to the tenth."""
