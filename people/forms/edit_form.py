"""What every edit form carries: a token, so that it counts once however often it is sent, and what
is needed for two people who edit the same thing: the second is shown both texts and chooses.

How it goes, for a form that shows what a row says now (`initial`):

1. Shown, the form carries the row's `version` and, hidden, a digest of what each field said.
2. Sent back with an older version than the row has by now, it `is_stale`. Then `conflicts` has a
   choice for each field that somebody else has changed meanwhile into something else than what was
   sent, and the form is not valid. The page shows `components/_conflicts.html` inside its form
   element, with everything typed still in its boxes. The newer version is in the form, so that the
   next save goes through. Where nobody else changed what this form is about, it is valid.
3. Sent again, each choice (`keep-<field>`: "typed" or "saved") is applied before anything is
   checked: "typed" takes what stands in the box, "saved" what the row says. A choice that was not
   made is asked for again.

A field that only the other one touched has its choice made for it, and shown.
"""

import hashlib
import json
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID, uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from people.edited_in_place import EditedMeanwhile

TYPED, SAVED = "typed", "saved"


class TouchedBy(NamedTuple):
    me: bool
    them: bool


class Remembered(forms.CharField):
    """A hidden field about the form itself: whatever it says, nobody typed something."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def has_changed(self, initial, data):
        return False


class _OwnCopyForm(forms.Form):
    """A form that may put right what was sent to it: its `data` is a copy of its own."""

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(own_copy(data), *args, **kwargs)


class TokenForm(_OwnCopyForm):
    """A form that counts once: for what is added, not edited. `people.views.editing.EditView`
    spends the token.
    """

    token = Remembered(initial=uuid4)

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        if self.is_bound and not _is_token(self.data.get(self.add_prefix("token"))):
            self.renew_token()

    def renew_token(self):
        """What this form says now may be saved beside what it said when it was sent before."""
        self.data[self.add_prefix("token")] = str(uuid4())

    def clean_token(self):
        return UUID(self.cleaned_data["token"])

    def take_refusal(self, error):
        """Show what an act refused (a ValidationError): beside the fields it names, else above
        the form.
        """
        messages = error.error_dict if hasattr(error, "error_dict") else {None: error}
        for name, errors in messages.items():
            self.add_error(name if name in self.fields else None, errors)


class MergedForm(_OwnCopyForm):
    """A form about something that somebody else may have saved since it was shown; by itself a row
    of a formset beside an EditForm, with `form_kwargs={"is_stale": form.is_stale}`.

    `initial` says what the row says now, when the form is shown and when it is sent; a row without
    it is a new one and has no conflicts. Rows must be matched to their `initial` by key, not by
    their place on the page.
    """

    # The fields that say something about the save (a reason, the day it is true from), not about
    # the row: they are never in conflict.
    about_the_save: Collection[str] = ()

    opened_with = Remembered()

    def __init__(self, data=None, *args, is_stale=False, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.is_stale = is_stale
        self.fields["opened_with"].initial = self._digests

    @property
    def is_new(self):
        return not self.initial

    @cached_property
    def conflicts(self):
        """The choices to be made, as a form: `for choice in form.conflicts` gives bound fields.
        Its length is their number.
        """
        return Conflicts(self)

    def is_valid(self):
        return super().is_valid() and not self.conflicts

    def full_clean(self):
        if self.is_bound:
            self._take_what_was_saved()
        super().full_clean()

    def has_changed(self):
        """Once the choices are applied, whoever asks first."""
        if self.is_bound and self._errors is None:
            self.full_clean()
        return super().has_changed()

    def compared(self):
        """The names of the fields that can be in conflict."""
        return [
            name
            for name, field in self.fields.items()
            if name not in self.about_the_save
            and not (field.disabled or field.widget.is_hidden or isinstance(field, forms.FileField))
        ]

    def differs(self, name):
        """Whether what was typed is something else than what the row says now."""
        field, widget = self.fields[name], self[name].field.widget
        typed = widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return field.has_changed(self.get_initial_for_field(field, name), typed)

    @property
    def is_changed_meanwhile(self):
        """Whether somebody else has changed any of the fields since the form was opened."""
        return any(self.touched_by(name).them for name in self.compared())

    def touched_by(self, name):
        """Who changed a field since the form was opened: who sends it, or somebody else."""
        digest = self._digests_when_opened.get(name)
        return TouchedBy(
            me=_digest(self._typed(name)) != digest, them=_digest(self._saved(name)) != digest
        )

    def in_words(self, name, which):
        """What was typed into a field, or what the row says now, as one reads it."""
        inputs = self._typed(name) if which == TYPED else self._saved(name)
        field = self.fields[name]
        if isinstance(field.widget, forms.CheckboxInput):
            return "Yes" if any(inputs.values()) else "No"
        texts = [text for texts in inputs.values() for text in texts if text]
        if isinstance(field.widget, forms.widgets.ChoiceWidget):
            labels = {str(value): str(label) for value, label in _flat(field.widget.choices)}
            return "\n".join(labels.get(text, text) for text in texts)
        return " ".join(texts)

    def as_shown(self):
        """What a browser sends of it when nobody has typed anything: texts by input."""
        shown = {key: texts for name in self.compared() for key, texts in self._saved(name).items()}
        return {**shown, self.add_prefix("opened_with"): [self._digests()]}

    def choice_name(self, name):
        return f"keep-{name}"

    def _take_what_was_saved(self):
        """Put what the row says now where that was chosen; a stale form is asked about first."""
        if not self.is_stale:
            for name in self.compared():
                if self.data.get(self.add_prefix(self.choice_name(name))) == SAVED:
                    for key, texts in self._saved(name).items():
                        self.data.setlist(key, texts)

    def _typed(self, name):
        return {key: self.data.getlist(key) for key in self._saved(name)}

    def _saved(self, name):
        """What a browser would send for the field as the row says it now: texts by input."""
        field, key = self.fields[name], self.add_prefix(name)
        value = field.prepare_value(self.get_initial_for_field(field, name))
        widget = field.widget
        if isinstance(widget, forms.MultiWidget):
            parts = value if isinstance(value, list) else widget.decompress(value)
            names = (key + suffix for suffix in widget.widgets_names)
            return {name: [part or ""] for name, part in zip(names, parts, strict=True)}
        if isinstance(widget, forms.CheckboxInput):
            return {key: ["on"] if value else []}
        shown = widget.format_value(value)
        return {key: [str(text) for text in shown] if isinstance(shown, list) else [shown or ""]}

    def _digests(self):
        return json.dumps({name: _digest(self._saved(name)) for name in self.compared()})

    @cached_property
    def _digests_when_opened(self):
        try:
            digests = json.loads(self.data.get(self.add_prefix("opened_with")) or "{}")
        except (ValueError, RecursionError):
            return {}
        return digests if isinstance(digests, dict) else {}


class EditForm(MergedForm, TokenForm):
    """A form that edits one thing in place.

    `subject` is what is edited; `version` is the one that it has now, `subject.version` by default.
    Hand `cleaned_data["version"]` to the act that saves, which may still raise EditedMeanwhile.
    """

    version = Remembered()

    def __init__(self, data=None, *args, subject, version=None, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.subject = subject
        now = subject.version if version is None else version
        self.fields["version"].initial = now
        if self.is_bound:
            key = self.add_prefix("version")
            self.is_stale = self.data.get(key) != str(now)
            self.data[key] = str(now)

    @property
    def is_new(self):
        return False

    def clean_version(self):
        return int(self.cleaned_data["version"])


class Conflicts(forms.Form):
    """The choices between what was typed into a form and what was saved meanwhile.

    Each bound field says in `choice.field` what to show: `typed`, `saved`, `typed_heading`,
    `saved_heading`.
    """

    def __init__(self, form):
        self.form = form
        names = self._names()
        choices = {form.choice_name(name): _Choice(form, name) for name in names}
        super().__init__(prefix=form.prefix, initial={k: c.initial for k, c in choices.items()})
        self.fields.update(choices)
        if form.is_stale and choices:
            self.problem(None, EditedMeanwhile(getattr(form, "subject", "this row")))
        for key, choice in choices.items():
            if not form.is_stale and not choice.initial:
                self.problem(key, f"Choose which to keep: {choice.label}")

    def __len__(self):
        return len(self.fields)

    def __bool__(self):
        return bool(self.fields)

    @property
    def asked(self):
        """The names that the page sends back, so that a choice not made is noticed."""
        return [field.name.removeprefix("keep-") for field in self]

    @property
    def asked_name(self):
        return self.form.add_prefix("asked")

    def problem(self, name, message):
        if self._errors is None:
            self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}
        self.add_error(name, message)

    def _names(self):
        form = self.form
        if not form.is_bound or form.is_new:
            return []
        if form.is_stale:
            return [n for n in form.compared() if form.differs(n) and form.touched_by(n).them]
        asked = form.data.getlist(form.add_prefix("asked"))
        asked = [name for name in form.compared() if name in asked]
        if all(_chosen(form, name) for name in asked):
            return []
        return [name for name in asked if form.differs(name)]


class _Choice(forms.ChoiceField):
    def __init__(self, form, name):
        typed_by_me = form.touched_by(name).me
        super().__init__(
            label=form[name].label,
            choices=[
                (TYPED, "Keep what you typed" if typed_by_me else "Put back what it said"),
                (SAVED, "Take what was saved meanwhile"),
            ],
            widget=forms.RadioSelect,
            initial=_chosen(form, name),
        )
        if not self.initial and not typed_by_me:
            self.initial = SAVED
        self.typed, self.saved = form.in_words(name, TYPED), form.in_words(name, SAVED)
        self.typed_heading = "What you typed" if typed_by_me else "What it said when you opened it"
        self.saved_heading = "What it says now"


def _chosen(form, name):
    chosen = form.data.get(form.add_prefix(form.choice_name(name)))
    return chosen if chosen in (TYPED, SAVED) else ""


def own_copy(data):
    """A copy of what was sent that can be changed, with line breaks as they are kept."""
    if data is None:
        return None
    pairs = data.lists() if isinstance(data, MultiValueDict) else _listed(data)
    return MultiValueDict({key: [_plain(text) for text in texts] for key, texts in pairs})


def _listed(data):
    return [(key, value if isinstance(value, list) else [value]) for key, value in data.items()]


def _plain(text):
    return text.replace("\r\n", "\n") if isinstance(text, str) else text


def _is_token(text):
    try:
        return bool(UUID(text))
    except (TypeError, ValueError):
        return False


def _digest(inputs):
    """Short, for a comparison only: of long texts the page need not carry a second copy."""
    texts = [text.strip() for texts in inputs.values() for text in texts if text and text.strip()]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:12]


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
