"""Words: what a text is found by, what was typed to find it, and where in the text that is. Pure.

A word is letters and digits, whatever their case and accents. It is found in its other forms
("policies" by "policy") and by its beginning. Databases are asked for nothing but whole keys and
beginnings of keys, and keys are made here, so all of them find the same.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from snowballstemmer.english_stemmer import EnglishStemmer

# Letters of a key, and of all keys of one recommendation: PostgreSQL takes 1 MB of them.
LONGEST_KEY = 40
LONGEST_KEYS = 250_000
# From so many letters on, the beginning of a word is enough.
BEGINNING = 3
LONGEST_EXCERPT, BEFORE = 160, 40
# Of the words that are found in a text so many are looked at for its best excerpt.
LOOKED_AT = 20
# So many stretches are shown of one recommendation.
MOST_SHOWN = 3

_LETTER, _BEYOND_ASCII = r"(?:[^\W_]|[\u0300-\u036f])", r"\x80-\U0010ffff"
# "2016/17" and "R1.2" are words, and so are their parts; "council’s" is "council".
_WORD = (
    rf"({{first}}(?<={_LETTER})(?<!{_LETTER}[\s\S]){_LETTER}*)"
    rf"(?:(?<=\d)((?:[.,:/\-–]\d+)+)(?!{_LETTER})|['’][sS](?!{_LETTER}))?"
)
_ANY_WORD = re.compile(_WORD.format(first=_LETTER))
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Sought:
    """A word that is looked for: it is there where a key of a text is `stem`, or begins with
    `beginning`, if that is not "".
    """

    stem: str
    beginning: str = ""

    def is_among(self, keys: Iterable[str]) -> bool:
        return any(
            key == self.stem or (self.beginning != "" and key.startswith(self.beginning))
            for key in keys
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text; `is_found`: it is a word that is looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, or a stretch of one, in parts; `words`: those that were found in it."""

    parts: tuple[Part, ...]
    words: frozenset[Sought]


@dataclass(frozen=True, slots=True)
class Where:
    """A stretch of a text in which words were found; `label`: what text it is."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class WordsFound:
    """Where the words are: in the text that is shown anyway, and elsewhere."""

    shown: tuple[Part, ...]
    elsewhere: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a text words stand that are looked for."""

    begin: int
    end: int
    words: frozenset[Sought]


def keys_of(texts: Iterable[str]) -> str:
    """What texts are found by: the keys of all their words, each once, with blanks between. Of
    texts beyond all measure the last words are left out.
    """
    words = dict.fromkeys(word.groups() for text in texts for word in _ANY_WORD.finditer(text))
    keys = " ".join(dict.fromkeys(key for word in words for key in _keys(*word)))
    return keys if len(keys) <= LONGEST_KEYS else keys[:LONGEST_KEYS].rpartition(" ")[0]


class WordsSought:
    """The words that somebody typed, each once; the signs between them mean nothing.

    Short words and numbers are meant whole: "it" is not "item", and "20" is not "2016".
    """

    def __init__(self, typed: str):
        found = (_sought(*word.groups()) for word in _ANY_WORD.finditer(typed))
        self.words = tuple(dict.fromkeys(word for word in found if word.stem))
        self._like = re.compile(_WORD.format(first=_beginnings(self.words)))
        self._known: dict[str, frozenset[Sought]] = {}

    def marked(self, text: str) -> Marked:
        """The whole text: its parts together are the text."""
        return self._marked(text, 0, len(text))

    def excerpt(self, text: str, among: Iterable[Sought] | None = None) -> Marked | None:
        """The stretch where the most of the words are, or of some of them; None where the text has
        none of these. Line breaks are left out.
        """
        among = frozenset(self.words if among is None else among)
        if not any(place.words & among for place in self._places(text)):
            return None
        text = " ".join(text.split())
        found = (place for place in self._places(text) if place.words & among)
        places = list(islice(found, LOOKED_AT))
        first = max(places, key=lambda place: len(_words(_near(places, place)) & among))
        return self._marked(text, *_window(text, first))

    def where(self, shown: str, others: Iterable[tuple[str, str]]) -> WordsFound:
        """Where the words are in a text that is shown, and of those that are not in it, where each
        is first in the others (their labels and texts).
        """
        here = self.marked(shown)
        missing = set(self.words) - here.words
        elsewhere: list[Where] = []
        for label, text in others:
            while missing and len(elsewhere) < MOST_SHOWN:
                found = self.excerpt(text, missing)
                if found is None or missing.isdisjoint(found.words):
                    break
                elsewhere.append(Where(label, found.parts))
                missing -= found.words
        return WordsFound(here.parts, tuple(elsewhere))

    def _marked(self, text, begin, end):
        places = list(self._places(text, begin, end))
        return Marked(tuple(_parts(text, places, begin, end)), _words(places))

    def _places(self, text, begin=0, end=sys.maxsize) -> Iterator[_Place]:
        if not self.words:
            return
        known = self._known
        for word in self._like.finditer(text, begin, end):
            found = known.get(word[0])
            if found is None:
                keys = _keys(*word.groups())
                found = frozenset(sought for sought in self.words if sought.is_among(keys))
                known[word[0]] = found
            if found:
                yield _Place(*word.span(), found)


def _beginnings(words):
    """A pattern of the two letters with which a word can begin that is one of these words, so that
    most words of a text are passed over. Beyond ASCII any letter can stand for any, and a stem has
    "i" for "y", and "y" for "i".
    """
    texts = {text for word in words for text in (word.stem, word.beginning) if text}
    first = _one_of({text[0] for text in texts})
    if any(len(text) == 1 or text[0].isdigit() for text in texts):
        return first
    second = {text[1] for text in texts}
    second |= set("iy") if second & set("iy") else set()
    return f"{first}(?:(?={_one_of(second)})|(?<=[{_BEYOND_ASCII}]))"


def _one_of(letters):
    plain = sorted(letter for letter in letters if letter.isascii() and letter.isalpha())
    return "[" + "".join(plain) + "".join(plain).upper() + rf"0-9{_BEYOND_ASCII}]"


def _sought(word, numbers):
    if numbers:
        return Sought(_with_numbers(word, numbers))
    folded = _folded(word)
    is_enough = len(folded) >= BEGINNING and not folded[0].isdigit()
    return Sought(_stem(folded), folded if is_enough else "")


def _keys(word, numbers):
    if not numbers:
        return _keys_of_word(word)
    parts = (key for part in _DIGITS.findall(numbers) for key in _keys_of_word(part))
    return (_with_numbers(word, numbers), *_keys_of_word(word), *parts)


@lru_cache(maxsize=50_000)
def _keys_of_word(word):
    folded = _folded(word)
    return tuple(dict.fromkeys((folded, _stem(folded)))) if folded else ()


def _with_numbers(word, numbers):
    """ "2016/17" and "2016–17" are the same."""
    parts = [_folded(part) for part in (word, *_DIGITS.findall(numbers))]
    return ".".join(parts)[:LONGEST_KEY]


def folded(text: str) -> str:
    """A name without case and accents: "Élodie Straße" is "elodie strasse"."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _folded(word):
    """Without case and accents; "" where nothing else is in it."""
    if word.isascii():
        return word.lower()[:LONGEST_KEY]
    letters = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in letters if letter.isalnum())[:LONGEST_KEY]


def _stem(word):
    """What the forms of an English word have in common; any other is its own.

    By a stemmer of its own: one that threads share mixes up their words.
    """
    return EnglishStemmer().stemWord(word) if word.isascii() and word.isalpha() else word


def _near(places, first):
    """Those that are shown with a place if an excerpt is made for it."""
    end = first.begin + LONGEST_EXCERPT - BEFORE
    return [place for place in places if first.begin <= place.begin and place.end <= end]


def _words(places):
    return frozenset(word for place in places for word in place.words)


def _window(text, first):
    """From where to where an excerpt goes, made for one place: whole words, as far as it can."""
    begin = max(0, min(first.begin - BEFORE, len(text) - LONGEST_EXCERPT))
    if begin:
        begin = text.find(" ", begin - 1, first.begin) + 1 or first.begin
    end = max(begin + LONGEST_EXCERPT, first.end)
    if end < len(text):
        end = max(text.rfind(" ", first.end, end + 1), first.end)
    return begin, min(end, len(text))


def _parts(text, places, begin, end):
    """The text from `begin` to `end` in parts; "…" stands for what is left out."""
    here = begin
    if begin:
        yield Part("…")
    for place in places:
        if here < place.begin:
            yield Part(text[here : place.begin])
        yield Part(text[place.begin : place.end], is_found=True)
        here = place.end
    if here < end:
        yield Part(text[here:end])
    if end < len(text):
        yield Part("…")
