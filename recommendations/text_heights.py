"""How high a text is in a column of a workbook, reckoned without its font: the widths of letters
are those of Calibri, rounded up, so that a row is rather too high than too low. Pure.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

# How wide characters are in Calibri, in hundredths of its size, rounded up; é is as wide as e.
_WIDTHS = {
    24: " 'ijl",
    28: ",.:;I‘’",
    32: "()-J[]`f{}",
    36: "!rt",
    40: "/\\sz",
    44: '"Lcx“”',
    48: "?FSZagkvy|",
    52: "#$*+0123456789<=>EKPTXY^_e~£–•é",
    56: "BCRbdhnopqu",
    60: "AV",
    64: "DGH",
    68: "NOQU",
    72: "%&w…",
    80: "m",
    88: "M",
    92: "@W—",
}
_AFTER_HYPHEN = re.compile("(?<=-)")
_LETTER, _OTHER = 80, 104
# Scripts whose letters are wide or high: from Hebrew on, but neither punctuation nor signs.
_TALL = re.compile("[\u0590-\u1fff\u2c00-\U0010ffff]")
_WIDTH_OF = {char: width for width, chars in _WIDTHS.items() for char in chars}
_SPACE = _WIDTH_OF[" "]
_DIGIT_PIXELS, _INCH_PIXELS, _INCH_POINTS = 7, 96, 72


@dataclass(frozen=True, slots=True)
class Size:
    """A size of letters and the height of a line of them, both in points; `tall`: of a line of
    scripts whose letters are higher.
    """

    points: int
    line: int
    tall: int

    def height(self, text, width, *, is_bold=False):
        """How high a text is in a column so many digits wide."""
        room, line = self._room(width, is_bold), self._line(text)
        if len(text) * _OTHER <= room and "\n" not in text:
            return line
        return line * sum(_lines(paragraph, room) for paragraph in text.split("\n"))

    def divide(self, text: str, width: float, height: float, *, is_bold: bool = False):
        """What of a text is no higher than that, a line at least, and the rest of it: parted
        between words, or else letters, what stood between them left out.
        """
        room, left = self._room(width, is_bold), max(1, int(height // self._line(text)))
        paragraphs = text.split("\n")
        for number, paragraph in enumerate(paragraphs):
            lines = _lines(paragraph, room)
            if lines > left:
                begun, rest = _divide(paragraph, room, left, is_first=number == 0)
                head = [*paragraphs[:number], *([begun] if begun else [])]
                return "\n".join(head), "\n".join([rest, *paragraphs[number + 1 :]])
            left -= lines
        return text, ""

    def _room(self, width, is_bold):
        """In hundredths of the size of the letters; bold ones are wider."""
        pixels = self.points * _INCH_PIXELS / _INCH_POINTS
        return width * _DIGIT_PIXELS * 100 / pixels * (0.88 if is_bold else 1)

    def _line(self, text):
        return self.line if text.isascii() or not _TALL.search(text) else self.tall


USUAL, SMALL = Size(11, 15, 20), Size(8, 12, 15)


def _lines(paragraph, room):
    """How many lines a paragraph takes when it is wrapped between words; a word that is longer than
    a line is broken, after its hyphens too.
    """
    lines, used = 1, 0
    for word in paragraph.split(" "):
        width = _word_width(word)
        parts = [width] if width <= room else map(_word_width, _AFTER_HYPHEN.split(word))
        for width in parts:
            if used and used + width > room:
                lines, used = lines + 1, 0
            if width > room:
                lines += int(width // room)
                width %= room
            used += width
        used += _SPACE
    return lines


def _divide(paragraph, room, lines, *, is_first):
    """So many lines of a paragraph, and the rest of it."""
    words = paragraph.split(" ")
    fitting = _most_that_fit(words, " ", room, lines)
    if fitting or not is_first:
        return " ".join(words[:fitting]), " ".join(words[fitting:])
    fitting = max(1, _most_that_fit(paragraph, "", room, lines))
    return paragraph[:fitting], paragraph[fitting:]


def _most_that_fit(pieces, between, room, lines):
    """How many of the pieces take no more lines than that."""
    if lines < 1:
        return 0
    fitting = range(1, len(pieces) + 1)
    return bisect_right(fitting, lines, key=lambda most: _lines(between.join(pieces[:most]), room))


@lru_cache(maxsize=20_000)
def _word_width(word):
    return sum(_WIDTH_OF.get(char) or _other_width(char) for char in word)


def _other_width(char):
    if char < "\u0590":
        return _WIDTH_OF.get(normalize("NFD", char)[0], _LETTER)
    return _OTHER
