"""Tells what sort of words stand in the cells of a column: dates, owners, statuses, numbers. It
reads cells only, and decides nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from people.owner_text import PartyKind, split_owner_text
from recommendations.by_when import Kind, read_by_when
from recommendations.importing.source import standing
from recommendations.meanings import Meaning

SAMPLE = 200
# Only whether words can be read as a date is asked, which hardly depends on the paper's day.
SOME_DAY = date(2016, 1, 1)

# Words of status in papers, and what each counts as (those of the corpus, and of domain.md).
STATUS_WORDS = {
    Meaning.NOT_STARTED: "not started|not yet started|no action taken yet|no action|new|not begun"
    "|planned|to do|pending|open",
    Meaning.ON_TRACK: "on track|on track for due date|on course|on target|in progress|under way"
    "|underway|ongoing|on-going|still ongoing|commenced|started|in hand|plan in place"
    "|place in place|initial stages|substantial|limited|partially implemented|partly implemented"
    "|part complete|partially complete|partially met|green|progressing|on schedule|report in draft"
    "|wip|work in progress",
    Meaning.AT_RISK: "delayed|at risk|slipped|behind schedule|action on hold|on hold|overdue|amber"
    "|red|carried forward|not met|serious delay|off track|unlikely to be met in full"
    "|not implemented|not on track|some delay|not complete|not completed|incomplete|outstanding",
    Meaning.COMPLETE: "complete|completed|compete|done|implemented|fully implemented|closed|met"
    "|in place|achieved|delivered|finished|action complete|actioned|blue|discharged"
    "|complete and verified|verified|complete with caveat",
    Meaning.SUPERSEDED: "superseded|replaced|merged|no longer applicable|no longer relevant"
    "|withdrawn|cancelled|dropped",
    Meaning.NOT_ACCEPTED: "not accepted|rejected|not agreed",
    Meaning.DEFERRED: "deferred|postponed|paused|suspended",
    Meaning.BUSINESS_AS_USUAL: "business as usual|bau|embedded|mainstreamed",
}
_MEANINGS = {word: meaning for meaning, words in STATUS_WORDS.items() for word in words.split("|")}
_PRIORITIES = re.compile(
    r"(?:priority )?(?:high|medium|low|fundamental|important|desirable|critical|significant|major"
    r"|moderate|minor|essential|urgent|merits attention|advisory|best practice|[hml]|[1-5])"
    r"(?: priority| risk)?",
    re.IGNORECASE,
)
_RESPONSES = re.compile(
    r"(?:fully |partially |partly |not )?(?:accepted|agreed|rejected)"
    r"(?: in (?:part|principle|full))?|yes|no|y|n|accept|reject|noted",
    re.IGNORECASE,
)
_TIMESCALES = re.compile(
    r"(?:immediate|urgent|(?:very )?(?:short|medium|long)(?:er)?)(?:[ -]to[ -](?:medium|long))?"
    r"(?:[ -]?term)?(?: (?:actions?|priorit(?:y|ies)|goals?|measures?|recommendations?))?"
    r"(?: ?\([^()]*\))?:?|quick wins?|(?:actions? )?(?:within|in the next|over the next) .{1,30}"
    r"(?:weeks?|months?|years?)(?: ?\([^()]*\))?",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"[A-Za-z]{0,4}[-/. ]?\(?\d+(?:[./-]\d+)*\)?[.)]?[a-z]?[.)]?|[ivxlc]+[.)]?|[a-z][.)]?"
    r"|[A-Za-z]{1,6} ?\(?\d\d[/-]\d\d\)? ?\d+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sorts:
    """What stands in a column, each as a share (0 to 1) of its cells that have words: `filled` of
    all cells, `distinct` the different ones; `length`: of its texts, on average.
    """

    filled: float = 0.0
    distinct: float = 0.0
    length: float = 0.0
    dates: float = 0.0
    owners: float = 0.0
    statuses: float = 0.0
    priorities: float = 0.0
    responses: float = 0.0
    timescales: float = 0.0
    references: float = 0.0
    titles: float = 0.0


def sorts_of(texts: Sequence[str]) -> Sorts:
    """What the texts of a column are; its first 200 cells are looked at."""
    texts = texts[:SAMPLE]
    some = [standing(text) or text for text in texts if text]
    if not some:
        return Sorts()

    def share(is_one):
        return sum(map(is_one, some)) / len(some)

    return Sorts(
        filled=len(some) / len(texts),
        distinct=len(set(some)) / len(some),
        length=sum(map(len, some)) / len(some),
        dates=share(is_date),
        owners=share(is_owner),
        statuses=share(lambda text: status_meaning(text) is not None),
        priorities=share(lambda text: bool(_PRIORITIES.fullmatch(text))),
        responses=share(lambda text: bool(_RESPONSES.fullmatch(text))),
        timescales=share(is_timescale),
        references=share(lambda text: bool(_REFERENCE.fullmatch(text))),
        titles=share(lambda text: len(re.findall(r"[^\W\d_]{2,}", text)) > 1),
    )


def is_date(text: str) -> bool:
    """Whether a cell is nothing but a wording of a deadline."""
    if len(text) > 80 or text.isdecimal():
        return False
    reading = read_by_when(text, paper_date=SOME_DAY)
    return reading.is_read and reading.kind not in (Kind.COMPLETED, Kind.OTHER)


def is_owner(text: str) -> bool:
    """Whether a cell is nothing but names, posts or groups."""
    if len(text) > 120 or status_meaning(text) or any(char.isdigit() for char in text):
        return False
    parties = split_owner_text(text)
    return bool(parties) and all(_is_party(party) for party in parties)


def _is_party(party):
    words = re.findall(r"[^\W\d_]+", party.name)
    capitals = sum(word[0].isupper() for word in words)
    if party.kind is PartyKind.PERSON:
        return capitals == len(words) <= 4
    return 0 < len(words) <= 8 and capitals * 2 >= len(words) + (len(words) > 1)


def status_meaning(text: str) -> Meaning | None:
    """What a status word of a paper counts as ("On track", "Completed."); None where the words are
    no status.
    """
    words = " ".join(text.casefold().split()).strip(" .:;!-–—*")
    if len(words) > 60:
        return None
    return _MEANINGS.get(words) or _MEANINGS.get(re.split(r"[.:;,(\[–—-] ?", words)[0].strip())


def is_timescale(text: str) -> bool:
    """Whether words group what is to be done soon and later ("Medium term actions")."""
    return bool(_TIMESCALES.fullmatch(" ".join(text.split())))
