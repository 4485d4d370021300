"""Rows whose order counts, each about one thing that can stand there once: buttons put them into
another order, take one away and add one, without JavaScript.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from people.forms.edit_form import own_copy
from people.forms.rows import RowForm, RowFormSet

Row = dict[str, list[str]]
TWICE = "“{name}” stands here twice. Take one of the two away"
MEANWHILE = (
    "Somebody else has changed meanwhile which {rows} there are, or their order. Now they are: "
    "{now}. Put them as you want them, and save again"
)


class OrderedRow(RowForm):
    """A row; `key` says what it is about, of new ones too. `names`: what may be chosen, by key;
    `abouts`: a sentence on it, where there is one.
    """

    # Which of its buttons the eye is to be on, or "typed" for its first box.
    focus = ""

    def __init__(self, *args, names, abouts, **kwargs):
        self.names, self.abouts = names, abouts
        super().__init__(*args, **kwargs)

    @property
    def is_new(self):
        return not self.initial

    @property
    def about(self):
        """The key of what the row is about."""
        return self["key"].value() or ""

    @property
    def name(self):
        return self.names.get(self.about, self.about)

    @property
    def says(self):
        return self.abouts.get(self.about, "")


class OrderedRows(RowFormSet):
    """`names`: what may be chosen, in words by key; `first`: what a row that is added says besides
    its key, by its key.

    A button is called as the rows are, with "-do" after it, and its value is a verb and the number
    of a row: "up 2", "down 2", "remove 2"; or "add", for what `<prefix>-new` chooses. When one was
    pressed the page is shown again with everything typed, and nothing is saved.
    """

    extra = 0
    can_delete = False
    rows_name = "rows"
    needed = ""
    tells_width = False
    # Of something new there is nobody else.
    tells_of_others = True
    of_a_row = ("up", "down", "remove")

    def __init__(self, data=None, *, prefix, names, abouts=None, first=None, initial=(), **kwargs):
        self.names, self.first = names, first or {}
        self.do = f"{prefix}-do"
        self.new_name, self.opened_name = f"{prefix}-new", f"{prefix}-opened"
        self.now = [str(row["key"]) for row in initial]
        self.pressed = data.get(self.do, "") if data is not None else ""
        # Where the eye is to be after a button: on which button of which row.
        self.focus: tuple[int, str] | None = None
        self.problem = ""
        if data is not None:
            data = self._arranged(own_copy(data), prefix)
            self.opened = _listed(data.get(self.opened_name, ",".join(self.now)))
            sent = {row.get("key", [""])[0] for row in _rows(data, prefix)}
            # What stood here when the page was opened and was not sent was taken away.
            gone = {key for key in self.opened if key not in sent}
            initial = [row for row in initial if str(row["key"]) not in gone]
        else:
            self.opened = self.now
        of_rows = {"names": names, "abouts": abouts or {}}
        kwargs["form_kwargs"] = {**kwargs.get("form_kwargs", {}), **of_rows}
        super().__init__(data, prefix=prefix, initial=initial, **kwargs)

    @property
    def opened_value(self):
        return ",".join(self.opened)

    @cached_property
    def choices(self):
        """What can still be added, in groups: pairs of a heading and of pairs of key and name."""
        there = {form.about for form in self.forms}
        return self.grouped([pair for pair in self.names.items() if pair[0] not in there])

    def grouped(self, pairs):
        return [("", pairs)]

    @property
    def keys(self) -> list[str]:
        """What the rows are about, in their order. Only after is_valid()."""
        return [form.cleaned_data["key"] for form in self.forms]

    def clean(self):
        keys = [form.about for form in self.forms]
        if self.needed and not keys:
            raise ValidationError(self.needed)
        for number, key in enumerate(keys):
            if key not in self.names:
                raise ValidationError(f"There is no “{key}” to choose")
            if key in keys[:number]:
                raise ValidationError(TWICE.format(name=self.names[key]))
        self._tell_of_another_order()

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.empty_permitted = False
        if self.focus and self.focus[0] == i:
            form.focus = self.focus[1]
            boxes = [field for field in form.fields.values() if not field.widget.is_hidden]
            if form.focus == "typed" and boxes:
                boxes[0].widget.attrs["autofocus"] = True
        return form

    def _tell_of_another_order(self):
        """Once: the page that tells it carries what it is now."""
        if self.tells_of_others and self.opened != self.now:
            self.opened = self.now
            now = ", ".join(self.names.get(key, key) for key in self.now) or "none"
            raise ValidationError(MEANWHILE.format(rows=self.rows_name, now=now))

    def _arranged(self, data, prefix):
        verb, _, number = self.pressed.partition(" ")
        arrange = self.verbs.get(verb)
        if arrange is None:
            return data
        rows = _rows(data, prefix)
        place = _number(number, otherwise=0) - 1
        if verb == "add":
            rows = arrange(rows, data.get(self.new_name, ""))
        elif verb not in self.of_a_row or 0 <= place < len(rows):
            rows = arrange(rows, place)
        return _with_rows(data, prefix, rows)

    @property
    def verbs(self) -> dict[str, Callable]:
        """What each verb does: with the rows, and the place of the one that it is about."""
        return {"up": self._up, "down": self._down, "remove": self._remove, "add": self._add}

    def _up(self, rows, place):
        rows.insert(max(place - 1, 0), rows.pop(place))
        self.focus = (max(place - 1, 0), "up" if place > 1 else "down")
        return rows

    def _down(self, rows, place):
        rows.insert(place + 1, rows.pop(place))
        is_last = place + 2 >= len(rows)
        self.focus = (min(place + 1, len(rows) - 1), "up" if is_last else "down")
        return rows

    def _remove(self, rows, place):
        del rows[place]
        self.focus = (min(place, len(rows) - 1), "remove")
        return rows

    def _add(self, rows, chosen):
        if chosen not in self.names:
            self.problem = "Choose what to add"
            return rows
        first = {name: [str(text)] for name, text in self.first.get(chosen, {}).items()}
        self.focus = (len(rows), "typed")
        return [*rows, {"key": [chosen], **first}]


def _listed(text):
    return [key for key in text.split(",") if key]


def _rows(data, prefix) -> list[Row]:
    """What was sent of each row, by the name of its field."""
    count = _number(data.get(f"{prefix}-TOTAL_FORMS") or "", otherwise=0)
    rows: list[Row] = [{} for _ in range(min(count, RowFormSet.absolute_max))]
    for name in list(data):
        number, _, field = name.removeprefix(f"{prefix}-").partition("-")
        place = _number(number, otherwise=len(rows))
        if name.startswith(f"{prefix}-") and place < len(rows):
            rows[place][field] = data.getlist(name)
    return rows


def _number(text, *, otherwise):
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def _with_rows(data, prefix, rows):
    """The data with these rows in place of those that it had."""
    for name in [name for name in data if _is_of_a_row(name, prefix)]:
        del data[name]
    for number, row in enumerate(rows):
        for field, texts in row.items():
            data.setlist(f"{prefix}-{number}-{field}", texts)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    return data


def _is_of_a_row(name, prefix):
    return name.startswith(f"{prefix}-") and name.removeprefix(f"{prefix}-")[:1].isdecimal()
