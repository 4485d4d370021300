""" "No change, still on track": one button, from the page of a recommendation or from a list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.as_at import state_as_at
from recommendations.forms.reporting import NilReturnForm
from recommendations.last_time import asked_of
from recommendations.models import NilReturn, Recommendation
from recommendations.my_updates import walk_on
from recommendations.progress import ANSWERED, record_nil_returns, take_back_nil_return
from recommendations.reporting import day_of_answer
from recommendations.reporting_rights import is_own, spoken_for
from recommendations.views.access import NO_ROW
from recommendations.views.report_access import recommendation_to_report
from recommendations.views.walking import address_of_next, said_of

NOT_ASKED = (
    "No open round asks about this recommendation, so there is nothing to answer with “no change”. "
    "If there is news, report it here."
)
ANOTHER_ROUND = (
    "The round that asked when you opened the page is closed, and “{round}” asks now. Nothing was "
    "written down: look again at what it asks, as at {as_at}, before you answer."
)
NOTHING_TO_UNDO = "There is no “no change” to take back here: somebody has done so already."
TAKEN_BACK = "“No change” is taken back: the round waits for an answer again."


@method_decorator(require_POST, name="dispatch")
class NilReturnGiven(EditView):
    """A button, so there is no page of its own: what is wrong is said on the page of the
    recommendation.
    """

    def dispatch(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        self.recommendation = recommendation_to_report(request.user, kwargs["pk"], on=self.today)
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        self.state = self._state()
        return {"form": NilReturnForm(data, for_whom=self._for_whom())}

    def save(self, forms, *, by, at):
        asked = asked_of(self.recommendation, on=self.today)
        if asked is None:
            raise ValidationError(NOT_ASKED)
        self._refuse_another_round(asked.round)
        if asked.update or asked.nil_return:
            raise ValidationError(ANSWERED)
        on = day_of_answer(self.state, asked.round, today=self.today)
        behalf = forms["form"].owner()
        rows = [self.recommendation]
        record_nil_returns(rows, asked.round, by=by, on=on, at=at, on_behalf_of=behalf)
        walk = walk_on(by, asked, on=self.today)
        self.saved = self._said(said_of(walk, asked.round))
        return _asked_address(self.request) or address_of_next(walk)

    def _refuse_another_round(self, round):
        """Than the one for which the page was shown, if it says so."""
        if self.request.POST.get("asked_round", str(round.pk)) != str(round.pk):
            day = f"{round.as_at.day} {round.as_at:%B %Y}"
            raise ValidationError(ANOTHER_ROUND.format(round=round, as_at=day))

    def show(self, forms):
        """Back to the page of the recommendation, with what is wrong."""
        for errors in forms["form"].errors.values():
            for text in errors:
                messages.error(self.request, text)
        return redirect("report_progress", self.recommendation.pk)

    def _said(self, how_far):
        context = {
            "recommendation": self.recommendation,
            "how_far": how_far,
            "next": _asked_address(self.request) or "",
        }
        return render_to_string("recommendations/_report_nil_given.html", context, self.request)

    def _state(self):
        rows = Recommendation.objects.filter(pk=self.recommendation.pk)
        states = state_as_at(rows, as_at=self.today, known_by=None)
        if not states:
            raise NotThere(NO_ROW)
        return states[0]

    def _for_whom(self):
        if is_own(self.request.user, self.recommendation, on=self.today):
            return None
        return spoken_for((owner.owner_id for owner in self.state.owners), on=self.today)


@require_POST
def nil_return_undo(request, pk):
    """Take a nil return back, while its round is open; the round then waits again."""
    today = timezone.localdate()
    recommendation = recommendation_to_report(request.user, pk, on=today)
    asked = asked_of(recommendation, on=today)
    if asked is None or not asked.nil_return:
        messages.info(request, NOTHING_TO_UNDO)
    else:
        _take_back(request, asked)
    return redirect(_asked_address(request) or reverse("report_progress", args=[pk]))


def _take_back(request, asked):
    nil_return = NilReturn.objects.select_related("round").get(pk=asked.nil_return)
    try:
        take_back_nil_return(nil_return, by=request.user, at=timezone.now())
    except ValidationError:
        messages.info(request, NOTHING_TO_UNDO)
    else:
        messages.success(request, TAKEN_BACK)


def _asked_address(request) -> str | None:
    """Where the page that sent the button wants to go on, if that is within this site."""
    address = request.POST.get("next", "")
    hosts, is_secure = {request.get_host()}, request.is_secure()
    is_ours = url_has_allowed_host_and_scheme(address, hosts, require_https=is_secure)
    return address if is_ours else None
