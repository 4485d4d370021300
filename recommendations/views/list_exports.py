"""The list of recommendations as it is on the screen, taken along: a workbook, comma-separated
values, a page to print. And which of its columns somebody wants to see.
"""

from tempfile import TemporaryFile
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from people.preferences import prefer
from recommendations.keyset import count_up_to
from recommendations.list_export import (
    MOST_IN_A_WORKBOOK,
    AskedList,
    exempt_in_words,
    lines_of,
    write_as_workbook,
)
from recommendations.recommendation_list import COLUMNS, in_words
from recommendations.views.access import NOT_LIVE, refuse_without
from recommendations.views.recommendation_list import COLUMNS_CHOSEN, RecommendationList

MOST_IN_PRINT = 1_000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_MANY = (
    f"This list has more than {MOST_IN_A_WORKBOOK:,} recommendations, too many for one Excel file. "
    "Use the filters to find fewer, or take the list as CSV, which has them all."
)
NO_COLUMNS = "Tick at least one column."
NOT_KEPT = {"Cache-Control": "private, no-store"}


@require_POST
def recommendations_columns(request):
    """Remember the columns that are ticked, or forget them, and go back to the list."""
    refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
    asked = {name: text for name, text in QueryDict(request.POST.get("query", "")).items() if text}
    ticked = request.POST.getlist("columns")
    keys = [column.key for column in COLUMNS if column.key in ticked]
    if "usual" in request.POST:
        prefer(request.user, COLUMNS_CHOSEN, None)
        asked.pop("columns", None)
    elif keys:
        prefer(request.user, COLUMNS_CHOSEN, keys)
        asked["columns"] = ",".join(keys)
    else:
        messages.error(request, NO_COLUMNS)
    query = f"?{urlencode(asked, safe='~,')}" if asked else ""
    return redirect(reverse("recommendation_list") + query)


class WholeList(RecommendationList):
    """All pages of the list at once. What is wrong with a filter is said on the list itself."""

    def get(self, request, *args, **kwargs):
        self.filterset = self.get_filterset(self.get_filterset_class())
        if not self.filterset.is_valid():
            return redirect(self._address())
        self.object_list = self.filterset.qs
        return self.answer()

    def asked_list(self, *, most=None):
        notes: list[str] = []
        return AskedList(
            queryset=self.object_list,
            asked=tuple(chip.text for chip in self.filterset.chips),
            columns=self._chosen_columns(notes),
            order=self._order(notes)[1],
            on=self.today,
            at=timezone.localtime(),
            by=self.request.user.name,
            most=most,
        )

    def file_name(self, ending):
        return f"recommendations-{self.today:%Y-%m-%d}.{ending}"


class ListAsWorkbook(WholeList):
    def answer(self):
        if count_up_to(self.object_list, MOST_IN_A_WORKBOOK) > MOST_IN_A_WORKBOOK:
            messages.error(self.request, TOO_MANY)
            return redirect(self._address())
        # The response closes it.
        file = TemporaryFile()  # noqa: SIM115
        write_as_workbook(self.asked_list(), file)
        file.seek(0)
        name = self.file_name("xlsx")
        return FileResponse(
            file, as_attachment=True, filename=name, content_type=WORKBOOK, headers=NOT_KEPT
        )


class ListAsCsv(WholeList):
    def answer(self):
        named = f'attachment; filename="{self.file_name("csv")}"'
        return StreamingHttpResponse(
            lines_of(self.asked_list()),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": named, **NOT_KEPT},
        )


class ListInPrint(WholeList):
    def answer(self):
        asked = self.asked_list(most=MOST_IN_PRINT + 1)
        rows = list(asked.rows())
        is_too_long = len(rows) > MOST_IN_PRINT
        context = {
            "section": "recommendations",
            "asked": asked,
            "columns": _printed_columns(asked.columns),
            "rows": [] if is_too_long else _printed(rows, asked.columns),
            "count": len(rows),
            "most": f"{MOST_IN_PRINT:,}",
            "is_too_long": is_too_long,
            "notice": exempt_in_words(sum(row.listed.is_exempt for row in rows)),
            "back": self._address(),
            "workbook": reverse("recommendations_workbook") + self._query(),
        }
        return render(self.request, "recommendations/list_print.html", context)


def _printed_columns(columns):
    """Their headings, and what each takes of the width of the page."""
    total = sum(column.width for column in columns)
    return [(column.heading, f"{column.width / total:.2%}") for column in columns]


def _printed(rows, columns):
    """What each cell says: just what the page of the list and the files say."""
    values = [column.value for column in columns]
    return [[in_words(value(row)) for value in values] for row in rows]
