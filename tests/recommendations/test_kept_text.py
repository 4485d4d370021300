import pytest
from django.core.exceptions import ValidationError

from recommendations.kept_text import kept_text


def test_text_is_kept_clean():
    assert kept_text("Underway\r\n\x07• in draft \n") == "Underway\n• in draft"


def test_nothing_is_kept_as_nothing_unless_there_must_be_something():
    assert kept_text(" \n ") == ""


@pytest.mark.parametrize("text", ["", " \n\ufeff ", "\u200b\u2060 \u00ad\u200f"])
def test_nothing_is_refused_where_there_must_be_something(text):
    with pytest.raises(ValidationError) as refusal:
        kept_text(text, missing="Enter the text of the recommendation.")

    assert refusal.value.messages == ["Enter the text of the recommendation."]
    assert refusal.value.code == "missing"


def test_too_much_is_refused_with_what_to_do():
    with pytest.raises(ValidationError) as refusal:
        kept_text("x" * 20_001)

    assert refusal.value.messages == [
        "This text has 20,001 characters. A cell can hold 20,000: shorten it, or attach it as "
        "evidence."
    ]
    assert refusal.value.code == "too_long"
