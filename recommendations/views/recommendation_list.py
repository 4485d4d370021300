"""The list of recommendations over all plans: found by filters, each state of it an address."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django_filters.views import FilterView
from django_htmx.http import HttpResponseClientRedirect, push_url

from people.addresses import address_of
from people.preferences import preferred
from recommendations.filters import ALL, RecommendationFilter
from recommendations.keyset import Place, read_slice
from recommendations.list_address import kept_query
from recommendations.models import Recommendation
from recommendations.offered_views import offered_views
from recommendations.recommendation_list import (
    COLUMNS,
    ORDERS,
    USUAL_ORDER,
    ListColumn,
    Listed,
    columns_of,
    is_column,
    list_rows,
    order_of,
)
from recommendations.search import TEXTS, with_words_found
from recommendations.views.access import NOT_LIVE, refuse_without

ROWS_ON_A_PAGE = 50
COUNTED_UP_TO = 1_000
NO_PLACE = "The address names a page that this list does not have. This is its beginning."
NO_ORDER = "The address asks for an order that this list does not have. The next due comes first."
NO_COLUMN = "The address asks for columns that this list does not have. They are left out."
COLUMNS_CHOSEN = "columns"
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
        self.today, self.path = timezone.localdate(), address_of("recommendation_list")
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
        columns = self._chosen_columns(notes)
        shown = self._slice(order, notes)
        count = shown.count
        of_rows = [row[: len(Listed._fields)] for row in shown.rows]
        rows = list_rows(of_rows, on=self.today, columns=columns)
        return {
            "view": self,
            "section": "recommendations",
            "filter": self.filterset,
            "form": self.filterset.form,
            "notes": notes,
            "chips": self._chips(),
            "columns": self._columns(columns, asked, order),
            "inside": {column.key: True for column in _inside(columns)},
            "tools": self._tools(columns),
            "sort": asked if asked != USUAL_ORDER else "",
            "rows": self._with_words(rows, shown.rows),
            "found": _found(len(rows), count),
            "with_the_rest": self._with_the_rest(),
            "count": count,
            "pages": self._pages(shown),
            "address": self.path,
            "can_choose": self.request.user.has_perm("recommendations.edit_plans"),
            **self._views(),
            **kwargs,
        }

    def _with_the_rest(self):
        """The same list with what is left out unless it is asked for; "" where it is."""
        rest = {"monitored": ALL, "unused": "on"}
        return "" if rest.keys() & self.asked.keys() else self._address(**rest)

    def _order(self, notes):
        """What the address calls the order, and the order."""
        asked = self.asked.get("sort", USUAL_ORDER)
        try:
            return asked, order_of(asked)
        except KeyError:
            notes.append(NO_ORDER)
            return USUAL_ORDER, order_of(USUAL_ORDER)

    def _chosen_columns(self, notes):
        """As the address has them, or as they are remembered; the usual ones for none."""
        if "columns" not in self.asked:
            return columns_of(preferred(self.request.user, COLUMNS_CHOSEN, ()))
        keys = self.asked["columns"].split(",")
        if not all(map(is_column, keys)):
            notes.append(NO_COLUMN)
        return columns_of(keys)

    def _tools(self, columns):
        """What the list can be asked for besides: other columns, and to be taken along."""
        query = self._query()
        there = {name: text for name, text in self.asked.items() if name != "columns"}
        return {
            "chosen": self.asked.get("columns", ""),
            "columns": [(column, column in columns) for column in COLUMNS],
            "address": address_of("recommendations_columns"),
            "query": urlencode(there),
            "workbook": address_of("recommendations_workbook") + query,
            "csv": address_of("recommendations_csv") + query,
            "print": address_of("recommendations_print") + query,
            "fill_in": address_of("recommendations_to_fill_in") + query,
        }

    def _views(self):
        """The views that the list offers, and where to keep what is shown now as another one."""
        query = kept_query(self.request.GET.urlencode())
        saved = self.filterset.form.choices.views
        views = offered_views(self.request.user, query, saved)
        save = address_of("saved_view_create")
        return {
            "views": views,
            "all_views": address_of("saved_view_list"),
            "save_view": f"{save}?{query}" if query and views.is_new else "",
        }

    def _slice(self, order, notes):
        columns = (*Listed._fields, *((TEXTS,) if self._words else ()), order.column)
        place = self._place(order, notes)
        most = COUNTED_UP_TO
        return read_slice(
            self.object_list, columns, order, ROWS_ON_A_PAGE, counted_to=most, **place
        )

    def _with_words(self, rows, read):
        """The rows with the words that are looked for where they are, in the texts that were read
        with them.
        """
        if not self._words:
            return rows
        return with_words_found(rows, (row[len(Listed._fields)] for row in read), self._words)

    @property
    def _words(self):
        return self.filterset.form.cleaned_data.get("words")

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

    def _columns(self, columns, asked, order):
        """The headings of the page by the key of their column."""
        inside = _inside(columns)
        return {
            column.key: ShownColumn(
                column,
                self._address(sort=_turned(column.order, asked)) if column.order else "",
                _sorted(column, order),
            )
            for column in columns
            if column not in inside
        }

    def _chips(self):
        return [ShownChip(chip.text, self._address(*chip.names)) for chip in self.filterset.chips]

    def _address(self, *without, **instead):
        """This list from its beginning, without some of what is asked, with something else
        instead.
        """
        return self.path + self._query(*without, **instead)

    def _query(self, *without, **instead):
        gone = {*without, "after", "before", "end"}
        asked = {name: text for name, text in self.asked.items() if name not in gone} | instead
        return f"?{'&'.join(starmap(_in_address, asked.items()))}" if asked else ""


@lru_cache(maxsize=1024)
def _in_address(name, text):
    """The dozen addresses of a page say the same again and again."""
    return urlencode({name: text}, safe="~,")


def _inside(columns):
    """Those of the columns that a page shows in the cells of another one."""
    chosen = {column.key for column in columns}
    return [column for column in columns if column.inside in chosen]


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
