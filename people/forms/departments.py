"""What is typed about a department, and about who may report for it."""

from django import forms

from people.crispy import PageHelper
from people.department_tree import tree_choices
from people.directory import one_line
from people.forms.edit_form import EditForm, TokenForm
from people.forms.people_list import ONE_A_LINE, PeopleListForm
from people.known_owners import KnownOwners
from people.models import Department


class DelegationForm(PeopleListForm):
    """Who may report for a department from a day on. Its version is the last delegation."""

    people = forms.CharField(
        label="Delegates",
        required=False,
        widget=forms.Textarea(ONE_A_LINE),
        help_text="All of them, one name to a line, as in the directory; or an e-mail address. "
        "Leave it empty when nobody may.",
    )
    reason = forms.CharField(
        required=False, max_length=500, help_text="For example: while Sue Moorman is on leave."
    )

    def __init__(self, data=None, *, department, **kwargs):
        super().__init__(data, subject=department, **kwargs)


class _DepartmentFields(forms.Form):
    name = forms.CharField(max_length=200, error_messages={"required": "Enter a name"})
    short_name = forms.CharField(
        max_length=40, required=False, help_text="Where there is little room: “HR”."
    )
    parent = forms.TypedChoiceField(label="Part of", required=False, coerce=int, empty_value=None)
    head = forms.CharField(
        required=False,
        max_length=200,
        help_text="A person or a post, as in the directory. A vacant post of the department is "
        "chased through them.",
    )
    is_active = forms.BooleanField(
        label="In use",
        required=False,
        initial=True,
        help_text="Without the tick nothing is put into it any more; what is in it stays.",
    )
    close = forms.BooleanField(label="Yes, close it all the same", required=False)

    def __init__(self, *args, department=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.department = department
        self.departments = {d.pk: d for d in Department.objects.select_related("head")}
        choices = tree_choices(
            self.departments.values(), leave_out=department, also=department and department.parent
        )
        self.fields["parent"].choices = [("", "None: it is at the top"), *choices]

    @property
    def helper(self):
        asks = "close" in self.errors or self.data.get("close")
        return PageHelper(*[name for name in self.field_order if asks or name != "close"])

    def clean_name(self):
        return one_line(self.cleaned_data["name"])

    def clean_parent(self):
        return self.departments.get(self.cleaned_data["parent"])

    def clean_head(self):
        """Who is named; the head that there is stays, whoever else has the same name."""
        name, before = one_line(self.cleaned_data["head"]), self.department and self.department.head
        if before and name == before.surviving.name:
            return before.surviving
        return KnownOwners().find(name) if name else None

    def typed(self):
        """What the acts on a department want to know."""
        names = ("name", "short_name", "parent", "head", "is_active")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class NewDepartmentForm(TokenForm, _DepartmentFields):
    is_active = close = None
    field_order = ["name", "short_name", "parent", "head"]


class DepartmentForm(EditForm, _DepartmentFields):
    field_order = ["name", "short_name", "parent", "head", "is_active", "close"]
    about_the_save = {"close"}

    def __init__(self, data=None, *, department, **kwargs):
        initial = {
            "name": department.name,
            "short_name": department.short_name,
            "parent": department.parent_id,
            "head": department.head.surviving.name if department.head else "",
            "is_active": department.is_active,
        }
        super().__init__(data, subject=department, department=department, initial=initial, **kwargs)

    def clean(self):
        """To close what is not empty is nothing wrong, but is asked about."""
        typed, department = self.cleaned_data, self.department
        if typed["is_active"] or typed["close"] or not department.is_active:
            return
        owners = department.owners.in_use().count()
        departments = department.children.filter(is_active=True).count()
        if owners or departments:
            has = f"Still in use in it: {_counted(owners, departments)}"
            self.add_error("close", f"{has}. Tick to close it all the same")


def _counted(owners, departments):
    counts = [
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((owners, "owner"), (departments, "department"))
        if count
    ]
    return " and ".join(counts)
