import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from recommendations.exempt_parts import PARTS_WITHOUT
from recommendations.exempting import (
    NO_REASON,
    exemption_of,
    set_exemption,
    version_of_exemption,
)
from recommendations.models import Exemption
from recommendations.timeline import timeline
from recommendations.wordings import exempt_all
from tests.factories import DAY, make_plan, make_recommendation, make_user, moment, written

pytestmark = pytest.mark.django_db
COST = {"key": "cost", "heading": "Cost in £", "of": "update"}


@pytest.fixture
def row():
    return make_recommendation(make_plan(own_columns=[COST]), reference="5")


def keep(row, paragraph="3", parts=(), *, hour=13, version=None, reason="It names a person."):
    version = version_of_exemption(row) if version is None else version
    when = written(at=moment(hour=hour))
    return set_exemption(row, paragraph, parts, version=version, reason=reason, **when)


def test_parts_are_kept_with_who_when_and_why(row):
    made = keep(row, "3 and 1", ["own:cost", "owner"])

    made = Exemption.objects.get(pk=made.pk)
    assert (made.paragraph, made.parts) == ("1, 3", ["owner", "own:cost"])
    assert (made.recorded_by, made.valid_from, made.recorded_at) == (
        make_user(),
        DAY,
        moment(hour=13),
    )
    assert made.reason == "It names a person."
    row.refresh_from_db()
    assert row.is_exempt


def test_it_is_opened_again(row):
    keep(row, "3", ["owner"])

    keep(row, "", hour=14, reason="The contract is signed.")

    row.refresh_from_db()
    assert (row.is_exempt, exemption_of(row, on=DAY)) == (False, None)
    assert Exemption.objects.latest("pk").reason == "The contract is signed."


@pytest.mark.parametrize("parts", [[], ["owner"]])
def test_what_is_so_already_writes_nothing(row, parts):
    keep(row, "3", parts)

    assert keep(row, "3", parts, hour=14) is None
    assert Exemption.objects.count() == 1


def test_to_open_what_is_open_writes_nothing(row):
    assert keep(row, "") is None
    assert not Exemption.objects.exists()


def test_all_of_it_in_place_of_a_part_is_another_exemption(row):
    keep(row, "3", ["owner"])

    keep(row, "3", hour=14)

    assert exemption_of(row, on=DAY).parts == []


@pytest.mark.parametrize(
    ("paragraph", "parts", "reason", "refused"),
    [
        ("", ["owner"], "Why not", PARTS_WITHOUT),
        ("9", [], "Why not", "from 1 to 7"),
        ("3", ["own:profit"], "Why not", "“own:profit” is no part"),
        ("3", ["feelings"], "Why not", "“feelings” is no part"),
        ("3", ["owner"], " ", NO_REASON),
    ],
)
def test_what_is_refused_changes_nothing(row, paragraph, parts, reason, refused):
    with pytest.raises(ValidationError, match=refused):
        keep(row, paragraph, parts, reason=reason)

    row.refresh_from_db()
    assert (row.is_exempt, Exemption.objects.count()) == (False, 0)


def test_of_two_who_mark_it_the_second_is_told(row):
    opened_with = version_of_exemption(row)
    keep(row, "3", ["owner"])

    with pytest.raises(EditedMeanwhile):
        keep(row, "1", hour=14, version=opened_with)

    assert exemption_of(row, on=DAY).paragraph == "3"


def test_many_at_once_are_marked_with_the_same_parts(row):
    other = make_recommendation(reference="6")

    exempt_all([row, other], "3", ["progress"], **written(at=moment(hour=13)))

    assert set(Exemption.objects.values_list("recommendation", "paragraph")) == {
        (row.pk, "3"),
        (other.pk, "3"),
    }
    assert [exemption.parts for exemption in Exemption.objects.all()] == [["progress"]] * 2


def test_a_bulk_with_parts_but_without_a_paragraph_is_refused(row):
    with pytest.raises(ValidationError, match="Enter the paragraph"):
        exempt_all([row], "", ["progress"], **written())

    assert not Exemption.objects.exists()


def test_the_story_tells_the_parts_in_words(row):
    keep(row, "3 and 1", ["own:cost", "progress"])
    keep(row, "", hour=14)

    opened, kept, *_ = timeline(row)

    assert [(line.heading, line.value, line.notes) for line in (*opened.lines, *kept.lines)] == [
        ("Exempt", "No longer", ()),
        (
            "Exempt",
            "Under paragraphs 1 and 3 of Schedule 12A",
            ("Only: action taken, Cost in £",),
        ),
    ]
