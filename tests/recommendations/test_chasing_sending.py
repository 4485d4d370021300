"""Each address has exactly one e-mail of a day, whatever becomes of the mail server between: held
against a real one.
"""

from datetime import timedelta

import pytest

from recommendations.models import Addressee, Digest
from recommendations.progress import NewStatus
from tests.factories import DAY, make_owner, make_update, moment
from tests.mail_server import CUT, mail_server, no_mail_server
from tests.recommendations.chased import LATE, make_overdue, make_people, run

pytestmark = pytest.mark.django_db
NEXT_DAY = LATE + timedelta(days=1)


def addresses(*numbers):
    return [f"officer{number:03}@example.gov.uk" for number in numbers]


def test_each_is_written_to_once_over_one_connection():
    make_overdue(make_people(3), each=2)

    with mail_server() as server:
        told = run()
        again = run()

    assert server.addresses == addresses(1, 2, 3)
    assert server.connections == 1
    assert (told.sent, again.sent) == (3, 0)
    digest = Digest.objects.earliest("pk")
    assert (digest.begun_at, digest.sent_at, digest.attempts) == (*[moment(LATE, 7)] * 2, 1)
    assert digest.addressees.count() == 2


def test_an_e_mail_says_that_a_program_sent_it():
    make_overdue([make_owner(email="Sue@Example.gov.uk")])

    with mail_server() as server:
        run()

    [message] = server.taken
    assert message["To"] == "sue@example.gov.uk"
    assert message["Subject"] == "1 recommendation is overdue"
    assert message["Date"] == "Fri, 10 Jun 2016 07:00:00 +0100"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"] == Digest.objects.get().message_id
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_server_that_is_down_takes_nothing_and_nothing_is_lost():
    make_overdue(make_people(5))

    with no_mail_server():
        told = run()

    assert told.stopped == "the mail server can’t be reached (Connection refused)"
    assert (told.sent, told.waiting) == (0, 5)
    assert Digest.objects.waiting().count() == 5

    with mail_server() as server:
        told = run()

    assert server.addresses == addresses(1, 2, 3, 4, 5)
    assert (told.sent, told.again) == (5, [])


def test_what_waited_for_days_is_one_e_mail():
    people = make_people(2)
    make_overdue(people)
    with no_mail_server():
        run()
    make_overdue(people, latest=LATE)

    with mail_server() as server:
        run(NEXT_DAY)

    assert server.addresses == addresses(1, 2)
    assert server.taken[0]["Subject"] == "2 recommendations are overdue"
    assert list(Digest.objects.values_list("day", flat=True)) == [NEXT_DAY, NEXT_DAY]


def test_a_server_killed_half_way_through_500():
    make_overdue(make_people(500))

    def dies(number):
        if number == 250:
            first.die()
            return CUT
        return None

    with mail_server(on_data=dies) as first:
        broken = run()
    with mail_server() as second:
        told = run()

    assert (broken.sent, broken.waiting) == (249, 250)
    assert broken.stopped == "the mail server can’t be reached (Connection refused)"
    assert [digest.address for digest in broken.unanswered] == addresses(250)
    [again] = told.again
    assert again.address == "officer250@example.gov.uk"
    assert second.message_ids[0] == again.message_id == first.message_ids[-1]
    assert told.sent == 251
    assert sorted([*first.addresses[:-1], *second.addresses]) == addresses(*range(1, 501))
    assert Digest.objects.filter(sent_at=None).count() == 0


def test_a_message_taken_and_never_answered_keeps_nobody_else_waiting():
    make_overdue(make_people(5))

    with mail_server(on_data=lambda number: CUT if number == 2 else None) as server:
        told = run()

    assert server.addresses == addresses(1, 2, 3, 4, 5)
    assert (told.sent, told.waiting, told.stopped) == (4, 0, "")
    assert [digest.address for digest in told.unanswered] == addresses(2)
    assert [digest.address for digest in Digest.objects.doubtful()] == addresses(2)


def test_a_server_that_never_answers_is_left():
    make_overdue(make_people(5))

    with mail_server(on_data=lambda number: CUT) as server:
        told = run()

    assert server.addresses == addresses(1, 2, 3)
    assert (told.sent, told.waiting) == (0, 2)
    assert told.stopped == "the mail server broke off at one e-mail after the other"


def test_one_for_whom_there_is_no_mailbox_is_refused_and_tried_again_with_the_next_notice():
    people = make_people(2)
    make_overdue(people)
    no_mailbox = {"officer001@example.gov.uk": "550 5.1.1 No such user here"}

    with mail_server(refuses=no_mailbox) as server:
        told = run()
        again = run()
        make_overdue(people, latest=LATE)
        run(NEXT_DAY)

    assert server.addresses == addresses(2, 2)
    [(digest, said)] = told.refused
    digest.refresh_from_db()
    assert said == digest.refusal == "550 5.1.1 No such user here"
    assert (digest.address, digest.sent_at) == ("officer001@example.gov.uk", None)
    assert again.refused == []
    assert list(Digest.objects.refused().values_list("day", flat=True)) == [LATE, NEXT_DAY]


def test_one_put_off_waits_for_the_next_run_and_is_not_doubtful():
    make_overdue(make_people(2))
    later = {"officer001@example.gov.uk": "450 4.2.0 Greylisted"}

    with mail_server(refuses=later) as server:
        told = run()
        server.refuses = {}
        again = run()

    assert [(digest.address, said) for digest, said in told.put_off] == [
        ("officer001@example.gov.uk", "450 4.2.0 Greylisted")
    ]
    assert server.addresses == addresses(2, 1)
    assert (again.sent, again.again) == (1, [])


def test_a_message_that_the_server_will_not_have_is_refused():
    make_overdue(make_people(2))

    with mail_server(on_data=lambda number: "554 Spam" if number == 1 else None) as server:
        told = run()

    assert [said for _, said in told.refused] == ["554 Spam", "554 Spam"]
    assert server.addresses == []


def test_a_server_that_closes_its_connections_is_called_again():
    make_overdue(make_people(3))

    with mail_server(on_data=lambda number: None) as server:
        server.refuses = _ClosesOnce({"officer002@example.gov.uk": "421 Too many messages"})
        told = run()

    assert server.addresses == addresses(1, 2, 3)
    assert (told.sent, server.connections) == (3, 2)


class _ClosesOnce(dict):
    def get(self, key):
        return self.pop(key, None)


def test_a_sender_that_the_server_does_not_take_stops_the_run():
    make_overdue(make_people(3))

    with mail_server(sender_reply="550 Who are you?") as server:
        told = run()

    assert (server.addresses, told.waiting) == ([], 3)
    assert told.stopped == ("the mail server takes no mail from as-at@localhost: 550 Who are you?")
    assert Digest.objects.waiting().count() == 3


def test_a_doubtful_one_that_is_put_off_stays_doubtful():
    make_overdue(make_people(1))
    with mail_server(on_data=lambda number: CUT):
        run()

    with no_mail_server():
        told = run()

    assert told.waiting == 1
    assert Digest.objects.doubtful().count() == 1


def test_only_what_is_not_answered_counts_as_an_attempt():
    make_overdue(make_people(1))
    later = {"officer001@example.gov.uk": "450 4.2.0 Greylisted"}

    with mail_server(refuses=later, on_data=lambda number: CUT) as server:
        for _ in range(3):
            run()
        server.refuses = {}
        run()

    assert Digest.objects.get().attempts == 1


def test_a_doubtful_one_of_yesterday_is_sent_beside_that_of_today():
    people = make_people(1)
    make_overdue(people)
    with mail_server(on_data=lambda number: CUT) as first:
        run()
    make_overdue(people, latest=LATE)

    with mail_server() as second:
        told = run(NEXT_DAY)

    assert [digest.message_id for digest in told.again] == first.message_ids
    assert second.message_ids == list(Digest.objects.values_list("message_id", flat=True))
    assert list(Digest.objects.values_list("day", flat=True)) == [LATE, NEXT_DAY]


def test_what_is_done_by_the_time_of_sending_is_not_chased():
    done, _ = make_overdue(make_people(2))
    with no_mail_server():
        run()
    make_update(done, status=NewStatus("Complete", "complete"), on=LATE)

    with mail_server() as server:
        told = run(NEXT_DAY)

    assert server.addresses == addresses(2)
    assert (told.sent, told.let_go) == (1, 1)
    spared = Addressee.objects.get(notice__recommendation=done)
    assert (spared.digest, spared.spared_at) == (None, moment(NEXT_DAY, 7))
    assert not Digest.objects.filter(address="officer001@example.gov.uk").exists()


def test_a_doubtful_one_of_which_nothing_is_left_to_be_said_is_let_go():
    [done] = make_overdue(make_people(1))
    with mail_server(on_data=lambda number: CUT):
        run()
    make_update(done, status=NewStatus("Complete", "complete"), on=LATE)

    with mail_server() as server:
        told = run(NEXT_DAY)

    assert (server.addresses, told.let_go) == ([], 1)
    digest = Digest.objects.get()
    assert (digest.let_go_at, digest.sent_at) == (moment(NEXT_DAY, 7), None)
    assert digest.addressees.count() == 1


def test_it_stops_between_two_when_it_is_told_to():
    make_overdue(make_people(5))

    with mail_server() as server:
        told = run(is_stopped=lambda: len(server.taken) == 2)

    assert server.addresses == addresses(1, 2)
    assert (told.waiting, told.stopped) == (3, "it was told to stop")
    assert Digest.objects.doubtful().count() == 0


def test_it_tells_how_far_it_is():
    make_overdue(make_people(2))
    said = []

    with mail_server():
        run(tell=lambda done, of: said.append((done, of)))

    assert said == [(1, 2), (2, 2)]


def test_nobody_is_asked_for_where_there_is_nothing_to_send():
    with no_mail_server():
        told = run(DAY)

    assert (told.sent, told.stopped) == (0, "")
