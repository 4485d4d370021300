from people.models import User
from people.preferences import prefer, preferred
from tests.factories import make_user


def test_a_choice_is_remembered_beside_the_others(db):
    user = make_user()
    prefer(user, "columns", ["reference", "owner"])
    prefer(user, "start", "overdue")
    prefer(user, "columns", ["owner"])

    again = User.objects.get(pk=user.pk)
    assert preferred(again, "columns") == preferred(user, "columns") == ["owner"]
    assert preferred(again, "start") == "overdue"


def test_what_another_window_chose_meanwhile_is_kept(db):
    user = make_user()
    other_window = User.objects.get(pk=user.pk)
    prefer(other_window, "start", "overdue")
    prefer(user, "columns", ["owner"])

    assert User.objects.get(pk=user.pk).preferences == {"start": "overdue", "columns": ["owner"]}


def test_nothing_chosen_is_the_default(db):
    user = make_user()
    assert preferred(user, "columns") is None
    assert preferred(user, "columns", ["reference"]) == ["reference"]


def test_none_forgets_a_choice(db):
    user = make_user()
    prefer(user, "start", "overdue")
    prefer(user, "start", None)

    assert User.objects.get(pk=user.pk).preferences == {}


def test_a_choice_leaves_no_trace_in_the_audit_trail(db):
    user = make_user()
    trail = user.history.count()
    prefer(user, "start", "overdue")

    assert user.history.count() == trail
