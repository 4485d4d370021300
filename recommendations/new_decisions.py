"""What a committee decided on recommendations at one meeting, before it is written down: the rows,
and what is refused of them. Writes nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from people.models import Owner
from recommendations.by_when import Reading
from recommendations.extensions import kept_line
from recommendations.kept_text import kept_text
from recommendations.models import (
    CommitteeDecision,
    DeadlineTerm,
    ExtensionDecision,
    ExtensionRequest,
    Monitoring,
    Recommendation,
    StatusFact,
    StatusMeaning,
    StatusWord,
)
from recommendations.readings import read

Outcome = CommitteeDecision.Outcome
EXTENSION = (Outcome.EXTENSION_AGREED, Outcome.EXTENSION_REFUSED)
# What ends a matter, and what only makes sense while it goes on, contradict each other.
ENDS = {Outcome.CLOSED, Outcome.OFF_MONITORING}
GOES_ON = {*EXTENSION, Outcome.ATTEND}
NO_OUTCOME = "Choose what the committee decided"
WHY_REFUSED = "Say why it is refused"
NO_WORD = "Choose the status that it gets: one of this plan's that means done"
NO_REQUEST = "No extension of a date of this recommendation is asked for"
NOT_READ = (
    "The program finds no date in “{text}”. Enter the last day that these words mean, or say that "
    "there is no date in them"
)
NOT_MONITORED = "It is not monitored any more, so it can't be taken off monitoring"
AFTER_IT = (
    "{what} {day}, after this meeting, so what is recorded here would never be seen. Put that "
    "right first, or record this as noted"
)
TWICE = "“{outcome}” is recorded for this meeting already"
CONTRADICTS = (
    "“{other}” is recorded for this meeting, and “{outcome}” contradicts it. Take that back first"
)
BOTH_AT_ONCE = "“{other}” and “{outcome}” contradict each other: record one of them"


@dataclass(frozen=True)
class NewDecision:
    """What was decided on one recommendation. `extension_request`: which one is agreed or refused;
    `reading`: of its words, as a person set it (None: the program's); `word`: the status that
    closing gives where it is not done yet; `owner`: who is to attend. The rest is not looked at.
    """

    recommendation: Recommendation
    outcome: str
    minute_reference: str = ""
    note: str = ""
    extension_request: ExtensionRequest | None = None
    reading: Reading | None = None
    word: StatusWord | None = None
    owner: Owner | None = None

    @property
    def about(self):
        """What, and of what: the same twice is one too many."""
        request = self.extension_request if self.outcome in EXTENSION else None
        owner = self.owner if self.outcome == Outcome.ATTEND else None
        return Outcome(self.outcome), request and request.pk, owner and owner.pk


class RowsRefused(ValidationError):
    """A bulk act was refused, and nothing was written. `rows`: what is wrong, by the place of the
    row, counted from 0, and the name of its field.
    """

    def __init__(self, rows: Mapping[int, Mapping[str, str]]):
        self.rows = rows
        super().__init__([text for fields in rows.values() for text in fields.values()])


class RowChecks:
    """What speaks against writing down these rows of one meeting. `recorded`: the decisions of the
    same meeting that stand already, a QuerySet.
    """

    def __init__(self, rows, recorded, *, on, today):
        self.rows, self.on, self.today = rows, on, today
        self.refused: dict[int, dict[str, str]] = defaultdict(dict)
        self._read(recorded)

    def check(self):
        """RowsRefused for a row that contradicts another decision of the meeting or repeats it, or
        that can't be brought about.
        """
        for place, row in enumerate(self.rows):
            self._check(place, row)
        self._refuse_contradictions()
        self.raise_refused()

    def is_done(self, row):
        return _is_done(self.statuses.get(row.recommendation.pk))

    @contextmanager
    def beside(self, place, name="outcome"):
        """What is refused in here is said beside that row: at the field that it names, or else at
        this one.
        """
        try:
            yield
        except EditedMeanwhile:
            self.refused[place].setdefault(name, "Somebody has decided on this meanwhile")
        except ValidationError as error:
            named = getattr(error, "message_dict", {name: error.messages}).items()
            for field, messages in named:
                self.refused[place].setdefault(field, messages[0])

    def raise_refused(self):
        if self.refused:
            raise RowsRefused(dict(sorted(self.refused.items())))

    def _read(self, recorded):
        """How the recommendations stand by now, once nobody else can change that."""
        about = Recommendation.objects.filter(pk__in={row.recommendation.pk for row in self.rows})
        now: dict[str, Any] = {"as_at": self.today, "known_by": None}
        statuses = StatusFact.objects.in_force(of=about, **now)
        self.statuses = {status.recommendation_id: status for status in statuses}
        monitoring = Monitoring.objects.in_force(of=about, **now)
        self.monitoring = {fact.recommendation_id: fact for fact in monitoring}
        self.recorded = defaultdict(list)
        recorded = recorded.filter(recommendation__in=about)
        for decision in recorded.select_related("extension_decision"):
            self.recorded[decision.recommendation_id].append(_about(decision))

    def _check(self, place, row):
        with self.beside(place):
            if row.outcome not in Outcome.values:
                raise ValidationError({"outcome": NO_OUTCOME})
            kept_line("minute_reference", row.minute_reference)
        with self.beside(place, "note"):
            kept_text(row.note)
        with self.beside(place):
            if row.outcome in EXTENSION:
                self._check_extension(row)
            elif row.outcome == Outcome.CLOSED:
                self._check_closing(row)
            elif row.outcome == Outcome.OFF_MONITORING:
                self._check_monitoring(row)

    def _check_extension(self, row):
        request = row.extension_request
        if request is None or request.deadline.recommendation_id != row.recommendation.pk:
            raise ValidationError({"outcome": NO_REQUEST})
        last = ExtensionDecision.objects.last_standing(
            request, as_at=self.today, known_by=None
        ).get()
        if last.outcome != ExtensionDecision.Outcome.ASKED:
            raise ValidationError({"outcome": _decided_meanwhile(last)})
        term = DeadlineTerm.objects.last_standing(
            request.deadline, as_at=self.today, known_by=None
        ).get()
        self._refuse_later(last, f"“{request.text}” was asked for on")
        if row.outcome == Outcome.EXTENSION_REFUSED and not kept_text(row.note):
            raise ValidationError({"note": WHY_REFUSED})
        if row.outcome == Outcome.EXTENSION_AGREED:
            self._refuse_later(term, f"“{term.text}” stands from")
            if not (row.reading or read(request.text, paper_date=request.paper_date).is_read):
                raise ValidationError({"reading": NOT_READ.format(text=request.text)})

    def _check_closing(self, row):
        if self.is_done(row):
            return
        if status := self.statuses.get(row.recommendation.pk):
            self._refuse_later(status, f"Its status is “{status.word}” from")
        word, plan = row.word, row.recommendation.plan_id
        if word is None or word.plan_id != plan or word.is_auditors or not _is_done(word):
            raise ValidationError({"word": NO_WORD})

    def _check_monitoring(self, row):
        monitoring = self.monitoring.get(row.recommendation.pk)
        if monitoring and not monitoring.is_monitored:
            raise ValidationError({"outcome": NOT_MONITORED})
        if monitoring:
            self._refuse_later(monitoring, "It was put back on monitoring from")

    def _refuse_later(self, fact, what):
        """What is true from a later day than the meeting would hide what it brings about."""
        if fact.valid_from > self.on:
            day = _words(fact.valid_from)
            raise ValidationError({"outcome": AFTER_IT.format(what=what, day=day)})

    def _refuse_contradictions(self):
        """Of the decisions of this meeting on one recommendation, those on record come first."""
        places = defaultdict(list)
        for place, row in enumerate(self.rows):
            if row.outcome in Outcome.values:
                places[row.recommendation.pk].append(place)
        for key, here in places.items():
            for place in here:
                for other in self.recorded[key]:
                    self._compare(place, other, CONTRADICTS)
            for first, second in combinations(here, 2):
                self._compare(second, self.rows[first].about, BOTH_AT_ONCE)

    def _compare(self, place, other, sentence):
        about = self.rows[place].about
        if about == other:
            problem = TWICE.format(outcome=about[0].label)
        elif _contradict(about, other):
            problem = sentence.format(outcome=about[0].label, other=other[0].label)
        else:
            return
        self.refused[place].setdefault("outcome", problem)


def _about(decision):
    """As NewDecision.about, of what is on record."""
    extension = decision.extension_decision
    request = extension.extension_request_id if extension else None
    return Outcome(decision.outcome), request, decision.owner_id


def _contradict(one, other):
    outcomes = {one[0], other[0]}
    if outcomes == set(EXTENSION):
        return one[1] == other[1]
    return bool(outcomes & ENDS and outcomes & GOES_ON)


def _is_done(status):
    return status is not None and status.meaning in StatusMeaning.done()


def _decided_meanwhile(decision):
    """“Lena Lead agreed to it meanwhile, from 3 June 2016”."""
    who = decision.decided_by or decision.recorded_by.name
    minute = f", minute {decision.minute_reference}" if decision.minute_reference else ""
    outcome = decision.get_outcome_display().lower()
    return f"This was {outcome} by {who}{minute}, from {_words(decision.valid_from)}"


def _words(day):
    return f"{day.day} {day:%B %Y}"
