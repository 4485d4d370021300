"""The pieces of every edit form: what two people who edit the same thing are shown, and choose."""

from dataclasses import dataclass
from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from lxml import html

from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, MergedForm, TokenForm

FIRST = {
    "title": "Staff survey",
    "note": "Two\nlines",
    "begins": date(2016, 5, 31),
    "rag": "deadline",
    "months": 6,
    "is_active": True,
    "themes": ["1", "2"],
}


@dataclass
class Subject:
    version: int

    def __str__(self):
        return "Staff survey"


class PlanForm(EditForm):
    title = forms.CharField(error_messages={"required": "Enter a title"})
    note = forms.CharField(required=False, widget=forms.Textarea)
    begins = DatePartsField(label="True from", required=False)
    rag = forms.ChoiceField(
        label="RAG rule", choices=[("deadline", "By deadline"), ("per_cent", "By per cent")]
    )
    months = forms.IntegerField()
    is_active = forms.BooleanField(label="In use", required=False)
    themes = forms.MultipleChoiceField(
        choices=[("1", "Culture"), ("2", "Pay"), ("3", "Health")], required=False
    )


class ThemeForm(MergedForm):
    title = forms.CharField()


ThemeRows = forms.formset_factory(ThemeForm, extra=1)


def shown(version=1, **says):
    return PlanForm(subject=Subject(version), initial={**FIRST, **says})


def sent(page_of, version=1, typed=(), **says):
    """A form as a browser sends what `page_of` shows, with something typed over it, to a row that
    by now has a version and says something.
    """
    page = html.fromstring(f"<form>{page_of.as_p()}{choices(page_of)}</form>")
    query = QueryDict(mutable=True)
    for name, value in page.form_values():
        query.appendlist(name, value.replace("\n", "\r\n"))
    for name, value in dict(typed).items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return PlanForm(query, subject=Subject(version), initial={**FIRST, **says})


def choices(form):
    source = '{% include "components/_conflicts.html" with form=form only %}'
    return Template(source).render(Context({"form": form}))


def asked(form):
    return [choice.field.label for choice in form.conflicts]


def compared(form):
    return {choice.label: (choice.field.typed, choice.field.saved) for choice in form.conflicts}


def test_who_edits_alone_is_asked_nothing():
    form = sent(shown(), typed={"title": "Staff survey 2016"})

    assert form.is_valid()
    assert (form.cleaned_data["version"], form.cleaned_data["title"]) == (1, "Staff survey 2016")
    assert form.cleaned_data["note"] == "Two\nlines"
    assert choices(form).strip() == ""


def test_each_field_that_both_changed_is_shown_in_both_wordings():
    form = sent(
        shown(),
        version=2,
        typed={
            "title": "Mine",
            "note": "Mine\r\nin two",
            "begins_1": "June",
            "rag": "deadline",
            "months": "12",
            "is_active": [],
            "themes": ["2", "3"],
        },
        title="Theirs",
        note="",
        begins=date(2016, 6, 1),
        rag="per_cent",
        months=3,
        themes=["1"],
    )

    assert not form.is_valid()
    assert compared(form) == {
        "Title": ("Mine", "Theirs"),
        "Note": ("Mine\nin two", ""),
        "True from": ("31 June 2016", "1 6 2016"),
        "RAG rule": ("By deadline", "By per cent"),
        "Months": ("12", "3"),
        "Themes": ("Pay\nHealth", "Culture"),
    }


@pytest.mark.parametrize("is_active", [True, False])
def test_a_tick_is_told_in_words(is_active):
    form = sent(
        shown(is_active=is_active), version=2, typed={"opened_with": ""}, is_active=not is_active
    )

    assert compared(form)["In use"] == (("Yes", "No") if is_active else ("No", "Yes"))


def test_change_of_something_else_meanwhile_is_no_conflict():
    form = sent(shown(), version=2, typed={"title": "Mine"})

    assert form.is_valid()
    assert (form.cleaned_data["title"], form.cleaned_data["version"]) == ("Mine", 2)


def test_what_is_the_same_in_other_letters_is_no_conflict():
    form = sent(shown(), version=2, typed={"title": " Theirs ", "begins_1": "May"}, title="Theirs")

    assert form.is_valid()
    assert form.cleaned_data["version"] == 2


def test_only_what_both_touched_is_left_open():
    form = sent(
        shown(), version=2, typed={"title": "Mine", "months": "9"}, title="Theirs", note="Theirs"
    )

    assert form.conflicts.initial == {"keep-title": "", "keep-note": "saved"}
    assert [choice.field.typed_heading for choice in form.conflicts] == [
        "What you typed",
        "What it said when you opened it",
    ]


def test_nothing_typed_is_lost_and_the_newer_version_is_in_the_form():
    form = sent(shown(), version=2, typed={"title": "Mine"}, title="Theirs")

    page = html.fromstring(f"<form>{form.as_p()}</form>")

    assert page.fields["title"] == "Mine"
    assert page.fields["version"] == "2"


def test_what_was_typed_is_kept_when_that_is_chosen():
    second = sent(shown(), version=2, typed={"title": "Mine"}, title="Theirs", note="Theirs")
    third = sent(second, version=2, typed={"keep-title": "typed"}, title="Theirs", note="Theirs")

    assert third.is_valid()
    assert (third.cleaned_data["title"], third.cleaned_data["note"]) == ("Mine", "Theirs")
    assert third.cleaned_data["version"] == 2


@pytest.mark.parametrize(
    ("name", "typed", "saved", "cleaned"),
    [
        ("title", {"title": "Mine"}, "Theirs", "Theirs"),
        ("note", {"note": "Mine"}, "A\nB", "A\nB"),
        ("begins", {"begins_0": "30"}, date(2017, 1, 2), date(2017, 1, 2)),
        ("begins", {"begins_0": "30"}, None, None),
        ("rag", {"rag": "deadline"}, "per_cent", "per_cent"),
        ("months", {"months": "9"}, 12, 12),
        ("is_active", {"is_active": "on"}, False, False),
        ("themes", {"themes": ["1"]}, [], []),
        ("themes", {"themes": ["1"]}, ["3"], ["3"]),
    ],
)
def test_what_was_saved_is_taken_when_that_is_chosen(name, typed, saved, cleaned):
    second = sent(shown(), version=2, typed=typed, **{name: saved})
    third = sent(second, version=2, typed={f"keep-{name}": "saved"}, **{name: saved})

    assert third.is_valid()
    assert third.cleaned_data[name] == cleaned


def test_a_choice_not_made_is_asked_for_again():
    second = sent(shown(), version=2, typed={"title": "Mine"}, title="Theirs", months=9)
    third = sent(second, version=2, title="Theirs", months=9)

    assert not third.is_valid()
    assert third.conflicts.errors == {"keep-title": ["Choose which to keep: Title"]}
    assert compared(third) == {"Title": ("Mine", "Theirs")}
    assert (third["title"].value(), third["months"].value()) == ("Mine", "9")


def test_a_third_edit_in_between_is_shown_too():
    second = sent(shown(), version=2, typed={"title": "Mine"}, title="Theirs")
    third = sent(second, version=3, typed={"keep-title": "saved"}, title="Another's")

    assert not third.is_valid()
    assert compared(third) == {"Title": ("Mine", "Another's")}
    assert third.conflicts.initial == {"keep-title": "saved"}


def test_after_the_choice_a_mistake_is_put_right_as_ever():
    second = sent(shown(), version=2, typed={"title": "Mine", "months": "x"}, title="Theirs")
    third = sent(second, version=2, typed={"keep-title": "saved"}, title="Theirs")

    assert not third.is_valid()
    assert list(third.errors) == ["months"]
    assert third.data["title"] == "Theirs"
    assert asked(third) == []


@pytest.mark.parametrize("version", ["", "none", "0", "-1", "9" * 400])
def test_form_without_a_real_version_is_old(version):
    form = sent(shown(), typed={"version": version, "title": "Mine"}, title="Theirs")

    assert not form.is_valid()
    assert compared(form) == {"Title": ("Mine", "Theirs")}


DIGESTS = ["", "{", "[]", '"title"', '{"title": [1]}', "[" * 100_000]


@pytest.mark.parametrize("digests", DIGESTS, ids=range(len(DIGESTS)))
def test_form_that_does_not_know_how_it_was_opened_leaves_all_open(digests):
    form = sent(shown(), version=2, typed={"opened_with": digests, "title": "Mine"})

    assert form.conflicts.initial == {"keep-title": ""}


@pytest.mark.parametrize("choice", ["", "both", "saved,typed"])
def test_choice_that_does_not_exist_is_none(choice):
    second = sent(shown(), version=2, typed={"title": "Mine"}, title="Theirs")
    third = sent(second, version=2, typed={"keep-title": choice}, title="Theirs")

    assert not third.is_valid()


def test_page_says_first_that_somebody_was_faster():
    form = sent(shown(), version=2, typed={"title": "Mine"}, title="Theirs")

    source = "{% load council %}{% error_summary form %}"
    summary = html.fromstring(Template(source).render(Context({"form": form})))

    [item] = summary.iter("li")
    assert item.text_content().startswith("Somebody else has changed “Staff survey” since you")
    assert item.xpath("a/@href") == ["#id_keep-title_0"]


def test_words_that_were_typed_are_escaped():
    form = sent(shown(), version=2, typed={"title": "<b>Mine</b>"}, title="<i>Theirs</i>")

    page = choices(form)

    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "&lt;i&gt;Theirs&lt;/i&gt;" in page


def rows_sent(*rows, is_stale, saved):
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(saved)}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return ThemeRows(data, initial=saved, form_kwargs={"is_stale": is_stale})


def test_row_of_a_formset_has_choices_of_its_own():
    rows = rows_sent(
        {"title": "Culture"}, {"title": "New"}, is_stale=True, saved=[{"title": "Pay"}]
    )

    first, added = rows.forms

    assert not rows.is_valid()
    assert compared(first) == {"Title": ("Culture", "Pay")}
    assert added.is_valid()
    assert 'name="form-0-asked" value="title"' in choices(first)


@pytest.mark.parametrize(("choice", "title"), [("typed", "Culture"), ("saved", "Pay")])
def test_choice_in_a_row_is_applied(choice, title):
    row = {"title": "Culture", "asked": "title", "keep-title": choice}
    rows = rows_sent(row, {"title": ""}, is_stale=False, saved=[{"title": "Pay"}])

    assert rows.is_valid()
    assert [form.cleaned_data.get("title") for form in rows] == [title, None]


def test_untouched_new_row_stays_empty():
    shown_rows = ThemeRows(initial=[{"title": "Pay"}])
    page = html.fromstring(f"<form>{shown_rows.as_p()}</form>")

    rows = ThemeRows(dict(page.form_values()), initial=[{"title": "Pay"}])

    assert rows.is_valid()
    assert [form.has_changed() for form in rows] == [False, False]


def test_every_shown_form_has_a_token_of_its_own():
    assert TokenForm()["token"].value() != TokenForm()["token"].value()


def test_token_stays_while_a_form_is_put_right():
    token = shown()["token"].value()
    form = sent(shown(), typed={"title": "", "token": str(token)})

    assert not form.is_valid()
    assert form["token"].value() == str(token)


@pytest.mark.parametrize("token", ["", "none", "0"])
def test_form_without_a_real_token_gets_one(token):
    form = TokenForm({"token": token})

    assert form.is_valid()
    assert form.cleaned_data["token"].version == 4


def test_refusal_of_an_act_is_shown_where_it_belongs():
    form = sent(shown())
    assert form.is_valid()

    form.take_refusal(
        forms.ValidationError({"title": "Taken.", "slug": "No.", "__all__": "Never."})
    )

    assert form.errors["title"] == ["Taken."]
    assert form.non_field_errors() == ["No.", "Never."]
