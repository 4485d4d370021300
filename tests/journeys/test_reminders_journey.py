"""A lead opens a round in the evening; in the morning an officer reads their e-mail, follows its
link and answers: one who signs in, and one who has no account.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from people.roles import Role
from recommendations.models import NilReturn, ProgressUpdate
from recommendations.rounds import open_round
from tests.factories import chase, make_recommendation, make_user
from tests.mail_server import mail_server
from tests.sending import filled_in, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(plan, sue, lena):
    """Of the day after a round was opened about a recommendation of Sue's."""
    row = make_recommendation(plan, text="Train managers.", reference="2.3", owners=[sue])
    now = timezone.now()
    today = timezone.localdate(now)
    chase(plan, chased_from=today - timedelta(days=30))
    due = today + timedelta(days=14)
    when = {"on": today, "at": now}
    return open_round(label="May", as_at=today, updates_due=due, plans=[plan], by=lena, **when), row


def the_e_mail(sue):
    """The text of the one that was sent, and what an address stands in it for."""
    with mail_server() as server:
        call_command("send_reminders", verbosity=0)
    [message] = server.taken
    assert message["To"] == sue.email
    assert message["Subject"] == "1 recommendation awaits an update"
    return message.get_body("plain").get_content()


def paths(text):
    site = "http://127.0.0.1:8000"
    found = [line.strip() for line in text.splitlines()]
    return [line.removeprefix(site) for line in found if line.startswith(site)]


def test_an_officer_reads_the_e_mail_follows_the_link_and_answers(sue, morning):
    round, row = morning
    sue.user = make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)
    sue.email = "sue@example.gov.uk"
    sue.save()

    text = the_e_mail(sue)

    assert "2.3: Train managers." in text
    assert "Round “May” asks for an update by" in text
    to_the_row, to_answer, to_choose = paths(text)
    browser = Client()
    assert browser.get(to_answer).url == f"/sign-in/?next={to_answer}"
    browser.force_login(sue.user)
    assert "Train managers." in words(browser.get(to_the_row))
    page = send(browser, to_answer, narrative="Forty were trained.")
    assert page.status_code == 302
    update = ProgressUpdate.objects.get(recommendation=row)
    assert (update.narrative, update.round, update.recorded_by) == (
        "Forty were trained.",
        round,
        sue.user,
    )
    assert send(browser, to_choose, digests="weekly").status_code == 302


def test_an_officer_without_an_account_answers_through_the_link(sue, morning):
    _, row = morning
    sue.email = "sue@example.gov.uk"
    sue.save()

    text = the_e_mail(sue)

    _to_the_row, to_answer = paths(text)
    assert "Answer here, without signing in:" in text
    browser = Client()
    page = browser.get(to_answer)
    assert "Train managers." in words(page)
    page = browser.post(to_answer, filled_in(page, narrative="Forty were trained."))
    assert page.status_code == 302
    assert ProgressUpdate.objects.get(recommendation=row).narrative == "Forty were trained."


def test_who_has_answered_by_the_morning_is_left_in_peace(sue, morning):
    round, row = morning
    sue.email = "sue@example.gov.uk"
    sue.save()
    now = timezone.now()
    NilReturn.objects.create(
        recommendation=row,
        round=round,
        valid_from=timezone.localdate(now),
        recorded_at=now,
        recorded_by=make_user(),
    )

    with mail_server() as server:
        call_command("send_reminders", verbosity=0)

    assert server.taken == []
