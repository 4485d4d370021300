"""The signs and numbers of lists in a Word document, as they print. Word keeps them apart from the
text: a paragraph names a list and a level, and the numbers are counted through the document.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_LEVELS = 9
_ROMANS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands before an item of a list: "-" for a bullet, or its number; `level` from 0."""

    text: str
    level: int

    @property
    def is_bullet(self):
        return self.text == "-"


@dataclass(slots=True)
class _Level:
    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    depth: int = 0


@dataclass(slots=True)
class _List:
    """`abstract`: whose numbers it counts on; `starts`: where this list starts anew."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document. `sign(paragraph)` must be asked for each paragraph in its order."""

    def __init__(self, numbering: Element | None, styles: Element | None):
        self.levels: dict[str, dict[int, _Level]] = {}
        self.lists: dict[str, _List] = {}
        self.counts: dict[str, list[int | None]] = {}
        self.begun: set[tuple[str, int]] = set()
        self.styles = {} if styles is None else _styles(styles)
        if numbering is not None:
            self._read(numbering)

    def sign(self, paragraph: Element) -> Sign | None:
        """What stands before a paragraph, or None where it is no item of a list."""
        number, level = self._place(paragraph)
        listed = self.lists.get(number)
        if listed is None:
            return None
        level = min(level, MOST_LEVELS - 1)
        levels = self.levels.get(listed.abstract, {})
        this = levels.get(level, _Level())
        self._count(number, listed, level, this)
        if this.number_format == "bullet":
            return Sign("-", max(level, this.depth))
        text = re.sub(r"%([1-9])", lambda found: self._number(listed, int(found[1]) - 1), this.text)
        return Sign(text.strip(), level) if text.strip() else None

    def _read(self, numbering):
        linked = {}
        for abstract in numbering.iter(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            self.levels[name] = dict(map(_level, abstract.iter(f"{W}lvl")))
            if (link := abstract.find(f"{W}numStyleLink")) is not None:
                linked[name] = link.get(f"{W}val", "")
        for number in numbering.iter(f"{W}num"):
            abstract = _value(number, "abstractNumId") or ""
            starts = dict(_overrides(number))
            self.lists[number.get(f"{W}numId", "")] = _List(abstract, starts)
        for name, style in linked.items():
            if found := self.lists.get(self.styles.get(style, ("", "", 0))[1]):
                self.levels[name] = self.levels.get(found.abstract, {})

    def _place(self, paragraph):
        """The list and the level of a paragraph: its own, or those of its style."""
        number, level = _own_place(paragraph)
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        for _ in range(20):
            if number is not None or name not in self.styles:
                break
            name, number, its_level = self.styles[name]
            level = its_level if level is None else level
        return number or "", level or 0

    def _count(self, number, listed, level, this):
        counts = self.counts.setdefault(listed.abstract, [None] * MOST_LEVELS)
        start = listed.starts.get(level, this.start)
        is_new = level in listed.starts and (number, level) not in self.begun
        self.begun.add((number, level))
        before = counts[level]
        counts[level] = start if before is None or is_new else before + 1
        counts[level + 1 :] = [None] * (MOST_LEVELS - level - 1)

    def _number(self, listed, level):
        of_level = self.levels.get(listed.abstract, {}).get(level, _Level())
        count = self.counts[listed.abstract][level]
        return written(of_level.start if count is None else count, of_level.number_format)


def written(number: int, number_format: str) -> str:
    """A number as Word writes it in a format of its own; figures for those not known here."""
    if number_format.endswith("Letter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if number_format.startswith("upper") else letter
    if number_format.endswith("Roman"):
        roman = _roman(number)
        return roman.upper() if number_format.startswith("upper") else roman
    if number_format == "decimalZero":
        return f"{number:02}"
    if number_format == "ordinal":
        return f"{number}{_ending(number)}"
    return "" if number_format == "none" else str(number)


def _roman(number):
    text = ""
    for value, letters in _ROMANS:
        text += letters * (number // value)
        number %= value
    return text


def _ending(number):
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _level(level):
    start = _value(level, "start")
    return int(level.get(f"{W}ilvl", "0")), _Level(
        _value(level, "numFmt") or "decimal",
        _value(level, "lvlText") or "",
        int(start) if start else 1,
        _depth(_value(level, "pStyle") or ""),
    )


def _depth(style):
    """Each of Word's styles “List Bullet 2” and so on has a list of its own, with one level."""
    found = re.fullmatch(r"ListBullet([2-5])", style)
    return int(found[1]) - 1 if found else 0


def _overrides(number):
    for override in number.iter(f"{W}lvlOverride"):
        if (start := _value(override, "startOverride")) is not None:
            yield int(override.get(f"{W}ilvl", "0")), int(start)


def _styles(styles):
    """By its name: the style that each is based on, its list (None: it says nothing), its level."""
    found = {}
    for style in styles.iter(f"{W}style"):
        number, level = _own_place(style)
        found[style.get(f"{W}styleId", "")] = (_value(style, "basedOn") or "", number, level or 0)
    return found


def _own_place(element):
    properties = element.find(f"{W}pPr/{W}numPr")
    if properties is None:
        return None, None
    level = _value(properties, "ilvl")
    return _value(properties, "numId"), int(level) if level else None


def _value(element, name):
    found = element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")
