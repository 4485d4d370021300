"""What the templates of the form pack ask for: words and places of errors, date boxes, rows."""

from dataclasses import dataclass

from django import forms, template
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet
from django.utils.functional import Promise

from people.date_parts import PARTS, DatePartsWidget

register = template.Library()

# Django's own messages name no field; in a summary they must.
WORDS = {
    "required": "%(label)s must be %(verb)s",
    "invalid_choice": "%(label)s must be one of the choices",
    "max_length": "%(label)s must be %(limit_value)s characters or fewer (it has %(show_value)s)",
}


@dataclass(frozen=True)
class Problem:
    text: str
    anchor: str


@register.inclusion_tag("council/error_summary.html")
def error_summary(*checked):
    """What is wrong in these forms and formsets, each with a link to where it is put right."""
    return {"items": [problem for item in checked for problem in _problems(item)]}


@register.simple_tag
def error_prefix(*checked):
    """What the title of a page begins with when something in its forms and formsets is wrong."""
    return "Error: " if any(problem for item in checked for problem in _problems(item)) else ""


@register.filter
def error_texts(field):
    """The sentences beside a field: its own, or Django's put so that they name the field."""
    return [_text(field, error) for error in field.errors.as_data()]


@register.filter
def is_date_parts(field):
    return isinstance(field.field.widget, DatePartsWidget)


@register.filter
def date_parts(field):
    """The three boxes of a date field, as filled in."""
    boxes = field.subwidgets[0].data["subwidgets"]
    wrong = _wrong_parts(field)
    return [
        {
            "kind": kind,
            "label": kind.capitalize(),
            "id": box["attrs"]["id"],
            "name": box["name"],
            "value": box["value"] or "",
            "is_wrong": number in wrong,
        }
        for number, (kind, box) in enumerate(zip(PARTS, boxes, strict=True))
    ]


@register.filter
def is_marked_optional(field):
    """A form sets `marks_optional = False` where nothing has to be filled in: filters."""
    return not field.field.required and getattr(field.form, "marks_optional", True)


@register.filter
def row_name(formset):
    """What a row is called in its legend and in errors: `row_name` of the formset's class."""
    return getattr(formset, "row_name", "Row")


@register.filter
def page_numbers(page):
    """The pages to link to from this one, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


def _problems(item):
    if isinstance(item, BaseFormSet):
        yield from (Problem(str(text), f"{item.prefix}-error") for text in item.non_form_errors())
        for number, form in enumerate(item.forms, start=1):
            if not _is_removed(form):
                called = getattr(form, "called", "") or f"{row_name(item)} {number}"
                yield from _form_problems(form, before=f"{called}: ")
    else:
        yield from _form_problems(item)


def _form_problems(form, before=""):
    if conflicts := getattr(form, "conflicts", None):
        yield from _form_problems(conflicts, before)
    fields = form.visible_fields()
    first = _anchor(fields[0]) if fields else ""
    for text in form.non_field_errors():
        yield Problem(before + text, first)
    for field in form.hidden_fields():
        yield from (Problem(before + text, "") for text in error_texts(field))
    for field in fields:
        for error in field.errors.as_data():
            yield Problem(before + _text(field, error), _anchor(field, error))


def _is_removed(form):
    return form.is_bound and form.cleaned_data.get(DELETION_FIELD_NAME, False)


def _text(field, error):
    text = error.messages[0]
    if not isinstance(error.message, Promise):
        return text
    if error.code in WORDS:
        words = {"label": field.label, "verb": _verb(field), **(error.params or {})}
        return WORDS[error.code] % words
    return f"{field.label}: {text}"


def _verb(field):
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "ticked"
    return "chosen" if isinstance(field.field.widget, forms.widgets.ChoiceWidget) else "filled in"


def _anchor(field, error=None):
    if is_date_parts(field):
        part = ((error and error.params) or {}).get("part", 0)
        return f"{field.auto_id}_{part}"
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def _wrong_parts(field):
    errors = field.errors.as_data()
    if any(error.code == "incomplete" for error in errors):
        return {number for number, part in enumerate(field.value()) if not (part or "").strip()}
    if any("part" not in (error.params or {}) or error.code == "required" for error in errors):
        return {0, 1, 2}
    return {error.params["part"] for error in errors}
