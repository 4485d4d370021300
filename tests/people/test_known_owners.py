import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.known_owners import KnownOwners
from people.models import Alias
from people.owner_text import MatchOutcome, PartyKind
from tests.factories import make_owner

pytestmark = pytest.mark.django_db
OUT_OF_USE = (
    "“{}” is in the directory, but no longer in use. Name somebody else, or put them back in use "
    "there first."
)


@pytest.fixture
def sue():
    """Somebody out of use, whose name is close to that of somebody in use."""
    make_owner("S Moorman")
    sue = make_owner("Sue Moorman", is_active=False)
    Alias.objects.create(owner=sue, name="Susan Moorman")
    make_owner("Sue Mason", is_active=False, merged_into=sue)
    return sue


def refused(name, **kwargs):
    with pytest.raises(ValidationError) as error:
        KnownOwners().find(name, **kwargs)
    return error.value.message


@pytest.mark.parametrize("name", ["Sue Moorman", "Susan Moorman", "Sue Mason"])
def test_who_is_out_of_use_is_said_to_be(sue, name):
    assert refused(name) == OUT_OF_USE.format(name)


@pytest.mark.parametrize("name", ["Sue Moorman", "susan moorman", "Sue Mason"])
def test_who_is_out_of_use_is_found_where_they_may_be(sue, name):
    assert KnownOwners().find(name, or_out_of_use=True) == sue


def test_who_is_in_use_goes_before_who_is_not(sue):
    other = make_owner("Sue Moorman")

    assert KnownOwners().find("Sue Moorman") == other
    assert KnownOwners().find("Sue Moorman", or_out_of_use=True) == other


def test_of_two_out_of_use_none_is_guessed(sue):
    make_owner("Sue Moorman", is_active=False)

    assert refused("Sue Moorman") == OUT_OF_USE.format("Sue Moorman")
    said = refused("Sue Moorman", or_out_of_use=True)
    assert said.startswith("Several owners are called “Sue Moorman”")


def test_a_likeness_to_somebody_out_of_use_is_not_offered(sue):
    assert refused("Suzan Moorman") == (
        "There is no owner called “Suzan Moorman” in the directory. Add them there first."
    )


def test_an_owner_cell_that_names_who_is_out_of_use_says_so(sue):
    named = KnownOwners().named_in("Sue Moorman")

    assert (named.found, named.close) == ({}, [])
    assert [part.name for part in named.unknown] == ["Sue Moorman"]
    assert named.problems == [OUT_OF_USE.format("Sue Moorman")]


def test_those_on_offer_are_in_use(sue):
    assert [owner.name for owner in KnownOwners()] == ["S Moorman"]


def test_they_take_two_queries_however_many(sue):
    for number in range(30):
        make_owner(f"Officer {number}", is_active=number % 2 == 0)

    with CaptureQueriesContext(connection) as queries:
        known = KnownOwners()
        known.find("Officer 0")
        known.find("Officer 1", or_out_of_use=True)

    assert len(queries) == 2


def test_owners_that_fit_a_name_are_offered_by_key():
    sue = make_owner("Sue Moorman")

    match = KnownOwners().match("Sue Moormann", PartyKind.PERSON)

    assert (match.outcome, match.owner) == (MatchOutcome.CLOSE, None)
    assert [owner.key for owner in match.owners] == [sue.pk]


def test_an_owner_is_found_by_key_in_use_or_not_but_not_when_merged():
    sue = make_owner("Sue Moorman")
    gone = make_owner("Cliff Youngman", is_active=False)
    merged = make_owner("S Moorman", is_active=False, merged_into=sue)
    known = KnownOwners()

    assert [known.with_key(one.pk) for one in (sue, gone, merged)] == [sue, gone, None]
    assert known.with_key(0) is None
