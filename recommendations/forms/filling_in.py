"""What is typed to bring back a workbook that was filled in, and its rows, to be looked through and
put right before any of them is saved.
"""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import SAVED, TokenForm
from people.forms.rows import RowForm, RowFormSet
from people.models import Owner
from recommendations.by_when import read_by_when
from recommendations.filling_in import RowToReport
from recommendations.forms.own_columns import own_value_fields, own_values_initial, typed_own_values
from recommendations.forms.questions import SURE, hidden_question
from recommendations.forms.recommendations import OneLineField
from recommendations.forms.reporting import ReportForm
from recommendations.importing.reading_files import MAX_MB
from recommendations.kept_text import kept_text
from recommendations.models import StatusMeaning
from recommendations.own_columns import UPDATE
from recommendations.progress import NewStatus
from recommendations.reporting import Report

MOST_ROWS = 100
NO_FILE = "Choose the workbook that was filled in"
GONE = (
    "Some rows are not here any more: their recommendation is gone, or you may no longer report on "
    "it"
)
NO_STATUS = "“%(value)s” is not a status of this plan: choose another"
FIRST_NAMED = "Whoever is named first on each recommendation"


class WorkbookForm(forms.Form):
    """The workbook that was filled in."""

    marks_optional = False
    helper = PageHelper()

    workbook = forms.FileField(
        label="The workbook that was filled in",
        widget=forms.FileInput({"accept": ".xlsx"}),
        help_text=f"An Excel workbook (.xlsx) that was taken along here; up to {MAX_MB} MB.",
        error_messages={"required": NO_FILE, "empty": NO_FILE},
    )


class FilledInForm(TokenForm):
    """What holds of all rows. `offered`: the owners for whom whoever sends it may report; none
    where all rows are their own.
    """

    helper = PageHelper()

    on_behalf_of = forms.TypedChoiceField(
        label="Who filled it in?",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="The rows of which they are no owner are reported for whoever is named first.",
    )
    source_note = OneLineField(
        label="How do you know?",
        max_length=200,
        help_text="For example, “workbook of 2 June”. It is kept beside each update.",
        error_messages={"required": "Say how you know, such as “workbook of 2 June”"},
    )
    true_from = DatePartsField(
        label="True from",
        help_text="The day up to which this is what has been done. For example, 31 5 2016. Where "
        "something later was reported, it is true from that day.",
    )

    def __init__(self, data=None, *, offered, today: date, **kwargs):
        super().__init__(data, **kwargs)
        self.offered, self.today = {owner.pk: owner for owner in offered}, today
        if not offered:
            del self.fields["on_behalf_of"], self.fields["source_note"]
            return
        named = [(owner.pk, owner.name) for owner in offered]
        self.fields["on_behalf_of"].choices = [("", FIRST_NAMED), *named]

    def clean_true_from(self):
        day = self.cleaned_data["true_from"]
        if day > self.today:
            raise ValidationError("True from must be today or earlier")
        return day

    def owner_for(self, row: RowToReport) -> Owner | None:
        """For whom a row is reported, once the form is valid."""
        if not row.spoken_for:
            return None
        chosen = self.offered.get(self.cleaned_data.get("on_behalf_of"))
        return chosen if chosen in row.spoken_for else row.spoken_for[0]


class FilledInRow(RowForm):
    """A row of the workbook, beside where its recommendation stands. `about`: the RowToReport of
    each, by key.
    """

    marks_optional = False
    about_the_save = ("sure_complete", "DELETE")

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="Status", required=False, error_messages={"invalid_choice": NO_STATUS}
    )
    sure_complete = hidden_question()
    narrative = ReportForm.base_fields["narrative"]
    per_cent = ReportForm.base_fields["per_cent"]
    forecast = ReportForm.base_fields["forecast"]
    further_words = ReportForm.base_fields["further_words"]

    def __init__(self, data=None, *, about, **kwargs):
        super().__init__(data, **kwargs)
        self.about = about.get(str((self.initial or {}).get("key", "")))
        if self.about is None:
            self.fields = {name: self.fields[name] for name in ("key", "version")}
            return
        self.subject, self.called = self.about.recommendation, called(self.about)
        self._choose_fields()
        self.fields["version"].initial = self.about.version
        if self.is_bound:
            key = self.add_prefix("version")
            self.version_sent = self.data.get(key, "")
            self.is_stale = self.version_sent != self.about.version
            self.data[key] = self.about.version
        self._offer_statuses()

    @property
    def boxes(self):
        """The fields to fill in, in the order of the workbook."""
        return [self[name] for name in box_names(self.about.plan)]

    @property
    def changed(self):
        """The boxes with something else in them than what is on record, or with something wrong,
        each with what is on record.
        """
        return [(box, self.in_words(box.name, SAVED)) for box in self.boxes if self._is_shown(box)]

    @property
    def rest(self):
        return [box for box in self.boxes if not self._is_shown(box)]

    @property
    def says_something(self):
        """Whether whoever filled it in changed anything that is not on record by now."""
        return any(self._is_news(name) for name in self.compared())

    def settled(self) -> dict[str, list[str]]:
        """What the boxes send, once what nobody filled in says what is on record by now."""
        own = ("key", "opened_with")
        sent = {self.add_prefix(name): [self.data.get(self.add_prefix(name), "")] for name in own}
        sent[self.add_prefix("version")] = [self.version_sent]
        for name in self.compared():
            sent.update(self._typed(name) if self._is_news(name) else self._saved(name))
        return sent

    def report(self, form: FilledInForm) -> Report:
        """Once both are valid."""
        answers, state, plan = self.cleaned_data, self.about.state, self.about.plan
        return Report(
            on=self.about.day(form.cleaned_data["true_from"]),
            narrative=answers["narrative"],
            further_words=answers["further_words"],
            status=self._new_status(),
            per_cent=answers.get("per_cent", state.per_cent),
            forecast=answers.get("forecast", state.forecast),
            own_values=typed_own_values(plan, UPDATE, answers, before=state.own_values),
            source_note=form.cleaned_data.get("source_note", ""),
            round=self.about.round,
            on_behalf_of=form.owner_for(self.about),
        )

    def clean(self):
        answers = super().clean()
        if self.about:
            self._ask_about_open_actions()
        return answers

    def _choose_fields(self):
        self.fields.update(own_value_fields(self.about.plan, UPDATE))
        for name in ("per_cent", "forecast"):
            if not getattr(self.about.plan, f"asks_{name}"):
                del self.fields[name]
        self.fields["narrative"].widget.attrs["rows"] = 5

    def _offer_statuses(self):
        """What was typed stays on the page, though it be no word of the plan: a list that lacks it
        would choose another by itself.
        """
        words = words_of(self.about)
        none = [] if self.about.state.status_word else [("", "None given")]
        field, typed = self.fields["status"], self["status"].value() or ""
        field.choices = [*none, *((word, word) for word in words)]
        if typed and typed not in words:
            field.widget.choices = [(typed, f"“{typed}”: choose another"), *field.choices]

    def _is_shown(self, box):
        return bool(box.errors) or self.differs(box.name)

    def _is_news(self, name):
        return self.differs(name) and self.touched_by(name).me

    def _new_status(self):
        word = self.cleaned_data.get("status")
        if not word or word == self.about.state.status_word:
            return None
        meanings = {word.word: word.meaning for word in self.about.words}
        return NewStatus(word, meanings[word])

    def _ask_about_open_actions(self):
        """Complete although further actions are still open is asked about, not forbidden."""
        status = None if "status" in self.errors else self._new_status()
        count = len(self.about.state.open_actions)
        if not count or status is None or status.meaning != StatusMeaning.COMPLETE:
            return
        actions = "1 further action" if count == 1 else f"{count} further actions"
        self.fields["sure_complete"].widget = forms.CheckboxInput()
        self["sure_complete"].label = f"{status.word}, with {actions} still open"
        if not self.cleaned_data.get("sure_complete"):
            self.add_error(
                "sure_complete", f"{actions} {'is' if count == 1 else 'are'} still open. {SURE}"
            )


class FilledInRows(RowFormSet):
    form = FilledInRow
    row_name = "Row"
    extra = 0
    max_num, absolute_max = MOST_ROWS, 2 * MOST_ROWS

    def clean(self):
        """Rows that are gone are said once: they are not on the page that says so. What is left out
        is not asked about, whatever somebody else has changed in it.
        """
        if any(not form.initial and form["key"].value() for form in self.forms):
            raise ValidationError(GONE)

    @property
    def shown(self):
        """The rows whose recommendation is still there."""
        return [form for form in self.forms if form.initial]

    @property
    def taken(self):
        """Those that are to be saved, once they are valid."""
        return [form for form in self.shown if form not in self.deleted_forms]


def called(row: RowToReport) -> str:
    reference = row.recommendation.reference
    return f"Recommendation {reference}" if reference else f"“{row.state.text[:60]}”"


def box_names(plan) -> list[str]:
    """The boxes that a plan has to fill in, in their order."""
    asked = [name for name in ("per_cent", "forecast") if getattr(plan, f"asks_{name}")]
    return ["status", "narrative", *asked, "further_words", *own_value_fields(plan, UPDATE)]


def words_of(row: RowToReport) -> list[str]:
    """The statuses on offer, and the one in force, which may be left as it is."""
    words = [word.word for word in row.words]
    now = row.state.status_word
    return [*([now] if now and now not in words else []), *words]


def initial_of(row: RowToReport) -> dict:
    """What the boxes of a row say now."""
    state = row.state
    return {
        "key": row.recommendation.pk,
        "status": state.status_word,
        "narrative": state.narrative,
        "per_cent": state.per_cent,
        "forecast": state.forecast,
        "further_words": state.further_words,
        **own_values_initial(row.plan, UPDATE, state.own_values),
    }


def as_sent(row: RowToReport, prefix: str, filled, *, today: date) -> dict[str, list[str]]:
    """What a browser would send of a row of the workbook (a FilledRow): texts by input. A status
    that was taken out stays what it is, and so does every box of a column that is not there any
    more; a date is one, however it was typed.
    """
    on_record = initial_of(row)
    said = {
        name: filled.said[name] if name in filled.said else _as_typed(on_record[name])
        for name in box_names(row.plan)
    }
    said["status"] = _status(row, said["status"])
    own = {"key": str(filled.key), "version": filled.version, "opened_with": filled.opened_with}
    sent = {f"{prefix}-{name}": [text] for name, text in {**own, **said}.items()}
    if "per_cent" in said:
        sent[f"{prefix}-per_cent"] = [said["per_cent"].removesuffix("%").strip()]
    if "forecast" in said:
        del sent[f"{prefix}-forecast"]
        for number, part in enumerate(_date_parts(said["forecast"], today)):
            sent[f"{prefix}-forecast_{number}"] = [part]
    return sent


def _as_typed(value):
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return "" if value is None else str(value)


def _status(row, typed):
    """As the plan spells it, where it is one of its words."""
    word = re.sub(r"\s+", " ", typed).strip()
    if not word:
        return row.state.status_word
    spelled = {known.casefold(): known for known in words_of(row)}
    return spelled.get(word.casefold(), kept_text(word))


def _date_parts(text, today):
    """Day, month and year; what is no date stands in the first box, to be put right."""
    if not text.strip():
        return ["", "", ""]
    read = read_by_when(text, paper_date=today)
    if read.is_read and read.earliest == read.latest and read.latest:
        return [str(read.latest.day), str(read.latest.month), str(read.latest.year)]
    return [text, "", ""]
