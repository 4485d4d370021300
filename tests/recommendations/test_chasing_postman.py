"""What a mail server may answer at each step, and what is to be thought of it."""

import pytest
from django.test import override_settings

from recommendations.models import Digest
from tests.mail_server import CUT, mail_server
from tests.recommendations.chased import make_overdue, make_people, run

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (f"officer{number:03}@example.gov.uk" for number in (1, 2, 3))


def put_off(told):
    return [(digest.address, said) for digest, said in told.put_off]


@pytest.mark.parametrize("reply", [CUT, "421 4.7.0 Try again later", "not a word of SMTP"])
def test_a_server_that_breaks_off_at_one_name_keeps_nobody_else_waiting(reply):
    make_overdue(make_people(3))

    with mail_server(refuses={FIRST: reply}) as server:
        told = run()

    assert server.addresses == [SECOND, THIRD]
    assert [address for address, _ in put_off(told)] == [FIRST]
    assert [digest.address for digest in Digest.objects.waiting()] == [FIRST]
    assert told.stopped == ""


def test_a_server_that_breaks_off_at_every_name_is_left():
    make_overdue(make_people(5))
    everybody = {f"officer00{number}@example.gov.uk": CUT for number in range(1, 6)}

    with mail_server(refuses=everybody) as server:
        told = run()

    assert told.stopped == "the mail server broke off at one e-mail after the other"
    assert (len(told.put_off), told.waiting, server.connections) == (3, 2, 4)
    assert Digest.objects.waiting().count() == 5


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("421 4.3.2 Shutting down", "421 4.3.2 Shutting down"),
        ("450 4.2.0 Later", "450 4.2.0 Later"),
        ("250 What?", "250 What?"),
    ],
)
def test_what_was_not_let_begin_is_not_doubtful(reply, said):
    make_overdue(make_people(1))

    with mail_server(data_reply=reply) as server:
        told = run()

    assert put_off(told) == [(FIRST, said)]
    assert (server.taken, Digest.objects.waiting().count()) == ([], 1)


@pytest.mark.parametrize(
    "reply",
    [
        "554 5.7.1 <officer001@example.gov.uk>: Relay access denied",
        "550 5.7.64 TenantAttribution; Relay Access Denied",
        "550 relay not permitted",
        "530 5.7.0 Authentication required",
        "550 5.1.8 <as-at@localhost>: Sender address rejected: Domain not found",
        "504 5.5.2 <as-at>: Helo command rejected: need fully-qualified hostname",
    ],
)
def test_a_server_that_does_not_take_mail_from_us_is_no_reason_to_give_anybody_up(reply):
    make_overdue(make_people(1))

    with mail_server(refuses={FIRST: reply}) as server:
        told = run()
        server.refuses = {}
        again = run()

    assert put_off(told) == [(FIRST, reply)]
    assert (told.refused, again.sent) == ([], 1)
    assert server.addresses == [FIRST]


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 <officer001@example.gov.uk>: Recipient address rejected: User unknown",
        "552 5.2.2 Mailbox full",
        "556 5.1.10 Recipient not found",
        "550 No such user here",
    ],
)
def test_who_has_no_mailbox_is_refused_for_good(reply):
    make_overdue(make_people(1))

    with mail_server(refuses={FIRST: reply}):
        told = run()

    assert [(digest.address, said) for digest, said in told.refused] == [(FIRST, reply)]


@pytest.mark.parametrize(
    "sender", ["", "As At", "As At, Council <as-at@example.gov.uk>", "a@b\nX: y"]
)
def test_where_nobody_can_write_from_the_address_that_is_set_all_wait(sender):
    make_overdue(make_people(2))

    with mail_server() as server:
        with override_settings(DEFAULT_FROM_EMAIL=sender):
            told = run()
        again = run()

    assert told.stopped == f"nobody can write from “{sender}”: set DEFAULT_FROM_EMAIL"
    assert (told.refused, told.waiting, again.sent) == ([], 2, 2)
    assert server.addresses == [FIRST, SECOND]


@pytest.mark.parametrize(
    "address",
    ["a@b.uk\nBcc: all@example.gov.uk", "a@b.uk\r\nRCPT TO:<z@z.uk>", "@", f"a@{'x' * 70}.uk"],
)
def test_an_address_that_is_none_is_refused_and_the_others_written_to(address):
    first, second = make_people(2)
    first.email = address
    first.save()
    make_overdue([first, second])

    with mail_server() as server:
        told = run()

    assert server.addresses == [SECOND]
    assert [digest.address for digest, _ in told.refused] == [address.lower()]


def test_a_server_whose_name_can_be_none_is_out_of_reach():
    make_overdue(make_people(1))

    with mail_server(), override_settings(EMAIL_HOST="mail..example.gov.uk"):
        told = run()

    assert told.stopped.startswith("the mail server can’t be reached (")
    assert told.waiting == 1


def test_of_a_password_that_smtp_does_not_know_no_letter_is_told():
    make_overdue(make_people(1))

    account = override_settings(EMAIL_HOST_USER="as-at", EMAIL_HOST_PASSWORD="p£ss")
    with mail_server(offers="AUTH PLAIN"), account:
        told = run()

    assert told.stopped == (
        "the mail server can’t be reached (the user or the password has letters that it does not "
        "know)"
    )
