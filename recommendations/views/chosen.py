"""Pages about recommendations that somebody chose on the list: one by one, or all that match."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from people.address_keys import KeyConverter
from recommendations.filters import RecommendationFilter
from recommendations.models import Recommendation
from recommendations.views.access import NOT_FOR_EDITING, refuse_without
from recommendations.views.hand_overs import HandsOver

# What the list calls the rows that are ticked, and the tick that takes all that match instead.
ROWS, WHICH, ALL = "row", "which", "all"
MOST_AT_ONCE = 1_000
NOTHING_CHOSEN = "Choose at least one row, or all that match, and then what to do with them."
ALL_GONE = "None of the rows that you chose is there any more. Somebody has changed them."
TOO_MANY = (
    f"More than {MOST_AT_ONCE:,} recommendations match. Narrow the list down, and choose again."
)
NOT_UNDERSTOOD = (
    "Nothing is chosen: one of the filters is not understood. Put it right, and choose again."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The keys of what was chosen and may be edited, and how many are `gone`; `list`: the address
    of the list as it was; `refused`: why the page can't be about them, "" when it can.
    """

    keys: list[int]
    gone: int
    list: str
    refused: str = ""


class ChosenView(HandsOver):
    """Its address says what was chosen, so that it is the same on each of its steps."""

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.chosen = chosen_by(request, today=timezone.localdate())
        # What is sent twice is not there to be chosen any more: its page answers that itself.
        is_all_gone = self.chosen.refused in (NOTHING_CHOSEN, ALL_GONE)
        if self.chosen.refused and not (request.method == "POST" and is_all_gone):
            messages.info(request, self.chosen.refused)
            return redirect(self.chosen.list)
        return super().dispatch(request, *args, **kwargs)

    @property
    def rows(self):
        """What was chosen, as far as it may be edited, as a QuerySet."""
        return self.mine.filter(pk__in=self.chosen.keys)

    def place(self):
        """Where in the site the page is."""
        return {
            "section": "recommendations",
            "crumbs": [("Recommendations", self.chosen.list)],
            "back": self.chosen.list,
            "chosen": self.chosen,
        }


def chosen_by(request, *, today) -> Chosen:
    """What the address of a request chose. At most three queries more than the list itself."""
    asked = {name: text for name, text in request.GET.items() if text}
    kept = {name: text for name, text in asked.items() if name not in (ROWS, WHICH)}
    address = reverse("recommendation_list")
    address = f"{address}?{urlencode(kept, safe='~')}" if kept else address
    if asked.get(WHICH) == ALL:
        keys = _all_that_match(request, today)
        if keys is None:
            return Chosen([], 0, address, NOT_UNDERSTOOD)
    else:
        typed = request.GET.getlist(ROWS)
        keys = list({int(text) for text in typed if re.fullmatch(KeyConverter.regex, text)})
    if len(keys) > MOST_AT_ONCE:
        return Chosen([], 0, address, TOO_MANY)
    mine = Recommendation.objects.editable_by(request.user, on=today)
    found = list(mine.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    why = "" if found else ALL_GONE if keys else NOTHING_CHOSEN
    return Chosen(found, len(keys) - len(found), address, why)


def _all_that_match(request, today):
    """The keys of what the filters find, one more than what can be chosen at most; None where one
    of them is not understood.
    """
    rows = Recommendation.objects.listed_for(request.user, on=today)
    filters = RecommendationFilter(request.GET, queryset=rows, user=request.user, today=today)
    if not filters.form.is_valid():
        return None
    found = filters.qs.order_by().values_list("pk", flat=True)
    return list(found[: MOST_AT_ONCE + 1])
