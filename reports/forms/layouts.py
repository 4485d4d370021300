"""What is typed about a layout, its tables and their columns, and to see it on a plan."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from people.crispy import PageHelper
from people.forms.edit_form import EditForm, Remembered, TokenForm
from recommendations.forms.recommendations import OneLineField
from recommendations.models import Plan
from recommendations.own_columns import OWN
from reports.figures.keys import FigureKey
from reports.forms.ordered_rows import OrderedRow, OrderedRows
from reports.layouts.column_widths import (
    LEAST_WIDTH_MM,
    MOST_COLUMNS,
    PAPER_WIDTH_MM,
    fit_to_page,
    share_evenly,
)
from reports.layouts.editing import NO_NAME
from reports.layouts.offered_columns import column_label
from reports.layouts.words import FIGURE_NAMES
from reports.models import Layout
from reports.models.layout import MAX_HEADING, MAX_TABLES, why_not_this_wide, why_not_words
from reports.table_rows import Grouping, Rows

CHANGED = (
    "Somebody else has changed the layout since you opened this page. See what it says now, and do "
    "it all the same if you want to"
)
NO_WIDTH = f"Enter the width in whole millimetres, {LEAST_WIDTH_MM} or more"
TOO_MANY = f"No more than {MOST_COLUMNS} columns fit on the page. Take some away first"
SAME_HEADING = "Another table of this layout is called so already. Choose another heading"
TABLE_GONE = (
    "“{name}” was taken out meanwhile. What you typed is shown below: add it as a new table if it "
    "is still wanted"
)
MOST_TABLES = f"A layout holds {MAX_TABLES} tables at the most. Take one out first"
NO_HEADING = "Enter a heading: of several tables each needs one"
DATE_HINT = "{as_at} stands for the date of the paper."


class WordsField(OneLineField):
    """Words that a paper prints, in which {as_at} stands for its date."""

    def __init__(self, **kwargs):
        super().__init__(max_length=MAX_HEADING, **kwargs)

    def clean(self, value):
        words = super().clean(value)
        if reason := why_not_words(words):
            raise forms.ValidationError(reason)
        return words


class _LayoutFields(forms.Form):
    name = OneLineField(
        max_length=100,
        error_messages={"required": NO_NAME},
        help_text="What it is called where one chooses it. It is not printed.",
    )


class NewLayoutForm(TokenForm, _LayoutFields):
    """`starts`: what a new layout can begin with, as groups of choices."""

    begin = forms.ChoiceField(
        label="Begin with",
        error_messages={"required": "Choose what to begin with"},
        help_text="Whatever it is, you can change all of it afterwards.",
    )
    helper = PageHelper()
    field_order = ["begin", "name"]

    def __init__(self, data=None, *, starts, begin=""):
        offered = {key: name for _, group in starts for key, name in group}
        begin = begin if begin in offered else ""
        is_ready = begin.startswith("ready-")
        name = offered[begin] if is_ready else ""
        super().__init__(data, initial={"begin": begin, "name": name})
        self.fields["begin"].choices = [("", "Choose one"), *starts]


class LayoutForm(EditForm, _LayoutFields):
    as_at_style = forms.ChoiceField(
        label="The date is written like",
        choices=Layout.AsAtStyle,
        widget=forms.RadioSelect,
    )
    as_at_line = WordsField(
        label="Line under the title",
        error_messages={"required": "Enter the line under the title"},
        help_text=DATE_HINT,
    )
    helper = PageHelper()

    def __init__(self, data=None, *, layout):
        names = ("name", "as_at_style", "as_at_line")
        super().__init__(
            data, subject=layout, initial={name: getattr(layout, name) for name in names}
        )


class _TableFields(forms.Form):
    """`others`: the headings of the other tables of the layout."""

    heading = WordsField(
        required=False,
        help_text=f"It stands above the table. {DATE_HINT}",
    )
    rows = forms.ChoiceField(
        label="Which recommendations it holds",
        choices=Rows,
        error_messages={"required": "Choose which recommendations it holds"},
    )
    grouping = forms.ChoiceField(label="Grouped", choices=Grouping)
    others: tuple[str, ...] = ()

    def clean_heading(self):
        heading = self.cleaned_data["heading"]
        if _folded(heading) in map(_folded, self.others):
            raise forms.ValidationError(SAME_HEADING)
        return heading

    def table(self, columns) -> dict:
        """What the acts take of it, with these columns."""
        names = ("heading", "rows", "grouping")
        return {**{name: self.cleaned_data[name] for name in names}, "columns": columns}


class NewTableForm(TokenForm, _TableFields):
    """One more table; where the first has no heading yet it needs one now."""

    first_heading = WordsField(
        label="Heading of the table that is there",
        error_messages={"required": "Enter a heading for the table that is there"},
        help_text="It has none so far. Of several tables each needs one.",
    )
    helper = PageHelper()
    field_order = ["first_heading", "heading", "rows", "grouping"]

    def __init__(self, data=None, *, layout):
        super().__init__(data, initial={"grouping": Grouping.NONE})
        self.is_full = len(layout.tables) >= MAX_TABLES
        self.others = tuple(table["heading"] for table in layout.tables)
        self.fields["rows"].choices = [("", "Choose one"), *Rows.choices]
        self.fields["heading"].required = True
        self.fields["heading"].error_messages["required"] = NO_HEADING
        if layout.tables[0]["heading"]:
            del self.fields["first_heading"]

    def clean(self):
        answers = super().clean()
        if self.is_full:
            self.add_error(None, MOST_TABLES)
        return answers


class TableForm(EditForm, _TableFields):
    """The table of a layout at a place, counted from 0. `gone`: what the table was called that was
    edited, where it was taken out meanwhile and another one stands there; it can't be saved.
    """

    # By what it was called, and of how many it was one, it is found again where somebody has moved
    # it meanwhile, or missed where it was taken out.
    called = Remembered()
    how_many = Remembered()
    helper = PageHelper()

    def __init__(self, data=None, *, layout, place, gone=""):
        tables = layout.tables
        self.gone = gone
        self.others = tuple(t["heading"] for at, t in enumerate(tables) if at != place)
        names = ("heading", "rows", "grouping")
        initial = {name: tables[place][name] for name in names}
        now = {"called": initial["heading"], "how_many": str(len(tables))}
        super().__init__(data, subject=layout, initial={**initial, **now})
        if gone:
            self._ask_nothing()
        elif self.is_bound:
            self.data.update(now)
        heading = self.fields["heading"]
        heading.required = bool(self.others)
        heading.error_messages["required"] = NO_HEADING
        if not self.others:
            heading.help_text += " The only table of a layout can do without."

    def clean(self):
        answers = super().clean()
        if self.gone:
            self.add_error(None, TABLE_GONE.format(name=self.gone))
        return answers

    def _ask_nothing(self):
        """What was typed is about no table that is there: it is in conflict with none."""
        self.is_stale = False
        for name in ("asked", *map(self.choice_name, self.compared())):
            self.data.pop(self.add_prefix(name), None)


class ColumnRow(OrderedRow):
    heading = WordsField(error_messages={"required": "Enter the heading of the column"})
    width = forms.IntegerField(
        label="Width in mm",
        min_value=LEAST_WIDTH_MM,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(["required", "invalid", "min_value"], NO_WIDTH),
    )

    @property
    def called(self):
        return self.name


class ColumnRows(OrderedRows):
    form = ColumnRow
    row_name = "Column"
    rows_name = "columns"
    needed = "A table needs at least one column. Add one"

    def __init__(self, data=None, *, prefix, offered, columns, **kwargs):
        """`offered`: the columns to choose from; `columns`: those of the table as it is."""
        names = {one.key: one.label for one in offered}
        kept = {column["key"]: column_label(column["key"]) for column in columns}
        super().__init__(
            data,
            prefix=prefix,
            names={**kept, **names},
            abouts={one.key: one.about for one in offered},
            first={one.key: {"heading": one.heading, "width": one.width} for one in offered},
            initial=columns,
            **kwargs,
        )

    def grouped(self, pairs):
        groups = {"Of every plan": [], "Of a plan’s own": []}
        for key, name in pairs:
            groups["Of a plan’s own" if key.startswith(OWN) else "Of every plan"].append(
                (key, name)
            )
        return [(heading, group) for heading, group in groups.items() if group]

    @property
    def verbs(self):
        return {**super().verbs, "fit": self._fit, "even": self._even}

    def clean(self):
        super().clean()
        widths = [form.cleaned_data.get("width") or 0 for form in self.forms]
        if len(widths) > MOST_COLUMNS:
            raise forms.ValidationError(TOO_MANY)
        if reason := why_not_this_wide(widths):
            raise forms.ValidationError(reason)

    @property
    def columns(self) -> list[dict]:
        """What the acts take of it. Only after is_valid()."""
        names = ("key", "heading", "width")
        return [{name: form.cleaned_data[name] for name in names} for form in self.forms]

    tells_width = True
    page_width = PAPER_WIDTH_MM

    @property
    def total(self):
        """How wide the columns are together, of those whose width is a number."""
        return sum(_width(form["width"].value()) for form in self.forms)

    @property
    def left(self):
        return PAPER_WIDTH_MM - self.total

    @property
    def over(self):
        return -self.left

    @property
    def focus_on_all(self):
        return self.focus[1] if self.focus and self.focus[0] < 0 else ""

    def _fit(self, rows, _place):
        return self._as_wide(rows, fit_to_page, [_width(_first(row, "width")) for row in rows])

    def _even(self, rows, _place):
        return self._as_wide(rows, share_evenly, len(rows))

    def _as_wide(self, rows, share, of):
        self.focus = (-1, self.pressed)
        if not 0 < len(rows) <= MOST_COLUMNS:
            self.problem = TOO_MANY if rows else self.needed
            return rows
        return [{**row, "width": [str(width)]} for row, width in zip(rows, share(of), strict=True)]


class FigureRow(OrderedRow):
    """A figure: nothing is typed about it, it stands where it stands."""


class FigureRows(OrderedRows):
    form = FigureRow
    row_name = "Figure"
    rows_name = "figures"

    def __init__(self, data=None, *, prefix, layout, **kwargs):
        names = {str(key): FIGURE_NAMES[key] for key in FigureKey}
        initial = [{"key": key} for key in layout.figures]
        super().__init__(data, prefix=prefix, names=names, initial=initial, **kwargs)


class LookedAtForm(TokenForm):
    """Whether to take away what was looked at: a layout, or a table of it, as it was then."""

    version = Remembered()

    def __init__(self, data=None, *, layout):
        super().__init__(data, initial={"version": layout.version})
        self.is_stale = self.is_bound and self.data.get("version") != str(layout.version)
        if self.is_stale:
            self.data["version"] = str(layout.version)

    def clean(self):
        answers = super().clean()
        if self.is_stale:
            self.add_error(None, CHANGED)
        return answers

    def clean_version(self):
        return int(self.cleaned_data["version"])


class PreviewForm(forms.Form):
    """On which plan, and as at which day, to look at a layout; today by default."""

    marks_optional = False

    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        to_field_name="slug",
        empty_label="Choose a plan",
        error_messages={"required": "Choose a plan to see the layout on"},
    )
    as_at = forms.DateField(
        label="As at",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the day like 2016-05-31"},
    )
    helper = PageHelper()

    def __init__(self, data=None, *, plans, today, plan=None, prefix=None):
        super().__init__(data, prefix=prefix, initial={"plan": plan, "as_at": today})
        self.fields["plan"].queryset = plans
        if self.is_bound and "as_at" in self.errors:
            # A browser shows nothing in a box for dates that holds none.
            self.fields["as_at"].widget.input_type = "text"


def layout_hint(layout=None):
    """Beside a choice of layouts: what one is, and where to look at them; `layout`: the one that is
    chosen by now.
    """
    there = layout.get_absolute_url() if layout else reverse("layout_list")
    words = "See what it prints" if layout else "See the layouts"
    return format_html(
        'The tables and columns of a paper, and their headings. <a href="{}">{}</a>', there, words
    )


def _folded(text):
    return " ".join(text.split()).casefold()


def _first(row, name):
    return row.get(name, [""])[0]


def _width(typed):
    text = str(typed or "").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else 0
