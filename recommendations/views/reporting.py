"""The page on which progress is reported."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import all_valid
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import SimpleLazyObject, cached_property

from people.forms.rows import shown_again
from people.known_owners import KnownOwners
from people.models import Owner
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.as_at import state_as_at
from recommendations.by_when import PARSER_VERSION
from recommendations.drafts import draft_of
from recommendations.evidence import evidence_of
from recommendations.extensions import NewExtension
from recommendations.forms.evidence import EvidenceRows, ask_for_files_again
from recommendations.forms.own_columns import typed_own_values
from recommendations.forms.reported_rows import ExtensionRows, ReportedActionRows
from recommendations.forms.reporting import (
    NilReturnForm,
    ReportForm,
    report_initial,
)
from recommendations.invitations import invitations
from recommendations.last_time import answer_of, asked_of, last_time
from recommendations.models import (
    ExtensionRequest,
    Plan,
    ProgressUpdate,
    Recommendation,
    Round,
)
from recommendations.my_updates import walk_on
from recommendations.own_columns import UPDATE
from recommendations.presentation import deadline_words, no_change, status_tags
from recommendations.reporting import (
    Report,
    ReportedAction,
    day_of_answer,
    save_report,
    version_of_report,
)
from recommendations.reporting_rights import (
    is_own,
    spoken_for,
)
from recommendations.views.access import NO_ROW
from recommendations.views.report_access import recommendation_to_report, refused
from recommendations.views.walking import address_of_next, said_of

SAVED = "Your report is saved."
KEY = re.compile("[0-9]{1,18}")
WHO_DECIDES = {
    Plan.Revision.AT_ONCE: "It is agreed at once.",
    Plan.Revision.LEAD: "A plan lead decides. Until then the old date stands.",
    Plan.Revision.COMMITTEE: "The committee decides. Until then the old date stands.",
}


class ReportPage(EditView):
    """One recommendation, on which somebody reports what has been done."""

    template_name = "recommendations/report_form.html"
    # Why a draft of what is sent is not kept: then the page is shown again, with everything typed.
    problem = ""

    def dispatch(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        pk = kwargs["pk"]
        try:
            self.recommendation = recommendation_to_report(request.user, pk, on=self.today)
        except (PermissionDenied, NotThere) as refusal:
            return refused(request, refusal)
        self.plan = self.recommendation.plan
        self.draft = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.draft = draft_of(self.recommendation, request.user)
        if self.draft is None:
            return super().get(request, *args, **kwargs)
        return self._show_as_typed(self.get_forms(MultiValueDict(self.draft.content)))

    def post(self, request, *args, **kwargs):
        if self.problem or any(name.startswith("add-") for name in request.POST):
            return self._show_as_typed(self.get_forms(request.POST))
        return super().post(request, *args, **kwargs)

    def show(self, forms):
        _say_incomplete_once(forms["actions"], forms["extensions"], forms["evidence"])
        ask_for_files_again(*forms.values())
        return super().show(forms)

    def get_forms(self, data=None):
        self.asked = asked_of(self.recommendation, on=self.today)
        # Before the state: what is written in between makes the form old, never its words.
        version = version_of_report(self.recommendation)
        self.state = self._state()
        form = self._form(data, version)
        rows = {"data": data, "form_kwargs": {"is_stale": form.is_stale, "day": form.day}}
        form.actions = self._actions(rows)
        return {
            "form": form,
            "actions": form.actions,
            "extensions": self._extensions(rows),
            "evidence": EvidenceRows(
                data,
                files=self.request.FILES if data is not None else None,
                prefix="evidence",
            ),
        }

    def save(self, forms, *, by, at):
        form = forms["form"]
        report = self._report(forms)
        version = form.cleaned_data["version"]
        save_report(self.recommendation, report, version=version, by=by, at=at)
        if report.extensions:
            messages.info(self.request, f"Another date is asked for. {self._who_decides()}")
        self.saved = SAVED
        if self.asked is None:
            return self.recommendation.get_absolute_url()
        walk = walk_on(by, self.asked, on=self.today)
        self.saved = f"{SAVED} {said_of(walk, self.asked.round)}".strip()
        if "next" in self.request.POST:
            return address_of_next(walk)
        return self.recommendation.get_absolute_url()

    def get_context_data(self, **kwargs):
        is_asked_silent = self.asked and not (self.asked.update or self.asked.nil_return)
        nil_return = NilReturnForm(for_whom=self.for_whom, auto_id="nil_%s")
        dates = self._dates(kwargs["extensions"])
        return super().get_context_data(
            section="home" if self.is_own else "plans",
            plan=self.plan,
            recommendation=self.recommendation,
            state=self.state,
            tags=status_tags(self.state, self.today),
            round=self.asked.round if self.asked else None,
            answer=self._answer(),
            last_time=last_time(self.recommendation, self.asked, on=self.today),
            invited=self._invited(),
            nil_return=nil_return if is_asked_silent else None,
            no_change=no_change(self.state, self.today),
            draft=self.draft,
            dates=dates,
            open_dates=[date["words"] for date in dates if "words" in date],
            who_decides=WHO_DECIDES[self.revision],
            is_adding=_is_filled_in(kwargs["actions"]),
            is_attaching=_is_filled_in(kwargs["evidence"]),
            attached=evidence_of(self.recommendation, as_at=self.today, known_by=None),
            owner_names=Owner.objects.filter(is_active=True).values_list("name", flat=True),
            crumbs=[
                ("Plans", reverse("plan_list")),
                (self.plan.title, self.plan.get_absolute_url()),
                (
                    f"Recommendation {self.recommendation.reference}",
                    self.recommendation.get_absolute_url(),
                ),
            ],
            **kwargs,
        )

    def _invited(self):
        """Who is asked to attend a committee about it, in sentences."""
        about = Recommendation.objects.filter(pk=self.recommendation.pk)
        return invitations(about, on=self.today).get(self.recommendation.pk, ())

    def _who_decides(self):
        """Of what was just asked for: where all is agreed at once, words without a date wait."""
        waiting = ExtensionRequest.objects.waiting(as_at=self.today, known_by=None)
        of_this = waiting.filter(deadline__recommendation=self.recommendation)
        if self.revision == Plan.Revision.AT_ONCE and of_this.exists():
            return WHO_DECIDES[Plan.Revision.LEAD]
        return WHO_DECIDES[self.revision]

    @cached_property
    def is_own(self):
        user = self.request.user
        if not user.has_perm("recommendations.report_for_anyone"):
            return True
        return is_own(user, self.recommendation, on=self.today)

    @cached_property
    def for_whom(self):
        """The owners for one of whom somebody else reports; None for whoever reports on what is
        their own.
        """
        if self.is_own:
            return None
        return spoken_for((owner.owner_id for owner in self.state.owners), on=self.today)

    @property
    def revision(self):
        return Plan.Revision(self.plan.revision)

    def _show_as_typed(self, forms):
        """What was typed so far, without what is wrong in it, but for what somebody else has
        changed meanwhile: that is asked about at once.
        """
        all_valid(forms.values())
        for form in [forms["form"], *forms["actions"], *forms["extensions"]]:
            form.conflicts  # noqa: B018 (worked out while what was typed is still checked)
        shown_again(*forms.values())
        if self.problem:
            forms["form"].add_error(None, self.problem)
        return self.show(forms)

    def _state(self):
        rows = Recommendation.objects.filter(pk=self.recommendation.pk)
        states = state_as_at(rows, as_at=self.today, known_by=None)
        if not states:
            raise NotThere(NO_ROW)
        return states[0]

    def _form(self, data, version):
        state, asked = self.state, self.asked
        day = day_of_answer(state, asked.round if asked else None, today=self.today)
        return ReportForm(
            data,
            subject=self.recommendation,
            version=version,
            initial=report_initial(self.plan, state, day=day),
            plan=self.plan,
            state=state,
            words=self.plan.status_words.for_reporting(),
            request=asked,
            today=self.today,
            for_whom=self.for_whom,
            closed_round=self._closed_meanwhile(data),
        )

    def _closed_meanwhile(self, data):
        """The round that was open when the page was shown, where it is closed by now."""
        shown = (data or {}).get("asked_round", "")
        if not KEY.fullmatch(shown) or (self.asked and shown == str(self.asked.round_id)):
            return None
        rounds = Round.objects.exclude(pk__in=Round.objects.open(on=self.today).values("pk"))
        return rounds.filter(pk=shown, requests__recommendation=self.recommendation).first()

    def _actions(self, rows):
        known = SimpleLazyObject(KnownOwners)
        return ReportedActionRows(
            rows["data"],
            prefix="actions",
            initial=[_action_initial(action, self.state) for action in self.state.actions],
            form_kwargs={"known": known, **rows["form_kwargs"]},
        )

    def _extensions(self, rows):
        return ExtensionRows(
            rows["data"],
            prefix="extensions",
            initial=[
                {"key": deadline.deadline_id, "deadline": deadline}
                for deadline in self.state.deadlines
                if not (deadline.is_closed or deadline.requested)
            ],
            form_kwargs=rows["form_kwargs"],
        )

    def _report(self, forms):
        form, answers = forms["form"], forms["form"].cleaned_data
        corrected = self._in_force() if form.is_correction else None
        own = typed_own_values(self.plan, UPDATE, answers, before=self.state.own_values)
        return Report(
            on=form.day,
            narrative=answers["narrative"],
            further_words=answers["further_words"],
            status=form.new_status,
            per_cent=answers.get("per_cent", self.state.per_cent),
            forecast=answers.get("forecast", self.state.forecast),
            own_values=own,
            source_note=answers.get("source_note", ""),
            actions=self._reported_actions(forms["actions"]),
            extensions=self._new_extensions(forms["extensions"]),
            evidence=forms["evidence"].new_evidence(self.recommendation),
            round=self.asked.round if self.asked else None,
            on_behalf_of=form.owner(),
            corrects=corrected,
            reason=answers.get("reason", "") if corrected else "",
        )

    def _in_force(self):
        updates = ProgressUpdate.objects
        return updates.last_standing(self.recommendation, as_at=self.today, known_by=None).first()

    def _reported_actions(self, rows):
        on_record = {str(action.pk): action for action in self.recommendation.actions.all()}
        return tuple(
            ReportedAction(
                on_record.get(row["key"]),
                row["text"],
                state=row.get("state", "open"),
                owner=row["owner"],
                by_when=row.get("by_when", ""),
                reading=form.reading,
                parser_version=PARSER_VERSION if form.reading else None,
            )
            for form, row in rows.rows
        )

    def _new_extensions(self, rows):
        deadlines = {str(d.pk): d for d in self.recommendation.deadlines.all()}
        said = (form.cleaned_data for form in rows.asked)
        return tuple(NewExtension(deadlines[r["key"]], r["text"], r["reason"]) for r in said)

    def _answer(self):
        """Who has answered the round already, if somebody has."""
        if self.asked is None:
            return None
        answer = answer_of(self.asked)
        return answer if answer.is_given else None

    def _dates(self, rows):
        """Every date that is open, with the row that asks for another one or the request that
        waits; last, what was typed for a date that is gone.
        """
        by_key = {str(row.initial["key"]): row for row in rows if row.initial}
        texts = {action.action_id: action.text for action in self.state.actions}
        waiting = self._waiting()
        dates = [
            {
                "words": deadline_words(deadline, self.today),
                "for": texts.get(deadline.action_id, ""),
                "row": by_key.get(str(deadline.deadline_id)),
                "waiting": waiting.get(deadline.deadline_id),
            }
            for deadline in self.state.deadlines
            if not deadline.is_closed
        ]
        return [*dates, *({"row": row} for row in rows if not row.initial)]

    def _waiting(self):
        """The requests that wait for a decision, by the key of the deadline."""
        if not any(deadline.requested for deadline in self.state.deadlines):
            return {}
        waiting = ExtensionRequest.objects.waiting(as_at=self.today, known_by=None)
        of_this = waiting.filter(deadline__recommendation=self.recommendation)
        return {request.deadline_id: request for request in of_this}


def _say_incomplete_once(*formsets):
    """A page that arrived without its end lacks every set of rows: one sentence is enough."""
    without = [rows for rows in formsets if rows.is_bound and not rows.management_form.is_valid()]
    for rows in without[1:]:
        rows.non_form_errors().clear()


def _is_filled_in(rows):
    """Whether a new row of a formset says something, or one more was asked for."""
    new = [row for row in rows if not row.initial]
    return rows.asks_for_another or (rows.is_bound and any(row.has_changed() for row in new))


def _action_initial(action, state):
    dates = (d.text for d in state.deadlines if d.action_id == action.action_id)
    return {
        "key": action.action_id,
        "text": action.text,
        "state": action.state,
        "owner": action.owner_name or "",
        "owner_id": action.owner_id,
        "dates": ", ".join(dates),
    }
