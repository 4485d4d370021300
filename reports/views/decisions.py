"""Pages of what a committee decided at a meeting: recording it, and taking a record back."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from people.models import Owner
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.as_at import state_as_at
from recommendations.decisions import take_back_decision
from recommendations.models import (
    CommitteeDecision,
    ExtensionRequest,
    Plan,
    Recommendation,
    StatusMeaning,
    StatusWord,
)
from recommendations.new_decisions import RowsRefused
from recommendations.presentation import DeadlineWords, Tag, deadline_words, status_tags
from recommendations.readings import read
from recommendations.states import RecommendationState
from recommendations.views.access import refuse_without
from reports.decisions import before_the_committee, decided_at, note_others, record_at_meeting
from reports.forms.decisions import (
    NOTHING_CHOSEN,
    DecisionRows,
    FindRowsForm,
    MinuteForm,
    TakeBackDecisionForm,
)
from reports.models import MeetingDecision
from reports.views.access import meeting_at

ROWS_ON_A_PAGE = 25
RECORD = "recommendations.record_decisions"
NOT_FOR_RECORDING = (
    "Only committee clerks and administrators record what a committee decided. Ask one of them."
)
NO_DECISION = "There is no decision at this address. The link may be old or mistyped."
NO_OTHERS = (
    "Nothing is recorded: on every other recommendation of this plan something is on record already"
)
NOTHING_SAVED = "Nothing is saved yet: put right what is said at the rows below, and save again"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A recommendation before the committee, with what is possible and what is recorded.

    `waiting`: the extensions that could be decided at the meeting; `words`: the status words that
    closing could give, none where it is done; `owners`: who could be asked to attend.
    """

    recommendation: Recommendation
    state: RecommendationState
    tags: tuple[Tag, ...]
    deadlines: tuple[DeadlineWords, ...]
    waiting: tuple[ExtensionRequest, ...]
    words: tuple[StatusWord, ...]
    owners: tuple[Owner, ...]
    recorded: tuple[CommitteeDecision, ...]

    @property
    def name(self):
        return f"No. {self.state.reference}" if self.state.reference else self.short_text

    @property
    def short_text(self):
        return Truncator(self.state.text).chars(60)

    @property
    def asks_unread(self):
        """Whether words wait in which the program finds no date."""
        return any(not read(r.text, paper_date=r.paper_date).is_read for r in self.waiting)


class MeetingDecisions(EditView):
    """The rows that were before a committee at a meeting, each with what it decided; and for who
    records that, boxes to do so. A page of them is saved at a time.
    """

    template_name = "reports/meeting_decisions.html"

    def dispatch(self, request, *args, **kwargs):
        self.meeting = meeting_at(request.user, kwargs["pk"])
        if request.method == "POST":
            refuse_without(request.user, RECORD, NOT_FOR_RECORDING)
        self.today = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        visible = Recommendation.objects.visible_to(self.request.user, on=self.today)
        self.all_rows = visible.filter(
            pk__in=before_the_committee(self.meeting, on=self.today).values("pk")
        )
        plans = Plan.objects.filter(pk__in=self.all_rows.values("plan"))
        self.plans = plans.order_by("title")
        self.find = FindRowsForm(self.request.GET, plans=self.plans)
        self.page = Paginator(self._found(), ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        shown = self.page.object_list if data is None else _sent(visible, data)
        rows = decision_rows(self.meeting, shown, on=self.today)
        first = {} if data else {"minute_reference": self._last_minute()}
        return {
            "form": MinuteForm(data, initial=first),
            "rows": DecisionRows(data, rows=rows, prefix="rows"),
        }

    def save(self, forms, *, by, at):
        rows, minute = forms["rows"], forms["form"].cleaned_data["minute_reference"]
        others = self._others()
        if not rows.deciding and others is None:
            raise ValidationError(NOTHING_CHOSEN)
        new = [form.new_decision(minute) for form in rows.deciding]
        try:
            recorded = record_at_meeting(self.meeting, new, by=by, at=at)
        except RowsRefused as error:
            rows.take_refusal(error.rows)
            raise ValidationError(NOTHING_SAVED) from error
        noted = []
        if others is not None:
            noted = note_others(self.meeting, others, minute_reference=minute, by=by, at=at)
        if not recorded and not noted:
            raise ValidationError(NO_OTHERS)
        self.saved = _saved(len(recorded), len(noted), others)
        return self.request.get_full_path()

    def get_context_data(self, **kwargs):
        plans = list(self.plans)
        chosen = self.find.chosen_plan or (plans[0] if len(plans) == 1 else None)
        return super().get_context_data(
            section="meetings",
            crumbs=[
                ("Meetings", reverse("meeting_list")),
                (str(self.meeting), self.meeting.get_absolute_url()),
            ],
            meeting=self.meeting,
            is_to_come=self.meeting.date > self.today,
            may_record=self.request.user.has_perm(RECORD),
            find=self.find,
            page=self.page,
            plan=chosen,
            has_several_plans=len(plans) > 1,
            has_any=bool(plans),
            **kwargs,
        )

    def _found(self):
        """What the finder asks for, plan by plan, in the order of their numbers."""
        rows = self.all_rows.select_related("plan")
        recorded = decided_at(self.meeting).values("recommendation")
        if self.find.chosen_plan:
            rows = rows.filter(plan=self.find.chosen_plan)
        if words := self.find.sought:
            rows = rows.filter(Q(reference__iexact=words) | Q(text__icontains=words))
        if self.find.shown == FindRowsForm.ASKED:
            rows = rows.filter(extension_requested=True)
        elif self.find.shown == FindRowsForm.OPEN:
            rows = rows.exclude(pk__in=recorded)
        elif self.find.shown == FindRowsForm.RECORDED:
            rows = rows.filter(pk__in=recorded)
        return rows.order_by("plan__title", "plan", "reference_order", "pk")

    def _others(self):
        """All rows of the plan of which the others are to be noted; None where no button for that
        was pressed.
        """
        asked = self.request.POST.get("others")
        plan = next((plan for plan in self.plans if str(plan.pk) == asked), None)
        return plan and self.all_rows.filter(plan=plan)

    def _last_minute(self):
        """The minute reference that was typed last for this meeting, to begin with."""
        recorded = decided_at(self.meeting).exclude(minute_reference="").order_by("pk")
        return recorded.values_list("minute_reference", flat=True).last() or ""


class DecisionTakeBack(EditView):
    """Taking back a decision that was recorded wrongly, with what it brought about."""

    template_name = "reports/decision_take_back.html"
    saved = "Taken back, with what it had brought about."

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, RECORD, NOT_FOR_RECORDING)
        self.today = timezone.localdate()
        self.link = decision_at(request.user, kwargs["pk"], on=self.today)
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        return {"form": TakeBackDecisionForm(data)}

    def save(self, forms, *, by, at):
        take_back_decision(
            self.link.decision, by=by, at=at, reason=forms["form"].cleaned_data["reason"]
        )
        return self._back()

    def get_context_data(self, **kwargs):
        decision, meeting = self.link.decision, self.link.meeting
        return super().get_context_data(
            section="meetings",
            crumbs=[
                ("Meetings", reverse("meeting_list")),
                (str(meeting), meeting.get_absolute_url()),
                ("Decisions", self._back()),
            ],
            back=self._back(),
            decision=decision,
            meeting=meeting,
            recommendation=decision.recommendation,
            effects=_effects(decision),
            taken_back=getattr(decision, "corrected_by", None),
            **kwargs,
        )

    def _back(self):
        return reverse("meeting_decisions", args=[self.link.meeting_id])


def decision_at(user, pk, *, on) -> MeetingDecision:
    """The decision at this address, of a meeting, on what its reader may see; NotThere."""
    links = MeetingDecision.objects.select_related(
        "meeting__committee",
        "decision__recommendation__plan",
        "decision__recorded_by",
        "decision__owner",
        "decision__status_fact",
        "decision__extension_decision__extension_request__deadline",
        "decision__corrected_by__recorded_by",
    )
    visible = Recommendation.objects.visible_to(user, on=on)
    link = links.filter(decision=pk, decision__recommendation__in=visible).first()
    if link is None:
        raise NotThere(NO_DECISION)
    return link


def decision_rows(meeting, recommendations, *, on) -> list[DecisionRow]:
    """Recommendations (a QuerySet, or a page of one) in their order, with what was and what could
    be decided on them at a meeting. Eleven queries.
    """
    rows = {row.pk: row for row in recommendations}
    about = Recommendation.objects.filter(pk__in=rows)
    states = {s.recommendation_id: s for s in state_as_at(about, as_at=on, known_by=None)}
    waiting = _waiting(meeting, about, on)
    recorded = _by_recommendation(decided_at(meeting).filter(recommendation__in=about))
    words = _closing_words(about)
    owners = Owner.objects.in_bulk(
        {owner.owner_id for state in states.values() for owner in state.owners}
    )
    return [
        DecisionRow(
            recommendation=row,
            state=(state := states[key]),
            tags=status_tags(state, on),
            deadlines=tuple(deadline_words(d, on) for d in state.printed_deadlines),
            waiting=tuple(waiting[key]),
            words=() if _is_done(state) else tuple(words[row.plan_id]),
            owners=tuple(dict.fromkeys(owners[owner.owner_id] for owner in state.owners)),
            recorded=tuple(recorded[key]),
        )
        for key, row in rows.items()
        if key in states
    ]


def _sent(visible, data):
    """The recommendations whose rows were sent, in the order of the list."""
    keys = {int(key) for key in data.getlist("row") if key.isdecimal() and len(key) < 19}
    rows = visible.filter(pk__in=keys).select_related("plan")
    return rows.order_by("plan__title", "plan", "reference_order", "pk")


def _waiting(meeting, about, on):
    """The extensions that wait and were asked for by the day of the meeting."""
    requests = ExtensionRequest.objects.waiting(as_at=on, known_by=None).filter(
        deadline__recommendation__in=about, paper_date__lte=meeting.date
    )
    by_recommendation = defaultdict(list)
    for request in requests.select_related("deadline").order_by("pk"):
        by_recommendation[request.deadline.recommendation_id].append(request)
    return by_recommendation


def _closing_words(about):
    """The words of each plan by which somebody other than an auditor says that it is done, those
    for complete first.
    """
    words = StatusWord.objects.for_reporting().filter(
        plan__in=about.values("plan"), meaning__in=StatusMeaning.done()
    )
    by_plan = defaultdict(list)
    for word in sorted(words, key=lambda w: (w.meaning != StatusMeaning.COMPLETE, w.position)):
        by_plan[word.plan_id].append(word)
    return by_plan


def _by_recommendation(decisions):
    found = defaultdict(list)
    for decision in decisions.select_related("owner", "recorded_by").order_by("pk"):
        found[decision.recommendation_id].append(decision)
    return found


def _is_done(state):
    return state.status_meaning in StatusMeaning.done()


def _effects(decision):
    """What taking a decision back puts back, in words."""
    extension, status = decision.extension_decision, decision.status_fact
    told = []
    if extension:
        told.append(
            f"“{extension.extension_request.text}” waits for a decision again, and the date that "
            "stood before it stands."
        )
    if status:
        told.append(f"The status “{status.word}” is taken back: it is as it was before.")
    if decision.monitoring_id:
        told.append("It is monitored again.")
    return told


def _saved(recorded, noted, others):
    """What was recorded, in words; `others` None: nobody asked to note the others."""
    said = "1 decision" if recorded == 1 else f"{recorded} decisions"
    if others is None:
        return f"Recorded: {said}."
    if not noted:
        return f"Recorded: {said}. On every other one something was on record already."
    count = "1 other" if noted == 1 else f"{noted} others"
    return (
        f"Recorded: {said}, and {count} as noted." if recorded else f"Recorded: {count} as noted."
    )
