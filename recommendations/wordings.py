"""Acts on what a recommendation says and where it stands: raising it, rewording it, placing it,
monitoring it, exempting it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from recommendations.derived import derived_refreshed_once, refresh_derived
from recommendations.exempt_parts import kept_exemption
from recommendations.kept_text import kept_text
from recommendations.models import (
    Exemption,
    Monitoring,
    Placement,
    Plan,
    Recommendation,
    Theme,
    Wording,
)
from recommendations.plans import refuse_theme_of_another_plan
from recommendations.rounds import ask_for_raised

NO_TEXT = "Enter the text of the recommendation."


@dataclass(frozen=True)
class NewRecommendation:
    """A recommendation as its source has it; its position is the order in which it is handed
    over. `raised_on` None: the day from which it is true.
    """

    text: str
    reference: str = ""
    theme: Theme | None = None
    timescale: str = ""
    priority: str = ""
    response: str = ""
    own_values: dict = field(default_factory=dict)
    raised_on: date | None = None


@dataclass(frozen=True)
class NewWording:
    recommendation: Recommendation
    text: str
    corrects: Wording | None = None


@dataclass(frozen=True)
class NewPlacement:
    recommendation: Recommendation
    theme: Theme | None = None
    timescale: str = ""
    position: int = 0
    priority: str = ""
    response: str = ""
    own_values: dict = field(default_factory=dict)
    corrects: Placement | None = None


@transaction.atomic
def raise_recommendations(
    plan, rows, *, by, on: date, at: datetime, reason=""
) -> list[Recommendation]:
    """Add recommendations to a plan, true from the day `on`, after those that it has; returns them
    in the order given.

    ValidationError for an empty or overlong text, or a theme of another plan; nothing is written
    then.
    """
    rows = list(rows)
    first = plan.recommendations.count() + 1
    recommendations = Recommendation.objects.bulk_create(
        Recommendation(plan=plan, reference=row.reference.strip(), raised_on=row.raised_on or on)
        for row in rows
    )
    pairs = list(zip(recommendations, rows, strict=True))
    written = {"by": by, "on": on, "at": at, "reason": reason}
    with derived_refreshed_once(on=timezone.localdate(at)):
        reword_all((NewWording(r, row.text) for r, row in pairs), **written)
        placements = (_placed(r, row, n) for n, (r, row) in enumerate(pairs, start=first))
        place_all(placements, **written)
    ask_for_raised(plan, recommendations, by=by, at=at)
    return recommendations


def raise_recommendation(plan, *, by, on: date, at: datetime, reason="", **row) -> Recommendation:
    """Add one recommendation to a plan; `row`: the fields of NewRecommendation."""
    return raise_recommendations(
        plan, [NewRecommendation(**row)], by=by, on=on, at=at, reason=reason
    )[0]


def _placed(recommendation, row, position):
    """Where a new recommendation stands."""
    return NewPlacement(
        recommendation,
        theme=row.theme,
        timescale=row.timescale,
        position=position,
        priority=row.priority,
        response=row.response,
        own_values=row.own_values,
    )


@transaction.atomic
def reword_all(rows, *, by, on: date, at: datetime, reason="") -> list[Wording]:
    """Write down new texts, to the letter; the old ones stay true up to the day before."""
    wordings = Wording.objects.write_down(
        (
            Wording(
                recommendation=row.recommendation,
                text=kept_text(row.text, missing=NO_TEXT),
                corrects=row.corrects,
            )
            for row in rows
        ),
        by=by, on=on, at=at, reason=reason,
    )  # fmt: skip
    refresh_derived((w.recommendation_id for w in wordings), on=timezone.localdate(at))
    return wordings


def reword(
    recommendation, text, *, by, on: date, at: datetime, reason="", corrects=None
) -> Wording:
    """Write down a new text of one recommendation."""
    return reword_all(
        [NewWording(recommendation, text, corrects)], by=by, on=on, at=at, reason=reason
    )[0]


@transaction.atomic
def place_all(rows, *, by, on: date, at: datetime, reason="") -> list[Placement]:
    """Write down where recommendations stand in their plan, and their priority, response and own
    columns.
    """
    rows = list(rows)
    for row in rows:
        refuse_theme_of_another_plan(row.recommendation.plan, row.theme)
    placements = Placement.objects.write_down(
        (
            Placement(
                recommendation=row.recommendation,
                theme=row.theme,
                timescale=row.timescale.strip(),
                position=row.position,
                priority=row.priority.strip(),
                response=row.response,
                own_values=row.own_values,
                corrects=row.corrects,
            )
            for row in rows
        ),
        by=by, on=on, at=at, reason=reason,
    )  # fmt: skip
    refresh_derived((p.recommendation_id for p in placements), on=timezone.localdate(at))
    return placements


def place(recommendation, *, by, on: date, at: datetime, reason="", **row) -> Placement:
    """Write down where one recommendation stands; `row`: the fields of NewPlacement."""
    return place_all([NewPlacement(recommendation, **row)], by=by, on=on, at=at, reason=reason)[0]


@transaction.atomic
def monitor_all(
    recommendations, is_monitored, *, by, on: date, at: datetime, reason
) -> list[Monitoring]:
    """Take recommendations off what the committee monitors, or put them back, with the reason. What
    is off it is no longer asked about.
    """
    facts = Monitoring.objects.write_down(
        (Monitoring(recommendation=r, is_monitored=is_monitored) for r in recommendations),
        by=by, on=on, at=at, reason=kept_text(reason, missing="Say why."),
    )  # fmt: skip
    refresh_derived((fact.recommendation_id for fact in facts), on=timezone.localdate(at))
    return facts


@transaction.atomic
def exempt_all(
    recommendations, paragraph, parts=(), *, by, on: date, at: datetime, reason=""
) -> list[Exemption]:
    """Keep recommendations from the public under a paragraph of Schedule 12A, or `parts` of them
    (keys of exempt_parts.py); "" opens them again. ValidationError for a paragraph or a part that
    there is not, and for parts without a paragraph.
    """
    recommendations = list(recommendations)
    paragraph, parts = kept_exemption(paragraph, parts)
    _wait_for_issues(recommendations)
    exemptions = Exemption.objects.write_down(
        (Exemption(recommendation=r, paragraph=paragraph, parts=parts) for r in recommendations),
        by=by, on=on, at=at, reason=reason,
    )  # fmt: skip
    refresh_derived((e.recommendation_id for e in exemptions), on=timezone.localdate(at))
    return exemptions


def _wait_for_issues(recommendations):
    """A paper is issued as what is exempt stands: its plan is locked from the last look to the
    issue.
    """
    plans = {recommendation.plan_id for recommendation in recommendations}
    rows = Plan.objects.select_for_update(no_key=True).filter(pk__in=plans)
    list(rows.order_by("pk").values_list("pk"))
