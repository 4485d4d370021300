"""Pages of the list of officers asked to attend a meeting: settling it, taking a choice back."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from people.dated_fact import in_force
from people.models import Owner
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.models import Plan, Recommendation
from recommendations.new_decisions import RowsRefused
from recommendations.presentation import DeadlineWords, Tag, deadline_words, status_tags
from recommendations.views.access import refuse_without
from reports.attendance import ask_proposed, settle, take_back_choice, why_over
from reports.attendance_list import (
    ListLine,
    Offered,
    before_the_list,
    first_offered,
    list_of,
    offered_owners,
)
from reports.attendance_rules import RULES
from reports.forms.attendance import (
    NOTHING_CHOSEN,
    AttendanceRows,
    FindOnListForm,
    TakeBackChoiceForm,
    TokenForm,
)
from reports.models import Appendix, Attendance
from reports.table_rows import Rows
from reports.views.access import NOT_FOR_CLERKS, meeting_at, way_to_meeting

ROWS_ON_A_PAGE = 25
ISSUE = "reports.issue_appendices"
NO_CHOICE = "There is no choice at this address. The link may be old or mistyped."
NONE_PROPOSED = "Nothing is proposed that nobody has looked at, so nothing is saved"
NOTHING_SAVED = "Nothing is saved yet: put right what is said at the rows below, and save again"


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A recommendation on the page of the list, with who could attend, and all that was chosen
    about it for this meeting, first to last.
    """

    line: ListLine
    tags: tuple[Tag, ...]
    deadlines: tuple[DeadlineWords, ...]
    offered: tuple[Offered, ...]
    history: tuple[Attendance, ...]

    @property
    def recommendation(self):
        return self.line.recommendation

    @property
    def name(self):
        reference = self.line.state.reference
        return f"No. {reference}" if reference else Truncator(self.line.state.text).chars(60)

    @property
    def says_as_the_rules(self):
        """Whether what was chosen is asked for the very reason that the rules give now."""
        chosen = self.line.chosen
        return chosen is not None and chosen.reason == "\n".join(self.line.why)

    @property
    def has_story(self):
        """Whether there is more to tell than what is chosen now."""
        return len(self.history) > bool(self.line.chosen)

    @property
    def names_a_stranger(self):
        """Whether who is asked neither owns it any more nor holds the post of who does."""
        chosen = self.line.chosen
        owner = chosen.owner if chosen is not None and self.line.is_to_attend else None
        people = {one.owner.pk for one in self.offered}
        return owner is not None and (owner.merged_into_id or owner.pk) not in people

    @property
    def owner_to_begin_with(self):
        """The key of who is asked, else of whoever leads."""
        chosen = self.line.chosen
        owner: Owner | None = first_offered(self.offered)
        if chosen is not None and chosen.is_asked:
            owner = chosen.owner
        return owner.pk if owner else ""


class MeetingAttendance(EditView):
    """What the rules propose for a meeting, and what is settled; for who prepares papers, boxes to
    settle it. A page of rows is saved at a time.
    """

    template_name = "reports/meeting_attendance.html"

    def dispatch(self, request, *args, **kwargs):
        self.meeting = meeting_at(request.user, kwargs["pk"])
        if request.method == "POST":
            refuse_without(request.user, ISSUE, NOT_FOR_CLERKS)
        self.today = timezone.localdate()
        # The list of a meeting that is over stays as it was.
        self.day = min(self.today, self.meeting.date)
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        visible = Recommendation.objects.visible_to(self.request.user, on=self.today)
        self.before = visible.filter(pk__in=before_the_list(self.meeting).values("pk"))
        self.lines = list_of(self.meeting, self.before, on=self.day)
        plans = Plan.objects.filter(pk__in={line.recommendation.plan_id for line in self.lines})
        self.plans = plans.order_by("title")
        self.find = FindOnListForm(self.request.GET, plans=self.plans)
        found = sorted(filter(self.find.finds, self.lines), key=_place)
        self.page = Paginator(found, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        shown = self.page.object_list if data is None else self._sent(data)
        rows = attendance_rows(self.meeting, shown, on=self.day)
        return {
            "form": TokenForm(data),
            "rows": AttendanceRows(data, rows=rows, prefix="rows"),
        }

    def save(self, forms, *, by, at):
        rows, asks_others = forms["rows"], bool(self.request.POST.get("others"))
        if not rows.deciding and not asks_others:
            raise ValidationError(NOTHING_CHOSEN)
        try:
            chosen = settle(
                self.meeting, [form.new_choice() for form in rows.deciding], by=by, at=at
            )
        except RowsRefused as error:
            rows.take_refusal(error.rows)
            raise ValidationError(NOTHING_SAVED) from error
        others = ask_proposed(self.meeting, self._others(), by=by, at=at) if asks_others else []
        if not chosen and not others:
            raise ValidationError(NONE_PROPOSED)
        self.saved = _saved([*chosen, *others])
        return self.request.get_full_path()

    def get_context_data(self, **kwargs):
        lines, plans = self.lines, list(self.plans)
        over = why_over(self.meeting, on=self.today)
        return super().get_context_data(
            section="meetings",
            crumbs=way_to_meeting(self.meeting),
            meeting=self.meeting,
            over=over,
            may_settle=not over and self.request.user.has_perm(ISSUE),
            rules=RULES,
            find=self.find,
            page=self.page,
            has_several_plans=len(plans) > 1,
            has_any=bool(lines),
            open_count=sum(line.is_open for line in lines),
            asked_count=sum(line.is_to_attend for line in lines),
            off_count=sum(line.is_off for line in lines),
            without_table=_drafts_without_table(self.meeting),
            **kwargs,
        )

    def _sent(self, data):
        """The lines whose rows were sent, in the order of the list."""
        keys = {int(key) for key in data.getlist("row") if key.isdecimal() and len(key) < 19}
        return sorted((line for line in self.lines if line.recommendation.pk in keys), key=_place)

    def _others(self):
        """Of the plan that is shown, or of all."""
        plan = self.find.chosen_plan
        return self.before.filter(plan=plan) if plan else self.before


class ChoiceTakeBack(EditView):
    """Taking back what was chosen last about a recommendation for a meeting."""

    template_name = "reports/attendance_take_back.html"
    saved = "Taken back."

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, ISSUE, NOT_FOR_CLERKS)
        self.today = timezone.localdate()
        self.chosen = choice_at(request.user, kwargs["pk"], on=self.today)
        self.meeting = self.chosen.candidate.meeting
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        return {"form": TakeBackChoiceForm(data)}

    def save(self, forms, *, by, at):
        take_back_choice(self.chosen, by=by, at=at, reason=forms["form"].cleaned_data["reason"])
        return self._back()

    def get_context_data(self, **kwargs):
        facts = list(self.chosen.candidate.attendances.select_related("owner"))
        last = in_force(facts, self.today, None)
        others = [fact for fact in facts if fact.pk != self.chosen.pk]
        return super().get_context_data(
            section="meetings",
            crumbs=[*way_to_meeting(self.meeting), ("Officers asked to attend", self._back())],
            back=self._back(),
            chosen=self.chosen,
            meeting=self.meeting,
            recommendation=self.chosen.candidate.recommendation,
            over=why_over(self.meeting, on=self.today),
            is_last=last is not None and last.pk == self.chosen.pk,
            before=in_force(others, self.today, None),
            taken_back=getattr(self.chosen, "corrected_by", None),
            **kwargs,
        )

    def _back(self):
        return reverse("meeting_attendance", args=[self.meeting.pk])


def choice_at(user, pk, *, on) -> Attendance:
    """The choice at this address, about what its reader may see; NotThere."""
    facts: Any = Attendance.objects
    choices = facts.filter(void=False).select_related(
        "candidate__meeting__committee",
        "candidate__recommendation__plan",
        "owner",
        "recorded_by",
        "corrected_by__recorded_by",
    )
    visible = Recommendation.objects.visible_to(user, on=on)
    found = choices.filter(pk=pk, candidate__recommendation__in=visible).first()
    if found is None:
        raise NotThere(NO_CHOICE)
    return found


def attendance_rows(meeting, lines, *, on) -> list[AttendanceRow]:
    """Lines of the list in their order, with what a page shows of each. Five queries."""
    offered = offered_owners((line.state for line in lines), on=on)
    history: dict[int, list[Attendance]] = defaultdict(list)
    keys = [line.recommendation.pk for line in lines]
    facts: Any = Attendance.objects
    facts = facts.filter(
        candidate__meeting=meeting, candidate__recommendation__in=keys
    ).select_related("candidate", "owner", "recorded_by", "corrects__owner")
    for fact in facts.order_by("recorded_at", "pk"):
        history[fact.candidate.recommendation_id].append(fact)
    return [
        AttendanceRow(
            line=line,
            tags=status_tags(line.state, on),
            deadlines=tuple(deadline_words(d, on) for d in line.state.printed_deadlines),
            offered=offered[line.recommendation.pk],
            history=tuple(history[line.recommendation.pk]),
        )
        for line in lines
    ]


def _place(line):
    """What waits for the clerk first, then who is asked, then what was taken off; in the order of
    the list otherwise.
    """
    kinds = (line.is_open, line.is_asked, bool(line.invited), line.is_off)
    return next((place for place, is_kind in enumerate(kinds) if is_kind), len(kinds))


def _drafts_without_table(meeting):
    """The drafts of a meeting in whose layout there is no table of who is asked to attend."""
    drafts = Appendix.objects.drafts().without_papers().filter(meeting=meeting)
    related = ("plan__plan_layout__layout", "layout")
    found = drafts.select_related(*related).order_by("number", "pk")
    return [draft for draft in found if not _has_table(draft)]


def _has_table(draft):
    usual = getattr(draft.plan, "plan_layout", None)
    layout = draft.layout or (usual and usual.layout)
    return layout is not None and any(table["rows"] == Rows.ATTEND for table in layout.tables)


def _saved(facts):
    asked = sum(fact.is_asked for fact in facts)
    off = len(facts) - asked
    said = [f"{asked} asked to attend" if asked else "", f"{off} taken off" if off else ""]
    return f"Saved: {', '.join(filter(None, said))}."
