"""What a question is about: its content words without endings, and the language it is in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FUNCTION_WORDS = {
    "en": """a an the this that these those some any each every all both either neither it its he she they them him her
    his their i me my mine we us our you your yours one ones is are was were be been being am do does did doing done
    have has had having will would shall should can could may might must ought of in on at by for from to into onto
    with about as and or but if so than then there here what which who whom whose when where why how not no nor too
    very just also only really please thanks thank hello hi hey ok okay well now get got gets getting go goes going
    let lets s t d m ll re ve im ive id dont doesnt cant isnt wont didnt thats whats hows wheres theres youre
    tell know want need like make made way thing things something anything say said says u ur pls
    up out off over again still yet even ever much many more most way""",
    "de": """der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem jeder jede
    jedes alle alles er sie es ihn ihm ihr ihre ihren ihrem seine sein seinen ich mich mir mein meine meinen meinem
    meiner wir uns unser unsere du dich dir dein deine deinen man ist sind war waren wäre sei bin bist seid werden wird
    wurde worden haben hat habe hatte hast kann kannst können könnte könnten muss musst müssen soll sollte sollen will
    willst wollen darf möchte würde von in im an am auf bei für aus zu zum zur mit nach über unter als und oder aber
    wenn so dann da hier dort was welche welcher welches wer wen wem wessen wann wo warum wieso weshalb wie nicht kein
    keine keinen nein ja auch nur sehr schon noch mal doch denn bitte danke hallo jetzt gibt geht machen mache macht tun
    tue etwas sich dass ob damit um vom beim ins""",
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_ENDINGS = {
    "en": ("ations", "ation", "ingly", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "er", "e", "y"),
    "de": ("ungen", "ung", "lich", "isch", "igen", "ige", "ig", "ern", "en", "er", "es", "em", "st", "te", "et", "e",
           "n", "s", "t"),
}  # fmt: skip
_SHORTEST = 3


def plain(text: str) -> str:
    """Small letters without accents; German umlauts become plain letters, as many people type them."""
    if text.isascii():  # nearly all that is read
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("’", "'")).casefold()
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def stem(word: str, language: str = "en") -> str:
    """A word without its commonest endings: crude, alike for all forms of it, and never a word to be shown."""
    for ending in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            if language == "en" and len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "sl":
                word = word[:-1]  # run, running
            break
    return word


def words(text: str) -> list[str]:
    """The words of a text, in small letters without accents."""
    # Of a letter that is only a mark, such as a lone "ﾞ", nothing is left.
    return [folded for word in _WORD.findall(text) if (folded := plain(word))]


_PLAIN_FUNCTION_WORDS = {language: frozenset(map(plain, known)) for language, known in FUNCTION_WORDS.items()}


def content(text: str, language: str = "en") -> list[str]:
    """The stems of the words that carry meaning, in order; of all words when none does."""
    known = _PLAIN_FUNCTION_WORDS[language]
    all_words = [word.removesuffix("'s") for word in words(text)]
    carrying = [word for word in all_words if word.replace("'", "") not in known]
    return [stem(word, language) for word in carrying or all_words]


def language_of(text: str, otherwise: str = "en") -> str:
    """`de` or `en`, by the small words of a text; `otherwise` when these do not tell."""
    found = words(text)
    german = sum(word in _ONLY["de"] for word in found) + any(letter in text.lower() for letter in "äöüß")
    english = sum(word in _ONLY["en"] for word in found)
    if german == english:
        return otherwise
    return "de" if german > english else "en"


_ONLY = {
    "de": _PLAIN_FUNCTION_WORDS["de"] - _PLAIN_FUNCTION_WORDS["en"],
    "en": _PLAIN_FUNCTION_WORDS["en"] - _PLAIN_FUNCTION_WORDS["de"],
}
