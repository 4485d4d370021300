import re

import pytest
from django.core import mail

from people.models import User

PASSWORD = "three wet badgers"
NO_MATCH = "The e-mail address and password do not match. Check both and try again"

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return User.objects.create_user("alice@example.gov.uk", name="Alice Archer", password=PASSWORD)


def sign_in(client, email="alice@example.gov.uk", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": email, "password": password, **more})


def reset_link():
    (message,) = mail.outbox
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def choose_password(client, first, second=None):
    form = client.get(reset_link(), follow=True).redirect_chain[-1][0]
    return client.post(form, {"new_password1": first, "new_password2": second or first})


def test_stranger_is_asked_to_sign_in_and_brought_back(client, alice):
    asked = client.get("/password/")
    assert asked.url == "/sign-in/?next=/password/"
    assert "Sign in to see this page." in client.get(asked.url).text

    assert sign_in(client, next="/password/").url == "/password/"


@pytest.mark.parametrize(
    "email", ["alice@example.gov.uk", "Alice@Example.gov.uk", "  ALICE@EXAMPLE.GOV.UK "]
)
def test_sign_in_by_email_in_any_case(client, alice, email):
    response = sign_in(client, email)

    assert response.url == "/start/"
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(client, alice, elsewhere):
    assert sign_in(client, next=elsewhere).url == "/start/"


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@example.gov.uk", "wrong"), ("bob@example.gov.uk", PASSWORD), ("bob", PASSWORD)],
)
def test_wrong_password_and_unknown_email_are_told_the_same(client, alice, email, password):
    page = sign_in(client, email, password)

    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == [NO_MATCH]
    assert f'<a href="#id_username">{NO_MATCH}</a>' in page.text
    assert f'value="{email}"' in page.text
    assert "Error: Sign in" in page.text


def test_who_may_no_longer_sign_in_is_told_the_same(client, alice):
    alice.is_active = False
    alice.save(update_fields=["is_active"])

    assert sign_in(client).context["form"].non_field_errors() == [NO_MATCH]


def test_empty_form_says_what_to_enter(client):
    page = sign_in(client, "", "")

    assert '<a href="#id_username">Enter your e-mail address</a>' in page.text
    assert '<a href="#id_password">Enter your password</a>' in page.text


def test_who_is_signed_in_goes_on(client, alice):
    client.force_login(alice)

    assert client.get("/sign-in/?next=/password/").url == "/password/"


def test_fifth_wrong_password_locks_and_says_for_how_long(client, alice):
    for email in ["alice@example.gov.uk", " Alice@Example.gov.uk"] * 2:
        assert sign_in(client, email, "wrong").status_code == 200

    fifth = sign_in(client, password="wrong")
    sixth = sign_in(client)

    for page in (fifth, sixth):
        assert page.status_code == 429
        assert "You can try again in 30 minutes." in page.text
    assert "_auth_user_id" not in client.session


def test_lock_is_for_one_name_only(client, alice):
    for _ in range(5):
        sign_in(client, "bob@example.gov.uk", "wrong")

    assert sign_in(client).status_code == 302


def test_there_is_no_second_door_that_counts_wrong_passwords_otherwise(client, alice):
    typed = {"username": "alice@example.gov.uk", "password": PASSWORD}

    assert client.post("/admin/login/", typed).url == "/sign-in/?next=/admin/login/"
    assert "_auth_user_id" not in client.session


def test_choosing_a_new_password_ends_the_lock(client, alice):
    for _ in range(5):
        sign_in(client, password="wrong")
    client.post("/password/reset/", {"email": "alice@example.gov.uk"})
    choose_password(client, "four dry badgers")

    assert sign_in(client, password="four dry badgers").status_code == 302


def test_sign_out_is_a_post_and_is_said(client, alice):
    client.force_login(alice)

    page = client.post("/sign-out/", follow=True)

    assert page.redirect_chain == [("/sign-in/", 302)]
    assert "You have signed out." in page.text
    assert "_auth_user_id" not in client.session
    assert client.get("/sign-out/").status_code == 405


def test_reset_sends_one_link_that_works_once(client, alice):
    page = client.post("/password/reset/", {"email": "ALICE@example.gov.uk"}, follow=True)
    assert "Read your e-mail" in page.text
    assert mail.outbox[0].subject == "Choose a new password for As At"
    assert "Dear Alice Archer," in mail.outbox[0].body

    assert choose_password(client, "four dry badgers").url == "/password/chosen/"

    assert sign_in(client, password="four dry badgers").status_code == 302
    client.logout()
    assert "This link no longer works" in client.get(reset_link()).text


@pytest.mark.parametrize("email", ["bob@example.gov.uk", "carol@example.gov.uk"])
def test_reset_does_not_say_who_is_a_user(client, alice, email):
    User.objects.create_user("carol@example.gov.uk", name="Carol, not yet in", password=None)

    page = client.post("/password/reset/", {"email": email}, follow=True)

    assert "Read your e-mail" in page.text
    assert mail.outbox == []


def test_reset_refuses_what_is_no_address(client):
    page = client.post("/password/reset/", {"email": "alice"})

    assert page.context["form"].errors["email"] == [
        "Enter an e-mail address like name@example.gov.uk"
    ]


@pytest.mark.parametrize(
    ("first", "second", "field", "message"),
    [
        ("four dry badgers", "four dry", "new_password2", "The two passwords are not the same"),
        ("", "", "new_password1", "Enter a new password"),
        ("password", "password", "new_password1", "This password is too common."),
    ],
)
def test_bad_password_is_refused_where_it_was_typed(client, alice, first, second, field, message):
    client.post("/password/reset/", {"email": "alice@example.gov.uk"})

    page = choose_password(client, first, second)

    assert page.context["form"].errors[field] == [message]
    assert "Error: Choose a password" in page.text


def test_broken_link_is_explained(client, alice):
    page = client.get("/password/choose/MQ/abc-123/")

    assert "This link no longer works" in page.text


def test_change_of_password(client, alice):
    client.force_login(alice)
    assert "Change your password" in client.get("/password/").text
    typed = {"new_password1": "four dry badgers", "new_password2": "four dry badgers"}

    refused = client.post("/password/", {"old_password": "wrong", **typed})
    assert refused.context["form"].errors == {"old_password": ["This is not your password"]}
    changed = client.post("/password/", {"old_password": PASSWORD, **typed})

    assert changed.url == "/"
    alice.refresh_from_db()
    assert alice.check_password("four dry badgers")
    assert client.get("/password/").status_code == 200


def test_colours_are_a_style_sheet_for_everybody(client, settings):
    settings.SITE_COLOUR = "#123456"
    settings.SITE_COLOUR_DARK = "#012345"

    response = client.get("/site-colours.css")

    assert response.text == ":root { --brand: #123456; --brand-2: #012345; }\n"
    assert response["Content-Type"] == "text/css"
    assert response["Cache-Control"] == "public, max-age=3600"


def test_logo_is_the_councils_file(client, settings, tmp_path):
    settings.ORGANISATION_LOGO = str(tmp_path / "logo.svg")
    assert client.get("/site-logo").status_code == 404
    (tmp_path / "logo.svg").write_text("<svg/>")

    response = client.get("/site-logo")

    assert b"".join(response.streaming_content) == b"<svg/>"
    assert response["Content-Type"] == "image/svg+xml"
