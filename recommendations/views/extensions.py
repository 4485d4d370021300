"""Pages of extensions: what waits for a decision, deciding on one of them, taking it back."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.dated_fact import in_force
from people.edited_in_place import EditedMeanwhile
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.as_at import state_as_at
from recommendations.by_when import Reading, describe
from recommendations.extensions import AT_ONCE, agree, refuse, take_back_extension
from recommendations.forms.extensions import DATES, DecideForm, FindExtensionsForm, TakeBackForm
from recommendations.models import (
    DeadlineTerm,
    ExtensionDecision,
    ExtensionRequest,
    Plan,
    Recommendation,
)
from recommendations.moves import Move, move_of
from recommendations.presentation import DeadlineWords, deadline_words, status_tags
from recommendations.readings import read, reading_by_hand, reading_of, reading_sentence
from recommendations.reporting_rights import (
    may_decide_extensions,
    refuse_who_may_not_decide,
    refuse_who_may_not_report,
)
from recommendations.states import RecommendationState
from recommendations.views.access import (
    NOT_LIVE,
    refuse_unused,
    refuse_without,
    visible_recommendation,
)

ROWS_ON_A_PAGE = 50
NO_EXTENSION = "There is no extension at this address. The link may be old or mistyped."
MEANWHILE = "This is no longer waiting. {outcome}. Nothing of yours was saved"
Outcome = ExtensionDecision.Outcome
BY_A_LEAD = "A plan lead decides on the dates of this plan."
BUT_FOR_WORDS = (
    "Dates of this plan move at once when somebody asks. But words in which the program finds no "
    "date would take away the one that stands, so a plan lead decides on those."
)
BY_COMMITTEE = (
    "A committee decides on the dates of this plan. A clerk or a plan lead records what it "
    "decided, with the minute."
)
WHO_DECIDES = {
    Plan.Revision.AT_ONCE: BUT_FOR_WORDS,
    Plan.Revision.LEAD: BY_A_LEAD,
    Plan.Revision.COMMITTEE: BY_COMMITTEE,
}
DROPPED = "Nobody has to decide on this any more: the date was dropped."
CLOSED = (
    "Nobody has to decide on this any more: nothing is due by the date. If what it is for is "
    "opened again, this waits for a decision again."
)
MOVED = {
    Move.SLIPPED: "Moved to",
    Move.BROUGHT_FORWARD: "Brought forward to",
    Move.DATED: "Given a date by",
    Move.REWORDED: "Reworded as",
    Move.UNCHANGED: "Written down again as",
}


@dataclass(frozen=True, slots=True)
class ShownExtension:
    """A request with what a page says beside it.

    `now`: the words in force, None once the date was dropped; `is_closed`: whether what the date
    is for is done; `asked` and `last`: the facts that it
    was asked for, and where it stands.
    """

    extension: ExtensionRequest
    state: RecommendationState
    now: DeadlineWords | None
    is_closed: bool
    reading: Reading
    asked: ExtensionDecision
    last: ExtensionDecision
    may_decide: bool
    may_take_back: bool

    @property
    def recommendation(self):
        return self.extension.deadline.recommendation

    @property
    def plan(self):
        return self.recommendation.plan

    @property
    def action(self):
        """The text of the further action whose date it is; "" for the whole recommendation."""
        key = self.extension.deadline.action_id
        return next((a.text for a in self.state.actions if a.action_id == key), "")

    @property
    def is_undecided(self):
        return self.last.outcome == Outcome.ASKED

    @property
    def is_waiting(self):
        return self.is_undecided and not self.why_not_due

    @property
    def why_not_due(self):
        """Why nothing is due by the date any more; "" where something is."""
        if self.now is None:
            return DROPPED
        return CLOSED if self.is_closed else ""

    @property
    def reading_sentence(self):
        return reading_sentence(self.reading)

    @property
    def outcome_sentence(self):
        return outcome_sentence(self.last)

    @property
    def who_decides(self):
        return WHO_DECIDES[Plan.Revision(self.plan.revision)]


def extension_list(request):
    """What waits for a decision, plan by plan; or what was decided, the latest first."""
    refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
    today = timezone.localdate()
    find = FindExtensionsForm(request.GET)
    visible = Recommendation.objects.in_use().visible_to(request.user, on=today)
    rows = ExtensionRequest.objects.of_recommendations(visible, on=today)
    if find.shown == find.DECIDED:
        rows = rows.decided(as_at=today, known_by=None)
    else:
        rows = rows.waiting(as_at=today, known_by=None).by_plan()
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "extensions",
        "is_decided": find.shown == find.DECIDED,
        "page": page,
        "rows": shown_extensions(page.object_list, request.user, on=today),
    }
    return render(request, "recommendations/extension_list.html", context)


class ExtensionPage(EditView):
    """A page about one request, of a recommendation that its reader may see."""

    def dispatch(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        self.shown = visible_extension(request.user, self.kwargs["pk"], on=self.today)
        self.refuse_who_may_not()
        if request.method == "POST":
            refuse_unused(self.shown.plan)
        return super().dispatch(request, *args, **kwargs)

    def refuse_who_may_not(self):
        raise NotImplementedError

    def decided_meanwhile(self):
        """What somebody is told who was not the first; the page shows how it stands by now."""
        self.shown = visible_extension(self.request.user, self.kwargs["pk"], on=self.today)
        return ValidationError(MEANWHILE.format(outcome=self.shown.outcome_sentence))

    def get_context_data(self, **kwargs):
        shown = self.shown
        return super().get_context_data(
            section="extensions",
            crumbs=[("Extensions", reverse("extension_list"))],
            back=reverse("extension_list"),
            shown=shown,
            recommendation=shown.recommendation,
            plan=shown.plan,
            tags=status_tags(shown.state, self.today),
            **kwargs,
        )


class ExtensionDecide(ExtensionPage):
    """The page of a request: where it stands, and for who may the decision."""

    template_name = "recommendations/extension_decide.html"

    def refuse_who_may_not(self):
        if self.request.method == "POST":
            refuse_who_may_not_decide(self.request.user, self.shown.plan)

    def get_forms(self, data=None):
        by_committee = self.shown.plan.revision == Plan.Revision.COMMITTEE
        who = _last_committee(self.shown.plan) if by_committee else str(self.request.user)
        form = DecideForm(
            data,
            today=self.today,
            by_committee=by_committee,
            is_read=self.shown.reading.is_read,
            asked_on=self.shown.asked.valid_from,
            initial={"decided_by": who, "true_from": self.today},
        )
        return {"form": form}

    def save(self, forms, *, by, at):
        form, extension = forms["form"], self.shown.extension
        answers = form.cleaned_data
        said = {name: answers[name] for name in ("decided_by", "minute_reference", "reason")}
        written = {"by": by, "on": answers["true_from"], "at": at, **said}
        try:
            if answers["outcome"] == form.AGREE:
                agree(extension, reading=_reading(form), **written)
                self.saved = f"Agreed: “{extension.text}” is the date from now on."
            else:
                refuse(extension, **written)
                self.saved = "Refused: the old date still stands."
        except EditedMeanwhile:
            raise self.decided_meanwhile() from None
        return reverse("extension_list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            story=_story(self.shown.extension, on=self.today),
            is_offered=self.shown.is_waiting and self.shown.may_decide,
            **kwargs,
        )


class ExtensionTakeBack(ExtensionPage):
    """Taking back what was asked for, while it waits."""

    template_name = "recommendations/extension_take_back.html"
    saved = "Taken back: the old date still stands."

    def refuse_who_may_not(self):
        refuse_who_may_not_report(self.request.user, self.shown.recommendation, on=self.today)

    def get_forms(self, data=None):
        return {"form": TakeBackForm(data)}

    def save(self, forms, *, by, at):
        reason = forms["form"].cleaned_data["reason"]
        try:
            take_back_extension(self.shown.extension, by=by, on=self.today, at=at, reason=reason)
        except EditedMeanwhile:
            raise self.decided_meanwhile() from None
        return reverse("extension_list")


def visible_extension(user, pk, *, on) -> ShownExtension:
    """The request at this address; PermissionDenied or NotThere, each with its sentence."""
    refuse_without(user, "recommendations.read_plans", NOT_LIVE)
    extension = _with_decisions(ExtensionRequest.objects.filter(pk=pk)).first()
    if extension is None:
        raise NotThere(NO_EXTENSION)
    try:
        visible_recommendation(user, extension.deadline.recommendation_id)
    except NotThere:
        raise NotThere(NO_EXTENSION) from None
    found = _shown([extension], user, on)
    if not found:
        raise NotThere(NO_EXTENSION)
    return found[0]


def shown_extensions(requests, user, *, on) -> list[ShownExtension]:
    """Requests with what the list says beside each."""
    return _shown(list(_with_decisions(requests)), user, on)


def outcome_sentence(decision) -> str:
    """Who decided what, since when: "Agreed by Corporate Committee, minute CC/17, from 3 June
    2016, written down by Clem Clerk".
    """
    day = f"from {decision.valid_from.day} {decision.valid_from:%B %Y}"
    by, who = decision.recorded_by.name, decision.decided_by
    if who == AT_ONCE:
        return f"{AT_ONCE}, {day}"
    said = f"{decision.get_outcome_display()} by {_decider(decision)}, {day}"
    return said if who in ("", by) else f"{said}, written down by {by}"


def _decider(decision):
    who = decision.decided_by or decision.recorded_by.name
    minute = decision.minute_reference
    return f"{who}, minute {minute}" if minute else who


def _with_decisions(requests):
    decisions = ExtensionDecision.objects.select_related("recorded_by", "on_behalf_of")
    return requests.select_related("deadline__recommendation__plan").prefetch_related(
        Prefetch("decisions", decisions.order_by("pk"))
    )


def _shown(extensions, user, on):
    keys = {extension.deadline.recommendation_id for extension in extensions}
    rows = Recommendation.objects.filter(pk__in=keys)
    found = state_as_at(rows, as_at=on, known_by=None) if keys else ()
    states = {state.recommendation_id: state for state in found}
    reportable = _reportable(user, rows, on) if keys else set()
    return [
        _with_state(extension, states[key], user, on, may_take_back=key in reportable)
        for extension in extensions
        if (key := extension.deadline.recommendation_id) in states
    ]


def _reportable(user, rows, on):
    """The keys of those on which the user may report."""
    if user.has_perm("recommendations.report_for_anyone"):
        return set(rows.values_list("pk", flat=True))
    if not user.has_perm("recommendations.report_own"):
        return set()
    return set(rows.own_to(user, on=on).values_list("pk", flat=True))


def _with_state(extension, state, user, on, *, may_take_back):
    deadline = next((d for d in state.deadlines if d.deadline_id == extension.deadline_id), None)
    decisions = list(extension.decisions.all())
    return ShownExtension(
        extension=extension,
        state=state,
        now=deadline and deadline_words(deadline, on),
        is_closed=bool(deadline and deadline.is_closed),
        reading=read(extension.text, paper_date=extension.paper_date),
        asked=next(d for d in decisions if d.outcome == Outcome.ASKED),
        last=in_force(decisions, on, None),
        may_decide=may_decide_extensions(user, extension.deadline.recommendation.plan),
        may_take_back=may_take_back,
    )


def _reading(form) -> Reading | None:
    """The reading that a person set; None where the program's is taken."""
    if form.is_words_only:
        return reading_by_hand(earliest=None, latest=None, open_ended=False)
    if form.is_by_hand:
        return reading_by_hand(**{name: form.cleaned_data[name] for name in DATES})
    return None


def _last_committee(plan):
    """Who decided on a date of this plan before, to begin with."""
    decisions = ExtensionDecision.objects.filter(
        extension_request__deadline__recommendation__plan=plan
    ).exclude(minute_reference="")
    return decisions.order_by("pk").values_list("decided_by", flat=True).last() or ""


def _story(extension, *, on):
    """The agreed words of a date and the extensions of it that were refused, newest first."""
    terms = DeadlineTerm.objects.standing(as_at=on, known_by=None)
    terms = terms.filter(deadline=extension.deadline_id).select_related("recorded_by")
    told, before = [], list[DeadlineTerm]()
    for term in terms.order_by("valid_from", "recorded_at", "pk"):
        told.append((term.valid_from, term.recorded_at, _term_entry(term, before)))
        if not term.is_dropped:
            before.append(term)
    refused = ExtensionDecision.objects.standing(as_at=on, known_by=None).filter(
        outcome=Outcome.REFUSED, extension_request__deadline=extension.deadline_id
    )
    for decision in refused.select_related("recorded_by", "extension_request"):
        told.append((decision.valid_from, decision.recorded_at, _refused_entry(decision)))
    told.sort(key=lambda entry: entry[:2], reverse=True)
    return [entry for _, _, entry in told]


def _term_entry(term, before):
    if term.is_dropped:
        heading, read_as = "Dropped", ""
    else:
        said = MOVED[move_of(term, before)] if before else "Agreed first as"
        heading = f"{said} “{term.text}”"
        read_as = f"read as {describe(reading_of(term))}, "
    return {
        "day": term.valid_from,
        "heading": heading,
        "about": f"{read_as}written down by {term.recorded_by.name}",
        "text": term.reason,
    }


def _refused_entry(decision):
    return {
        "day": decision.valid_from,
        "heading": f"“{decision.extension_request.text}” was asked for, and refused",
        "about": f"by {_decider(decision)}",
        "text": decision.reason,
    }
