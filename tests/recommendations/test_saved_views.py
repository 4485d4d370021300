import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.edited_in_place import EditedMeanwhile
from people.history import changes
from people.roles import Role
from recommendations.models import SavedView
from recommendations.saved_views import (
    copy_view,
    delete_view,
    edit_view,
    save_view,
    take_back_view,
)
from recommendations.start_page import begin_with, start_of
from tests.factories import make_saved_view, make_user, moment

pytestmark = pytest.mark.django_db
LATER = moment(hour=13)


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)


@pytest.fixture
def olive():
    return make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)


def kept():
    return list(SavedView.objects.values_list("user__name", "name", "query", "is_shared"))


def edit(view, by, **changed):
    said = {"name": view.name, "query": view.query, "is_shared": view.is_shared}
    version = changed.pop("version", view.version)
    return edit_view(view, by=by, at=LATER, version=version, **{**said, **changed})


def trail(view):
    return changes(SavedView.history.filter(id=view.pk))


def test_what_somebody_asks_is_kept_under_a_name(lena):
    view = save_view(
        name="  Corporate,\n overdue ",
        query="sort=owner&overdue=on&after=2016-05-31~7",
        by=lena,
        at=moment(),
    )

    assert kept() == [("Lena Lead", "Corporate, overdue", "overdue=on&sort=owner", False)]
    assert (view.version, str(view)) == (1, "Corporate, overdue")
    [change] = trail(view)
    assert (change.heading, change.by, change.at) == ("Added", "Lena Lead", moment())


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        (" \n", "", "Enter a name"),
        ("late", "", "You have a view called “late” already. Choose another name"),
        ("x" * 101, "", "The name must be 100 characters or fewer: it has 101"),
        ("Long", f"owner={'x' * 2000}", "This asks for more than a view can keep."),
    ],
)
def test_what_cannot_be_kept_is_refused(lena, name, query, sentence):
    make_saved_view(lena, "Late")
    before = kept()

    with pytest.raises(ValidationError, match=sentence):
        save_view(name=name, query=query, by=lena, at=LATER)

    assert kept() == before


def test_two_people_can_give_one_name(lena, olive):
    make_saved_view(lena, "Late")
    make_saved_view(olive, "late")

    assert SavedView.objects.count() == 2


def test_a_view_is_changed_in_place(lena):
    view = make_saved_view(lena, "Late", query="overdue=on")

    edit(view, lena, name="Silent", query="round=silent&end=1", is_shared=True)

    assert kept() == [("Lena Lead", "Silent", "round=silent", True)]
    assert view.version == 2
    change = trail(view)[0]
    assert (change.heading, change.by, change.at) == ("Changed", "Lena Lead", LATER)
    assert [(f.label, f.before, f.after) for f in change.fields] == [
        ("Name", "Late", "Silent"),
        ("What it shows", "overdue=on", "round=silent"),
        ("Shared", "no", "yes"),
    ]


def test_to_change_nothing_leaves_no_trace(lena):
    view = make_saved_view(lena, "Late")
    edit(view, lena)

    assert len(trail(view)) == 1


def test_its_own_name_in_other_letters_is_no_other_view(lena):
    edit(make_saved_view(lena, "late"), lena, name="Late")

    assert kept() == [("Lena Lead", "Late", "overdue=on", False)]


def test_an_older_edit_is_refused(lena):
    view = make_saved_view(lena, "Late")
    edit(SavedView.objects.get(), lena, name="First")

    with pytest.raises(EditedMeanwhile):
        edit(view, lena, name="Second", version=1)

    assert SavedView.objects.get().name == "First"


def test_nobody_else_changes_or_deletes_it_not_even_a_lead(lena, olive):
    view = make_saved_view(olive, "Late", is_shared=True)
    before = kept()

    with pytest.raises(PermissionDenied, match="This view is Olive Officer’s"):
        edit(view, lena, name="Hers")
    with pytest.raises(PermissionDenied):
        delete_view(view, by=lena, at=LATER)

    assert kept() == before
    assert len(trail(view)) == 1


def test_a_deleted_view_stays_on_the_audit_trail(lena):
    view, key = make_saved_view(lena, "Late"), SavedView.objects.get().pk
    begin_with(lena, view.word)

    delete_view(view, by=lena, at=LATER)

    assert kept() == []
    assert start_of(lena) == ""
    gone = SavedView.history.filter(id=key).latest()
    assert (gone.history_type, gone.history_user, gone.history_date) == ("-", lena, LATER)


def test_to_delete_another_view_leaves_the_start_page(lena):
    begin_with(lena, make_saved_view(lena, "First").word)
    start = start_of(lena)

    delete_view(make_saved_view(lena, "Second"), by=lena, at=LATER)

    assert start_of(lena) == start != ""


def test_a_lead_takes_back_what_somebody_shares(lena, olive):
    view = make_saved_view(olive, "Late", is_shared=True)

    take_back_view(view, by=lena, at=LATER)

    assert kept() == [("Olive Officer", "Late", "overdue=on", False)]
    assert SavedView.objects.get().version == 2
    assert [(c.by, c.at) for c in trail(view)] == [
        ("Lena Lead", LATER),
        ("Olive Officer", moment()),
    ]


def test_an_officer_takes_back_nothing_of_others(lena, olive):
    view = make_saved_view(lena, "Late", is_shared=True)

    with pytest.raises(PermissionDenied, match="can take it back"):
        take_back_view(view, by=olive, at=LATER)

    assert SavedView.objects.get().is_shared


def test_a_copy_is_ones_own(lena, olive):
    view = make_saved_view(lena, "Late", is_shared=True)

    copy_view(view, name="My late ones", by=olive, at=LATER)

    assert kept() == [
        ("Lena Lead", "Late", "overdue=on", True),
        ("Olive Officer", "My late ones", "overdue=on", False),
    ]


def test_what_was_taken_back_meanwhile_is_not_copied(lena, olive):
    view = make_saved_view(lena, "Late", is_shared=True)
    take_back_view(SavedView.objects.get(), by=lena, at=LATER)

    with pytest.raises(PermissionDenied):
        copy_view(view, name="Late", by=olive, at=LATER)

    assert SavedView.objects.count() == 1


def test_who_sees_which(lena, olive):
    make_saved_view(lena, "Hers alone")
    make_saved_view(lena, "Shared", is_shared=True)
    make_saved_view(olive, "Own")

    def seen(user):
        return [view.name for view in SavedView.objects.visible_to(user)]

    assert seen(olive) == ["Own", "Shared"]
    assert seen(lena) == ["Hers alone", "Shared"]
    assert seen(make_user("vera@example.gov.uk", "Vera Viewer", Role.VIEWER)) == []
