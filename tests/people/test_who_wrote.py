"""Who wrote something down, in words; and the user that stands for links."""

import pytest
from django.core import mail

from people.models import User
from people.who_wrote import LINK_EMAIL, link_user, who_wrote
from tests.factories import make_owner, make_user


@pytest.mark.parametrize(
    ("by", "behalf", "said"),
    [
        ("Carol Clerk", "", "Carol Clerk"),
        ("Carol Clerk", None, "Carol Clerk"),
        ("Carol Clerk", "Sue Moorman", "Carol Clerk on behalf of Sue Moorman"),
        ("Link sent by e-mail", "Sue Moorman", "Sue Moorman (through a link sent by e-mail)"),
    ],
)
def test_who_wrote_in_words(by, behalf, said):
    assert who_wrote(by, behalf) == said


def test_who_wrote_takes_what_has_a_name(db):
    assert who_wrote(make_user(), make_owner()) == "Alice Archer on behalf of Sue Moorman"
    assert who_wrote(link_user(), make_owner("Graham Lidell")) == (
        "Graham Lidell (through a link sent by e-mail)"
    )


def test_there_is_one_user_for_links_as_whom_nobody_signs_in(db, client):
    first, second = link_user(), link_user()

    assert first == second == User.objects.get()
    assert (first.is_active, first.has_usable_password(), first.groups.count()) == (False, False, 0)
    client.post("/password/reset/", {"email": LINK_EMAIL})
    assert mail.outbox == []
    page = client.post("/sign-in/", {"username": LINK_EMAIL, "password": "as-at-sample"})
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session
