import pytest

from people.models import User
from people.preferences import prefer
from people.roles import Role
from recommendations.saved_views import delete_view, take_back_view
from recommendations.start_page import StartGone, begin_with, start_of, start_view
from tests.factories import make_saved_view, make_user, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)


@pytest.fixture
def olive():
    return make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)


def test_everybody_begins_at_home_until_they_choose(olive):
    assert start_of(olive) == ""
    assert start_view(olive) is None


def test_one_begins_with_a_built_in_view(olive):
    begin_with(olive, "overdue")

    again = User.objects.get(pk=olive.pk)
    assert (start_of(again), start_view(again).name) == ("overdue", "Overdue")


def test_one_begins_with_the_dashboard(olive):
    begin_with(olive, "dashboard")

    assert (start_of(olive), start_view(olive).name) == ("dashboard", "Dashboard")


def test_one_begins_with_a_view_of_ones_own_or_a_shared_one(lena, olive):
    for view in (make_saved_view(olive, "Own"), make_saved_view(lena, "Shared", is_shared=True)):
        begin_with(olive, view.word)

        assert start_view(olive) == view


def test_one_goes_back_to_home(olive):
    begin_with(olive, "overdue")
    begin_with(olive, "")

    assert olive.preferences == {}


@pytest.mark.parametrize(
    "word", ["late", "view:", "view:x", "view:7", f"view:{'9' * 30}", "view:²"]
)
def test_what_is_no_view_is_not_begun_with(olive, word):
    begin_with(olive, "overdue")

    with pytest.raises(StartGone):
        begin_with(olive, word)

    assert start_of(olive) == "overdue"


def test_nobody_begins_with_what_another_keeps_for_themselves(lena, olive):
    with pytest.raises(StartGone):
        begin_with(olive, make_saved_view(lena, "Hers alone").word)

    assert start_of(olive) == ""


def test_who_may_read_no_plan_begins_at_home_alone():
    vera = make_user("vera@example.gov.uk", "Vera Viewer", Role.VIEWER)

    for word in ("overdue", "dashboard"):
        with pytest.raises(StartGone):
            begin_with(vera, word)


@pytest.mark.parametrize("act", [delete_view, take_back_view])
def test_a_view_that_is_gone_is_told(lena, olive, act):
    view = make_saved_view(lena, "Shared", is_shared=True)
    begin_with(olive, view.word)

    act(view, by=lena, at=moment(hour=13))

    with pytest.raises(StartGone):
        start_view(olive)


def test_a_choice_of_another_shape_is_home(olive):
    prefer(olive, "start", ["overdue"])

    assert start_view(olive) is None
