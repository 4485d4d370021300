import pytest

from people.known_owners import KnownOwners
from people.models import Alias, Owner
from recommendations.importing.owner_names import OwnerNames
from recommendations.importing.reviewed import NamedOwner, ReviewedOwner
from tests.factories import make_owner

pytestmark = pytest.mark.django_db


def names(answers=None):
    return OwnerNames(KnownOwners(), answers or {})


def test_a_cell_is_split_and_each_party_looked_up():
    sue = make_owner("Sue Moorman")
    elt = make_owner("Executive Leadership Team", Owner.Kind.GROUP)
    Alias.objects.create(owner=elt, name="ELT")

    named = names().named_in("Sue Moorman/ELT/Head of Learning to promote best practice")

    assert named == (
        NamedOwner("Sue Moorman", "person", "", "known", sue.pk, (), "Sue Moorman"),
        NamedOwner("Executive Leadership Team", "group", "", "known", elt.pk, (), "ELT"),
        NamedOwner(
            "Head of Learning", "post", "to promote best practice", "new", None, (),
            "Head of Learning",
        ),
    )  # fmt: skip


def test_a_close_spelling_is_offered_and_nobody_is_named():
    sue = make_owner("Sue Moorman")

    [named] = names().named_in("Sue Moormann")

    assert named == NamedOwner(
        "Sue Moormann", "person", "", "close", None, ((sue.pk, "Sue Moorman"),), "Sue Moormann"
    )


def test_namesakes_are_offered():
    one, other = make_owner("Sue Moorman"), make_owner("Sue Moorman")

    [named] = names().named_in("Sue Moorman")

    assert (named.outcome, named.owner) == ("close", None)
    assert named.offered == ((one.pk, "Sue Moorman"), (other.pk, "Sue Moorman"))


def test_somebody_no_longer_in_use_is_offered_and_can_be_chosen():
    sue = make_owner("Sue Moorman", is_active=False)

    [named] = names().named_in("Sue Moorman")
    [chosen] = names({"sue moorman": {"owner": sue.pk}}).named_in("Sue Moorman")

    assert (named.outcome, named.offered) == (
        "close",
        ((sue.pk, "Sue Moorman (no longer in use)"),),
    )
    assert (chosen.outcome, chosen.owner) == ("known", sue.pk)


def test_what_a_person_said_of_a_spelling_goes_for_every_cell():
    cliff = make_owner("Cliff Youngman")
    said = names(
        {
            "C  Youngman": {"owner": cliff.pk},
            "HR": {"new": {"name": "Human Resources", "kind": "group"}},
            "Task group": {"keep": True},
        }
    )

    [first] = said.named_in("C Youngman")
    [second] = said.named_in("HR")
    [third] = said.named_in("Task Group")

    assert (first.name, first.outcome, first.owner) == ("Cliff Youngman", "known", cliff.pk)
    assert (second.name, second.kind, second.outcome) == ("Human Resources", "group", "new")
    assert (third.name, third.outcome) == ("Task Group", "kept")


def test_somebody_to_be_added_who_is_there_to_the_letter_is_known():
    hr = make_owner("Human Resources", Owner.Kind.GROUP)

    [named] = names({"HR": {"new": {"name": "human resources", "kind": "group"}}}).named_in("HR")

    assert (named.name, named.outcome, named.owner) == ("Human Resources", "known", hr.pk)


def test_an_answer_that_names_nobody_on_record_is_as_if_it_were_not_said():
    [named] = names({"Sue Moorman": {"owner": 999}}).named_in("Sue Moorman")

    assert named.outcome == "new"


def test_two_spellings_of_one_owner_in_a_cell_name_it_once():
    elt = make_owner("Executive Leadership Team", Owner.Kind.GROUP)
    Alias.objects.create(owner=elt, name="ELT")

    named = names().named_in("ELT/Executive Leadership Team")

    assert [one.spelling for one in named] == ["ELT"]


def test_who_was_struck_out_is_not_named():
    assert [one.name for one in names().named_in("~~Sue Moorman~~ Cliff Youngman")] == [
        "Cliff Youngman"
    ]


def test_nobody_is_named_in_an_empty_cell():
    assert names().named_in("") == ()


def test_a_name_that_is_too_long_stays_as_words():
    cell = "Head of " + "Learning " * 30

    [named] = names().named_in(cell)

    assert named.outcome == "kept"


def test_each_spelling_is_told_once_those_to_be_settled_first():
    sue = make_owner("Sue Moorman")
    cells = ["Sue Moorman", "Sue Moormann", "Cliff Youngman", "Sue Moorman", "Cliff Yungman"]

    reviewed = names().reviewed(cells)

    assert reviewed == (
        ReviewedOwner(
            NamedOwner(
                "Sue Moormann", "person", "", "close", None, ((sue.pk, "Sue Moorman"),),
                "Sue Moormann",
            ),
            1,
        ),
        ReviewedOwner(
            NamedOwner("Cliff Youngman", "person", "", "new", None, (), "Cliff Youngman"),
            1,
            similar=("Cliff Yungman",),
        ),
        ReviewedOwner(
            NamedOwner("Cliff Yungman", "person", "", "new", None, (), "Cliff Yungman"),
            1,
            similar=("Cliff Youngman",),
        ),
        ReviewedOwner(
            NamedOwner("Sue Moorman", "person", "", "known", sue.pk, (), "Sue Moorman"), 2
        ),
    )  # fmt: skip


def test_the_directory_is_asked_twice_however_many_are_looked_up(django_assert_num_queries):
    make_owner("Sue Moorman")

    with django_assert_num_queries(2):
        found = names()
        for number in range(50):
            found.named_in(f"Sue Moorman/Person Number{number}")
