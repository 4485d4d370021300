import pytest
from django.core.exceptions import ValidationError

from people.directory import add_owner, choose_digests, edit_owner, one_line
from people.edited_in_place import EditedMeanwhile
from people.models import Alias, Owner
from tests.factories import make_department, make_owner, make_user, moment

pytestmark = pytest.mark.django_db


def add(name="Sue Moorman", kind="person", **fields):
    return add_owner(name=name, kind=kind, by=make_user(), at=moment(), **fields)


def edit(owner, version=None, at=None, **changes):
    said = {
        "name": owner.name,
        "email": owner.email,
        "department": owner.department,
        "aliases": spellings(owner),
        "is_active": owner.is_active,
    }
    version = owner.version if version is None else version
    return edit_owner(
        owner, by=make_user(), at=at or moment(hour=13), version=version, **{**said, **changes}
    )


def spellings(owner):
    return [alias.name for alias in owner.aliases.all()]


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return error.value.message_dict


def test_an_owner_is_added_with_other_spellings():
    hr = make_department("Human Resources")

    sue = add(email="sue@example.gov.uk", department=hr, aliases=["S Moorman", "Susan Moorman"])

    sue = Owner.objects.get(pk=sue.pk)
    assert (sue.kind, sue.name, sue.email) == ("person", "Sue Moorman", "sue@example.gov.uk")
    assert (sue.department, sue.is_active, sue.version) == (hr, True, 1)
    assert spellings(sue) == ["S Moorman", "Susan Moorman"]


def test_the_trail_says_who_added_an_owner_and_when():
    sue = add(aliases=["S Moorman"])

    [trace] = sue.history.all()
    assert (trace.history_user, trace.history_date) == (make_user(), moment())
    assert trace.history_change_reason == "Other spellings added: S Moorman"


@pytest.mark.parametrize("name", ["", "  ", "\x00", "\u200b\n"])
def test_an_owner_has_a_name(name):
    assert refused(add, name) == {"name": ["Enter a name"]}
    assert not Owner.objects.exists()


def test_a_name_has_a_limit():
    assert list(refused(add, "x" * 201)) == ["name"]
    assert refused(add, aliases=["x" * 201]) == {
        "aliases": ["Each spelling must be 200 characters or fewer"]
    }
    assert not Owner.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Sue\tMoorman \n", "Sue Moorman"),
        ("Sue\x00 \x1fMoorman\x7f", "Sue Moorman"),
        ("Sue\u202e Moorman\ufeff", "Sue Moorman"),
        ("Siân O’Brien-Ω", "Siân O’Brien-Ω"),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(typed, kept):
    assert one_line(typed) == kept


def test_a_wrong_email_address_is_refused():
    assert list(refused(add, email="sue")) == ["email"]


def test_spellings_are_kept_once_and_the_name_itself_is_none():
    sue = add(aliases=["S Moorman", " s  moorman", "", "SUE MOORMAN", "Susan"])

    assert spellings(sue) == ["Susan", "s moorman"]


def test_a_spelling_of_somebody_else_is_said_with_whose_it_is():
    add(aliases=["S Moorman"])

    errors = refused(add, "Sam Moorman", aliases=["s moorman", "Sammy"])

    assert errors == {"aliases": ["“S Moorman” is another spelling of Sue Moorman already"]}
    assert [owner.name for owner in Owner.objects.all()] == ["Sue Moorman"]


def test_a_name_of_somebody_else_is_no_spelling():
    add("ELT", "group")

    errors = refused(add, aliases=["Elt"])

    assert errors == {
        "aliases": ["“ELT” is a group of the directory already, so it cannot be another spelling"]
    }


def test_a_spelling_of_somebody_else_is_no_name():
    add(aliases=["S Moorman"])

    errors = refused(add, "S Moorman")

    assert errors == {"name": ["“S Moorman” is another spelling of Sue Moorman already"]}


def test_everything_but_the_kind_is_edited():
    sue = add(aliases=["S Moorman", "Susan"])
    hr = make_department("Human Resources")

    edit(
        sue, name="Sue Archer", email="sue@example.gov.uk", department=hr,
        aliases=["Susan", "Sue Moorman"], is_active=False,
    )  # fmt: skip

    sue = Owner.objects.get(pk=sue.pk)
    assert (sue.name, sue.email, sue.department) == ("Sue Archer", "sue@example.gov.uk", hr)
    assert (sue.is_active, sue.version) == (False, 2)
    assert spellings(sue) == ["Sue Moorman", "Susan"]
    trace = sue.history.latest()
    assert (trace.name, trace.history_date) == ("Sue Archer", moment(hour=13))
    assert trace.history_change_reason == (
        "Other spellings added: Sue Moorman; Other spellings removed: S Moorman"
    )


def test_a_change_of_spellings_alone_leaves_a_trace():
    sue = add()

    edit(sue, aliases=["a" * 60, "b" * 60])

    reason = sue.history.latest().history_change_reason
    assert len(reason) == 100
    assert reason.startswith("Other spellings added: aaa")
    assert reason.endswith("b…")


def test_a_spelling_can_change_its_letters():
    sue = add(aliases=["s moorman"])

    edit(sue, aliases=["S Moorman"])

    assert spellings(sue) == ["S Moorman"]


def test_an_owner_can_take_one_of_their_own_spellings_as_name():
    sue = add(aliases=["Susan Moorman"])

    edit(sue, name="Susan Moorman", aliases=["Sue Moorman", "Susan Moorman"])

    assert (sue.name, spellings(sue)) == ("Susan Moorman", ["Sue Moorman"])


def test_a_save_that_changes_nothing_leaves_no_trace():
    sue = add(aliases=["S Moorman"])

    edit(sue)

    assert sue.history.count() == 1


def test_of_two_edits_the_second_is_refused():
    sue = add()
    edit(Owner.objects.get(pk=sue.pk), email="first@example.gov.uk")

    with pytest.raises(EditedMeanwhile, match="Somebody else has changed “Sue Moorman”"):
        edit(sue, version=1, email="second@example.gov.uk", aliases=["Second"])

    kept = Owner.objects.get(pk=sue.pk)
    assert (kept.email, kept.version, spellings(kept)) == ("first@example.gov.uk", 2, [])


def test_a_refused_edit_changes_nothing():
    sue = add(aliases=["S Moorman"])
    make_owner("ELT", "group")

    errors = refused(edit, sue, email="sue@example.gov.uk", aliases=["ELT"])

    assert list(errors) == ["aliases"]
    kept = Owner.objects.get(pk=sue.pk)
    assert (kept.email, kept.version, spellings(kept)) == ("", 1, ["S Moorman"])
    assert kept.history.count() == 1


def test_nobody_loses_a_spelling_to_somebody_else():
    graham = make_owner("Graham Lidell")
    Alias.objects.create(owner=graham, name="GL")

    refused(add, "Gwen Lane", aliases=["gl"])

    assert spellings(graham) == ["GL"]


def test_more_spellings_than_anybody_has_are_refused(db):
    spellings = [f"Spelling {number}" for number in range(51)]

    with pytest.raises(ValidationError, match="50 other spellings"):
        add_owner(name="Sue Moorman", kind="person", aliases=spellings, by=make_user(), at=moment())

    assert not Owner.objects.exists()


def choose(owner, digests, version=None):
    version = owner.version if version is None else version
    return choose_digests(owner, digests, version=version, by=make_user(), at=moment(hour=14))


def test_how_often_somebody_is_written_to_is_their_choice():
    sue = add()

    choose(sue, Owner.Digests.WEEKLY)

    sue = Owner.objects.get(pk=sue.pk)
    assert (sue.digests, sue.version) == (Owner.Digests.WEEKLY, 2)
    trace = sue.history.latest()
    assert (trace.digests, trace.history_user, trace.history_date) == (
        Owner.Digests.WEEKLY,
        make_user(),
        moment(hour=14),
    )


def test_to_choose_what_was_chosen_leaves_no_trace():
    sue = add()

    choose(sue, Owner.Digests.DAILY)

    assert sue.history.count() == 1


@pytest.mark.parametrize(
    ("digests", "version", "error"),
    [("hourly", None, ValidationError), (Owner.Digests.WEEKLY, 0, EditedMeanwhile)],
)
def test_a_choice_that_is_refused_changes_nothing(digests, version, error):
    sue = add()

    with pytest.raises(error):
        choose(sue, digests, version)

    sue = Owner.objects.get(pk=sue.pk)
    assert (sue.digests, sue.version, sue.history.count()) == (Owner.Digests.DAILY, 1, 1)


def test_a_lead_chooses_how_often_an_owner_is_written_to():
    sue = add()

    edit(sue, digests=Owner.Digests.WEEKLY)
    edit(Owner.objects.get(pk=sue.pk), email="sue@example.gov.uk")

    sue = Owner.objects.get(pk=sue.pk)
    assert (sue.digests, sue.email) == (Owner.Digests.WEEKLY, "sue@example.gov.uk")
    assert sue.history.count() == 3
