"""The list of recommendations over all plans: found by filters, each state of it an address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django_filters.views import FilterView
from django_htmx.http import HttpResponseClientRedirect, push_url

from recommendations.filters import RecommendationFilter
from recommendations.keyset import Place, count_up_to, read_slice
from recommendations.models import Recommendation
from recommendations.recommendation_list import (
    COLUMNS,
    ORDERS,
    USUAL_ORDER,
    ListColumn,
    Listed,
    list_rows,
    order_of,
)
from recommendations.views.access import NOT_LIVE, refuse_without

ROWS_ON_A_PAGE = 50
COUNTED_UP_TO = 1_000
NO_PLACE = "The address names a page that this list does not have. This is its beginning."
NO_ORDER = "The address asks for an order that this list does not have. The next due comes first."
WHOLE, RESULTS = "recommendation_list.html", "_list_answer.html"


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A heading: the address that sorts by it, "" where none does, and how it is sorted now, as
    aria-sort says it.
    """

    column: ListColumn
    address: str
    sorted: str


@dataclass(frozen=True, slots=True)
class ShownChip:
    text: str
    address: str


class RecommendationList(FilterView):
    filterset_class = RecommendationFilter
    strict = False

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
        self.today, self.path = timezone.localdate(), reverse("recommendation_list")
        self.asked = {name: text for name, text in request.GET.items() if text}
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return Recommendation.objects.listed_for(self.request.user, on=self.today)

    def get_filterset_kwargs(self, filterset_class):
        return {
            "data": self.request.GET,
            "queryset": self.get_queryset(),
            "user": self.request.user,
            "today": self.today,
        }

    def get_template_names(self):
        name = RESULTS if self._is_partly else WHOLE
        return [f"recommendations/{name}"]

    @property
    def _is_partly(self):
        """Only the results are asked for."""
        return self.request.htmx and not self.request.htmx.history_restore_request

    def render_to_response(self, context, **kwargs):
        address = self._address()
        if self._is_partly and not context["form"].is_valid():
            response: HttpResponse = HttpResponseClientRedirect(address)
        else:
            response = super().render_to_response(context, **kwargs)
        if self._is_partly:
            push_url(response, address)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_context_data(self, **kwargs):
        notes: list[str] = []
        asked, order = self._order(notes)
        shown = self._slice(order, notes)
        count = count_up_to(self.object_list, COUNTED_UP_TO)
        rows = list_rows([row[:-1] for row in shown.rows], on=self.today)
        return {
            "view": self,
            "section": "recommendations",
            "filter": self.filterset,
            "form": self.filterset.form,
            "notes": notes,
            "chips": self._chips(),
            "columns": self._columns(asked, order),
            "sort": asked if asked != USUAL_ORDER else "",
            "rows": rows,
            "found": _found(len(rows), count),
            "count": count,
            "pages": self._pages(shown),
            "address": self.path,
            "is_asked": bool(self.asked),
            **kwargs,
        }

    def _order(self, notes):
        """What the address calls the order, and the order."""
        asked = self.asked.get("sort", USUAL_ORDER)
        try:
            return asked, order_of(asked)
        except KeyError:
            notes.append(NO_ORDER)
            return USUAL_ORDER, order_of(USUAL_ORDER)

    def _slice(self, order, notes):
        columns = (*Listed._fields, order.column)
        place = self._place(order, notes)
        return read_slice(self.object_list, columns, order, ROWS_ON_A_PAGE, **place)

    def _place(self, order, notes):
        """After or before which row the page is, as the address has it."""
        field = Recommendation._meta.get_field(order.column)
        for name in {"after", "before"} & self.asked.keys():
            try:
                return {name: Place.read(self.asked[name], field)}
            except ValueError:
                notes.append(NO_PLACE)
        return {"is_end": "end" in self.asked}

    def _pages(self, shown):
        """The addresses of the first page, the previous, the next and the last; "" where there is
        none.
        """
        pages = {"first": "", "previous": "", "next": "", "last": ""}
        if not shown.is_first:
            pages["first"] = self._address()
            if shown.rows:
                pages["previous"] = self._address(before=str(_place_of(shown.rows[0])))
        if not shown.is_last:
            if shown.rows:
                pages["next"] = self._address(after=str(_place_of(shown.rows[-1])))
            pages["last"] = self._address(end="1")
        return pages

    def _columns(self, asked, order):
        """The headings of the page by the key of their column."""
        return {
            column.key: ShownColumn(
                column,
                self._address(sort=_turned(column.order, asked)) if column.order else "",
                _sorted(column, order),
            )
            for column in COLUMNS
            if not column.inside
        }

    def _chips(self):
        return [ShownChip(chip.text, self._address(*chip.names)) for chip in self.filterset.chips]

    def _address(self, *without, **instead):
        """This list from its beginning, without some of what is asked, with something else
        instead.
        """
        gone = {*without, "after", "before", "end"}
        asked = {name: text for name, text in self.asked.items() if name not in gone} | instead
        query = urlencode(asked, safe="~")
        return f"{self.path}?{query}" if query else self.path


def _found(shown, count):
    if count > COUNTED_UP_TO:
        return f"{shown} of over {COUNTED_UP_TO:,}"
    return f"{shown} of {count:,}"


def _place_of(row):
    """The place of a plain row, which has its key first and what it is sorted by last."""
    return Place(row[-1], row[0])


def _turned(order, asked):
    """What the heading of a column asks for: its order, or that turned round when it is now."""
    return f"-{order}" if asked == order else order


def _sorted(column, order):
    if not column.order or ORDERS[column.order] != order.column:
        return ""
    return "descending" if order.is_downwards else "ascending"
