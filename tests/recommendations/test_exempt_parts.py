import pytest
from django.core.exceptions import ValidationError

from recommendations.exempt_parts import (
    NOT_A_PARAGRAPH,
    PARAGRAPHS,
    PARTS,
    PARTS_WITHOUT,
    columns_of_parts,
    exempt_in_words,
    is_wholly_exempt,
    kept_exemption,
    paragraphs_as_written,
    paragraphs_in,
    paragraphs_in_words,
    part_in_words,
    values_of_parts,
)
from reports.columns import COLUMNS
from reports.document import Values

SEVEN = [str(number) for number in range(1, 8)]


def test_the_parts():
    assert {key: (part.words, part.heading) for key, part in PARTS.items()} == {
        "text": ("text of the recommendation", "Text of the recommendation"),
        "owner": ("owner", "Owner"),
        "dates": ("dates", "Dates"),
        "progress": ("action taken", "Action taken"),
        "further_action": ("further action", "Further action"),
        "status": ("status", "Status"),
        "priority": ("priority and response", "Priority and response"),
    }


def test_every_column_of_a_paper_but_the_reference_belongs_to_a_part():
    """What changed is told of what both papers print, and never of what either withholds."""
    columns = {column for part in PARTS.values() for column in part.columns}

    assert {*columns, "reference", "changes"} == COLUMNS.keys()


def test_every_value_of_a_row_belongs_to_a_part():
    assert values_of_parts(PARTS) == set(Values.__dataclass_fields__)


@pytest.mark.parametrize(
    ("parts", "columns", "values"),
    [
        (
            ["owner"],
            {"owner", "owner_name", "owner_post", "owner_both", "reason"},
            {"owners", "owner_keys"},
        ),
        (["priority"], {"priority", "response"}, set()),
        (["own:cost"], {"own:cost"}, set()),
        (
            ["progress", "text"],
            {
                *("progress", "recommendation", "last_updated", "measures", "reason"),
                *("rag", "rag_reason"),
            },
            {"silent_rounds"},
        ),
        (["further_action"], {"further_action", "reason"}, set()),
        # "Complete" stands where the next action would.
        (
            ["status"],
            {"status", "verified", "further_action", "rag", "rag_reason", "reason"},
            {"status", "status_word", "next_latest", "silent_rounds"},
        ),
    ],
)
def test_what_a_part_covers(parts, columns, values):
    assert (columns_of_parts(parts), values_of_parts(parts)) == (columns, values)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3", ["3"]),
        (" 1 ", ["1"]),
        ("1, 3", ["1", "3"]),
        ("3 and 1", ["1", "3"]),
        ("1,2 & 7", ["1", "2", "7"]),
        ("2 2", ["2"]),
        ("", []),
        ("7,6,5,4,3,2,1", SEVEN),
    ],
)
def test_the_paragraphs_that_are_typed(text, numbers):
    assert paragraphs_in(text) == numbers


@pytest.mark.parametrize("text", ["8", "0", "12", "3a", "three", "1-3", "١", "paragraph 3"])
def test_no_other_paragraph_is_taken(text):
    with pytest.raises(ValidationError, match="from 1 to 7"):
        paragraphs_in(text)
    assert paragraphs_as_written(text) == [text]


def test_the_paragraphs_of_the_act_are_seven():
    assert list(PARAGRAPHS) == SEVEN


def test_an_exemption_is_kept_in_one_order_and_each_part_once():
    parts = ["own:cost", "progress", "owner", "progress", "own:budget"]

    kept = kept_exemption("3 and 1", parts)

    assert kept == ("1, 3", ["owner", "progress", "own:budget", "own:cost"])


@pytest.mark.parametrize(
    ("paragraph", "parts", "refused"),
    [
        ("", ["owner"], {"paragraph": [PARTS_WITHOUT]}),
        (
            "3",
            ["spelling"],
            {
                "parts": [
                    "“spelling” is no part of this recommendation that can be kept from the public."
                ]
            },
        ),
        (
            "3",
            ["own:Not a key"],
            {
                "parts": [
                    "“own:Not a key” is no part of this recommendation that can be kept from the "
                    "public."
                ]
            },
        ),
    ],
)
def test_what_is_no_exemption_is_refused_beside_its_field(paragraph, parts, refused):
    with pytest.raises(ValidationError) as error:
        kept_exemption(paragraph, parts)

    assert error.value.message_dict == refused


def test_a_paragraph_that_there_is_not_is_refused_with_parts_too():
    with pytest.raises(ValidationError) as error:
        kept_exemption("9", ["owner"])

    assert error.value.messages == [NOT_A_PARAGRAPH]


@pytest.mark.parametrize(
    ("parts", "is_whole"), [([], True), (["owner"], False), (["owner", "from a later time"], True)]
)
def test_without_parts_or_with_one_that_is_not_understood_all_of_it_is_exempt(parts, is_whole):
    assert is_wholly_exempt(parts) is is_whole


@pytest.mark.parametrize(
    ("key", "words"),
    [("progress", "action taken"), ("own:cost", "Cost in £"), ("own:gone", "gone")],
)
def test_a_part_in_words(key, words):
    assert part_in_words(key, {"cost": "Cost in £"}) == words


@pytest.mark.parametrize(
    ("paragraph", "words"),
    [
        ("3", "paragraph 3"),
        ("1, 3", "paragraphs 1 and 3"),
        ("1, 2, 3", "paragraphs 1, 2 and 3"),
        ("7A", "paragraph 7A"),
    ],
)
def test_paragraphs_in_words(paragraph, words):
    assert paragraphs_in_words(paragraph) == words


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([], "Exempt (paragraph 3)"),
        (["owner", "own:cost"], "Exempt (paragraph 3): owner, Cost in £"),
    ],
)
def test_what_is_exempt_in_words(parts, words):
    assert exempt_in_words("3", parts, {"cost": "Cost in £"}) == words
