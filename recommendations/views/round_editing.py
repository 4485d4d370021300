"""Pages on which a lead opens a round, changes it, closes it and opens it again."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from people.views.editing import EditView
from recommendations.forms.rounds import (
    AddPlansForm,
    CancelRoundForm,
    CloseRoundForm,
    NewRoundForm,
    ReopenRoundForm,
    RoundForm,
)
from recommendations.round_board import (
    due_in_words,
    offered_plans,
    round_board,
    round_tallies,
    silent_owners,
    who_cannot_answer,
)
from recommendations.rounds import (
    ASKS_CHOSEN,
    add_plans,
    cancel_round,
    close_round,
    edit_round,
    is_answered,
    is_open,
    open_round,
    reopen_round,
)
from recommendations.views.access import NOT_FOR_EDITING, refuse_without
from recommendations.views.rounds import crumbs, states_of, visible_round

ALL_TAKEN = "Every plan is in a round that is still open. Close that one first."
NAMES_NOBODY = "nobody. Name an owner, or answer on their behalf."
NO_ACCOUNT = (
    "only owners who can't sign in and report here. Answer on their behalf, or have them invited."
)
CLOSED_TO_PLANS = "This round is closed. Open it again to add plans to it."
OPEN_ALREADY = "This round is open already."
KEPT_IN_PART = (
    "Some plans of this round are kept to departments that you are not in, so you can't do this "
    "for them. Ask a plan lead."
)
NOT_TO_CANCEL = (
    "This round can't be cancelled any more: somebody has answered it, or it was closed before."
)
CANCELLING = (
    "For a round that was opened by mistake. It is taken back as if it had never asked: nobody was "
    "silent in it, and it goes from the list of rounds. Nobody has answered it yet."
)
REOPENING = "Whoever was asked can answer again until it is closed. What was answered stays."


class RoundView(EditView):
    """A page with a form about a round, for who edits plans."""

    template_name = "recommendations/round_form.html"
    heading = ""
    # What the next page says besides `saved`.
    warnings: Sequence[str] = ()
    # Whether it is for every plan of the round, those too that the user may not read.
    is_of_every_plan = False

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.today = timezone.localdate()
        if "pk" in kwargs:
            self.round, self.plans = visible_round(request.user, kwargs["pk"])
            if self.is_of_every_plan:
                self._refuse_plans_that_are_kept()
        return super().dispatch(request, *args, **kwargs)

    def _refuse_plans_that_are_kept(self):
        if self.request.user.has_perm("recommendations.read_all_plans"):
            return
        if self.round.plans.exclude(pk__in=[plan.pk for plan in self.plans]).exists():
            raise PermissionDenied(KEPT_IN_PART)

    def post(self, request, *args, **kwargs):
        answer = super().post(request, *args, **kwargs)
        for sentence in self.warnings:
            messages.warning(request, sentence)
        return answer

    def say_what_it_asks(self, round):
        """What a round asks about, and a warning of what nobody who is named can answer."""
        user = self.request.user
        round, plans = visible_round(user, round.pk)
        asked = round_tallies([round], plans, user, on=self.today)[round.pk].asked
        self.saved = (
            f"The round “{round}” is open. It asks about {asked} recommendation{pluralize(asked)} "
            f"of {len(plans)} plan{pluralize(len(plans))}."
        )
        self.warnings = warnings_of(round, plans, user, on=self.today)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            section="rounds",
            heading=self.heading,
            crumbs=self.way_down(),
            back=self.way_down()[-1][1],
            **kwargs,
        )

    def way_down(self):
        return crumbs(self.round)


class RoundCreate(RoundView):
    heading = "Open a round"

    def get_forms(self, data=None):
        self.offered = offered_plans(self.request.user, on=self.today)
        return {"form": NewRoundForm(data, today=self.today, plans=self.offered)}

    def save(self, forms, *, by, at):
        names = ("label", "as_at", "updates_due", "plans")
        typed = {name: forms["form"].cleaned_data[name] for name in names}
        round = open_round(**typed, by=by, on=self.today, at=at)
        self.say_what_it_asks(round)
        return round.get_absolute_url()

    def get_context_data(self, **kwargs):
        taken = [offered for offered in self.offered if offered.round]
        said = _nothing_to_choose(self.offered, otherwise=reverse("plan_create"))
        return super().get_context_data(
            **{"save_words": "Open the round", "taken": taken, **said, **kwargs}
        )

    def way_down(self):
        return crumbs()


class RoundEdit(RoundView):
    heading = "Change the round"
    saved = "The round is saved."

    def get_forms(self, data=None):
        return {"form": RoundForm(data, round=self.round, today=self.today)}

    def save(self, forms, *, by, at):
        typed = {
            name: forms["form"].cleaned_data[name]
            for name in ("label", "as_at", "updates_due", "version")
        }
        return edit_round(self.round, **typed, by=by, at=at).get_absolute_url()

    def get_context_data(self, **kwargs):
        # A refused act has set the round's own label already.
        caption = kwargs["form"].initial["label"]
        return super().get_context_data(caption=caption, save_words="Save", **kwargs)


class RoundAddPlans(RoundView):
    heading = "Add plans to the round"

    def get_forms(self, data=None):
        self.offered = [
            offered
            for offered in offered_plans(self.request.user, on=self.today)
            if offered.plan not in self.plans
        ]
        return {"form": AddPlansForm(data, plans=self.offered)}

    def save(self, forms, *, by, at):
        plans = forms["form"].cleaned_data["plans"]
        add_plans(self.round, plans, by=by, on=self.today, at=at)
        self.say_what_it_asks(self.round)
        return self.round.get_absolute_url()

    def get_context_data(self, **kwargs):
        refused = _nothing_to_choose(self.offered, otherwise="")
        if not self.round.asks_all:
            refused = {"refused": ASKS_CHOSEN.format(round=self.round)}
        elif not is_open(self.round, on=self.today):
            refused = {"refused": CLOSED_TO_PLANS}
        return super().get_context_data(
            caption=self.round.label,
            save_words="Add the plans",
            **refused,
            **kwargs,
        )


class RoundClose(RoundView):
    """Who is silent, before the round is closed over them."""

    template_name = "recommendations/round_close.html"
    is_of_every_plan = True
    heading = "Close the round"
    saved = "The round is closed."

    def get_forms(self, data=None):
        return {"form": CloseRoundForm(data)}

    def save(self, forms, *, by, at):
        reason = forms["form"].cleaned_data["reason"]
        close_round(self.round, by=by, on=self.today, at=at, reason=reason)
        return self.round.get_absolute_url()

    def get_context_data(self, **kwargs):
        user, today = self.request.user, self.today
        board = round_board(self.round, self.plans, user, on=today, owned_on=today)
        return super().get_context_data(
            round=self.round,
            caption=self.round.label,
            is_open=is_open(self.round, on=self.today),
            due=due_in_words(self.round.updates_due, on=self.today),
            is_early=self.today <= self.round.updates_due,
            tally=board.tally,
            silent=silent_owners(board),
            drafts=board.drafts,
            **kwargs,
        )


class RoundCancel(RoundView):
    is_of_every_plan = True
    heading = "Cancel the round"
    saved = "The round is cancelled."

    def get_forms(self, data=None):
        return {"form": CancelRoundForm(data)}

    def save(self, forms, *, by, at):
        cancel_round(self.round, by=by, at=at, reason=forms["form"].cleaned_data["reason"])
        return reverse("round_list")

    def get_context_data(self, **kwargs):
        states = states_of(self.round, on=self.today)
        refused = len(states) > 1 or is_answered(self.round)
        return super().get_context_data(
            caption=self.round.label,
            save_words="Cancel the round",
            refused=NOT_TO_CANCEL if refused else "",
            intro=CANCELLING,
            **kwargs,
        )


class RoundReopen(RoundView):
    is_of_every_plan = True
    heading = "Open the round again"
    saved = "The round is open again."

    def get_forms(self, data=None):
        return {"form": ReopenRoundForm(data)}

    def save(self, forms, *, by, at):
        reason = forms["form"].cleaned_data["reason"]
        reopen_round(self.round, by=by, on=self.today, at=at, reason=reason)
        return self.round.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=self.round.label,
            save_words="Open it again",
            refused=OPEN_ALREADY if is_open(self.round, on=self.today) else "",
            intro=REOPENING,
            **kwargs,
        )


def warnings_of(round, plans, user, *, on) -> list[str]:
    """Sentences about what nobody who is named can answer in a round."""
    nobody = who_cannot_answer(round, plans, user, on=on)
    return [
        *_warning(nobody.name_nobody, NAMES_NOBODY),
        *_warning(nobody.without_account, NO_ACCOUNT),
    ]


def _warning(count, words):
    """A sentence, if it is about anything."""
    if count:
        yield f"{count} recommendation{pluralize(count)} name{pluralize(count, 's,')} {words}"


def _nothing_to_choose(offered, *, otherwise):
    """What the page says instead of a form when there is no plan to tick."""
    if not offered:
        return {"refused": "There is no other plan to ask about.", "address": otherwise}
    if all(one.round for one in offered):
        return {"refused": ALL_TAKEN, "taken": offered}
    return {}
