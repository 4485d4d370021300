"""What is typed in the review of an import: a row put right, names, statuses and missing rows
settled. Each form says by `change()` what that makes of the answers.
"""

from hashlib import sha256

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm
from people.models import Owner
from recommendations.forms.recommendations import ByWhenField, CellTextField, OneLineField
from recommendations.importing.answers import TEXTS
from recommendations.importing.reviewed import CLOSE, COMPLETED, DROPPED, KEPT, LIVE, NEW
from recommendations.meanings import Meaning
from recommendations.models import Placement

DATES = ("earliest", "latest", "open_ended")
SHORT = 90
NOT_BY_HAND = "Tick that you set the days by hand, or put them back"
NO_STATUS = "No status: the words go to the action taken"
WHO_ELSE = "You chose “{}” and named somebody else as well: take one of them away"
KEEP, SOMEBODY = "keep", "owner:"
KINDS = {
    Owner.Kind.PERSON: "a person",
    Owner.Kind.POST: "a post",
    Owner.Kind.GROUP: "a group",
}
MISSING_CHOICES = [
    (COMPLETED, "It was completed"),
    (DROPPED, "It was dropped: it is monitored no longer"),
    (LIVE, "It is still live"),
]


class RowCorrection(EditForm):
    """A row of the review, to be put right. `row`: the ReviewRow; `columns`: headings of the plan's
    own columns; `others`: pairs of key and words of recommendations that it can be joined to.
    """

    reference = OneLineField(label="Reference", max_length=TEXTS["reference"], required=False)
    text = CellTextField(label="Recommendation", max_length=TEXTS["text"], required=False, rows=3)
    theme = OneLineField(label="Theme", max_length=TEXTS["theme"], required=False)
    timescale = OneLineField(label="Timescale", max_length=TEXTS["timescale"], required=False)
    progress = CellTextField(label="Action taken", max_length=TEXTS["progress"], required=False)
    further_action = CellTextField(
        label="Further action", max_length=TEXTS["further_action"], required=False, rows=3
    )
    by_when = ByWhenField(label="By when", max_length=TEXTS["by_when"], required=False)
    by_hand = forms.BooleanField(label="Set the days of “By when” by hand", required=False)
    earliest = DatePartsField(label="First day", required=False)
    latest = DatePartsField(label="Last day", required=False)
    open_ended = forms.BooleanField(label="Goes on without an end", required=False)
    owner_text = CellTextField(
        label="Owners, as printed", max_length=TEXTS["owner_text"], required=False, rows=2
    )
    status_word = OneLineField(label="Status", max_length=TEXTS["status_word"], required=False)
    priority = OneLineField(label="Priority", max_length=TEXTS["priority"], required=False)
    response = forms.ChoiceField(
        label="Response", choices=[("", "None"), *Placement.Response.choices], required=False
    )
    raised_on = DatePartsField(label="Date agreed", required=False)
    match = forms.ChoiceField(label="Which recommendation of the plan is it?", required=False)
    left_out = forms.BooleanField(label="Leave this row out", required=False)

    def __init__(self, *args, row, columns, others, paper_date, **kwargs):
        self.row = row
        self.own = {f"own_{at}": heading for at, heading in enumerate(columns)}
        super().__init__(*args, initial=_initial(row, self.own), **kwargs)
        self.fields["by_when"].widget.attrs |= _reads_against(paper_date)
        for name, heading in self.own.items():
            self.fields[name] = CellTextField(
                label=heading, max_length=20_000, required=False, rows=2
            )
        if others is None:
            del self.fields["match"]
        else:
            self.fields["match"].choices = [("", "Not settled"), (NEW, "A new one"), *others]
        self.order_fields(
            [name for name in self.fields if name not in ("match", "left_out")]
            + ["match", "left_out"]
        )

    def clean(self):
        answers = super().clean()
        if any(name in self.errors for name in DATES):
            return answers
        if set(DATES) & set(self.changed_data) and not answers.get("by_hand"):
            self.add_error("by_hand", NOT_BY_HAND)
        first, last = answers.get("earliest"), answers.get("latest")
        if first and last and first > last:
            self.add_error("latest", "The last day must be the first day or later")
        return answers

    def change(self):
        """What the row's answers become: what was typed otherwise than it stands. After
        is_valid().
        """
        typed, touched = self.cleaned_data, set(self.changed_data)
        said = {name: typed[name] for name in TEXTS if name in touched}
        if "raised_on" in touched:
            said["raised_on"] = _as_text(typed["raised_on"])
        if "left_out" in touched:
            said["left_out"] = typed["left_out"] or None
        if "match" in touched:
            said["match"] = _as_key(typed["match"])
        if own := {heading: typed[name] for name, heading in self.own.items() if name in touched}:
            said["own_values"] = own
        if {*DATES, "by_hand"} & touched:
            said["dates"] = self._dates() if typed["by_hand"] else None
        return {"rows": {str(self.row.number): said}}

    def _dates(self):
        first, last, open_ended = (self.cleaned_data[name] for name in DATES)
        return {
            "earliest": _as_text(first),
            "latest": _as_text(last),
            "open_ended": bool(open_ended),
        }


class OwnersForm(EditForm):
    """Who is meant by the spellings of a paper, each once. `shown`: the ReviewedOwners of the page;
    `known`: the KnownOwners.
    """

    @staticmethod
    def name_of(one):
        return _name("who", one.named.spelling)

    def __init__(self, *args, shown, known, **kwargs):
        self.rows = [(self.name_of(one), one) for one in shown]
        self.known = known
        initial = {name: _settled_as(one.named) for name, one in self.rows}
        super().__init__(*args, initial=initial, **kwargs)
        for name, one in self.rows:
            called = one.named.spelling
            self.fields[name] = forms.ChoiceField(
                label=f"Who is “{called}”?", choices=_who(one.named, known), required=False
            )
            self.fields[_else(name)] = OneLineField(
                label=f"Somebody else in the directory for “{called}”",
                max_length=200,
                required=False,
                widget=forms.TextInput({"list": "owner-names"}),
            )

    def clean(self):
        answers = super().clean()
        for name, _ in self.rows:
            if typed := answers.get(_else(name)):
                self._find(name, typed)
        return answers

    def _find(self, name, typed):
        if name in self.changed_data and self.cleaned_data.get(name):
            chosen = dict(self.fields[name].choices)[self.cleaned_data[name]]
            self.add_error(_else(name), WHO_ELSE.format(chosen))
            return
        try:
            self.cleaned_data[name] = f"{SOMEBODY}{self.known.find(typed).pk}"
        except ValidationError as error:
            self.add_error(_else(name), error)

    def change(self):
        return {
            "owners": {
                one.named.spelling: _answer_of(self.cleaned_data[name], one.named)
                for name, one in self.rows
                if self.cleaned_data[name] != self.initial[name]
            }
        }

    @property
    def boxes(self):
        """Each spelling with its two fields."""
        return [(one, self[name], self[_else(name)]) for name, one in self.rows]


class StatusesForm(EditForm):
    """What the words of the status column mean. `shown`: the ReviewedStatuses."""

    @staticmethod
    def name_of(one):
        return _name("status", one.word)

    def __init__(self, *args, shown, **kwargs):
        self.rows = [(self.name_of(one), one) for one in shown]
        super().__init__(*args, initial={name: one.meaning for name, one in self.rows}, **kwargs)
        for name, one in self.rows:
            self.fields[name] = forms.ChoiceField(
                label=f"What does “{one.word}” mean?",
                choices=[("", NO_STATUS), *((one.value, one.words) for one in Meaning)],
                required=False,
            )

    def change(self):
        return {
            "statuses": {
                one.word: self.cleaned_data[name]
                for name, one in self.rows
                if name in self.changed_data
            }
        }

    @property
    def boxes(self):
        return [(one, self[name]) for name, one in self.rows]


class MissingForm(EditForm):
    """What became of recommendations that the paper no longer has. `shown`: the MissingRows."""

    @staticmethod
    def name_of(one):
        return f"missing_{one.recommendation}"

    def __init__(self, *args, shown, **kwargs):
        self.rows = [(self.name_of(one), one) for one in shown]
        super().__init__(*args, initial={name: one.answer for name, one in self.rows}, **kwargs)
        for name, one in self.rows:
            self.fields[name] = forms.ChoiceField(
                label=one.reference or Truncator(one.text).chars(SHORT),
                choices=MISSING_CHOICES,
                widget=forms.RadioSelect,
                required=False,
            )

    def change(self):
        return {
            "missing": {
                str(one.recommendation): self.cleaned_data[name] or None
                for name, one in self.rows
                if name in self.changed_data
            }
        }

    @property
    def boxes(self):
        return [(one, self[name]) for name, one in self.rows]


def _initial(row, own):
    reading = row.reading
    days = {name: getattr(reading, name) if reading else None for name in DATES}
    return {
        **{name: getattr(row, name) for name in TEXTS if name != "theme_note"},
        **days,
        **{name: row.own_values.get(heading, "") for name, heading in own.items()},
        "by_hand": row.is_read_by_person,
        "raised_on": row.raised_on,
        "match": _match_now(row.match),
        "left_out": row.is_left_out,
    }


def _match_now(match):
    if match is None:
        return ""
    return NEW if match.how == NEW else str(match.recommendation or "")


def _reads_against(paper_date):
    """For the live reading: against the day of the paper, whatever the day is today."""
    day = paper_date.isoformat()
    return {"hx-vals": f'{{"paper_date": "{day}", "change": "correction"}}'}


def _as_text(day):
    return day.isoformat() if day else None


def _as_key(chosen):
    if not chosen:
        return None
    return chosen if chosen == NEW else int(chosen)


def _name(kind, words):
    """A field's name for words that may hold anything."""
    return f"{kind}_{sha256(words.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _else(name):
    return f"{name}_else"


def _settled_as(named):
    if named.outcome == CLOSE:
        return ""
    if named.outcome == KEPT:
        return KEEP
    return f"new:{named.kind}" if named.outcome == NEW else f"{SOMEBODY}{named.owner}"


def _who(named, known):
    offered = dict(named.offered)
    if named.owner and named.owner in known.by_key:
        offered.setdefault(named.owner, known.by_key[named.owner].name)
    return [
        ("", "Not settled"),
        *((f"{SOMEBODY}{key}", name) for key, name in offered.items()),
        *((f"new:{kind}", f"New in the directory: {words}") for kind, words in KINDS.items()),
        (KEEP, "Nobody: print the words only"),
    ]


def _answer_of(chosen, named):
    if not chosen:
        return None
    if chosen == KEEP:
        return {"keep": True}
    kind, _, rest = chosen.partition(":")
    if kind == "new":
        return {"new": {"name": named.name, "kind": rest}}
    return {"owner": int(rest)}
