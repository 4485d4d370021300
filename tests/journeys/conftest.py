import pytest

from people.models import Alias
from people.roles import Role
from tests.factories import make_owner, make_plan, make_user


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD)


@pytest.fixture
def lead(client, lena):
    """A browser in which a plan lead is signed in."""
    client.force_login(lena)
    return client


@pytest.fixture
def plan():
    return make_plan(themes=[{"title": "Culture", "number": "1"}, {"title": "Pay", "number": "2"}])


@pytest.fixture
def sue():
    owner = make_owner()
    Alias.objects.create(owner=owner, name="S. Moorman")
    return owner


@pytest.fixture
def elt():
    return make_owner("ELT", "group")
