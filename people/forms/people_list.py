"""A list of people that holds from a day on, as it is typed: the whole list, one name to a line."""

from django import forms

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.directory import one_line
from people.forms.edit_form import EditForm
from people.known_owners import KnownOwners

ONE_A_LINE = {"rows": 4}


class PeopleListForm(EditForm):
    """All the people who hold, sit in or may do what `subject` says, from a day on. Its version is
    the fact that was written down last; `listed`: the people who do today, each of whom may stay,
    also when they are no longer in use.
    """

    people = forms.CharField(
        required=False,
        widget=forms.Textarea(ONE_A_LINE),
        help_text="All of them, one name to a line, as in the directory; or an e-mail address. "
        "Leave it empty when nobody does.",
    )
    on = DatePartsField(
        label="From",
        help_text="The first day on which it is true. It may be a day to come.",
    )
    reason = forms.CharField(required=False, max_length=500)
    about_the_save = {"on", "reason"}
    helper = PageHelper()

    def __init__(self, data=None, *, listed=(), **kwargs):
        super().__init__(data, **kwargs)
        self.listed = listed
        self.initial["people"] = "\n".join(person.name for person in listed)

    def clean_people(self):
        """The people named, in their order; each name that is none of them is an error."""
        lines = [one_line(line) for line in self.cleaned_data["people"].splitlines()]
        lines = [line for line in lines if line]
        if not lines:
            return []
        found, errors = _look_up(lines, self.listed)
        if errors:
            raise forms.ValidationError(errors)
        return found


def _look_up(names, listed):
    known, found, errors = KnownOwners(), [], []
    for name in names:
        try:
            person = _still_listed(name, listed, found) or known.by_email(name) or known.find(name)
        except forms.ValidationError as error:
            errors.append(error)
            continue
        if not person.is_person:
            kind = person.get_kind_display().lower()
            errors.append(f"“{name}” is a {kind}. Only people can be named here.")
        elif person in found:
            errors.append(f"{person} is named twice.")
        else:
            found.append(person)
    return found, errors


def _still_listed(name, listed, found):
    """Who is called so among those listed today; of namesakes the first who isn't found yet."""
    namesakes = [person for person in listed if person.name == name]
    return next((person for person in namesakes if person not in found), None) or next(
        iter(namesakes), None
    )
