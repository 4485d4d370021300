from datetime import date

import pytest
from django import forms

from people.date_parts import DatePartsField, month_number


class ReviewForm(forms.Form):
    on = DatePartsField(label="True from")
    due = DatePartsField(label="Due", required=False)


def review(day="", month="", year="", **kwargs):
    return ReviewForm({"on_0": day, "on_1": month, "on_2": year}, **kwargs)


def error_of(form):
    (error,) = form.errors["on"].as_data()
    return error.messages[0], error.params["part"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("05", 5),
        ("May", 5),
        ("may", 5),
        ("Sept", 9),
        ("Sept.", 9),
        ("DECEMBER", 12),
        ("jun", 6),
        ("ju", None),
        ("13", None),
        ("0", None),
        ("Fbe", None),
        ("Mayor", None),
        ("٥", None),
    ],
)
def test_month_is_read_as_number_or_name(text, number):
    assert month_number(text) == number


@pytest.mark.parametrize(
    "parts", [("31", "5", "2016"), ("31", " may ", "2016"), ("31", "05", "2016")]
)
def test_date_is_read_from_its_parts(parts):
    form = review(*parts)

    assert form.is_valid()
    assert form.cleaned_data == {"on": date(2016, 5, 31), "due": None}


@pytest.mark.parametrize(
    ("parts", "message", "part"),
    [
        (("", "", ""), "True from must include a day, month and year", 0),
        (("31", "", "2016"), "True from must include a month", 1),
        (("31", "5", ""), "True from must include a year", 2),
        (("", "", "2016"), "True from must include a day and month", 0),
        (("32", "5", "2016"), "True from must be a real date", 0),
        (("x", "5", "2016"), "True from must be a real date", 0),
        (("31", "Fbe", "2016"), "True from must be a real date", 1),
        (("31", "13", "2016"), "True from must be a real date", 1),
        (("30", "2", "2016"), "True from must be a real date", 0),
        (("31", "5", "16"), "True from must have a year of four figures, like 2017", 2),
        (("31", "5", "0000"), "True from must be in the years 1900 to 2199", 2),
        (("31", "12", "9999"), "True from must be in the years 1900 to 2199", 2),
        (("٣", "5", "2016"), "True from must be a real date", 0),
        (("3" * 50, "5", "2016"), "True from must be a real date", 0),
    ],
)
def test_error_says_which_part_is_wrong(parts, message, part):
    assert error_of(review(*parts)) == (message, part)


def test_what_was_typed_is_kept():
    form = review("31", "Fbe", "2016")

    assert form["on"].value() == ["31", "Fbe", "2016"]


def test_initial_date_fills_the_parts():
    form = ReviewForm(initial={"on": date(2016, 5, 31)})

    boxes = form["on"].subwidgets[0].data["subwidgets"]

    assert [box["value"] for box in boxes] == ["31", "5", "2016"]


@pytest.mark.parametrize(
    ("parts", "changed"),
    [
        (("31", "5", "2016"), []),
        (("31", "May", "2016"), []),
        (("30", "May", "2016"), ["on"]),
        (("31", "Fbe", "2016"), ["on"]),
        (("", "", ""), ["on"]),
    ],
)
def test_only_another_date_is_a_change(parts, changed):
    form = review(*parts, initial={"on": date(2016, 5, 31)})

    assert form.changed_data == changed


def test_empty_parts_of_a_new_row_are_no_change():
    assert review().changed_data == []


def test_disabled_date_keeps_its_initial_value():
    form = review("1", "1", "2001", initial={"on": date(2016, 5, 31)})
    form.fields["on"].disabled = True

    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2016, 5, 31)
    assert form.changed_data == []


def test_validators_see_the_date():
    def refuse(day):
        raise forms.ValidationError("True from must not be in the future")

    form = review("31", "5", "2016")
    form.fields["on"].validators.append(refuse)

    assert form.errors["on"] == ["True from must not be in the future"]
