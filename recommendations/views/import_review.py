"""The review of an import: every row as it will be, what is to be looked at first; rows put right
in place; names, statuses and missing rows settled once for all rows. Nothing is written by it but
the answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator

from people.known_owners import KnownOwners
from people.views.errors import NotThere
from recommendations.forms.import_review import (
    MissingForm,
    OwnersForm,
    RowCorrection,
    StatusesForm,
)
from recommendations.importing.answers import changed_answers
from recommendations.importing.review import review_of
from recommendations.importing.reviewed import CLOSE, NEW, OFFERED, Review, ReviewRow
from recommendations.imports import settle
from recommendations.readings import reading_sentence
from recommendations.views.import_access import ImportPage

ROWS_ON_A_PAGE = 50
SHORT = 90
NO_ROW = "The table has no such row. Somebody may have chosen another table: open the review again."
PROBLEMS, ALL, CORRECTED, NEW_OWNERS, CHANGED, LEFT_OUT = (
    "problems",
    "all",
    "corrected",
    "owners",
    "changed",
    "left-out",
)
IS_SHOWN: dict[str, tuple[str, Callable[[ReviewRow], bool]]] = {
    PROBLEMS: ("Problems", lambda row: bool(row.problems) and not row.is_left_out),
    ALL: ("All rows", lambda row: True),
    CORRECTED: ("Corrected", attrgetter("is_corrected")),
    NEW_OWNERS: (
        "New or doubtful owners",
        lambda row: any(_is_open(owner) for owner in row.owners),
    ),
    CHANGED: (
        "New or changed",
        lambda row: row.match is not None and bool(row.match.changes or row.match.how == NEW),
    ),
    LEFT_OUT: ("Left out", attrgetter("is_left_out")),
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the review. `is_edited`: it stands there as a form; `tags`: kind and words."""

    row: ReviewRow
    address: str
    is_edited: bool

    @property
    def problems(self):
        """Those that keep everything from being taken in first."""
        return sorted(self.row.problems, key=lambda problem: not problem.stops)

    @property
    def reading(self):
        return reading_sentence(self.row.reading) if self.row.reading else ""

    @property
    def own_values(self):
        return [(heading, text) for heading, text in self.row.own_values.items() if text]

    @property
    def tag(self):
        """Of its match: kind and words; None for the first paper of a plan."""
        match = self.row.match
        if match is None:
            return None
        if match.how == OFFERED:
            return ("at-risk", "Perhaps reworded: not settled")
        if match.how == NEW:
            return ("underway", "New")
        return ("complete", "Changed") if match.changes else ("neutral", "Unchanged")


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    address: str
    is_current: bool


class ReviewPage(ImportPage):
    """A page about the review. One whose columns do not do yet leads to them."""

    step = "review"

    def get(self, request, *args, **kwargs):
        if self.found.columns["problem"]:
            return redirect("import_columns", pk=self.found.pk)
        return super().get(request, *args, **kwargs)

    @cached_property
    def review(self) -> Review:
        return review_of(self.found, today=self.today)

    def keep(self, form):
        """Keep what was settled in a form."""
        change = form.change()
        answers = changed_answers(self.found.answers, change)
        settle(self.found, answers, edits=form.cleaned_data["version"])

    def address(self, name="import_review", **query):
        address = reverse(name, args=[self.found.pk])
        asked = {key: value for key, value in query.items() if value}
        return f"{address}?{urlencode(asked)}" if asked else address


class ImportReview(ReviewPage):
    """Every row as it will be; `?row=14` puts one right in its place."""

    template_name = "recommendations/import_review.html"

    def get_forms(self, data=None):
        number = self.request.GET.get("row", "")
        if not number and data is None:
            return {}
        row = next((one for one in self.review.rows if str(one.number) == number), None)
        if row is None:
            raise NotThere(NO_ROW)
        form = RowCorrection(
            data,
            row=row,
            columns=[column.heading for column in self.review.own_columns],
            others=None if row.match is None else self._others(row),
            paper_date=self.review.paper_date or self.today,
            **self.about(),
        )
        form.fields["by_when"].widget.reading = ShownRow(row, "", is_edited=True).reading
        return {"form": form}

    def _others(self, row):
        """The recommendations that a row can be joined to: what it is now, what is like it, and
        what the paper does not have.
        """
        match = row.match
        found = {offer.recommendation: _called(offer) for offer in match.offered}
        found |= {one.recommendation: _called(one) for one in self.review.missing}
        if match.recommendation:
            words = f"{row.reference} {row.text}".strip()
            found.setdefault(match.recommendation, Truncator(words).chars(SHORT))
        return [(str(key), words) for key, words in found.items()]

    def save(self, forms, *, by, at):
        form = forms["form"]
        self.keep(form)
        place = form.row.place
        self.saved = f"{place[:1].upper()}{place[1:]} is put right."
        return f"{self.address(**self.kept_of_the_list())}#row-{form.row.number}"

    def kept_of_the_list(self):
        return {name: self.request.GET.get(name, "") for name in ("show", "page")}

    def get_context_data(self, **kwargs):
        review, form = self.review, kwargs.pop("form", None)
        show = self._shown()
        edited = form.row.number if form else None
        rows = [row for row in review.rows if IS_SHOWN[show][1](row) or row.number == edited]
        page = Paginator(rows, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        kept = self.kept_of_the_list()
        return super().get_context_data(
            form=form,
            review=review,
            page=page,
            rows=[
                ShownRow(
                    row,
                    f"{self.address(**kept, row=row.number)}#row-{row.number}",
                    row.number == edited,
                )
                for row in page
            ],
            chips=self._chips(show),
            back=f"{self.address(**kept)}#row-{edited}" if form else "",
            offered=form.row.match.offered if form and form.row.match else (),
            settled=self._settled(),
            **kwargs,
        )

    def _shown(self):
        asked = self.request.GET.get("show", "")
        if asked in IS_SHOWN:
            return asked
        return PROBLEMS if self._count(PROBLEMS) else ALL

    def _count(self, show):
        return sum(1 for row in self.review.rows if IS_SHOWN[show][1](row))

    def _chips(self, current):
        counts = {show: self._count(show) for show in IS_SHOWN}
        return [
            Chip(f"{words} ({counts[show]})", self.address(show=show), show == current)
            for show, (words, _) in IS_SHOWN.items()
            if counts[show] or show in (PROBLEMS, ALL, current)
        ]

    def _settled(self):
        """What is settled once for all rows: words, how many of how many are open, and where."""
        review = self.review
        parts = [
            (
                "import_owners",
                "owner",
                len(review.owners),
                sum(_is_open(one.named) for one in review.owners),
                "not in the directory",
            ),
            (
                "import_statuses",
                "status word",
                len(review.statuses),
                sum(not one.meaning and not one.is_settled for one in review.statuses),
                "not understood",
            ),
            (
                "import_missing",
                "missing recommendation",
                len(review.missing),
                sum(not one.answer for one in review.missing),
                "not answered",
            ),
        ]
        return [
            {"address": self.address(name), "words": words, "all": count, "open": left, "how": how}
            for name, words, count, left, how in parts
            if count
        ]


class SettlesOnce(ReviewPage):
    """A page of things that are settled once for all rows, 50 at a time."""

    saved = "Your answers are kept."
    shown_as = ""

    form_class: Any = None

    def all_of(self, review):
        raise NotImplementedError

    def get_forms(self, data=None, **kwargs):
        """Of what the page shows; once it is sent, of what it showed then."""
        shown = self.page if data is None else self._sent(data)
        return {"form": self.form_class(data, shown=shown, **kwargs, **self.about())}

    def _sent(self, data):
        sent = set(data.getlist("shown"))
        return [one for one in self.all_of(self.review) if self.form_class.name_of(one) in sent]

    @cached_property
    def page(self):
        found = self.all_of(self.review)
        return Paginator(found, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))

    def save(self, forms, *, by, at):
        self.keep(forms["form"])
        if self.page.has_next():
            return self.address(self.shown_as, page=self.page.next_page_number())
        return self.address()

    def get_context_data(self, **kwargs):
        back = self.address()
        return super().get_context_data(page=self.page, back=back, review=self.review, **kwargs)


class ImportOwners(SettlesOnce):
    """Who is meant by each spelling: those that are not on record first."""

    template_name = "recommendations/import_owners.html"
    shown_as = "import_owners"

    form_class = OwnersForm

    def all_of(self, review):
        """What was answered keeps its place, so that the next page begins where this one ends."""
        return sorted(review.owners, key=lambda one: not (one.is_settled or _is_open(one.named)))

    def get_forms(self, data=None, **kwargs):
        self.known = KnownOwners()
        return super().get_forms(data, known=self.known)

    def get_context_data(self, **kwargs):
        names = [owner.name for owner in self.known]
        return super().get_context_data(owner_names=names, **kwargs)


class ImportStatuses(SettlesOnce):
    """What each word of the status column means."""

    template_name = "recommendations/import_statuses.html"
    shown_as = "import_statuses"
    form_class = StatusesForm

    def all_of(self, review):
        return review.statuses


class ImportMissing(SettlesOnce):
    """What became of each live recommendation that the paper does not have."""

    template_name = "recommendations/import_missing.html"
    shown_as = "import_missing"
    form_class = MissingForm

    def all_of(self, review):
        return review.missing


def _is_open(named):
    return named.outcome in (CLOSE, NEW)


def _called(offer):
    """As a choice: “4: Review the policy…”."""
    return Truncator(f"{offer.reference} {offer.text}".strip()).chars(SHORT)
