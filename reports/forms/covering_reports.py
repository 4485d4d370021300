"""What is typed for a covering report and for a template of it: the cover, its implications and
sections, and which papers are attached.
"""

from operator import itemgetter

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError

from people.crispy import PageHelper, RowHelper
from people.forms.edit_form import EditForm, Remembered, TokenForm, own_copy
from people.forms.rows import RowForm, RowFormSet
from recommendations.forms.recommendations import OneLineField
from reports.covering.reports import NO_SUBJECT
from reports.covering.shapes import ReportShape, kept_section
from reports.covering.templates import NO_NAME
from reports.models import Committee, CoveringReport, Numbering, ReportTemplate, SectionKind

# Of the box of a section.
FEWEST_ROWS, MOST_ROWS, LETTERS_IN_A_LINE = 5, 24, 110
# After every place.
LAST = 1000
NO_PLACE = "Enter the place as a number: 1 for the first"
NOT_TICKED = "It has a place, but no tick. Tick it to attach it, or leave its place blank"
REARRANGED = (
    "Somebody else has added, removed or renamed some of these meanwhile. All are below, theirs "
    "and yours. Take away what is there twice, and save again"
)
CHANGED = (
    "Somebody else has changed the template since you opened this page. See what it says now, and "
    "delete it all the same if you want to"
)


class SectionTextField(forms.CharField):
    """The text of a section, to the letter."""

    def __init__(self, **kwargs):
        super().__init__(strip=False, widget=forms.Textarea({"rows": 12}), **kwargs)

    def to_python(self, value):
        return kept_section(super().to_python(value))

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class PlaceField(forms.IntegerField):
    """Which place something is to have in its list."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            min_value=1,
            max_value=999,
            widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
            error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], NO_PLACE),
            **kwargs,
        )


class _CoverFields(forms.Form):
    """What stands on the cover of a report."""

    report_of = OneLineField(
        label="Report of",
        required=False,
        max_length=200,
        help_text="As it is printed after “Report of”: “the Director of Corporate Resources”.",
    )
    has_wards = forms.BooleanField(
        label="Name the electoral wards affected on the cover", required=False
    )
    wards = OneLineField(
        label="Electoral wards affected",
        required=False,
        max_length=200,
        help_text="Blank: the cover says “None named”.",
    )
    numbering = forms.ChoiceField(
        label="How paragraphs are numbered",
        choices=Numbering,
        widget=forms.RadioSelect,
        initial=Numbering.THROUGH,
        help_text="The paragraphs of a summary are always numbered by themselves.",
    )
    COVER = ("report_of", "has_wards", "wards", "numbering")

    def shape(self, implications, sections) -> ReportShape:
        """What the acts take, together with the rows."""
        cover = {name: self.cleaned_data[name] for name in self.COVER}
        return ReportShape(**cover, implications=implications.kept, sections=sections.kept)


class NewReportForm(TokenForm):
    """`templates`: those of the committee first."""

    template = forms.ModelChoiceField(
        ReportTemplate.objects.none(),
        label="Begin with the template",
        required=False,
        empty_label="None: an empty report",
    )
    subject = OneLineField(max_length=200, error_messages={"required": NO_SUBJECT})
    report_of = OneLineField(
        label="Report of",
        required=False,
        max_length=200,
        help_text="The post that reports. Blank: the one in the template.",
    )
    helper = PageHelper()

    def __init__(self, data=None, *, templates):
        super().__init__(data, initial={"template": templates.first()})
        self.fields["template"].queryset = templates


class ReportForm(_CoverFields, EditForm):
    subject = OneLineField(max_length=200, error_messages={"required": NO_SUBJECT})
    field_order = ["subject", *_CoverFields.COVER]
    helper = PageHelper()

    def __init__(self, data=None, *, report):
        names = ("subject", *self.COVER)
        initial = {name: getattr(report, name) for name in names}
        super().__init__(data, subject=report, version=report.edits, initial=initial)


class _TemplateFields(forms.Form):
    name = OneLineField(
        max_length=100,
        error_messages={"required": NO_NAME},
        help_text="What it is called where one chooses it. It is not printed.",
    )
    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        required=False,
        empty_label="Any committee",
        help_text="Offered first for its reports, and for no other committee’s.",
    )


class NewTemplateForm(TokenForm, _TemplateFields):
    """`starts`: what it can begin with, pairs of key and name."""

    begin = forms.ChoiceField(label="Begin with")
    field_order = ["begin", "name", "committee"]
    helper = PageHelper()

    def __init__(self, data=None, *, starts, begin="", committee=None):
        begin = begin if begin in dict(starts) else starts[0][0]
        super().__init__(data, initial={"begin": begin, "committee": committee})
        self.fields["begin"].choices = starts
        self.fields["committee"].queryset = Committee.objects.in_use()


class TemplateForm(_CoverFields, _TemplateFields, EditForm):
    field_order = ["name", "committee", *_CoverFields.COVER]
    helper = PageHelper("name", "committee", Fieldset("The cover", *_CoverFields.COVER))

    def __init__(self, data=None, *, template):
        names = ("name", "committee", *self.COVER)
        initial = {name: getattr(template, name) for name in names}
        super().__init__(data, subject=template, initial=initial)
        kept = Committee.objects.filter(pk=template.committee_id)
        self.fields["committee"].queryset = Committee.objects.in_use() | kept


class DeleteTemplateForm(TokenForm):
    """`version`: which template is to be deleted."""

    version = Remembered()
    helper = PageHelper()

    def __init__(self, data=None, *, template):
        super().__init__(data, initial={"version": template.version})
        self.now = template.version

    def clean_version(self):
        if self.cleaned_data["version"] != str(self.now):
            self.data["version"] = str(self.now)
            raise forms.ValidationError(CHANGED)
        return self.now


class _ListedRow(RowForm):
    """`called`: what the row is called where something is wrong with it."""

    marks_optional = False

    @property
    def called(self):
        return self["heading"].value() or ""


class ImplicationRow(_ListedRow):
    heading = OneLineField(
        label="Implications for",
        max_length=100,
        error_messages={"required": "Enter what the implications are for"},
    )
    applies = forms.BooleanField(label="There are some: the cover says “yes”", required=False)


class SectionRow(_ListedRow):
    heading = OneLineField(required=False, max_length=200)
    kind = forms.ChoiceField(
        label="What it is", choices=SectionKind, initial=SectionKind.TEXT, required=False
    )
    is_numbered = forms.BooleanField(label="Number its paragraphs", required=False, initial=True)
    text = SectionTextField(required=False)
    place = PlaceField(label="Place")
    field_order = ["place", "heading", "kind", "is_numbered", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        text = str(self["text"].value() or "")
        self.fields["text"].widget.attrs["rows"] = _rows_for(text)

    def say(self, problem: str):
        """Show beside the text what is wrong with it as it is kept."""
        self.errors.setdefault("text", self.error_class()).append(ValidationError(problem))

    def clean_kind(self):
        return self.cleaned_data["kind"] or SectionKind.TEXT

    def clean_place(self):
        """One that is left out stays where it is."""
        return self.cleaned_data["place"] or self.initial.get("place")


class _ListedRows(RowFormSet):
    """Rows of a list that has no keys of its own: each is known by the heading with which the page
    was opened. When somebody else has rearranged them since, both are shown, once: what is no
    longer there under its heading is a row of its own.
    """

    extra = 0
    can_delete_extra = True

    def __init__(self, data=None, *, prefix, initial=(), form_kwargs):
        there = {row["key"] for row in initial}
        self.is_rearranged = False
        if data is not None:
            data = own_copy(data)
            sent = {name: data[name] for name in data if _is_key(name, prefix) and data[name]}
            self.is_rearranged = form_kwargs["is_stale"] and set(sent.values()) != there
            for name in (name for name, key in sent.items() if key not in there):
                data[name] = ""
        super().__init__(data, prefix=prefix, initial=initial, form_kwargs=form_kwargs)

    def _construct_form(self, i, **kwargs):
        """The row that was just asked for has the cursor, so that nobody has to look for it."""
        form = super()._construct_form(i, **kwargs)
        if self.asks_for_another and i == self.total_form_count() - 1:
            form.fields["heading"].widget.attrs["autofocus"] = True
        return form

    def clean(self):
        super().clean()
        if self.is_rearranged:
            raise ValidationError(REARRANGED)


class ImplicationRows(_ListedRows):
    form = ImplicationRow
    row_name = "Implication"
    helper = RowHelper(Div("heading", "applies", "DELETE", css_class="beside"))

    @property
    def kept(self):
        """As the models keep them. Only after is_valid()."""
        return [
            {"heading": row["heading"], "applies": row["applies"]}
            for _, row in self.rows
            if row.get("heading")
        ]


class SectionRows(_ListedRows):
    form = SectionRow
    row_name = "Section"
    helper = RowHelper(
        Div("heading", "place", css_class="beside"),
        Div("kind", "is_numbered", css_class="beside"),
        Div("text", css_class="full"),
    )
    KEPT = ("kind", "heading", "text", "is_numbered")

    @property
    def kept(self):
        """As the models keep them, in their order. Only after is_valid()."""
        rows = [(form, row) for form, row in self.rows if row.get("heading") or row.get("text")]
        places = [_goes_to(form.initial.get("place"), row["place"]) for form, row in rows]
        ordered = sorted(zip(places, rows, strict=True), key=itemgetter(0))
        return [{name: row[name] for name in self.KEPT} for _, (_, row) in ordered]


class AttachForm(EditForm):
    """Which papers of the meeting are attached, in which order; `papers`: those to choose from, and
    `attached`: the keys of those attached now, in their order.
    """

    marks_optional = False
    binding = forms.ChoiceField(
        label="How readers get them",
        choices=CoveringReport.Binding,
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None, *, report, papers, attached):
        self.papers = {paper.pk: paper for paper in papers}
        places = {key: place for place, key in enumerate(attached, start=1)}
        initial = {"binding": report.binding}
        for key in self.papers:
            initial |= {f"paper_{key}": key in places, f"place_{key}": places.get(key)}
        super().__init__(data, subject=report, version=report.edits, initial=initial)
        for key, paper in self.papers.items():
            self.fields[f"paper_{key}"] = _tick(paper)
            self.fields[f"place_{key}"] = PlaceField(label=f"Place of {paper.name_in_words}")
        rows = [Div(f"paper_{key}", f"place_{key}", css_class="row") for key in self.papers]
        self.helper = PageHelper(*rows, "binding")

    def clean(self):
        for key in self.papers:
            place = self.cleaned_data.get(f"place_{key}")
            is_new = place and place != self.initial[f"place_{key}"]
            if is_new and not self.cleaned_data[f"paper_{key}"]:
                self.add_error(f"paper_{key}", NOT_TICKED)

    @property
    def chosen(self):
        """The papers ticked, by their places; new ones without a place last. After is_valid()."""
        ticked = [paper for key, paper in self.papers.items() if self.cleaned_data[f"paper_{key}"]]
        return sorted(ticked, key=self._place_of)

    def _place_of(self, paper):
        name = f"place_{paper.pk}"
        return _goes_to(self.initial[name], self.cleaned_data[name] or self.initial[name])


def implications_of(row):
    """The implications of a report or a template as rows to begin with."""
    keys = _keys(row.implications)
    return [{"key": key, **one} for key, one in zip(keys, row.implications, strict=True)]


def sections_of(row):
    """The sections of a report or a template as rows to begin with."""
    keys = _keys(row.sections)
    return [
        {"key": key, "place": place, **one}
        for place, (key, one) in enumerate(zip(keys, row.sections, strict=True), start=1)
    ]


def _is_key(name, prefix):
    return name.startswith(f"{prefix}-") and name.endswith("-key")


def _keys(listed):
    """Each by its heading; of several that are called so each by its number."""
    headings = [one["heading"] for one in listed]
    return [f"{headings[:n].count(name) + 1}. {name}" for n, name in enumerate(headings)]


def _rows_for(text):
    """How high the box of a text is, so that most of it is seen."""
    lines = sum(1 + len(line) // LETTERS_IN_A_LINE for line in text.split("\n"))
    return min(max(lines + 1, FEWEST_ROWS), MOST_ROWS)


def _goes_to(was, place):
    """Where something goes: moved up, before what is at that place; moved down, after it; last
    without a place.
    """
    if place is None:
        return LAST
    if was is None:
        return place - 0.5
    return place + (place > was) * 0.5 - (place < was) * 0.5


def _tick(paper):
    state = "" if paper.is_issued else ", draft"
    as_at = f"{paper.as_at.day} {paper.as_at:%B %Y}"
    label = f"{paper.name_in_words}: {paper.plan.title}, as at {as_at}{state}"
    return forms.BooleanField(label=label, required=False)
