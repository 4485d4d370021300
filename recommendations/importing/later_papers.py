"""Finds the rows of a later paper among the recommendations of its plan: by a reference that
identifies, else by the same text. A text that is only like another is offered, never joined. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest

from recommendations.importing.reviewed import (
    BY_PERSON,
    BY_REFERENCE,
    BY_TEXT,
    NEW,
    OFFERED,
    OfferedMatch,
)

# From how like on (0 to 1) a text may be another reworded; under the same reference, from how like
# on it is the same: less, and the reference was given to something else.
LIKE, SAME_UNDER_REFERENCE = 0.6, 0.45
OFFERS = 3
LOOKED_AT = 8
# A word in more texts than these tells nothing.
COMMON = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the paper (`key`: its number) or a recommendation of the plan (its key)."""

    key: int
    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Matched:
    """Which recommendation a row is, and how that was found; see RowMatch."""

    how: str
    recommendation: int | None = None
    offered: tuple[OfferedMatch, ...] = ()


def match_rows(
    rows: Sequence[Entry], recommendations: Sequence[Entry], said: Mapping[int, int | str]
) -> dict[int, Matched]:
    """For each row, by its number, which recommendation it is. `said`: what a person said, by
    number: a key, or "new"; a key that is none of the plan's is as if it were not said.
    """
    matching = _Matching(rows, recommendations)
    matching.take_said(said)
    matching.pair(lambda one: (_reference(one), folded(one.text)), BY_REFERENCE)
    matching.pair_references()
    matching.pair(lambda one: folded(one.text), BY_TEXT)
    matching.offer()
    return matching.found


def folded(text: str) -> str:
    """A text but for its blanks and case, to compare by."""
    return " ".join(text.split()).casefold()


def likeness(one: str, other: str) -> float:
    """How like two texts are, word by word: 0 to 1."""
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def repeated_references(rows: Iterable[Entry]) -> set[str]:
    """The references, as written, that more than one of the rows has."""
    rows = list(rows)
    times = Counter(_reference(row) for row in rows)
    return {row.reference for row in rows if row.reference and times[_reference(row)] > 1}


class _Matching:
    """What is still open on both sides, and what was found."""

    def __init__(self, rows, recommendations):
        self.all_rows, self.all_recommendations = rows, recommendations
        self.rows = {row.key: row for row in rows}
        self.left = {one.key: one for one in recommendations}
        self.found: dict[int, Matched] = {}

    def take(self, row, recommendation, how):
        """A recommendation that two rows are said to be stays open for neither."""
        self.found[row] = Matched(how, recommendation)
        self.rows.pop(row, None)
        self.left.pop(recommendation, None)

    def take_said(self, said):
        keys = set(self.left)
        for row in self.all_rows:
            answer = said.get(row.key)
            if answer == NEW:
                self.take(row.key, None, NEW)
            elif answer in keys:
                self.take(row.key, answer, BY_PERSON)

    def pair(self, by, how):
        """Those that are the same by something, where as many are so on both sides, in their
        order.
        """
        ours, theirs = _grouped(self.rows.values(), by), _grouped(self.left.values(), by)
        for same, rows in ours.items():
            if len(rows) == len(theirs.get(same, ())) and (how == BY_TEXT or same[0]):
                for row, one in zip(rows, theirs[same], strict=True):
                    self.take(row.key, one.key, how)

    def pair_references(self):
        """A reference that is there once in the paper and once in the plan identifies, unless the
        text under it is another one.
        """
        ours = _grouped(self.all_rows, _reference)
        theirs = _grouped(self.all_recommendations, _reference)
        texts = {folded(one.text) for one in self.left.values()}
        for reference, [row, *others] in ours.items():
            [one, *more] = theirs.get(reference, [None])
            if not reference or others or more or one is None:
                continue
            is_open = row.key in self.rows and one.key in self.left
            if is_open and folded(row.text) not in texts and _is_same(row, one):
                self.take(row.key, one.key, BY_REFERENCE)

    def offer(self):
        """What is left is new, or open where texts are like it, or where it has the reference."""
        near = _Near(self.left.values())
        by_reference = _grouped(self.left.values(), _reference)
        for key, row in self.rows.items():
            mates = by_reference.get(_reference(row), []) if _reference(row) else []
            offers = near.to(row, mates)
            how = OFFERED if offers else NEW
            self.found[key] = Matched(how, None, offers)


class _Near:
    """Texts arranged so that those like another are found without comparing it to all."""

    def __init__(self, entries):
        self.entries = {one.key: one for one in entries}
        self.words = {key: _words(one.text) for key, one in self.entries.items()}
        self.having = defaultdict(list)
        for key, words in self.words.items():
            for word in set(words):
                self.having[word].append(key)

    def to(self, row, mates):
        """The offers for a row: like texts, and what has its reference (`mates`), best first."""
        words = _words(row.text)
        looked_at = dict.fromkeys([*(mate.key for mate in mates), *self._sharing(words)])
        same_reference = {mate.key for mate in mates}
        found = []
        for key in looked_at:
            like = _ratio(words, self.words[key], 0 if key in same_reference else LIKE)
            if like >= LIKE or key in same_reference:
                one = self.entries[key]
                found.append(OfferedMatch(key, one.reference, one.text, round(like, 2)))
        return tuple(sorted(found, key=lambda offer: -offer.likeness)[:OFFERS])

    def _sharing(self, words):
        """The texts that share most of the words, each counted by how rare it is."""
        shared: dict[int, float] = defaultdict(float)
        for word in set(words):
            having = self.having.get(word, ())
            if len(having) <= max(COMMON, len(self.entries) // 20):
                for key in having:
                    shared[key] += 1 / len(having)
        return nlargest(LOOKED_AT, shared, key=lambda key: shared[key])


def _ratio(one, other, at_least):
    """How like two lists of words are; 0 where they are surely less than `at_least`."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < at_least or matcher.quick_ratio() < at_least:
        return 0.0
    return matcher.ratio()


def _is_same(row, one):
    return likeness(row.text, one.text) >= SAME_UNDER_REFERENCE


def _grouped(entries, by):
    groups = defaultdict(list)
    for entry in entries:
        groups[by(entry)].append(entry)
    return groups


def _reference(entry):
    """A reference to compare by: "1.", "(1)" and "1" are the same."""
    return folded(entry.reference).strip(" .()[]:")


def _words(text):
    return [word.strip(".,;:()“”\"'‘’") for word in folded(text).split()]
