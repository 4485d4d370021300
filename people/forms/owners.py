"""What is typed about an owner, and about who holds a post or sits in a group."""

from django import forms
from django.utils.text import get_text_list

from people.crispy import PageHelper
from people.directory import SPELLING_LENGTH, one_line
from people.forms.edit_form import EditForm, TokenForm
from people.forms.people_list import ONE_A_LINE, PeopleListForm
from people.merging import REASON_LENGTH
from people.models import Department, Owner
from people.offices import counts_naming, offices_of


class _OwnerFields(forms.Form):
    name = forms.CharField(
        max_length=200,
        error_messages={"required": "Enter a name"},
        help_text="As papers should find it: “Sue Moorman”, “Head of Communications”.",
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        error_messages={"invalid": "Enter an e-mail address like name@example.gov.uk"},
    )
    department = forms.ModelChoiceField(Department.objects.none(), required=False)
    aliases = forms.CharField(
        label="Other spellings",
        required=False,
        widget=forms.Textarea(ONE_A_LINE),
        help_text="Under which papers name them too. One to a line.",
    )
    another = forms.BooleanField(label="Yes, another one of the same name", required=False)
    digests = forms.ChoiceField(
        label="Reminders by e-mail",
        choices=Owner.Digests.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often they are written to"},
        help_text="They can choose for themselves too, once they sign in.",
    )
    is_active = forms.BooleanField(
        label="In use",
        required=False,
        initial=True,
        help_text="Without the tick nobody is offered them any more; what names them stays.",
    )
    retire = forms.BooleanField(label="Yes, take them out of use all the same", required=False)

    def __init__(self, *args, owner=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        departments = Department.objects.filter(is_active=True)
        if owner and owner.department_id:
            departments |= Department.objects.filter(pk=owner.department_id)
        self.fields["department"].queryset = departments
        self.fields["department"].empty_label = "None"

    @property
    def helper(self):
        silent = [name for name in ("another", "retire") if not self._asks(name)]
        return PageHelper(*[name for name in self.field_order if name not in silent])

    def _asks(self, name):
        return name in self.errors or self.data.get(name)

    def clean_name(self):
        return one_line(self.cleaned_data["name"])

    def clean_aliases(self):
        return self.cleaned_data["aliases"].splitlines()

    def ask_about_namesakes(self, kind):
        """Somebody of the same name and kind is nothing wrong, but is asked about."""
        name, before = self.cleaned_data.get("name"), self.owner and self.owner.name
        if not (name and kind) or name == before or self.cleaned_data.get("another"):
            return
        others = Owner.objects.namesakes(name, kind)
        if self.owner:
            others = others.exclude(pk=self.owner.pk).exclude(merged_into=self.owner)
        other = others.first()
        if other is not None:
            self.add_error(
                "another",
                f"There is a {other.get_kind_display().lower()} called {other} already. "
                "Tick to have another one of the same name",
            )

    def typed(self):
        """What the acts on an owner want to know."""
        names = ("kind", "name", "email", "department", "aliases", "digests", "is_active")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class NewOwnerForm(TokenForm, _OwnerFields):
    kind = forms.ChoiceField(
        choices=Owner.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they are: a person, a post or a group"},
        help_text="This cannot be changed later.",
    )
    is_active = retire = digests = None
    field_order = ["kind", "name", "another", "email", "department", "aliases"]

    def clean(self):
        self.ask_about_namesakes(self.cleaned_data.get("kind"))


class OwnerForm(EditForm, _OwnerFields):
    """`today`: the day on which something is still the owner's, which is in `offices` and in
    `named` (pairs of how many, and of what) when they are to be taken out of use.
    """

    field_order = [
        "name",
        "another",
        "email",
        "department",
        "aliases",
        "digests",
        "is_active",
        "retire",
    ]
    about_the_save = {"another", "retire"}

    def __init__(self, data=None, *, owner, today, **kwargs):
        initial = {
            "name": owner.name,
            "email": owner.email,
            "department": owner.department_id,
            "aliases": "\n".join(alias.name for alias in owner.aliases.all()),
            "digests": owner.digests,
            "is_active": owner.is_active,
        }
        super().__init__(data, subject=owner, owner=owner, initial=initial, **kwargs)
        self.today, self.offices, self.named = today, None, []

    def clean(self):
        self.ask_about_namesakes(self.owner.kind)
        typed = self.cleaned_data
        if not typed["is_active"] and self.owner.is_active and not typed["retire"]:
            self.ask_about_what_is_theirs()

    def ask_about_what_is_theirs(self):
        """To take somebody out of use who is still to account for something is nothing wrong, but
        is asked about.
        """
        self.offices = offices_of(self.owner, on=self.today)
        counts = counts_naming(self.owner).items()
        self.named = [(count, _counted(count, words)) for words, count in counts if count]
        theirs = [*_in_words(self.offices), *(words for _, words in self.named)]
        if theirs:
            still = f"Still theirs: {get_text_list(theirs, 'and')}"
            self.add_error("retire", f"{still}. Tick to take them out of use all the same")


class DigestsForm(EditForm):
    """How often somebody wants to be written to."""

    digests = forms.ChoiceField(
        label="How often at most",
        choices=Owner.Digests.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often"},
    )
    helper = PageHelper()
    marks_optional = False

    def __init__(self, data=None, *, owner, **kwargs):
        super().__init__(data, subject=owner, initial={"digests": owner.digests}, **kwargs)


def _in_words(offices):
    counts = [
        (len(offices.posts), "post"),
        (len(offices.groups), "group"),
        (len(offices.heads), "department headed"),
        (len(offices.reports_for), "delegation"),
    ]
    return [_counted(count, words) for count, words in counts if count]


def _counted(count, words):
    """“2 departments headed”: the first word is what is counted."""
    noun, *more = words.split(" ")
    return " ".join([str(count), noun if count == 1 else f"{noun}s", *more])


class FindDuplicateForm(forms.Form):
    """Which other owner is the same one, found by typing."""

    q = forms.CharField(
        label="Name, or another spelling of it", required=False, max_length=SPELLING_LENGTH
    )
    helper = PageHelper()
    marks_optional = False


class _MergingForm(EditForm):
    """Why something is done to an owner. `subject`: the one that is, or was, merged."""

    reason = forms.CharField(required=False, max_length=REASON_LENGTH)
    about_the_save = {"reason"}
    helper = PageHelper()


class MergeForm(_MergingForm):
    """`into`: the other one, chosen before; None when there is none to choose by that key."""

    into = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, into, **kwargs):
        super().__init__(data, **kwargs)
        self.owner_into = into
        self.fields["into"].initial = into and into.pk
        self.fields[
            "reason"
        ].help_text = "For example: one person, spelled in two ways in the paper of May 2016."

    def clean_into(self):
        if self.owner_into is None:
            raise forms.ValidationError("Choose the other one first")
        return self.owner_into


class UnmergeForm(_MergingForm):
    pass


class TenureForm(PeopleListForm):
    """Who holds a post, or sits in a group, from a day on. Its version is the last tenure."""

    reason = forms.CharField(
        required=False, max_length=500, help_text="For example: successor of Sue Moorman."
    )

    def __init__(self, data=None, *, owner, **kwargs):
        super().__init__(data, subject=owner, **kwargs)
        words = "Who holds the post" if owner.is_post else "Who sits in the group"
        self.fields["people"].label = words
