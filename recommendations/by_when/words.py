"""The words that mean something in a "By when" cell, sorted by what they do there. It holds
vocabulary; what is done about a word is decided elsewhere.
"""


class Tag:
    """What a word or sign does in a wording."""

    END_OF_TEXT = "end of text"
    WORD = "word"  # says nothing about time
    # signs
    NUMBER = "number"
    ORDINAL = "ordinal"  # 29th
    COMMA = ","
    DOT = "."
    COLON = ":"
    SEMICOLON = ";"
    DASH = "-"
    SLASH = "/"
    OPEN = "("
    CLOSE = ")"
    APOSTROPHE = "'"
    LINE_END = "\n"
    PLUS = "+"
    # names of periods
    MONTH = "month"
    SEASON = "season"
    FEAST = "feast"
    QUARTER = "quarter"
    HALF = "half"
    FINANCIAL_YEAR = "financial year"
    OTHER_YEAR = "academic year"  # no rule says when it begins
    UNIT = "unit"
    AMOUNT = "amount"  # six
    RANK = "rank"  # first
    THIRD = "third"  # early, mid, late
    THIS = "this"
    NEXT = "next"
    # how a period bounds the deadline
    FILLER = "filler"
    IN = "in"
    TO = "to"
    END = "end"
    START = "start"
    BEFORE = "before"
    AFTER = "after"
    FROM = "from"
    BEGIN = "begin"
    BETWEEN = "between"
    ONWARDS = "onwards"
    WEEK_FROM = "week from"
    WEEK_TO = "week to"
    AND = "and"
    EACH = "each"
    # which of several dates stands
    OLD = "old"
    NEW = "new"
    CHANGED = "changed"
    DEADLINE = "deadline"
    NOT = "not"
    BUT = "but"
    PAST = "past"
    FUTURE = "future"
    PARTLY = "partly"
    REFERENCE = "reference"
    # what is said instead of a date
    ONGOING = "ongoing"
    CONTINUING = "continuing"
    IN_PROGRESS = "in progress"
    RECURRING = "recurring"
    COMPLETED = "completed"
    TO_BE_CONFIRMED = "to be confirmed"
    NOT_APPLICABLE = "not applicable"
    SOON = "soon"
    CONDITION = "condition"
    ELSEWHERE = "elsewhere"


MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
SHORT_MONTHS = {"sept": 9, "septr": 9, "sep": 9, "febr": 2, "novr": 11, "decr": 12, "octr": 10}
SEASONS = {
    "spring": "spring",
    "springtime": "spring",
    "summer": "summer",
    "autumn": "autumn",
    "autum": "autumn",
    "autunm": "autumn",
    "fall": "autumn",
    "winter": "winter",
}
WEEKDAYS = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "weds",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
]
AMOUNTS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
]
LARGER_AMOUNTS = {"eighteen": 18, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}
RANKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "final": -1, "latter": -1}
UNITS = {
    "day": "days",
    "week": "weeks",
    "wk": "weeks",
    "month": "months",
    "mth": "months",
    "year": "years",
    "yr": "years",
}
THIRDS = {
    0: "early, the early part of, early part of, early in",
    1: "mid, middle, the middle of, middle of",
    2: "late, the latter part of, latter part of, towards the end of, late in",
}

PHRASES = {
    Tag.WORD: "half term",
    Tag.FILLER: "the, of, week day of, calendar, period, financial quarter",
    Tag.IN: """in, on, around, circa, approximately, approx, at, for, as at, within,
        no later than, not later than, no longer than, on or before, by or before, at or before,
        before or by, before or on, not after, over""",
    Tag.TO: "to, until, till, til, up to, up until, upto, through, thru, throughout, into, during",
    Tag.END: """end, end of, the end of, close, close of, end of play, end of business,
        close of play, close of business, year end""",
    Tag.START: "start of, beginning of, the start of, the beginning of, outset of",
    Tag.BEFORE: "before, prior to, ahead of, in advance of, in time for, preceding, pre",
    Tag.AFTER: "after, following, post",
    Tag.FROM: """from, since, not before, no earlier than, not earlier than, no sooner than,
        with effect from, effective from, wef, w e f, as from, on or after""",
    Tag.BEGIN: """starting, start, starts, started, beginning, begin, begins, began, begun,
        commence, commences, commenced, commencing, commencement""",
    Tag.BETWEEN: "between",
    Tag.ONWARDS: "onwards, onward, beyond, thereafter, going forward, forwards, at the earliest",
    Tag.WEEK_FROM: """week commencing, week beginning, week starting, week of, w / c, wc, w / b,
        wk commencing, wk beginning""",
    Tag.WEEK_TO: "week ending, w / e, week end, wk ending",
    Tag.AND: "and, &, or, then, and then, and also",
    Tag.EACH: "each, every, per",
    Tag.OLD: "original, originally, previous, previously, formerly, instead of, rather than",
    Tag.NEW: "now, currently, not until, but not until",
    Tag.CHANGED: """revised, moved, changed, extended, extension, deferred, slipped, postponed,
        delayed, rescheduled, re scheduled, brought forward, put back, pushed back, amended,
        re profiled, reprofiled, superseded, replaced by, carried forward""",
    Tag.DEADLINE: "date, dates, deadline, timescale, target, completion, due",
    Tag.NOT: "not, never, no longer, yet",
    Tag.BUT: "but, however, though, although, except, whereas, while, with",
    Tag.PAST: "was, were, has, have, had, been",
    Tag.FUTURE: """will, shall, should, to be, is due, are due, due to, planned, expected,
        scheduled, anticipated, proposed, intended, on track, on target, remaining, outstanding""",
    Tag.PARTLY: "partially, partly, almost, nearly, substantially, largely, mostly",
    Tag.REFERENCE: """item, items, section, sections, paragraph, paragraphs, para, paras, ref,
        reference, recommendation, recommendations, rec, recs, version, appendix, page, step,
        steps, phase, phases, stage, stages, tier, level, priority, objective, action, actions,
        point, points, link, links, link to, links to, linked to, minute, no, number, tranche,
        wave, option, annex, table, part, parts, chapter, module, lot, schedule, strand, theme""",
    Tag.ONGOING: """ongoing, on going, continuous, continuously, continual, continually,
        permanent, permanently, indefinite, indefinitely, open ended, business as usual, bau,
        all year, year round, rolling, rolling programme, on a rolling basis, on an ongoing basis,
        ongoing basis""",
    Tag.CONTINUING: "continue, continues, continuing, continued",
    Tag.IN_PROGRESS: """in progress, under way, underway, in hand, in train, work in progress,
        being progressed, progressing""",
    Tag.RECURRING: """recurring, annually, biannually, twice, once a, once per, once every,
        ad hoc, adhoc, regularly, routinely, periodically, as required, as needed,
        as necessary, as and when,
        when required, when needed, when necessary, real time, per annum, pa, as they arise,
        as they occur, at all times, annual, biannual, biennial, yearly, monthly, quarterly,
        weekly, daily, fortnightly, termly, half yearly, regular, routine, periodic, cyclical""",
    Tag.COMPLETED: """completed, complete, done, implemented, achieved, delivered, actioned,
        closed, finished, resolved, in place, signed off, discharged, already in place, concluded,
        fulfilled""",
    Tag.TO_BE_CONFIRMED: """tbc, tba, tbd, t b c, t b a, to be confirmed, to be agreed,
        to be determined, to be decided, to be arranged, to be advised, to be announced,
        to be identified, to be set, to be finalised, to be established, to be discussed,
        to be notified, not known, not yet known, unknown, not yet agreed, not yet determined,
        not yet set, not yet decided, not yet confirmed, awaiting confirmation, no date, not set,
        date not set, yet to be confirmed, yet to be agreed""",
    Tag.NOT_APPLICABLE: """n / a, na, n . a, not applicable, none, nil, not relevant,
        not required, no longer required, no longer applicable""",
    Tag.SOON: """as soon as possible, asap, a s a p, as soon as practicable,
        as soon as reasonably practicable, as soon as is practicable, immediate, immediately,
        with immediate effect, as early as possible, at the earliest opportunity,
        at the earliest possible""",
    Tag.CONDITION: """subject to, dependent, dependant, depending, depends, contingent, pending,
        awaiting, once, when, if, unless, upon, on completion, on receipt, on approval,
        on publication, on appointment, as part of, in conjunction with, as soon as""",
    Tag.ELSEWHERE: """see, refer, refer to, as above, as below, as per, ditto, same as,
        in parallel, in line with, in accordance with, to tie in, tie in with, alongside,
        as required by, as set out, as stated, as detailed""",
}
SPECIAL_YEARS = {
    Tag.FINANCIAL_YEAR: "financial year, financial years, fy, fiscal year, budget year",
    Tag.OTHER_YEAR: """academic year, school year, municipal year, tax year, council year,
        civic year, plan year""",
    Tag.THIS: "this, current, later this",
    Tag.NEXT: "next, coming, forthcoming, new",
}
FEASTS = {
    "christmas": (12, 25),
    "xmas": (12, 25),
    "christmas eve": (12, 24),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
    "easter": None,
}
QUARTERS = ("q", "qtr", "quarter", "quarters", "qtrs")
HALVES = ("half", "h")


def _phrases():
    """Every phrase with what it does and its value: ("no", "later", "than"), Tag.IN, "by"."""
    for number, name in enumerate(MONTHS, 1):
        yield (name,), Tag.MONTH, number
        yield (name[:3],), Tag.MONTH, number
    yield from (((name,), Tag.MONTH, number) for name, number in SHORT_MONTHS.items())
    yield from (((name,), Tag.SEASON, season) for name, season in SEASONS.items())
    yield from (((name,), Tag.FILLER, "weekday") for name in WEEKDAYS)
    yield from (((name,), Tag.AMOUNT, number) for number, name in enumerate(AMOUNTS, 1))
    yield from (((name,), Tag.AMOUNT, number) for name, number in LARGER_AMOUNTS.items())
    yield from (((name,), Tag.RANK, number) for name, number in RANKS.items())
    yield from (((name,), Tag.QUARTER, 0) for name in QUARTERS)
    yield from (((name,), Tag.HALF, 0) for name in HALVES)
    for name, unit in UNITS.items():
        yield (name,), Tag.UNIT, (unit, False)
        yield (name + "s",), Tag.UNIT, (unit, True)
    for name, day in FEASTS.items():
        yield tuple(name.replace("'", " ' ").split()), Tag.FEAST, day
    for third, names in THIRDS.items():
        yield from ((words, Tag.THIRD, third) for words in _listed(names))
    for tag, names in (PHRASES | SPECIAL_YEARS).items():
        yield from ((words, tag, " ".join(words)) for words in _listed(names))
    yield ("by",), Tag.IN, "by"


def _listed(names):
    return [tuple(name.split()) for name in names.split(",")]


def _by_first_word():
    found: dict = {}
    for words, tag, value in _phrases():
        found.setdefault(words[0], []).append((words[1:], tag, value))
    for entries in found.values():
        entries.sort(key=lambda entry: len(entry[0]), reverse=True)
    return {word: tuple(entries) for word, entries in found.items()}


def _misspelt():
    """The long names of months with one letter lost, added, changed or swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    found = {}
    for number, name in enumerate(MONTHS, 1):
        if len(name) < 6:
            continue
        for at in range(1, len(name)):
            head, tail = name[:at], name[at:]
            variants = [head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]]
            variants += [head + letter + tail for letter in letters]
            variants += [head + letter + tail[1:] for letter in letters]
            found.update(dict.fromkeys(variants, number))
    return found


BY_FIRST_WORD = _by_first_word()
MISSPELT_MONTHS = _misspelt() | {"arpil": 4, "apirl": 4, "aprli": 4}
