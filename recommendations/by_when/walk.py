"""Goes through the tokens of a wording once and notes its dates and what is said instead of or
beside them. It decides nothing about the deadline.
"""

from recommendations.by_when.asides import HAS_BEGUN, is_set_aside
from recommendations.by_when.durations import duration_at
from recommendations.by_when.mentions import Mention, Point
from recommendations.by_when.naming import READERS, base_at, period_at
from recommendations.by_when.notes import Notes, Remark
from recommendations.by_when.pending import Pending
from recommendations.by_when.periods import Unreadable, financial_year, financial_year_of
from recommendations.by_when.slips import refuse_slips
from recommendations.by_when.words import Tag

RANGE_JOINS = frozenset((Tag.TO, Tag.DASH))
OPENING_JOINS = frozenset((Tag.AND, Tag.SLASH, Tag.TO, Tag.DASH, Tag.PLUS))
PHRASE_ENDS = frozenset(
    (Tag.END_OF_TEXT, Tag.COMMA, Tag.DOT, Tag.SEMICOLON, Tag.COLON, Tag.LINE_END)
) | {Tag.OPEN, Tag.CLOSE, Tag.DASH}
DURATION_STARTS = frozenset((Tag.NUMBER, Tag.AMOUNT, Tag.NEXT))
COUNTS = frozenset((Tag.NUMBER, Tag.AMOUNT))
RECURS_AFTER_EACH = frozenset((Tag.MONTH, Tag.SEASON, Tag.UNIT, Tag.QUARTER, Tag.FINANCIAL_YEAR))
MEETINGS = frozenset(("meeting", "other", "term", "half", "cycle", "second", "cabinet", "board"))
UNTIL = frozenset(("until", "till", "til", "up until"))
WILL = frozenset(("will", "shall", "should"))


class Walk:
    """One walk through the tokens; `through` gives its notes."""

    def __init__(self, tokens, paper):
        self.tokens = tokens
        self.paper = paper
        self.mentions = []
        self.remarks = []
        self.tells_first = False
        self.pending = Pending()
        self.running = None  # "ongoing", until a day ends it
        self.sentence_at = 0  # where the mentions of this sentence begin

    def through(self) -> Notes:
        at = 0
        while self.tokens[at].tag != Tag.END_OF_TEXT:
            at = self._step(at)
        return Notes(self.mentions, self.remarks, self.tells_first)

    def _step(self, at):
        token = self.tokens[at]
        can_be_duration = token.tag in DURATION_STARTS or token.value == "a"
        if can_be_duration and (duration := duration_at(self.tokens, at, self.paper)):
            return self._duration(*duration, at)
        if token.tag in READERS and (found := period_at(self.tokens, at, self.paper)):
            return self._date(found[0], at, found[1])
        return HANDLERS.get(token.tag, Walk._word)(self, token, at) or at + 1

    # dates

    def _duration(self, period, next_at, at):
        if period:
            return self._date(period, at, next_at)
        self._remark(Tag.CONDITION)
        self.pending.counts_from_event = True
        return next_at

    def _date(self, period, at, next_at):
        if self.pending.counts_from_event:
            raise Unreadable  # "3 months from April 2013" is not April
        last_ends = self.mentions[-1].next_at if self.mentions else 0
        refuse_slips(self.tokens, at, next_at, last_ends, self.paper)
        self._bound_what_runs()
        point = Point(period, self.pending.edge, is_joined=not self.pending.is_apart)
        if self._makes_a_range():
            last = self.mentions[-1]
            last.end, last.next_at, last.operator = point, next_at, None
        else:
            self._add(point, at, next_at)
        self.pending.pass_date()
        return next_at

    def _makes_a_range(self):
        pending = self.pending
        if pending.is_apart or pending.operator or pending.marker:
            return False
        last = self.mentions[-1]
        is_between = last.operator == Tag.BETWEEN and pending.join == Tag.AND
        return last.is_plain and (is_between or pending.join in RANGE_JOINS)

    def _add(self, point, at, next_at):
        pending = self.pending
        mention = Mention(point, at, next_at, operator=pending.operator)
        mention.is_done = pending.tense in (Tag.PAST, Tag.COMPLETED)
        mention.is_done_in_passing = pending.tense == Tag.WORD and not pending.is_by
        mention.is_completed = pending.tense == Tag.COMPLETED
        if pending.says_old:
            mention.is_old, mention.operator = True, None
        elif is_set_aside(self.tokens, at) and pending.tense != Tag.FUTURE:
            mention.is_old = True
        elif pending.marker == Tag.NEW:
            self._drop_what_it_replaces()
        self.mentions.append(mention)

    def _drop_what_it_replaces(self):
        while self.mentions and not self.mentions[-1].is_old:
            if not self.mentions.pop().start.is_joined:
                break

    def _bound_what_runs(self):
        """ "Ongoing until March" ends there; "not until 2016" replaces what went before."""
        pending = self.pending
        if self.running and (pending.limit or pending.operator == Tag.FROM):
            self.running.is_bounded = True
        if pending.is_negated and pending.limit in UNTIL:
            pending.marker = Tag.NEW

    # what is said instead of a date

    def _remark(self, tag, **about):
        remark = Remark(tag, **about)
        self.remarks.append(remark)
        return remark

    def _status(self, token, at):
        self._remark(token.tag)
        self.pending.pass_word()

    def _ongoing(self, token, at):
        if not self._opens_last_date():
            self.running = self._remark(token.tag)
        self.pending.pass_word()

    def _opens_last_date(self):
        """ "November 2012 and on-going" is from November on (rule 4)."""
        if self.pending.is_apart or self.pending.join not in OPENING_JOINS:
            return False
        self.mentions[-1].is_open = not self.mentions[-1].is_done
        return self.mentions[-1].is_open

    def _recurring(self, token, at):
        describes_a_noun = self.tokens[at + 1].tag == Tag.WORD
        if describes_a_noun or not self._opens_last_date():
            self.running = self._remark(token.tag, describes_a_noun=describes_a_noun)
        self.pending.pass_word()

    def _each(self, token, at):
        """ "each April", "every 24 months", "every meeting"."""
        at += 1 + (self.tokens[at + 1].tag in COUNTS)
        following = self.tokens[at]
        if following.tag not in RECURS_AFTER_EACH and following.value not in MEETINGS:
            return self.pending.pass_word()
        if not self._opens_last_date():
            self.running = self._remark(Tag.RECURRING)
        self.pending.pass_word()
        return at + 1

    def _completed(self, token, at):
        """ "Completed" is a state unless it is still to be, or an order ("complete the review")."""
        pending = self.pending
        following = self.tokens[at + 1].tag
        is_order = token.value == "complete" and following in (Tag.WORD, Tag.FILLER)
        if pending.tense == Tag.FUTURE or (is_order and pending.tense != Tag.PAST):
            return pending.pass_word()
        is_whole = not (pending.is_negated or pending.is_partly)
        self._remark(Tag.COMPLETED if is_whole else Tag.NOT)
        if not pending.is_negated:
            pending.tense = Tag.COMPLETED if is_whole else Tag.PAST
        return pending.separate()

    # words and signs

    def _word(self, token, at):
        if token.tag == Tag.WORD and token.value[-2:] == "ed" and self.pending.tense is None:
            self.pending.tense = Tag.WORD
            self._told_in_passing()
        self.pending.pass_word()

    def _told_in_passing(self):
        """ "In 2011 the Council agreed ...": the year stands before what is told of it."""
        for mention in self.mentions[self.sentence_at :]:
            mention.is_done_in_passing = True

    def _end_sentence(self):
        self.running = None
        self.sentence_at = len(self.mentions)
        self.pending.end_sentence()

    def _in(self, token, at):
        if token.value == "by":
            self.pending.is_by = True
            self.pending.counts_from_event = False
            if self.pending.operator in (Tag.BEFORE, Tag.AFTER):
                self.pending.operator = None
        elif token.value == "on" and self.tokens[at + 1].tag in PHRASE_ENDS:
            self._onwards(token, at)

    def _to(self, token, at):
        self.pending.limit, self.pending.join = token.value, Tag.TO
        if token.value in UNTIL and self.pending.is_apart:
            self._remark(Tag.CONDITION)

    def _join(self, token, at):
        self.pending.join = token.tag

    def _comma(self, token, at):
        if self.tokens[at - 1].value != "weekday":
            self.pending.pass_comma()

    def _plus(self, token, at):
        if self.tokens[at + 1].tag in PHRASE_ENDS:
            return self._onwards(token, at)
        return self._join(token, at)

    def _stop(self, token, at):
        if token.tag == Tag.SEMICOLON or not self.tokens[at + 1].is_glued:
            self._end_sentence()

    def _line_end(self, token, at):
        """Between milestones it ends one; before the first date it may be a wrapped line."""
        if self.mentions:
            self._end_sentence()

    def _separate(self, token, at):
        self.pending.separate()

    def _open(self, token, at):
        self.pending.join = None

    def _close(self, token, at):
        """ "June 2012 (original)" and "(revised)" say it of the date before."""
        if not self.pending.is_apart:
            if self.pending.marker == Tag.OLD:
                self.mentions[-1].is_old = True
            elif self._says_new():
                self.mentions[-2].is_old = True
        self.pending.marker = None
        self.pending.separate()

    def _says_new(self):
        is_new = self.pending.marker == Tag.NEW and len(self.mentions) > 1
        return is_new and not self.mentions[-1].is_old

    def _but(self, token, at):
        self.pending.turn()

    def _keep(self, token, at):
        """Says nothing and separates nothing."""

    # what bounds a date

    def _operate(self, token, at):
        if token.tag == Tag.BEGIN and self.pending.is_negated:
            self._remark(Tag.NOT)
            return self.pending.pass_word()
        if token.value in HAS_BEGUN:
            self._remark(Tag.IN_PROGRESS)
        self.tells_first = self.tells_first or token.tag in (Tag.FROM, Tag.BEGIN)
        self.pending.edge = None
        self.pending.operator = token.tag
        return None

    def _against_event(self, token, at):
        """ "After consultation" is a condition; in "March 2013 following consultation in January"
        the second date is not the deadline.
        """
        if token.value in ("pre", "post") and not self._stands_before_date(at + 1):
            return self.pending.pass_word()
        self.pending.edge = None
        self.pending.operator = token.tag
        if self.pending.is_apart:
            self._remark(Tag.CONDITION)
        elif self.pending.join is None:
            self.pending.operator = Tag.OLD
        return None

    def _stands_before_date(self, at):
        at += self.tokens[at].tag == Tag.DASH
        return period_at(self.tokens, at, self.paper) is not None

    def _start(self, token, at):
        self.pending.edge = Tag.START

    def _end(self, token, at):
        """ "end of March", "the end of the year", and "March end"."""
        following = at + 1
        while self.tokens[following].tag in (Tag.FILLER, Tag.DASH):
            following += 1
        named = self.tokens[following]
        if named.tag == Tag.FINANCIAL_YEAR or named.value in (("years", False), ("months", False)):
            return self._end_of(base_at(self.tokens, following, self.paper), at)
        if not self.pending.is_apart and self.tokens[at + 1].tag in PHRASE_ENDS:
            self.mentions[-1].start.edge = Tag.END
        self.pending.edge = Tag.END
        return None

    def _end_of(self, found, at):
        if not found:
            return None
        self.pending.edge = Tag.END
        return self._date(found[0], at, found[1])

    def _financial_year(self, token, at):
        """ "Financial year end", with or without its figures."""
        if self.tokens[at + 1].tag != Tag.END:
            return self.pending.pass_word()
        own = financial_year(financial_year_of(self.paper.day))
        return self._end_of(base_at(self.tokens, at + 2, self.paper) or (own, at + 2), at)

    def _onwards(self, token, at):
        if not self.pending.is_apart:
            self.mentions[-1].is_open = True
        elif self.mentions:
            self.tells_first = True
        else:
            self.running = self._remark(Tag.ONGOING)

    # what is said of a date

    def _tense(self, token, at):
        if token.value == "was" and period_at(self.tokens, at + 1, self.paper):
            self.pending.marker = Tag.OLD
        elif self.pending.tense != Tag.FUTURE or token.tag == Tag.FUTURE:
            self.pending.tense = token.tag
            if token.tag == Tag.PAST:
                self._told_in_passing()
        if token.value in WILL and self.pending.operator == Tag.BEGIN:
            self.pending.operator = None  # "has started and will be complete by June"
        self.pending.join, self.pending.is_apart = None, True

    def _partly(self, token, at):
        self.pending.is_partly = True
        self.pending.separate()

    def _not(self, token, at):
        self.pending.is_negated = True
        self.pending.separate()

    def _marker(self, token, at):
        self.pending.marker, self.pending.join = token.tag, None

    def _changed(self, token, at):
        self.pending.marker, self.pending.join = Tag.NEW, None
        self.pending.is_change = True

    def _first(self, token, at):
        self.tells_first = self.tells_first or token.value in (1, "next")
        self.pending.pass_word()


HANDLERS = {
    Tag.FILLER: Walk._keep,
    Tag.DEADLINE: Walk._keep,
    Tag.APOSTROPHE: Walk._keep,
    Tag.IN: Walk._in,
    Tag.TO: Walk._to,
    Tag.AND: Walk._join,
    Tag.SLASH: Walk._join,
    Tag.DASH: Walk._join,
    Tag.COMMA: Walk._comma,
    Tag.PLUS: Walk._plus,
    Tag.DOT: Walk._stop,
    Tag.SEMICOLON: Walk._stop,
    Tag.LINE_END: Walk._line_end,
    Tag.COLON: Walk._separate,
    Tag.OPEN: Walk._open,
    Tag.CLOSE: Walk._close,
    Tag.BUT: Walk._but,
    Tag.FROM: Walk._operate,
    Tag.BEGIN: Walk._operate,
    Tag.BETWEEN: Walk._operate,
    Tag.WEEK_FROM: Walk._operate,
    Tag.WEEK_TO: Walk._operate,
    Tag.BEFORE: Walk._against_event,
    Tag.AFTER: Walk._against_event,
    Tag.START: Walk._start,
    Tag.END: Walk._end,
    Tag.FINANCIAL_YEAR: Walk._financial_year,
    Tag.ONWARDS: Walk._onwards,
    Tag.EACH: Walk._each,
    Tag.RANK: Walk._first,
    Tag.NEXT: Walk._first,
    Tag.OLD: Walk._marker,
    Tag.NEW: Walk._marker,
    Tag.CHANGED: Walk._changed,
    Tag.NOT: Walk._not,
    Tag.PARTLY: Walk._partly,
    Tag.PAST: Walk._tense,
    Tag.FUTURE: Walk._tense,
    Tag.ONGOING: Walk._ongoing,
    Tag.CONTINUING: Walk._ongoing,
    Tag.RECURRING: Walk._recurring,
    Tag.COMPLETED: Walk._completed,
    Tag.IN_PROGRESS: Walk._status,
    Tag.TO_BE_CONFIRMED: Walk._status,
    Tag.NOT_APPLICABLE: Walk._status,
    Tag.SOON: Walk._status,
    Tag.CONDITION: Walk._status,
    Tag.ELSEWHERE: Walk._status,
}
