from datetime import timedelta
from uuid import UUID

import pytest

from people.models import SentForm
from people.sent_forms import SentBefore, lead_to, sent_before, spend_token
from tests.factories import make_user, moment

pytestmark = pytest.mark.django_db
TOKEN = UUID("7b5c0a52-3b1f-4a57-9a0e-0d5c2f3f6a11")
OTHER = UUID("0f6f1d3c-58a4-4c39-8d6a-1f2f4b8e9c22")


def test_a_token_is_spent_once_and_leads_where_it_led_first():
    spend_token(TOKEN, by=make_user(), at=moment(), answer="/owners/1/")

    with pytest.raises(SentBefore) as before:
        spend_token(TOKEN, by=make_user(), at=moment(), answer="/owners/2/")

    assert before.value.answer == "/owners/1/"
    assert SentForm.objects.get().answer == "/owners/1/"


def test_the_answer_can_be_said_after_the_save():
    sent = spend_token(TOKEN, by=make_user(), at=moment())

    lead_to(sent, "/owners/3/")

    assert sent_before(str(TOKEN)).answer == "/owners/3/"


@pytest.mark.parametrize("token", ["", "7b5c", "none", str(OTHER)])
def test_what_was_not_sent_has_no_answer(token):
    spend_token(TOKEN, by=make_user(), at=moment(), answer="/owners/1/")

    assert sent_before(token) is None


def test_tokens_are_forgotten_after_a_week_by_who_sends_again():
    bob = make_user("bob@example.gov.uk", "Bob Baker")
    spend_token(TOKEN, by=make_user(), at=moment())
    spend_token(OTHER, by=bob, at=moment())

    spend_token(UUID(int=1), by=make_user(), at=moment() + timedelta(days=7, minutes=1))

    assert set(SentForm.objects.values_list("token", flat=True)) == {OTHER, UUID(int=1)}
