import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.views.defaults import permission_denied, server_error


def test_unknown_address_is_said_in_words(client):
    page = client.get("/nowhere/")

    assert page.status_code == 404
    assert "There is no such page" in page.text


@pytest.mark.parametrize(
    ("exception", "sentence"),
    [
        (
            PermissionDenied("Only an HR lead may move a deadline."),
            "Only an HR lead may move a deadline.",
        ),
        (PermissionDenied(), "is for people with another role"),
    ],
)
def test_refusal_says_what_is_not_allowed(rf, exception, sentence):
    page = permission_denied(rf.get("/"), exception)

    assert page.status_code == 403
    assert sentence in page.text


def test_form_without_its_token_is_explained():
    page = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "alice"})

    assert page.status_code == 403
    assert "This page was open too long" in page.text


def test_failure_page_asks_for_nothing(rf):
    page = server_error(rf.get("/"))

    assert page.status_code == 500
    assert "Something went wrong" in page.text
