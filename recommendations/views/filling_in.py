"""A plan, or what the list shows, taken along as a workbook to be filled in away from the desk; and
brought back: looked through, put right, saved.
"""

import re
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_safe

from people.edited_in_place import EditedMeanwhile
from people.views.editing import EditView
from recommendations.evidence_files import last_part
from recommendations.filling_in import (
    MOST_IN_A_WORKBOOK,
    RowRefused,
    RowReported,
    refuse_who_never_reports,
    reportable,
    rows_to_report,
    save_reports,
)
from recommendations.forms.filling_in import (
    MOST_ROWS,
    FilledInForm,
    FilledInRow,
    FilledInRows,
    WorkbookForm,
    as_sent,
    box_names,
    initial_of,
    words_of,
)
from recommendations.importing.filled_in import read_filled_in
from recommendations.importing.filling_in import (
    CHOICE,
    DAY,
    NUMBER,
    TEXT,
    Box,
    RowToFillIn,
    SheetToFillIn,
    write_to_fill_in,
)
from recommendations.importing.reading_files import MAX_MB, TOO_LARGE
from recommendations.importing.source import NAMED, Loss, NotTaken
from recommendations.list_export import day_in_words, exempt_in_words
from recommendations.models import Recommendation
from recommendations.views.access import NOT_LIVE, refuse_unused, refuse_without, visible_plan
from recommendations.views.list_exports import NOT_KEPT, WORKBOOK, WholeList

TO_READ = (
    ("No.", 9),
    ("Recommendation", 45),
    ("Owner", 22),
    ("By when", 18),
    ("Further actions still open", 30),
    ("Last update", 13),
)
SORTS = {"status": CHOICE, "per_cent": NUMBER, "forecast": DAY}
KEY = re.compile(r"rows-[0-9]{1,4}-key")
A_KEY = re.compile("[0-9]{1,18}")
MB = 1024 * 1024
TOO_MANY = (
    f"There are more than {MOST_IN_A_WORKBOOK:,} recommendations, too many for one workbook to be "
    "filled in. Use the filters of the list to find fewer, such as those of one owner."
)
NOTHING_YOURS = "There is nothing here on which you may report, so there is nothing to fill in."
NOTHING_NEW = "Nothing in this workbook is new: whatever it says is on record already."
NOT_REPORTABLE = (
    "you may not report on this, or it is no longer there, so it is not taken in. Ask a plan lead."
)
NONE_TAKEN = "All rows are left out, so there is nothing to save"


@require_safe
def plan_to_fill_in(request, slug):
    """What is monitored of a plan, as far as the user may report on it."""
    plan = visible_plan(request.user, slug)
    refuse_who_never_reports(request.user)
    refuse_unused(plan)
    today = timezone.localdate()
    rows = plan.recommendations.open_to(request.user, on=today).monitored(on=today)
    return _workbook(request, rows, plan.slug, back=plan.get_absolute_url(), today=today)


class ListToFillIn(WholeList):
    """What the list shows, of one owner or as it is filtered."""

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
        refuse_who_never_reports(request.user)
        return super().dispatch(request, *args, **kwargs)

    def answer(self):
        rows = Recommendation.objects.filter(pk__in=self.object_list.order_by().values("pk"))
        name, back = "recommendations", self._address()
        return _workbook(self.request, rows, name, back=back, today=self.today)


def _workbook(request, rows, name, *, back, today):
    mine = reportable(rows, request.user, on=today).order_by()
    keys = list(mine.values_list("pk", flat=True)[: MOST_IN_A_WORKBOOK + 1])
    if not keys or len(keys) > MOST_IN_A_WORKBOOK:
        messages.info(request, TOO_MANY if keys else NOTHING_YOURS)
        return redirect(back)
    found = rows_to_report(keys, request.user, on=today)
    # The response closes it.
    file = TemporaryFile()  # noqa: SIM115
    _write(request, found, file)
    file.seek(0)
    name = f"{name}-to-fill-in-{today:%Y-%m-%d}.xlsx"
    return FileResponse(
        file, as_attachment=True, filename=name, content_type=WORKBOOK, headers=NOT_KEPT
    )


def _write(request, found, file):
    at, by = timezone.localtime(), request.user.name
    exempt = Recommendation.objects.exempt(on=at.date())
    count = exempt.filter(pk__in=[row.recommendation.pk for row in found]).count()
    plans = {row.plan.pk: row.plan for row in found}
    sheets = [_sheet(plan, [row for row in found if row.plan == plan]) for plan in plans.values()]
    address = request.build_absolute_uri(reverse("filled_in"))
    how = _how(address, made=f"{day_in_words(at)} at {at:%H:%M}, by {by}")
    write_to_fill_in(file, sheets=sheets, how=how, by=by, at=at, notice=exempt_in_words(count))


def _how(address, *, made):
    return [
        "How to fill it in",
        "Each plan has a sheet. Fill in the boxes with the pale yellow ground, whose headings say "
        "“to fill in”; all else is locked.",
        "Action taken begins with what was said last time: change it, or add to it. Leave a row as "
        "it is where there is nothing new.",
        "Choose the status from the list. Alt and Enter together begin a new line in a box.",
        "Do not add, move or delete rows: each is about one recommendation, and knows which.",
        "Another date, a further action or a file of evidence is entered on the page of its "
        "recommendation.",
        f"Then save the workbook as .xlsx and bring it back at {address}, or send it to whoever "
        "sent it to you. Nothing is saved before it was looked through there. Where somebody has "
        "reported meanwhile, both texts are shown.",
        f"Made on {made}. It holds what they may see: do not pass it on to who may not see it.",
    ]


def _sheet(plan, rows):
    names = box_names(plan)
    forms = [_form_of(row) for row in rows]
    words = list(dict.fromkeys(word for row in rows for word in words_of(row)))
    labels = forms[0].fields
    boxes = [
        Box(name, labels[name].label, SORTS.get(name, TEXT), tuple(words) * (name == "status"))
        for name in names
    ]
    filled = [_row(row, form, names) for row, form in zip(rows, forms, strict=True)]
    return SheetToFillIn(plan.title, TO_READ, tuple(boxes), filled)


def _form_of(row):
    return FilledInRow(initial=initial_of(row), about={str(row.recommendation.pk): row})


def _row(row, form, names):
    state, said = row.state, initial_of(row)
    shown = (
        state.reference,
        state.text,
        state.owner_text,
        state.by_when,
        "\n".join(f"- {action.text}" for action in state.open_actions),
        f"{state.last_update_on:%-d %b %Y}" if state.last_update_on else "never",
    )
    [opened_with] = form.as_shown()["opened_with"]
    return RowToFillIn(
        row.recommendation.pk,
        row.version,
        opened_with,
        shown,
        {name: said[name] for name in names},
    )


class FilledIn(EditView):
    """A workbook is chosen; what it says is shown beside what is on record, and saved."""

    template_name = "recommendations/filling_in_review.html"

    def dispatch(self, request, *args, **kwargs):
        refuse_who_never_reports(request.user)
        self.today = timezone.localdate()
        self.told, self.more = request.POST.getlist("told"), request.POST.get("more", "")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self._choose(WorkbookForm())

    def post(self, request, *args, **kwargs):
        if "read" in request.POST:
            return self._read(WorkbookForm(request.POST, request.FILES))
        return super().post(request, *args, **kwargs)

    def get_forms(self, data=None):
        keys = {text for name, text in data.items() if KEY.fullmatch(name)}
        numbers = [int(text) for text in keys if A_KEY.fullmatch(text)]
        found = rows_to_report(numbers[: 2 * MOST_ROWS], self.request.user, on=self.today)
        rows = FilledInRows(
            data,
            prefix="rows",
            initial=[initial_of(row) for row in found],
            form_kwargs={"about": _by_key(found)},
        )
        form = FilledInForm(data, offered=_offered(found), today=self.today)
        return {"form": form, "rows": rows}

    def save(self, forms, *, by, at):
        taken = forms["rows"].taken
        if not taken:
            raise ValidationError(NONE_TAKEN)
        reported = [RowReported(row.about, row.report(forms["form"])) for row in taken]
        try:
            save_reports(reported, by=by, at=at)
        except RowRefused as error:
            if isinstance(error.__cause__, EditedMeanwhile):
                raise error.__cause__ from None
            raise
        count = len(reported)
        self.saved = f"{count} report{' is' if count == 1 else 's are'} saved."
        if self.more:
            self.saved += " The workbook has more: choose it again for the next."
            return reverse("filled_in")
        plans = {row.about.plan for row in taken}
        return plans.pop().get_absolute_url() if len(plans) == 1 else reverse("recommendation_list")

    def _take_refusal(self, forms, error):
        """Beside the row that was refused."""
        if not isinstance(error, RowRefused):
            super()._take_refusal(forms, error)
            return
        [row] = [row for row in forms["rows"].taken if row.subject.pk == error.key]
        by_name = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in by_name.items():
            row.add_error(name if name in row.fields else None, errors)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            section="recommendations",
            crumbs=[("Bring back what was filled in", reverse("filled_in"))],
            told=self.told,
            more=self.more,
            **kwargs,
        )

    def _choose(self, workbook):
        context = {"section": "recommendations", "form": workbook, "told": self.told}
        return render(self.request, "recommendations/filling_in_form.html", context)

    def _read(self, workbook):
        """What is new in the workbook, as a page of forms that wait to be saved."""
        if not workbook.is_valid():
            return self._choose(workbook)
        file = workbook.cleaned_data["workbook"]
        try:
            if file.size > MAX_MB * MB:
                raise NotTaken(TOO_LARGE)
            read = read_filled_in(file.read(), file.name)
        except NotTaken as refused:
            workbook.add_error("workbook", str(refused))
            return self._choose(workbook)
        found = rows_to_report([row.key for row in read.rows], self.request.user, on=self.today)
        news = list(_news(read.rows, _by_key(found), self.today))
        self.told = [*map(str, read.losses), *_missing(read.rows, found)]
        self.more = str(len(news) - MOST_ROWS) if len(news) > MOST_ROWS else ""
        if not news:
            messages.info(self.request, NOTHING_NEW)
            return self._choose(WorkbookForm())
        forms = self.get_forms(self._sent(news[:MOST_ROWS], file.name))
        for checked in forms.values():
            checked.is_valid()
        return self.show(forms)

    def _sent(self, news, name):
        """What a browser would send of the page."""
        about = [row.about for row in news]
        day = _proposed_day(about, self.today)
        offered = _offered(about)
        sent: Any = MultiValueDict(
            {
                "rows-TOTAL_FORMS": [str(len(news))],
                "rows-INITIAL_FORMS": [str(len(news))],
                "source_note": [f"workbook “{last_part(name)}”"[:200]],
                "on_behalf_of": [str(offered[0].pk) if len(offered) == 1 else ""],
                **{
                    f"true_from_{number}": [str(part)]
                    for number, part in enumerate((day.day, day.month, day.year))
                },
            }
        )
        for number, row in enumerate(news):
            for key, texts in row.settled().items():
                place = key.removeprefix(f"{row.prefix}-")
                sent.setlist(f"rows-{number}-{place}", texts)
        return sent


def _news(rows, about, today):
    """The rows of the workbook that say something that is not on record, as forms."""
    for filled in rows:
        row = about.get(str(filled.key))
        if row is None:
            continue
        sent = MultiValueDict(as_sent(row, "row", filled, today=today))
        form = FilledInRow(sent, prefix="row", initial=initial_of(row), about=about)
        if form.says_something:
            yield form


def _missing(rows, found):
    there = {row.recommendation.pk for row in found}
    places = [row.place for row in rows if row.key not in there]
    if not places:
        return []
    more = f" and {len(places) - NAMED:,} more" if len(places) > NAMED else ""
    return [str(Loss(", ".join(places[:NAMED]) + more, NOT_REPORTABLE))]


def _by_key(found):
    return {str(row.recommendation.pk): row for row in found}


def _offered(found):
    """For whom somebody may report in any of the rows."""
    return list(dict.fromkeys(owner for row in found for owner in row.spoken_for or ()))


def _proposed_day(found, today):
    """The as-at day of the round that asks, where one asks about all of them; else today."""
    rounds = {row.round for row in found}
    [round] = rounds if len(rounds) == 1 else [None]
    return min(today, round.as_at) if round else today
