"""Reads what stands in a status column: the status word, as it is written, and what it counts as.
It decides nothing of a narrative: "3 Nov: details forwarded to Ed" is no status.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from recommendations.importing.cell_sorts import STATUS_WORDS
from recommendations.importing.source import standing
from recommendations.meanings import Meaning

# As many characters as a status word can have.
LONGEST = 100
_MORE = {
    Meaning.NOT_STARTED: "yet to start|yet to commence|to be started|not commenced",
    Meaning.ON_TRACK: "continuing|in train|on-track|in-progress|nearing completion|g|green/amber"
    "|amber/green|partial|partially complete|partially completed|partly complete|mostly complete",
    Meaning.AT_RISK: "off-track|behind|late|r|a|red/amber|amber/red|slipping|at-risk|stalled",
    Meaning.COMPLETE: "complete with caveats|b|fully complete|fully met|now complete",
    Meaning.SUPERSEDED: "obsolete|no longer required|merged with another action",
    Meaning.NOT_ACCEPTED: "declined|no action required",
    Meaning.BUSINESS_AS_USUAL: "now business as usual",
}
_MEANINGS = {
    word: meaning
    for listed in (STATUS_WORDS, _MORE)
    for meaning, words in listed.items()
    for word in words.split("|")
}
# Words that begin a name or a sentence as often as they are a status ("New strategy agreed").
_ALSO_OTHER = frozenset(
    [
        "new",
        "open",
        "red",
        "amber",
        "green",
        "blue",
        "met",
        "limited",
        "substantial",
        "planned",
        "pending",
        "started",
        "closed",
        "merged",
        "late",
        "behind",
        "partial",
        "outstanding",
        "b",
        "a",
        "r",
        "g",
        "replaced",
        "embedded",
    ]
)
_KNOWN = "|".join(re.escape(word) for word in sorted(_MEANINGS, key=len, reverse=True))
# What may follow a status word that more is said of: "Completed. See the note", "Done\nNames".
_SIGN = r"[.:;,(\[–—\n]|\s-\s"
_LEADING = re.compile(rf"(?P<word>{_KNOWN})(?:\s*(?:{_SIGN})|(?P<loose>\s+(?=\S)))", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b"
_DAY = re.compile(rf"(?:as (?:of|at) |on |in |since )?(?:\d|{_MONTH})", re.IGNORECASE)
_SUBJECT = (
    r"(?:this|the|all|corrective|implementation of this)?\s*"
    r"(?:corrective )?(?:commitment|action|recommendation|milestone|task|target|project)s?"
)
_SENTENCE = re.compile(
    rf"{_SUBJECT}\s+(?:(?:is|are|was|has been|have been)\s+)?(?:now\s+)?(?P<word>{_KNOWN})"
    r"(?P<rest>$|[.;]|\s+(?:and|to be|since|as of)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_REFUSED = re.compile(
    r"management'?’?s? (?:opinion is|considers|view is) that (?:the )?(?:corrective )?action is "
    r"not (?:required|needed)",
    re.IGNORECASE,
)
_PER_CENT = re.compile(r"(?P<number>\d{1,3})\s?%(?:\s+(?:complete|completed|done))?", re.IGNORECASE)
# "Limited [c]; Substantial [a]; Completed [b]": parts at several levels.
_PART = re.compile(r"(?P<word>[^;\[\]()]+)[\[(][^\[\]()]*[\])]\s*")
# Which one counts of several: the one that is furthest from done.
_WORST_FIRST = (
    Meaning.AT_RISK,
    Meaning.ON_TRACK,
    Meaning.NOT_STARTED,
    Meaning.DEFERRED,
    Meaning.BUSINESS_AS_USUAL,
    Meaning.COMPLETE,
    Meaning.SUPERSEDED,
    Meaning.NOT_ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class StatusRead:
    """`word`: the status as it is written, "" where none was found; `meaning`: what it counts as,
    None where that is not known. `is_whole`: the cell says nothing else.
    """

    word: str
    meaning: Meaning | None
    is_whole: bool


def read_status(text: str, known: Mapping[str, Meaning] | None = None) -> StatusRead:
    """What a cell of a status column says. `known`: what words count as besides those that every
    paper uses, by folded_status, of the plan or by a person; they come first.
    """
    words = " ".join(standing(text).split())
    folded = folded_status(text)
    is_short = 0 < len(words) <= LONGEST
    if known and folded in known:
        return _whole(text, words, known[folded]) if is_short else _titled(known[folded])
    if is_short and (meaning := _meaning_of_whole(folded)):
        return _whole(text, words, meaning)
    for read in (_leading, _sentence):
        if found := read(standing(text).strip(), known or {}):
            return found
    return StatusRead("", None, False)


def folded_status(text: str) -> str:
    """A status word without its case, blanks and signs around it, to compare by."""
    return " ".join(standing(text).casefold().split()).strip(" .:;!-–—*")


def _whole(text, words, meaning):
    return StatusRead(words, meaning, words == " ".join(text.split()))


def _titled(meaning):
    """A cell that is too long to be a word: that of the meaning."""
    return StatusRead(meaning.words, meaning, False)


def _meaning_of_whole(folded):
    if folded in _MEANINGS:
        return _MEANINGS[folded]
    if found := _PER_CENT.fullmatch(folded):
        return _of_per_cent(int(found["number"]))
    parts = [_PART.fullmatch(part.strip()) for part in folded.split(";")]
    meanings = {_MEANINGS.get(part["word"].strip()) for part in parts if part}
    if all(parts) and None not in meanings:
        return _of_parts(meanings)
    return None


def _of_per_cent(number):
    if number > 100:
        return None
    if number == 100:
        return Meaning.COMPLETE
    return Meaning.ON_TRACK if number else Meaning.NOT_STARTED


def _of_parts(meanings):
    """A thing of which a part is done is begun, whatever the other parts are."""
    if len(meanings) > 1 and meanings <= {Meaning.COMPLETE, Meaning.NOT_STARTED}:
        return Meaning.ON_TRACK
    return next(meaning for meaning in _WORST_FIRST if meaning in meanings)


def _leading(text, known):
    """ "Completed. Guidance produced", "Done Names, grades", "Implemented as of 8 February"."""
    if (first := _first_piece(text)) and first[0] in known:
        return StatusRead(first[1], known[first[0]], False)
    found = _LEADING.match(text)
    if not found:
        return None
    word, rest = found["word"], text[found.end() :]
    folded = word.casefold()
    if found["loose"] and (folded in _ALSO_OTHER or not _stands_apart(rest)):
        return None
    folded = " ".join(folded.split())
    return StatusRead(" ".join(word.split()), known.get(folded, _MEANINGS[folded]), False)


def _first_piece(text):
    piece = re.split(_SIGN, text, maxsplit=1)[0].strip()
    return (folded_status(piece), piece) if 0 < len(piece) <= LONGEST else None


def _stands_apart(rest):
    """Whether what follows a status word without a sign is a sentence of its own, or its day."""
    return rest[:1].isupper() or bool(_DAY.match(rest))


def _sentence(text, known):
    """ "This commitment is complete and the work will remain ongoing."."""
    if _REFUSED.fullmatch(text.strip(" .")):
        return _titled(Meaning.NOT_ACCEPTED)
    found = _SENTENCE.fullmatch(text)
    if not found:
        return None
    meaning = _MEANINGS[" ".join(found["word"].casefold().split())]
    whole = " ".join(text.split())
    if len(whole) <= LONGEST and not found["rest"].strip(" .;"):
        return StatusRead(whole, meaning, True)
    return StatusRead(found["word"], meaning, False)
