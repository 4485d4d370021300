"""What changed in words between two texts, for a reader: which words stayed, which went and which
came. Pure: it knows no HTML and never makes any.

Words are compared, each with the layout before it (spaces, line breaks, a bullet); layout alone
never counts as a change of words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, takewhile, zip_longest
from typing import NamedTuple

# What differs may have so many lines, sentences or words, on either side of one comparison, and so
# many characters in all (five of the longest cells), or it is not compared any more closely: it
# went as a whole and came as a whole. The worst case stays well within a second.
MOST_COMPARED = 1_000
MOST_CHARACTERS = 100_000
# Of the words of the shorter text so many must stay, or it counts as rewritten: with two of three
# words new, what stays are crumbs that stop the reader and connect nothing.
STAYS = 1 / 3
# So many words between two changes belong to the change, if both changes are longer than they are:
# "12 of 40" became "15 of 45", not one number twice.
ISLAND = 3
CONTEXT = 12

_SIGN = r"(?:[-*–](?=[ \t])|o(?=\t)|[•·●▪■◦○‣⁃\uf0b7\uf0a7])"
_LAYOUT = rf"\s*(?:\n|\A)[^\S\n]*{_SIGN}\s*|\s*"
_LETTER = r"[\w\u0300-\u036f]"
_WORD = rf"[£$€]?{_LETTER}+(?:(?:['’\-]|(?<=\d)[.,:/](?=\d)){_LETTER}+)*%?"
_TOKEN = re.compile(rf"(?P<layout>{_LAYOUT})(?:(?P<word>{_WORD})|(?P<mark>[^\w\s])(?P=mark)*|\Z)")
_ONE_WORD = re.compile(_WORD)
_SENTENCE_ENDS = frozenset(".!?;:")


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text. FOLDED, which only folded() makes, says how many words it stands for."""

    kind: Kind
    text: str

    @property
    def is_removed(self) -> bool:
        return self.kind is Kind.REMOVED

    @property
    def is_added(self) -> bool:
        return self.kind is Kind.ADDED

    @property
    def is_change(self) -> bool:
        return self.is_removed or self.is_added

    @property
    def is_folded(self) -> bool:
        return self.kind is Kind.FOLDED


class _Token(NamedTuple):
    """A word or a mark, and the layout before it."""

    layout: str
    text: str
    is_word: bool


class _Run(NamedTuple):
    """Tokens of both texts that stand in one place; `is_same`: the same words, one by one."""

    is_same: bool
    old: list[_Token]
    new: list[_Token]


def word_changes(before: str, after: str) -> tuple[Change, ...]:
    """The stretches of text that stayed, went and came, in the order of reading: what went before
    what came in its place.

    SAME and ADDED together are exactly `after`, SAME and REMOVED exactly `before`. A text that is
    mostly rewritten, or too long to be compared, went as a whole and came as a whole.
    """
    head, tail = _same_lines(before, after)
    old = before[len(head) : len(before) - len(tail)]
    new = after[len(head) : len(after) - len(tail)]
    if max(len(old), len(new)) > MOST_CHARACTERS:
        differs = [Change(Kind.REMOVED, old), Change(Kind.ADDED, new)]
    else:
        differs = _differences(old, new, _count(head) + _count(tail))
    return tuple(_joined([Change(Kind.SAME, head), *differs, Change(Kind.SAME, tail)]))


def summary(changes: Iterable[Change]) -> str:
    """The changes in words: "12 words added, 3 removed"."""
    changes = list(changes)
    counts = {kind: _count_words(changes, kind) for kind in (Kind.ADDED, Kind.REMOVED)}
    said = [f"{count} {kind}" for kind, count in counts.items() if count]
    if said:
        first = next(count for count in counts.values() if count)
        return ", ".join(said).replace(" ", " word " if first == 1 else " words ", 1)
    if any(change.kind is not Kind.SAME and not _is_layout(change.text) for change in changes):
        return "Only punctuation changed"
    return "The same words as last time"


def folded(changes: Iterable[Change], context: int = CONTEXT) -> tuple[Change, ...]:
    """The changes for showing: `context` words of what stayed are left on either side of a change,
    longer stretches are folded ("… 140 words unchanged …"); where only layout changed, the new
    layout stands as if it had always been there.
    """
    shown = _joined(_without_layout(list(changes)))
    last = len(shown) - 1
    pieces: list[Change] = []
    for number, change in enumerate(shown):
        if change.kind is Kind.SAME:
            edges = context * (number > 0), context * (number < last)
            pieces += _folded(change, *edges, least=context)
        else:
            pieces.append(change)
    return tuple(piece for piece in pieces if piece.text)


# Reading a text


def _same_lines(before, after) -> tuple[str, str]:
    """The lines that two texts open on alike, and of the rest those that they end on alike."""
    olds, news = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = _alike(olds, news)
    olds, news = olds[head:], news[head:]
    tail = _alike(olds[::-1], news[::-1])
    return before[: len(before) - len("".join(olds))], "".join(olds[len(olds) - tail :])


def _alike(olds, news):
    """On how many lines both open."""
    together = zip(olds, news, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], together))


def _tokens(text) -> tuple[list[_Token], str]:
    """The words and marks of a text, each with the layout before it, and the layout at its end."""
    tokens, end = [], 0
    for found in _TOKEN.finditer(text):
        layout = found["layout"]
        if found.end() > found.end("layout"):
            word = found.group()[len(layout) :]
            tokens.append(_Token(layout, word, found["word"] is not None))
            end = found.end()
    return tokens, text[end:]


def _lines(tokens):
    return _units(tokens, lambda last, token: "\n" in token.layout)


def _sentences(tokens):
    return _units(
        tokens,
        lambda last, token: (
            "\n" in token.layout or (token.layout != "" and last.text[-1] in _SENTENCE_ENDS)
        ),
    )


def _words(tokens):
    return [[token] for token in tokens]


_LEVELS = (_lines, _sentences, _words)


def _units(tokens, begins):
    """The tokens in units; `begins(last, token)`: whether a token opens a new one."""
    units: list[list[_Token]] = []
    for token in tokens:
        if not units or begins(units[-1][-1], token):
            units.append([])
        units[-1].append(token)
    return units


# Comparing


def _differences(before, after, around):
    """The pieces of two texts; `around`: how many words stayed outside them."""
    (old, old_end), (new, new_end) = _tokens(before), _tokens(after)
    runs = _unless_rewritten(_compared(old, new, _LEVELS), around)
    pieces = [piece for run in runs for piece in _pieces(run)]
    return [*pieces, *_layout_pieces(old_end, new_end)]


def _compared(old, new, levels) -> list[_Run]:
    """Two lists of tokens by lines; the lines that differ by sentences, and those by words."""
    level, *finer = levels
    olds, news = level(old), level(new)
    if max(len(olds), len(news)) > MOST_COMPARED:
        return [_Run(False, old, new)]
    runs = []
    for tag, old_from, old_to, new_from, new_to in _opcodes(olds, news):
        here = _flat(olds[old_from:old_to]), _flat(news[new_from:new_to])
        if tag == "replace" and finer:
            runs += _compared(*here, finer)
        else:
            runs.append(_Run(tag == "equal", *here))
    return runs if finer else _unless_rewritten(_without_islands(runs))


def _opcodes(olds, news):
    """How difflib turns the old units into the new; layout is no part of it."""
    return SequenceMatcher(None, _keys(olds), _keys(news)).get_opcodes()


def _keys(units):
    return [tuple(token.text for token in unit) for unit in units]


def _flat(units):
    return [token for unit in units for token in unit]


def _without_islands(runs) -> list[_Run]:
    """The runs, with the few words that stayed between two longer changes counted to them."""
    merged: list[_Run] = []
    for run, after in zip_longest(runs, runs[1:]):
        if merged and _goes_with(merged[-1], run, after):
            merged.append(_merged(merged.pop(), run))
        else:
            merged.append(run)
    return merged


def _goes_with(change, run, after):
    """Whether a run belongs to the change before it: as a change, or as an island before one."""
    if change.is_same:
        return False
    if not run.is_same:
        return True
    return (
        after is not None
        and sum(token.is_word for token in run.new) <= ISLAND
        and _letters(run.new) <= min(_weight(change), _weight(after))
    )


def _merged(left, right):
    return _Run(False, left.old + right.old, left.new + right.new)


def _weight(run):
    return max(_letters(run.old), _letters(run.new))


def _letters(tokens):
    return sum(len(token.text) for token in tokens if token.is_word)


def _unless_rewritten(runs, around=0) -> list[_Run]:
    """The runs, or one for all where too little stayed, counting `around` more words that did."""
    old = [token for run in runs for token in run.old]
    new = [token for run in runs for token in run.new]
    stayed = sum(token.is_word for run in runs if run.is_same for token in run.new)
    shorter = min(sum(token.is_word for token in side) for side in (old, new))
    return runs if stayed + around >= (shorter + around) * STAYS else [_Run(False, old, new)]


# Writing the answer


def _pieces(run) -> Iterator[Change]:
    if not run.is_same:
        yield Change(Kind.REMOVED, _text(run.old))
        yield Change(Kind.ADDED, _text(run.new))
        return
    for old, new in zip(run.old, run.new, strict=True):
        yield from _layout_pieces(old.layout, new.layout)
        yield Change(Kind.SAME, new.text)


def _layout_pieces(old, new):
    """Two layouts before one word: where one only adds to the other, the rest of it stayed."""
    if new.endswith(old) and _is_layout(new[: len(new) - len(old)]):
        old, new, same = "", new[: len(new) - len(old)], old
    elif old.endswith(new) and _is_layout(old[: len(old) - len(new)]):
        old, new, same = old[: len(old) - len(new)], "", new
    else:
        same = ""
    yield Change(Kind.REMOVED, old)
    yield Change(Kind.ADDED, new)
    yield Change(Kind.SAME, same)


def _text(tokens):
    return "".join(token.layout + token.text for token in tokens)


def _joined(pieces) -> list[Change]:
    """The pieces without empty ones; between two that stayed, one that went and one that came."""
    filled = [piece for piece in pieces if piece.text]
    joined = []
    for is_same, group in groupby(filled, key=lambda piece: piece.kind is Kind.SAME):
        members = list(group)
        for kind in [Kind.SAME] if is_same else [Kind.REMOVED, Kind.ADDED]:
            text = "".join(piece.text for piece in members if piece.kind is kind)
            if text:
                joined.append(Change(kind, text))
    return joined


# Showing it


def _without_layout(changes) -> Iterator[Change]:
    """The changes, with new layout as if it had stayed and old layout gone, where no word or mark
    changed between two that stayed.
    """
    for is_same, group in groupby(changes, key=lambda change: change.kind is Kind.SAME):
        members = list(group)
        if not is_same and all(_is_layout(member.text) for member in members):
            yield from (
                Change(Kind.SAME, member.text) for member in members if member.kind is Kind.ADDED
            )
        else:
            yield from members


def _folded(change, first, last, least) -> Iterator[Change]:
    """A stretch that stayed, with its `first` and `last` words, the rest of it folded if that is
    more than `least`.
    """
    words = list(_ONE_WORD.finditer(change.text))
    hidden = len(words) - first - last
    if hidden <= least:
        yield change
        return
    head = words[first - 1].end() if first else 0
    tail = words[-last].start() if last else len(change.text)
    yield Change(Kind.SAME, change.text[:head])
    yield Change(Kind.FOLDED, f"… {hidden} words unchanged …")
    yield Change(Kind.SAME, change.text[tail:])


def _is_layout(text):
    found = _TOKEN.match(text)
    return found is not None and found.end("layout") == len(text)


def _count_words(changes, kind):
    return sum(_count(change.text) for change in changes if change.kind is kind)


def _count(text):
    return sum(1 for _ in _ONE_WORD.finditer(text))
