"""What each address is to be told on a day: one e-mail, daily or weekly, to who it is by then."""

from datetime import date, timedelta

import pytest

from people.models import Owner
from people.tenures import appoint
from recommendations.chasing.addressees import Directory
from recommendations.chasing.digests import ATTEMPTS, let_go_of_the_hopeless, write_digests
from recommendations.chasing.noting import note_down
from recommendations.models import Addressee, Digest
from tests.factories import make_department, make_owner, moment, written
from tests.mail_server import mail_server, no_mail_server
from tests.recommendations.chased import LATE, make_overdue, make_people, run

pytestmark = pytest.mark.django_db
# 10 June 2016, when what is due the day before is overdue, is a Friday.
SATURDAY, SUNDAY, MONDAY, TUESDAY = (LATE + timedelta(days=days) for days in (1, 2, 3, 4))


def write(on=LATE):
    at = moment(on, hour=7)
    note_down(on=on, at=at)
    return write_digests(Directory(on=on), on=on, at=at)


def told(on=LATE):
    return {
        digest.address: list(
            digest.addressees.values_list("notice__recommendation__reference", flat=True)
        )
        for digest in Digest.objects.filter(day=on)
    }


def test_one_address_has_one_digest_whoever_reads_it_and_in_whichever_letters():
    sue, desk = (
        make_owner(email="Desk@example.gov.uk"),
        make_owner("D", email="desk@EXAMPLE.gov.uk"),
    )
    make_overdue([sue, desk])

    keys = write()

    assert told() == {"desk@example.gov.uk": ["1", "2"]}
    digest = Digest.objects.get(pk=keys[0])
    assert (digest.recipient, digest.day, digest.written_at) == (sue, LATE, moment(LATE, 7))
    assert digest.message_id.endswith("@127.0.0.1>")


def test_written_again_there_is_one_all_the_same():
    make_overdue(make_people(2))

    write()
    keys = write()

    assert list(Digest.objects.values_list("pk", flat=True)) == keys
    assert told() == {"officer001@example.gov.uk": ["1"], "officer002@example.gov.uk": ["2"]}


def test_what_is_added_before_it_is_sent_goes_into_the_same_one():
    people = make_people(1)
    make_overdue(people)
    write()
    make_overdue(people, latest=LATE - timedelta(days=2))

    write()

    assert told() == {"officer001@example.gov.uk": ["1", "1"]}


def test_whoever_was_written_to_that_day_is_told_the_next():
    people = make_people(1)
    make_overdue(people)
    with mail_server() as server:
        run()
        make_overdue(people, latest=LATE - timedelta(days=2))
        run()
        same_day = len(server.taken)
        run(SATURDAY)

    assert same_day == 1
    assert len(server.taken) == 2


def test_nobody_is_told_before_the_day():
    make_overdue(make_people(1))
    note_down(on=SATURDAY, at=moment(SATURDAY))

    before = LATE - timedelta(days=1)
    assert write_digests(Directory(on=before), on=before, at=moment(before)) == []


def weekly(**fields):
    return make_owner(email="sue@example.gov.uk", digests=Owner.Digests.WEEKLY, **fields)


def days_written_to(*days):
    with mail_server() as server:
        for day in days:
            run(day)
    return [message["Date"].datetime.date() for message in server.taken]


def test_weekly_is_on_monday_what_fell_due_by_then():
    sue = weekly()
    make_overdue([sue])
    make_overdue([sue], latest=SATURDAY)
    make_overdue([sue], latest=MONDAY)

    assert days_written_to(LATE, SATURDAY, SUNDAY, MONDAY, TUESDAY) == [MONDAY]
    assert len(told(MONDAY)["sue@example.gov.uk"]) == 2


def test_a_monday_that_was_missed_is_caught_up():
    make_overdue([weekly()])
    wednesday = TUESDAY + timedelta(days=1)

    assert days_written_to(SUNDAY, wednesday, wednesday + timedelta(days=1)) == [wednesday]


def test_weekly_is_once_a_week_even_where_something_is_found_later():
    sue = weekly()
    make_overdue([sue])
    with mail_server() as server:
        run(MONDAY)
        make_overdue([sue])
        run(TUESDAY)
        run(MONDAY + timedelta(days=7))

    assert [str(message["Date"].datetime.date()) for message in server.taken] == [
        "2016-06-13",
        "2016-06-20",
    ]


def test_whoever_chooses_daily_hears_at_once_what_waited():
    sue = weekly()
    make_overdue([sue])
    with mail_server() as server:
        run(LATE)
        Owner.objects.filter(pk=sue.pk).update(digests=Owner.Digests.DAILY)
        run(SATURDAY)

    assert server.addresses == ["sue@example.gov.uk"]


def test_of_two_at_one_address_each_has_their_own_choice():
    daily = make_owner("Desk", email="sue@example.gov.uk")
    make_overdue([weekly(), daily])
    write()

    assert told() == {"sue@example.gov.uk": ["2"]}


def test_who_holds_the_post_by_the_day_of_sending_is_told():
    post = make_owner("Head of Papers", Owner.Kind.POST)
    leaver, successor = make_people(2)
    appoint(post, [leaver], **written())
    make_overdue([post])
    with no_mail_server():
        run()
    appoint(post, [successor], **written(SATURDAY))

    with mail_server() as server:
        run(SATURDAY)

    assert server.addresses == ["officer002@example.gov.uk"]
    spared = Addressee.objects.get(recipient=leaver)
    assert (spared.digest, spared.spared_at) == (None, moment(SATURDAY, 7))


def test_an_address_that_was_put_right_is_the_one_that_is_written_to():
    [officer] = make_people(1)
    make_overdue([officer])
    with no_mail_server():
        run()
    Owner.objects.filter(pk=officer.pk).update(email="new@example.gov.uk")

    write(SATURDAY)

    assert told(SATURDAY) == {"new@example.gov.uk": ["1"]}


def test_so_it_is_on_the_same_day():
    one, weekly_now, leaver, successor = make_people(4)
    post = make_owner("Head of Papers", Owner.Kind.POST)
    appoint(post, [leaver], **written())
    make_overdue([one, weekly_now, post])
    with no_mail_server():
        run()
    Owner.objects.filter(pk=one.pk).update(email="new@example.gov.uk")
    Owner.objects.filter(pk=weekly_now.pk).update(digests=Owner.Digests.WEEKLY)
    appoint(post, [successor], **written(LATE))

    with mail_server() as server:
        run()

    assert sorted(server.addresses) == ["new@example.gov.uk", "officer004@example.gov.uk"]


def test_who_had_no_address_is_told_once_there_is_one():
    sue = make_owner()
    make_overdue([sue])
    assert write() == []

    Owner.objects.filter(pk=sue.pk).update(email="sue@example.gov.uk")
    write(SATURDAY)

    assert told(SATURDAY) == {"sue@example.gov.uk": ["1"]}


def test_a_head_who_came_since_is_told_for_a_vacant_post():
    old, new = make_people(2)
    place = make_department("Place", head=old)
    make_overdue([make_owner("Head of Papers", Owner.Kind.POST, department=place)])
    write()
    place.head = new
    place.save()

    write(SATURDAY)

    assert told(SATURDAY) == {"officer002@example.gov.uk": ["1"]}


def test_what_was_handed_over_often_enough_without_an_answer_is_let_go():
    make_overdue(make_people(2))
    write()
    first, second = Digest.objects.all()
    begun = {"begun_at": moment(LATE)}
    Digest.objects.filter(pk=first.pk).update(**begun, attempts=ATTEMPTS)
    Digest.objects.filter(pk=second.pk).update(**begun, attempts=ATTEMPTS - 1)

    assert let_go_of_the_hopeless(at=moment(SATURDAY)) == [first]
    assert list(Digest.objects.doubtful()) == [second]
    assert Digest.objects.get(pk=first.pk).let_go_at == moment(SATURDAY)


def test_a_run_for_an_earlier_day_leaves_the_later_ones_alone():
    make_overdue(make_people(1))
    with no_mail_server():
        run(SATURDAY)

    assert write(LATE) == []
    assert told(SATURDAY) == {"officer001@example.gov.uk": ["1"]}
    assert date(2016, 6, 11) == SATURDAY
