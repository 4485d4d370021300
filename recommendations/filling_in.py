"""What is filled in away from the desk: on which recommendations somebody may report so, where each
of them stands, and the act that saves many reports at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from people.models import Owner
from recommendations.as_at import state_as_at
from recommendations.derived import derived_refreshed_once
from recommendations.models import (
    Plan,
    ProgressUpdate,
    Recommendation,
    Round,
    StatusWord,
    UpdateRequest,
)
from recommendations.reporting import (
    Report,
    last_reported_from,
    save_report,
    versions_of_reports,
)
from recommendations.reporting_rights import NOT_REPORTING, spoken_for_each
from recommendations.states import RecommendationState

MOST_IN_A_WORKBOOK = 1_000


class RowRefused(ValidationError):
    """What an act refused of one of many rows; `key`: of which recommendation."""

    def __init__(self, key: int, error: ValidationError):
        super().__init__(error.error_dict if hasattr(error, "error_dict") else error)
        self.key = key


@dataclass(frozen=True)
class RowToReport:
    """A recommendation on which somebody may report: where it stands, the words that its plan has
    for a status, what an open round asks, and its version, as version_of_report has it.

    `spoken_for`: the owners for one of whom they report; None for what is their own.
    """

    recommendation: Recommendation
    state: RecommendationState
    version: str
    words: tuple[StatusWord, ...]
    round: Round | None
    spoken_for: tuple[Owner, ...] | None

    @property
    def plan(self) -> Plan:
        return self.recommendation.plan

    def day(self, on: date) -> date:
        """From which day a report of the day `on` is true: never before what was last reported."""
        return max(on, last_reported_from(self.state) or on)


@dataclass(frozen=True)
class RowReported:
    """What somebody says of one recommendation, who was shown its `version`."""

    row: RowToReport
    report: Report


def refuse_who_never_reports(user):
    """PermissionDenied, with its sentence, unless a role lets the user report on something."""
    may = ("recommendations.report_for_anyone", "recommendations.report_own")
    if not any(map(user.has_perm, may)):
        raise PermissionDenied(NOT_REPORTING)


def reportable(rows, user, *, on: date):
    """Those of `rows` (a QuerySet of what the user may see) on which they may report on a day."""
    rows = rows.in_use()
    if user.has_perm("recommendations.report_for_anyone"):
        return rows
    if user.has_perm("recommendations.report_own"):
        return rows.own_to(user, on=on)
    return rows.none()


def rows_to_report(keys: Sequence[int], user, *, on: date) -> list[RowToReport]:
    """Those of the recommendations with these keys on which the user may report, plan by plan, in
    the order of the plan. A fixed number of queries.
    """
    visible = Recommendation.objects.filter(pk__in=list(keys)).visible_to(user, on=on)
    mine = reportable(visible, user, on=on).select_related("plan")
    found = {row.pk: row for row in mine}
    of_these = Recommendation.objects.filter(pk__in=list(found))
    # Before the states: what is written in between makes the version old, never its words.
    versions = versions_of_reports(list(found))
    states = state_as_at(of_these, as_at=on, known_by=None)
    words, rounds = _words(found.values()), _rounds(of_these, on)
    spoken_for = _spoken_for(of_these, states, user, on)
    rows = [
        RowToReport(
            found[key := state.recommendation_id],
            state,
            versions[key],
            tuple(words[state.plan_id]),
            rounds.get(key),
            spoken_for.get(key),
        )
        for state in states
    ]
    return sorted(rows, key=lambda row: (row.plan.title, row.plan.pk))


def save_reports(rows: Sequence[RowReported], *, by, at: datetime) -> list[ProgressUpdate]:
    """Write down reports on many recommendations, all of them or none.

    RowRefused, with what save_report says, for the first that is refused; that of somebody having
    reported meanwhile has the code "edited_meanwhile".
    """
    updates = []
    with derived_refreshed_once(on=timezone.localdate(at)):
        for said in rows:
            row = said.row
            try:
                update = save_report(
                    row.recommendation, said.report, version=row.version, by=by, at=at
                )
            except ValidationError as error:
                raise RowRefused(row.recommendation.pk, error) from error
            updates.append(update)
    return updates


def _words(recommendations):
    """The status words of the plans on offer, by the key of the plan."""
    plans = {row.plan_id for row in recommendations}
    words = defaultdict(list)
    for word in StatusWord.objects.for_reporting().filter(plan__in=plans):
        words[word.plan_id].append(word)
    return words


def _rounds(recommendations, on):
    """What open rounds ask, by the key of the recommendation."""
    requests = UpdateRequest.objects.filter(recommendation__in=recommendations.values("pk"))
    rounds: dict[int, Round] = {}
    for request in requests.of_open_rounds(on=on).select_related("round"):
        rounds.setdefault(request.recommendation_id, request.round)
    return rounds


def _spoken_for(recommendations, states, user, on):
    """For whom the user reports, by the key of what is not their own."""
    if not user.has_perm("recommendations.report_for_anyone"):
        return {}
    own = set(recommendations.own_to(user, on=on).values_list("pk", flat=True))
    named = {
        state.recommendation_id: [owner.owner_id for owner in state.owners]
        for state in states
        if state.recommendation_id not in own
    }
    return {key: tuple(owners) for key, owners in spoken_for_each(named, on=on).items()}
