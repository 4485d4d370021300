"""Several rows on one page: each keeps its own key, and "add another" works without JavaScript."""

from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer
from django.forms.utils import ErrorDict, ErrorList

from people.forms.edit_form import MergedForm, Remembered, own_copy

REMOVED_BUT_CHANGED = (
    "Somebody else has changed a row that you marked for removal. Look at what it says now; to "
    "remove it all the same, save again"
)


class RowForm(MergedForm):
    """A row; `key` says which of the things on record it is about, "" for a new one."""

    key = Remembered()

    @property
    def is_new(self):
        return not self.cleaned_data.get("key")

    def as_shown(self):
        return {**super().as_shown(), self.add_prefix("key"): [str(self.initial["key"])]}


class RowFormSet(BaseFormSet):
    """Rows matched to what is on record by their key, not by their place on the page.

    `initial`: a dict for each row on record, with its "key". A button named `add-<prefix>` asks for
    one more blank row: then the page is shown again with everything typed, and nothing is saved.
    A row that somebody else added since the page was shown joins those that were sent.
    """

    min_num, max_num, absolute_max = 0, 200, 400
    validate_min = validate_max = can_order = False
    can_delete, can_delete_extra = True, False
    default_error_messages = {
        "missing_management_form": "The page arrived incomplete. Open it again and type once more."
    }
    edit_only = False
    extra = 1
    renderer = get_default_renderer()
    row_name = "Row"

    def __init__(self, data=None, *, prefix, initial=(), **kwargs):
        self.on_record = {str(row["key"]): row for row in initial}
        self.add_button = f"add-{prefix}"
        self.asks_for_another = data is not None and self.add_button in data
        if self.asks_for_another:
            data = _with_another_row(data, prefix)
        if data is not None and kwargs.get("form_kwargs", {}).get("is_stale"):
            data = self._with_rows_added_meanwhile(data, prefix, kwargs["form_kwargs"])
        super().__init__(data, prefix=prefix, initial=list(initial), **kwargs)

    def _construct_form(self, i, **kwargs):
        if self.is_bound:
            key = self.data.get(f"{self.add_prefix(i)}-key", "")
            kwargs["initial"] = self.on_record.get(key, {})
            is_new = not kwargs["initial"]
            kwargs["empty_permitted"], kwargs["use_required_attribute"] = is_new, not is_new
        return super()._construct_form(i, **kwargs)

    def _with_rows_added_meanwhile(self, data, prefix, form_kwargs):
        data, total = own_copy(data), f"{prefix}-TOTAL_FORMS"
        count = int(data[total]) if is_count(data.get(total, "")) else 0
        sent = {data.get(f"{prefix}-{n}-key") for n in range(min(count, self.absolute_max))}
        for row in (row for key, row in self.on_record.items() if key not in sent):
            form = self.form(prefix=f"{prefix}-{count}", initial=row, **form_kwargs)
            for name, texts in form.as_shown().items():
                data.setlist(name, texts)
            count += 1
            data[total] = str(count)
        return data

    def clean(self):
        """What is marked for removal and was changed meanwhile is asked about once."""
        if any(form.is_stale and form.is_changed_meanwhile for form in self.deleted_forms):
            raise ValidationError(REMOVED_BUT_CHANGED)

    @property
    def rows(self):
        """What is typed in the rows that say something, in their order: pairs of the form and its
        cleaned data. Only after is_valid().
        """
        said = [form for form in self.forms if form not in self.deleted_forms]
        return [(form, form.cleaned_data) for form in said if form.has_changed() or form.initial]

    @property
    def removed_keys(self):
        """The keys of the rows on record that somebody ticked to remove."""
        return [form.cleaned_data["key"] for form in self.deleted_forms if form.initial]

    @property
    def conflicts(self):
        return [form.conflicts for form in self.forms if form.conflicts]


def is_count(text):
    return text.isdecimal() and len(text) < 6


def _with_another_row(data, prefix):
    data, total = data.copy(), f"{prefix}-TOTAL_FORMS"
    if is_count(data.get(total, "")):
        data[total] = str(int(data[total]) + 1)
    return data


def shown_again(*forms):
    """The forms and formsets as they were typed, without what is wrong in them: nobody has asked to
    save yet.
    """
    for form in forms:
        if isinstance(form, BaseFormSet):
            form._errors, form._non_form_errors = [{} for _ in form.forms], ErrorList()
            shown_again(*form.forms)
        else:
            form._errors, form.cleaned_data = ErrorDict(), {}
