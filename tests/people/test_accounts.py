import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from people.accounts import invite
from people.models import User

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SITE = "https://plans.example.gov.uk/"


@pytest.fixture
def clerk():
    return User.objects.create_user("clem@example.gov.uk", name="Clem Clerk")


@pytest.fixture
def alice():
    return User.objects.create_user("alice@example.gov.uk", name="Alice O'Hara")


def test_invitation_says_who_where_and_until_when(alice, clerk, settings):
    settings.ORGANISATION_NAME = "Sample & Sons Council"

    invite(alice, by=clerk, at=AT, base_url=SITE)

    (message,) = mail.outbox
    assert message.to == ["alice@example.gov.uk"]
    assert message.subject == "Choose your password for As At, Sample & Sons Council"
    assert "Dear Alice O'Hara," in message.body
    assert "Clem Clerk invites you" in message.body
    assert "until 25 November 2026, 09:30" in message.body


def test_invited_person_chooses_a_password_and_signs_in(alice, clerk, client):
    message = invite(alice, by=clerk, at=AT, base_url=SITE)
    link = re.search(r"https://plans\.example\.gov\.uk(/\S+/)\n", message.body)[1]

    page = client.get(link, follow=True)
    assert "Choose a password" in page.text
    password = {"new_password1": "three wet badgers", "new_password2": "three wet badgers"}
    page = client.post(page.redirect_chain[-1][0], password, follow=True)

    assert "Your password is saved" in page.text
    typed = {"username": "alice@example.gov.uk", "password": "three wet badgers"}
    assert client.post("/sign-in/", typed).status_code == 302
    assert "This link no longer works" in client.get(link).text


def test_nobody_is_invited_who_may_not_sign_in(alice, clerk):
    alice.is_active = False

    with pytest.raises(ValidationError, match="Alice O'Hara may not sign in"):
        invite(alice, by=clerk, at=AT, base_url=SITE)

    assert mail.outbox == []
