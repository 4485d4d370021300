"""What happens when two savings meet in the same instant, after both forms were found in order."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.utils import timezone

from people.models import Owner, SentForm
from people.roles import Role
from people.sent_forms import spend_token
from people.views.owners import OwnerEdit
from tests.factories import make_owner, make_user
from tests.sending import filled_in, problems, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD)


@pytest.fixture
def sue():
    return make_owner()


class Overtaken(OwnerEdit):
    """Between the check and the save of a form something happens, once."""

    happens = []

    def get_forms(self, data=None):
        forms = super().get_forms(data)
        if self.happens:
            self.happens.pop()(forms["form"])
        return forms


@pytest.fixture
def send(rf, client, lena, sue):
    def send(happens, **typed):
        client.force_login(lena)
        sent = filled_in(client.get(f"/owners/{sue.pk}/edit/"), **typed)
        request = rf.post("/", sent)
        request.user = lena
        for middleware in (SessionMiddleware, MessageMiddleware):
            middleware(lambda request: None).process_request(request)
        response = Overtaken.as_view(happens=[happens])(request, pk=sue.pk)
        return request, response.render() if hasattr(response, "render") else response

    return send


def test_who_is_second_by_an_instant_chooses_too(send, sue):
    def somebody_saves(form):
        Owner.objects.filter(pk=sue.pk).update(name="Sue Archer", version=2)

    _, page = send(somebody_saves, name="Sue Baker")

    assert "Somebody else has changed “Sue Archer”" in problems(page)[0]
    assert "Name What you typed Sue Baker What it says now Sue Archer" in words(page)
    assert Owner.objects.get().name == "Sue Archer"
    assert not SentForm.objects.exists()


def test_where_nothing_is_in_conflict_it_is_said_and_the_next_save_goes_through(send, sue):
    def somebody_saves(form):
        Owner.objects.filter(pk=sue.pk).update(version=2)

    _, page = send(somebody_saves, name="Sue Baker")

    assert "Somebody else has changed “Sue Moorman”" in problems(page)[0]
    assert filled_in(page)["version"] == ["2"]
    assert filled_in(page)["name"] == ["Sue Baker"]


def test_of_two_sendings_in_one_instant_one_counts(send, lena):
    def the_same_is_sent(form):
        spend_token(form["token"].value(), by=lena, at=timezone.now(), answer="/owners/77/")

    request, response = send(the_same_is_sent, name="Sue Baker")

    assert (response.status_code, response.url) == (302, "/owners/77/")
    [message] = get_messages(request)
    assert "The form was sent twice, and counts once." in str(message)
    assert Owner.objects.get().name == "Sue Moorman"
