"""What is typed to hand over what an owner holds, and to undo it."""

import re

from django import forms
from django.utils.text import Truncator

from people.address_keys import KeyConverter
from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import Remembered, TokenForm, own_copy
from people.known_owners import KnownOwners
from people.offices import offices_of
from recommendations.forms.recommendations import CellTextField, OwnerNameField
from recommendations.hand_overs import NO_REASON, NOTHING_CHOSEN, TO_THEMSELVES
from recommendations.held import recommendations_of

EVERYBODY = "everybody"
CHOICE = rf"\w+-{KeyConverter.regex}"
NAMED_NO_MORE = "None of the rows that you chose names them any more. Choose again"
# So many letters are seen at once in a box of the table.
FITS_ONE_LINE = 24
NO_WORDS = "Type what the owner cell of {row} is to say, or take the tick away"
CHANGED = (
    "Somebody else has changed {row} since you opened the page. See what it says now, and choose"
)
NEW = "{row} has come since you opened the page. See what it says, and choose"
GONE = (
    "{row} is not among them any more: somebody has changed it since you opened the page. Look "
    "through the rest, and save again"
)


class HandOverForm(TokenForm):
    """Whose items go to whom, from which day, and why. `leaver`: whose, where the page is theirs;
    else they are named.
    """

    leaver = OwnerNameField(
        label="From whom",
        help_text="A person, a post or a group, by the name in the directory.",
        error_messages={"required": "Enter from whom"},
    )
    successor = OwnerNameField(
        label="To whom",
        help_text="A person, a post or a group, by the name in the directory.",
        error_messages={"required": "Enter to whom"},
    )
    on = DatePartsField(
        label="From",
        help_text="The first day on which papers name the new owner. It may be a day to come.",
    )
    reason = forms.CharField(
        max_length=500,
        help_text="Kept with every change. For example: Sue Moorman leaves on 30 June.",
        error_messages={"required": NO_REASON},
    )
    with_done = forms.BooleanField(
        label="Hand over what is done too",
        required=False,
        help_text="Without the tick, what is completed or closed stays with the old name.",
    )
    helper = PageHelper()

    def __init__(self, data=None, *, known: KnownOwners, leaver=None, today):
        super().__init__(data, initial={"on": today})
        self.known, self.leaver, self.today = known, leaver, today
        if leaver:
            del self.fields["leaver"]

    @property
    def offices(self):
        """What stays with the leaver, once it is known who that is, until the directory says
        otherwise.
        """
        return offices_of(self.leaver, on=self.today)

    @property
    def carried(self):
        """What was typed, as pairs of name and text, for the page that follows."""
        names = {"token", "leaver", "successor", "on_0", "on_1", "on_2", "reason", "with_done"}
        return [(name, self.data[name]) for name in sorted(names & self.data.keys())]

    def clean_leaver(self):
        """Who has left may be out of use already."""
        self.leaver = self.known.find(self.cleaned_data["leaver"], or_out_of_use=True)
        return self.leaver

    def clean_successor(self):
        return self.known.find(self.cleaned_data["successor"])

    def clean(self):
        answers = super().clean()
        if self.leaver and answers.get("successor") == self.leaver:
            self.add_error("successor", TO_THEMSELVES)
        return answers


class ReassignForm(HandOverForm):
    """As HandOverForm, about chosen recommendations: from one of those whom they name (`named`,
    pairs of an owner and in how many of them), or from whoever is named (`leaver` None).
    `chosen`: how many they are.
    """

    leaver = forms.ChoiceField(
        label="From whom",
        widget=forms.Select,
        help_text="Of one owner only the name changes, and who else is named stays.",
        error_messages={"invalid_choice": NAMED_NO_MORE},
    )

    def __init__(self, data=None, *, known: KnownOwners, named, chosen, today):
        super().__init__(data, known=known, today=today)
        self.owners = {str(owner.pk): owner for owner, _ in named}
        self.fields["leaver"].choices = [
            (EVERYBODY, "Everybody named, and those that name nobody"),
            *((owner.pk, f"{owner.name} ({count})") for owner, count in named),
        ]
        is_of_one = len(named) == 1 and named[0][1] == chosen
        self.fields["leaver"].initial = named[0][0].pk if is_of_one else EVERYBODY
        self.fields["reason"].help_text = "Kept with every change. For example: Housing takes over."
        self.fields["with_done"].label = "Reassign what is done too"

    def clean_leaver(self):
        self.leaver = self.owners.get(self.cleaned_data["leaver"])
        return self.leaver


class HandOverRows(forms.Form):
    """The rows of the preview: which of them are handed over, and the words of each cell.

    `cells` and `actions`: what is held now; `words`: the proposed words of the cells by the name of
    their box. A row that was shown and has changed since, or was not shown yet, is said, and
    nothing is valid until it is chosen again.
    """

    shown = Remembered()
    chosen = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": NOTHING_CHOSEN}
    )

    def __init__(self, data=None, *, leaver, cells, actions, words):
        self.leaver, self.cells, self.actions, self.words = leaver, cells, actions, words
        self.keys = [*(cell_choice(h) for h in cells), *(action_choice(h) for h in actions)]
        super().__init__(self._with_new_rows(data))
        self.fields["shown"].initial = " ".join(self.keys)
        self.fields["chosen"].choices = [(key, key) for key in self.keys]
        self.fields["chosen"].initial = self.keys
        for held in cells:
            self.fields[words_name(held)] = _words_field(held, words[words_name(held)])

    def _with_new_rows(self, data):
        """What was sent, less the rows that are not there any more, and with the proposed words of
        those that are new.
        """
        if data is None:
            return None
        data = own_copy(data)
        self.shown_before = (data.get("shown") or "").split()
        chosen = [key for key in data.getlist("chosen") if key in self.keys]
        data.setlist("chosen", [key for key in chosen if key in self.shown_before])
        data["shown"] = " ".join(self.keys)
        for held in self.cells:
            if cell_choice(held) not in self.shown_before:
                data[words_name(held)] = self.words[words_name(held)] or ""
        return data

    def _say_changed(self):
        """At each row that is new or has changed since the page was shown; and above them all for
        those that are not there any more.
        """
        gone = [key for key in self.shown_before if key not in self.keys]
        keys = (_keys(kind, gone) for kind in ("cell", "action", "row"))
        changed, said = recommendations_of(*keys), set()
        for key, held in zip(self.keys, [*self.cells, *self.actions], strict=True):
            if key not in self.shown_before:
                said.add(held.recommendation)
                is_changed = held.recommendation in changed
                name = words_name(held) if held in self.cells else "chosen"
                row = _called(held.recommendation)
                self.add_error(name, (CHANGED if is_changed else NEW).format(row=row))
        for row in changed:
            if row not in said:
                self.add_error(None, GONE.format(row=_called(row)))

    def clean(self):
        answers = super().clean()
        self._say_changed()
        for held in self.cells:
            name = words_name(held)
            is_chosen = cell_choice(held) in answers.get("chosen", ())
            is_wanted = is_chosen and (held.text or held.cell is None)
            if is_wanted and not answers.get(name) and name not in self.errors:
                self.add_error(name, NO_WORDS.format(row=_called(held.recommendation)))
        return answers

    def chosen_cells(self) -> dict[int, str]:
        """The new words of each chosen cell, by its key."""
        return self._chosen_words(held for held in self.cells if held.cell)

    def chosen_first_cells(self) -> dict[int, str]:
        """The words of each chosen row that has no cell yet, by the key of its recommendation."""
        return self._chosen_words(held for held in self.cells if held.cell is None)

    def _chosen_words(self, cells):
        chosen = self.cleaned_data["chosen"]
        return {
            held.key: self.cleaned_data[words_name(held)]
            for held in cells
            if cell_choice(held) in chosen
        }

    def chosen_actions(self) -> set[int]:
        chosen = self.cleaned_data["chosen"]
        return {held.key for held in self.actions if action_choice(held) in chosen}


class UndoForm(TokenForm):
    """Why a hand-over is undone, and from which day, unless it has not begun."""

    on = DatePartsField(label="From", help_text="Today, or an earlier day since the hand-over.")
    reason = forms.CharField(
        max_length=500,
        help_text="Kept with every change. For example: Sue Moorman stays after all.",
        error_messages={"required": NO_REASON},
    )
    helper = PageHelper()

    def __init__(self, data=None, *, today, is_to_come):
        super().__init__(data, initial={"on": today})
        if is_to_come:
            del self.fields["on"]


def cell_choice(held) -> str:
    return f"{'cell' if held.cell else 'row'}-{held.key}"


def action_choice(held) -> str:
    return f"action-{held.key}"


def words_name(held) -> str:
    return f"words-{held.key}" if held.cell else f"words-of-row-{held.key}"


def _keys(kind, choices):
    pairs = (choice.split("-") for choice in choices if re.fullmatch(CHOICE, choice))
    return [int(key) for name, key in pairs if name == kind]


def _called(recommendation):
    """What an error calls a row that is one of many."""
    return f"“{recommendation.reference or Truncator(recommendation.text).chars(60)}”"


def _words_field(held, proposed):
    """A box that shows all the words: of one line where that is enough."""
    field = CellTextField(label="Will say", required=False, initial=proposed or "")
    texts = (held.text, proposed or "")
    lines = max(text.count("\n") for text in texts) + 1
    if lines == 1 and max(map(len, texts)) <= FITS_ONE_LINE:
        field.widget = forms.TextInput()
    else:
        field.widget = forms.Textarea({"rows": max(2, lines)})
    return field
