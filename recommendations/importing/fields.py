"""What a column of a plan can be, and which headings papers give to it. It sees headings only."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """The columns that every plan may have; OWN: one of the plan's own; NOTHING: left out."""

    REFERENCE = "reference"
    RECOMMENDATION = "recommendation"
    THEME = "theme"
    TIMESCALE = "timescale"
    PROGRESS = "progress"
    FURTHER_ACTION = "further_action"
    BY_WHEN = "by_when"
    OWNER = "owner"
    STATUS = "status"
    PRIORITY = "priority"
    RESPONSE = "response"
    DATE_AGREED = "date_agreed"
    OWN = "own"
    NOTHING = "nothing"

    @property
    def words(self):
        return _WORDS[self]


_WORDS = {
    Field.REFERENCE: "Reference",
    Field.RECOMMENDATION: "Recommendation",
    Field.THEME: "Theme",
    Field.TIMESCALE: "Timescale",
    Field.PROGRESS: "Action taken",
    Field.FURTHER_ACTION: "Further action",
    Field.BY_WHEN: "By when",
    Field.OWNER: "Owner",
    Field.STATUS: "Status",
    Field.PRIORITY: "Priority",
    Field.RESPONSE: "Response",
    Field.DATE_AGREED: "Date agreed",
    Field.OWN: "A column of the plan's own",
    Field.NOTHING: "Left out",
}

# How sure a heading makes: the whole of it, a word in it, or one that other columns have too.
WHOLE, PART, WEAK = 0.9, 0.7, 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column may be, how sure that is (0 to 1), and why, in words."""

    field: Field
    confidence: float
    why: str


_WHEN = r"(?:by |target |due |planned |expected |agreed |revised |current |estimated |forecast )*"
_DONE = r"(?:completion|implementation|delivery|due|target|end|finish|finished|review)"
# For each field what the whole heading may be, in small letters without dates and signs.
_HEADINGS: tuple[tuple[Field, float, str], ...] = (
    (Field.REFERENCE, WHOLE, r"#|no|nos|nr|num|number|ref|refs|reference|id|item|serial|s no"),
    (
        Field.REFERENCE,
        WHOLE,
        r"(?:recommendation|rec|action|item|ref|audit|report|issue|unique|task|milestone|row)"
        r" (?:no|nr|number|ref|reference|id|#|reference number|ref no)|para(?:graph)?(?: no)?|rec",
    ),
    (
        Field.RECOMMENDATION,
        1.0,
        r"(?:(?:agreed|audit|original|key|our|the|full|report|committee|internal|external|review"
        r"|panel|scrutiny|no|ref|reference) (?:and )?)*recommendations?"
        r"(?: (?:text|made|details?|wording|description|agreed|and reference|summary))?",
    ),
    (
        Field.RECOMMENDATION,
        0.8,
        r"(?:(?:key|agreed|improvement|planned|proposed|specific|main|management|smart) )?"
        r"(?:actions?|tasks?|commitments?|milestones?|activity|activities|measures?|deliverables?)"
        r"(?: (?:description|details?|text|point|points|item|items|agreed))?"
        r"|description of (?:action|task)|improvement|improvements",
    ),
    (
        Field.RECOMMENDATION,
        0.6,
        r"what|what (?:we will do|will we do|will be done|needs to be done)|objectives?"
        r"|areas? for improvement|actions? required|actions? to be taken|findings?"
        r"|to do|requirements?|proposals?|(?:task|action) name|action plan",
    ),
    (
        Field.RECOMMENDATION,
        0.6,
        r"(?:[^\W\d]+ ){1,2}(?:actions?|commitments?|milestones?|tasks?|activities)",
    ),
    (
        Field.THEME,
        WHOLE,
        r"(?:key |priority |improvement |recommendation )?themes?|section|topic|issue|subject"
        r"|category|work ?stream|strand|priority area|area|area of work|focus area|heading"
        r"|strategic (?:objective|aim|priority)|aim|goal|pillar|chapter|domain|objective"
        r"|audit title|audit|report title|source",
    ),
    (Field.TIMESCALE, WHOLE, r"band|phase|term|horizon|time ?bands?"),
    (Field.TIMESCALE, PART, r"time ?scales?|time ?frames?|timing"),
    (Field.FURTHER_ACTION, WHOLE, r"further (?:actions?|work|steps?).*|next steps?.*"),
    (
        Field.FURTHER_ACTION,
        WHOLE,
        r"(?:outstanding|remaining|future|planned|continuing) (?:actions?|work|steps?)"
        r"|(?:what )?(?:is )?(?:still|left) to (?:do|be done)|what still .*",
    ),
    (
        Field.FURTHER_ACTION,
        PART,
        r"(?:agreed |management |proposed |planned |improvement )*actions?"
        r"(?: (?:required|needed|outstanding|to be taken|still required|agreed|planned|plan))?"
        r"|(?:what )?we will(?: do)?",
    ),
    (
        Field.PROGRESS,
        WHOLE,
        r"(?:latest |current |recent )?progress(?: (?:update|updates|to date|made|report|notes?"
        r"|summary|comments?|so far|against .*|since .*|in .*|current status|and comments?))?"
        r"|(?:latest|current) (?:position|update|situation|progress)|position"
        r"|(?:status |progress |quarterly |latest |officer )?updates?",
    ),
    (
        Field.PROGRESS,
        WHOLE,
        r"actions? taken.*|work (?:done|completed|undertaken).*|what (?:has been|we have) done.*"
        r"|steps taken.*|achievements?(?: to date)?|actions? (?:completed|undertaken)(?: to date)?",
    ),
    (
        Field.PROGRESS,
        PART,
        r"(?:officer |latest |lead |progress |general |further )?(?:comments?|commentary|remarks?"
        r"|notes?|narrative)|outcomes?|evidence",
    ),
    (Field.PROGRESS, WEAK, r"issues"),
    (
        Field.BY_WHEN,
        WHOLE,
        rf"{_WHEN}(?:when|{_DONE}? ?dates?|deadlines?)|due|due by|due on|timing",
    ),
    (
        Field.BY_WHEN,
        WHOLE,
        rf"date (?:for|of) {_DONE}|date due|(?:to be )?completed? by|(?:by|due) when.*|timeline"
        rf"|target for {_DONE}|{_DONE} (?:by|due)|(?:revised|target|expected) {_DONE}"
        r"|time ?scales?(?: for .*)?|time ?frames?",
    ),
    (Field.BY_WHEN, PART, rf"original {_DONE}? ?(?:date|deadline)|target|date by which .*"),
    (
        Field.OWNER,
        WHOLE,
        r"(?:by )?whom?|(?:action |task |recommendation |risk |lead )?(?:owners?|leads?)"
        r"|lead (?:officers?|person|(?:\w+ )?members?|department|director|name|body|role|agency"
        r"|service|organisation|manager|owner|partner|team)s?"
        r"|(?:responsible|accountable)(?: (?:\w+ )?(?:officers?|part(?:y|ies)|persons?|bod(?:y|ies)"
        r"|departments?|managers?|owners?|leads?|directors?|posts?|agency|agencies|teams?))?"
        r"|responsibility(?: of)?|(?:person|officer|people|who is)s? (?:responsible|accountable)"
        r"|(?:responsible|named|accountable|link) (?:officer|owner).*|officers?|assigned to"
        r"|allocated to|actions? (?:by|for)|action by whom|owned by|accountability"
        r"|responsible for delivery",
    ),
    (Field.OWNER, WEAK, r"department|directorate|organisation|service|team|manager|sponsor|name"),
    (
        Field.STATUS,
        WHOLE,
        r"(?:current |overall |delivery |implementation |progress |action |latest )?"
        r"(?:status|b?rag(?: (?:status|rating))?|state)(?: (?:rag|b?rag rating|of action))?",
    ),
    (Field.PRIORITY, WHOLE, r"(?:recommendation |audit )?priority(?: (?:rating|level|ranking))?"),
    (
        Field.PRIORITY,
        PART,
        r"risk(?: (?:rating|level|grade))?|grade|grading|importance|rating|classification|severity"
        r"|significance|category of recommendation|urgency",
    ),
    (
        Field.RESPONSE,
        WHOLE,
        r"(?:management|client|council s?|our|executive|cabinet|officer|government)? ?responses?"
        r"(?: to recommendation)?|accepted(?: (?:y n|yes no|or rejected|rejected))?"
        r"|agreed(?: (?:y n|yes no))?|accept or reject|agreed or not",
    ),
    (
        Field.DATE_AGREED,
        WHOLE,
        r"date (?:agreed|raised|added|accepted|recorded|approved|issued|of (?:meeting|report|audit"
        r"|agreement|decision|issue))|(?:agreed|raised|added|approved) on|agreement date",
    ),
    (Field.DATE_AGREED, PART, r"meeting(?: dates?)?(?: (?:and )?.*)?|report date|audit date|date"),
)
# What papers have besides, and no plan here: a date of these is no deadline.
_OF_NO_PLAN = re.compile(
    r"start(?:ed|ing|s)?(?: dates?| by)?|date started|commencement date|begins?"
)
_PATTERNS = [(field, sure, re.compile(pattern)) for field, sure, pattern in _HEADINGS]
# A word that tells, in a longer heading.
_WITHIN = [
    (field, re.compile(rf"\b(?:{pattern})\b"))
    for field, pattern in (
        (Field.FURTHER_ACTION, "further action|next steps?|outstanding action"),
        (Field.PROGRESS, "progress|actions? taken|latest position|current position|update"),
        (Field.RECOMMENDATION, "recommendations?"),
        (Field.BY_WHEN, "deadline|target date|due date|by when|completion date"),
        (Field.OWNER, "responsible|responsibility|lead officer|owner|by whom|accountable"),
        (Field.STATUS, "status|rag"),
        (Field.PRIORITY, "priority"),
    )
]
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DATES = re.compile(
    rf"\b(?:(?:as )?(?:at|of|up to|to|on|in|for|since|by) )*(?:\d{{1,2}}(?:st|nd|rd|th)? )?"
    rf"(?:{_MONTH} (?:\d{{2,4}})|\d{{1,2}} \d{{1,2}} \d{{2,4}}|q[1-4](?: \d{{2,4}}(?: \d{{2,4}})?)?"
    r"|(?:19|20)\d\d(?: \d\d)?)\b"
)


def guesses(heading: str) -> list[Guess]:
    """What a column with this heading may be, the likeliest first; none where it says nothing."""
    bare = plain_heading(heading)
    if not bare:
        return []
    found: dict[Field, Guess] = {}
    for field, sure, pattern in _PATTERNS:
        if pattern.fullmatch(bare) and sure > found.get(field, _NONE).confidence:
            found[field] = Guess(field, sure, f"its heading is “{_short(heading)}”")
    for field, pattern in _WITHIN:
        word = pattern.search(bare)
        if word and field not in found:
            found[field] = Guess(field, WEAK + 0.1, f"its heading says “{word[0]}”")
    return sorted(found.values(), key=lambda guess: -guess.confidence)


def says_nothing(heading: str) -> bool:
    """Whether a heading leaves open what its column is: there is none, or a word nobody knows."""
    return not _OF_NO_PLAN.fullmatch(plain_heading(heading))


_NONE = Guess(Field.NOTHING, 0, "")


def plain_heading(heading: str) -> str:
    """A heading in small letters, without signs, dates, and what stands in brackets."""
    text = heading.casefold().replace("’", "'").replace("no.", "no ").replace("&", " and ")
    if outside := re.sub(r"\([^()]*\)", " ", text).strip():
        text = outside
    text = re.sub(r"[^\w#]+", " ", text).strip()
    return " ".join(_DATES.sub(" ", text).split()) or text


def is_original(heading: str) -> bool:
    """Whether a heading says that its dates are the first ones."""
    return bool(re.search(r"\b(?:original|initial|first|old|previous)\b", heading.casefold()))


def _short(heading):
    words = " ".join(heading.split())
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"
