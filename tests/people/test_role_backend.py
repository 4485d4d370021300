import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import Permission

from people.models import User
from people.role_backend import RoleBackend
from people.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db
READ, EDIT, VERIFY = (
    f"recommendations.{name}" for name in ("read_plans", "edit_plans", "verify_completion")
)


def signed_in(user):
    """The user as a page gets them."""
    return RoleBackend().get_user(user.pk)


def may(user):
    return [name for name in (READ, EDIT, VERIFY) if user.has_perm(name)]


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (None, []),
        (Role.VIEWER, []),
        (Role.OFFICER, [READ]),
        (Role.LEAD, [READ, EDIT]),
        (Role.AUDITOR, [READ, VERIFY]),
    ],
)
def test_permissions_come_by_the_role(role, permissions):
    user = make_user(role=role)

    assert may(signed_in(user)) == permissions
    assert may(User.objects.get(pk=user.pk)) == permissions


def test_several_roles_add_up():
    user = make_user(role=Role.LEAD)
    make_user(role=Role.AUDITOR)

    assert may(signed_in(user)) == [READ, EDIT, VERIFY]


def test_nobody_has_a_permission_but_through_a_role():
    user = make_user(role=Role.OFFICER)
    user.user_permissions.add(Permission.objects.get(codename="edit_plans"))

    assert may(signed_in(user)) == [READ]


def test_a_user_comes_with_their_permissions_in_one_query(django_assert_num_queries):
    user = make_user(role=Role.ADMINISTRATOR)

    with django_assert_num_queries(1):
        assert may(signed_in(user)) == [READ, EDIT]


def test_who_may_not_sign_in_any_more_is_nobody(client):
    user = make_user(role=Role.LEAD)
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert signed_in(user) is None
    assert get_user(client.get("/sign-in/").wsgi_request).is_anonymous
    user.is_active = False
    assert may(user) == []


def test_a_user_who_is_gone_is_nobody():
    assert RoleBackend().get_user(999_999) is None


def test_a_superuser_may_do_everything():
    user = User.objects.create_superuser("root@example.gov.uk", name="Root")

    assert may(signed_in(user)) == [READ, EDIT, VERIFY]
