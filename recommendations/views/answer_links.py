"""The pages of a link to answer, for whoever has its address: they sign nobody in, looking changes
nothing, and nothing on them leads into the site.
"""

from dataclasses import dataclass
from functools import wraps
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from people.forms.edit_form import TokenForm
from people.views.editing import EditView
from people.who_wrote import LINK_NAME, link_user, who_wrote
from recommendations.answer_links import (
    NOT_ANSWERED_HERE,
    LinkRefused,
    OpenedLink,
    Why,
    nil_return_through,
    open_link,
    report_through,
)
from recommendations.answers import Answer, AnswerKind, Asked
from recommendations.as_at import state_as_at
from recommendations.forms.answer_links import AnswerForm
from recommendations.forms.own_columns import typed_own_values
from recommendations.forms.reporting import report_initial
from recommendations.last_time import answer_of, asked_of, last_time
from recommendations.models import Plan, Recommendation
from recommendations.own_columns import UPDATE
from recommendations.presentation import DeadlineWords, Tag, deadline_words, no_change, status_tags
from recommendations.reporting import Report, day_of_answer, version_of_report
from recommendations.states import RecommendationState
from recommendations.views.report_access import typed_words

GONE = 410
STATUSES = {Why.UNKNOWN: 404, Why.NOT_ANSWERED_HERE: 404, Why.HAS_ACCOUNT: 403}
# The address is the key: it goes to no other site, into no cache and no search engine.
KEPT_TO_ITSELF = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One recommendation in the list. `answer`: None for nobody's yet, and by whom it is;
    `no_change`: the words of the button for a nil return, which `token` lets count once.
    """

    state: RecommendationState
    plan: str
    tags: tuple[Tag, ...]
    deadlines: tuple[DeadlineWords, ...]
    answer: Answer | None
    answered_by: str
    no_change: str
    token: UUID

    @property
    def name(self):
        """What a link or a button about it says to whoever hears it alone."""
        return f"recommendation {self.state.reference}" if self.state.reference else self.state.text


def through_a_link(view):
    """For everybody who has the address; why it does not work is said on a page of its own.

    Nothing here goes by who is signed in or by a cookie, so no other site can make a browser send
    what it could not send itself: the protection against that is left out, since it needs the
    referrer, which is not sent, and a cookie, which mail programs don't keep.
    """

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def opened(request, token, **kwargs):
        try:
            link = open_link(token, on=timezone.localdate())
            response = view(request, token=token, opened=link, **kwargs)
        except LinkRefused as refusal:
            response = _refused(request, refusal)
        for name, value in KEPT_TO_ITSELF.items():
            response[name] = value
        return response

    return opened


@through_a_link
@require_safe
def answer_link(request, token, opened):
    """What the round asks of the person whose link it is, what is answered and what is left."""
    rows = _rows(opened, timezone.localdate())
    context = {
        "token": token,
        "opened": opened,
        "to_answer": [row for row in rows if row.answer is None],
        "answered": [row for row in rows if row.answer],
        "total": len(rows),
    }
    return render(request, "recommendations/answer_link.html", context)


class _Answering(EditView):
    """A form about one of the recommendations that a link answers."""

    def dispatch(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        self.opened: OpenedLink = kwargs["opened"]
        self.asked: Asked = self.opened.asked_about(kwargs["pk"])
        rows = Recommendation.objects.select_related("plan")
        self.recommendation = rows.get(pk=self.asked.recommendation_id)
        return super().dispatch(request, *args, **kwargs)

    @property
    def writer(self):
        return link_user()

    @cached_property
    def state(self):
        states = _states([self.recommendation.pk], self.today)
        if not states:
            raise LinkRefused(Why.NOT_ANSWERED_HERE, NOT_ANSWERED_HERE)
        return states[0]

    @property
    def address_of_list(self):
        return reverse("answer_link", args=[self.kwargs["token"]])

    def how_far(self):
        """What the list says once this one is answered."""
        others = [one for one in self.opened.asked if one is not self.asked]
        done, total = sum(one.answer.is_given for one in others) + 1, len(others) + 1
        return f"{done} of {total} answered."


class AnswerGiven(_Answering):
    """The page on which one of them is answered."""

    template_name = "recommendations/answer_link_form.html"

    def get_forms(self, data=None):
        # Before the state: what is written in between makes the form old, never its words.
        version = version_of_report(self.recommendation)
        self.request_of_round = self._request_of_round()
        plan, state = self.recommendation.plan, self.state
        day = day_of_answer(state, self.opened.round, today=self.today)
        form = AnswerForm(
            data,
            subject=self.recommendation,
            version=version,
            initial=report_initial(plan, state, day=day),
            plan=plan,
            state=state,
            words=plan.status_words.for_reporting(),
            request=self.request_of_round,
            today=self.today,
            for_whom=None,
            closed_round=None,
        )
        return {"form": form}

    def save(self, forms, *, by, at):
        form, typed = forms["form"], forms["form"].cleaned_data
        plan, state = self.recommendation.plan, self.state
        report = Report(
            on=form.day,
            narrative=typed["narrative"],
            further_words=typed["further_words"],
            status=form.new_status,
            per_cent=typed.get("per_cent", state.per_cent),
            forecast=typed.get("forecast", state.forecast),
            own_values=typed_own_values(plan, UPDATE, typed, before=state.own_values),
        )
        link, version = self.opened.link, typed["version"]
        report_through(link, self.recommendation, report, version=version, at=at)
        self.saved = f"Your answer is saved. {self.how_far()}"
        return self.address_of_list

    def get_context_data(self, **kwargs):
        request = self.request_of_round
        answer = answer_of(request)
        return super().get_context_data(
            recommendation=self.recommendation,
            plan=self.recommendation.plan,
            state=self.state,
            tags=status_tags(self.state, self.today),
            deadlines=[
                deadline_words(deadline, self.today)
                for deadline in self.state.deadlines
                if not deadline.is_closed
            ],
            last_time=last_time(self.recommendation, request, on=self.today),
            answer=answer if answer.is_given else None,
            answered_by=_by_whom(answer, self.opened.person),
            is_nil_return=answer.kind == AnswerKind.NIL_RETURN,
            no_change=no_change(self.state, self.today),
            nil_return=None if answer.is_given else TokenForm(auto_id="nil_%s"),
            **kwargs,
        )

    def _request_of_round(self):
        request = asked_of(self.recommendation, on=self.today)
        if request is None or request.pk != self.asked.request_id:
            raise LinkRefused(Why.NOT_ANSWERED_HERE, NOT_ANSWERED_HERE)
        return request

    def _forms_read_anew(self, error):
        """As they are by now, what somebody else has just saved too."""
        del self.state
        return super()._forms_read_anew(error)


class NoChangeGiven(_Answering):
    """A button, so there is no page of its own: what is wrong is said above the list."""

    def get_forms(self, data=None):
        return {"form": TokenForm(data)}

    def save(self, forms, *, by, at):
        on = day_of_answer(self.state, self.opened.round, today=self.today)
        nil_return_through(self.opened.link, self.recommendation, on=on, at=at)
        self.saved = f"“No change” is written down. {self.how_far()}"
        return self.address_of_list

    def show(self, forms):
        for errors in forms["form"].errors.values():
            for text in errors:
                messages.error(self.request, text)
        return redirect(self.address_of_list)


answer_link_row = through_a_link(AnswerGiven.as_view())
answer_link_no_change = through_a_link(require_POST(NoChangeGiven.as_view()))


def _refused(request, refusal):
    """Why the link does not work, or not for this; with what was typed, to be copied: but for who
    has no link at all, so that no other site can have its own words read here.
    """
    context = {
        "sentence": str(refusal),
        "typed": [] if refusal.why == Why.UNKNOWN else typed_words(request),
        "signs_in": refusal.why == Why.HAS_ACCOUNT,
        "token": request.resolver_match.kwargs["token"],
        "is_of_list": refusal.why == Why.NOT_ANSWERED_HERE,
    }
    status = STATUSES.get(refusal.why, GONE)
    return render(request, "recommendations/answer_link_refused.html", context, status=status)


def _states(keys, today):
    return state_as_at(Recommendation.objects.filter(pk__in=keys), as_at=today, known_by=None)


def _rows(opened, today):
    """The rows of the list, in the order in which to answer them."""
    keys = [one.recommendation_id for one in opened.asked]
    states = {state.recommendation_id: state for state in _states(keys, today)}
    plans = Plan.objects.in_bulk({one.plan_id for one in opened.asked})
    return [
        _row(states[one.recommendation_id], plans[one.plan_id], one.answer, opened.person, today)
        for one in opened.asked
        if one.recommendation_id in states
    ]


def _row(state, plan, answer, person, today):
    return AskedRow(
        state=state,
        plan=plan.title,
        tags=status_tags(state, today),
        deadlines=tuple(deadline_words(one, today) for one in state.deadlines if not one.is_closed),
        answer=answer if answer.is_given else None,
        answered_by=_by_whom(answer, person),
        no_change=no_change(state, today),
        token=uuid4(),
    )


def _by_whom(answer, person):
    """As whoever has the link would say it."""
    is_theirs = (answer.by, answer.on_behalf_of) == (LINK_NAME, person.name)
    return "you" if is_theirs else who_wrote(answer.by, answer.on_behalf_of)
