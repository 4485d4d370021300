import pytest
from django import forms
from django.template import Context, Template, engines
from django.utils.safestring import mark_safe
from jinja2 import UndefinedError
from lxml import html


class SearchForm(forms.Form):
    words = forms.CharField(help_text="Any form of a word counts")
    rounds = forms.IntegerField(error_messages={"invalid": "Enter a number."})


def rendered(source, **known):
    return engines["jinja2"].from_string(source).render(known)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("<b>Ann & Bob</b>", "&lt;b&gt;Ann &amp; Bob&lt;/b&gt;"),
        (mark_safe("<b>Ann</b>"), "<b>Ann</b>"),
    ],
)
def test_what_is_printed_is_escaped_but_for_safe_html(text, printed):
    assert rendered("{{ text }}", text=text) == printed


@pytest.mark.parametrize(
    "source", ["{{ unknown }}", "{% if unknown %}{% endif %}", "{{ text.no }}"]
)
def test_a_name_that_is_not_known_is_an_error(source):
    with pytest.raises(UndefinedError):
        rendered(source, text="Ann")


def test_the_notes_of_a_field_are_those_of_the_form_pack():
    form = SearchForm({"words": "risk", "rounds": "many"})

    words, rounds = (
        html.fromstring(rendered("<div>{{ field|notes }}</div>", field=form[name]))
        for name in ("words", "rounds")
    )

    assert [note.get("id") for note in words] == ["id_words_helptext"]
    assert words.text_content().strip() == "Any form of a word counts"
    assert [note.get("id") for note in rounds] == ["id_rounds_error"]
    assert rounds.text_content().strip() == "Error: Enter a number."


def test_an_included_part_knows_nothing_but_what_it_is_given():
    part = "{% load compiled %}{% include_compiled 'recommendations/_list_columns.jinja'"
    known = Context({"columns": []})

    assert Template(f"{part} columns=columns %}}").render(known).strip() == ""
    with pytest.raises(UndefinedError):
        Template(f"{part} %}}").render(known)
