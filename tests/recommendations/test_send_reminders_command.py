"""`manage.py send_reminders`: what it prints, how it ends, and what is left when it is killed."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from recommendations.models import Addressee, AnswerLink, Digest, Notice
from tests.factories import make_owner
from tests.mail_server import CUT, mail_server, no_mail_server
from tests.recommendations.chased import make_overdue, make_people
from tests.reports.places import migrated_database, place_of_its_own, working_in

RUN = ("send_reminders", "--on", "2016-06-10")


def said(*arguments, **options):
    out = StringIO()
    call_command(*(arguments or RUN), stdout=out, **options)
    return out.getvalue().splitlines()


def test_it_says_what_was_sent(db):
    make_overdue(make_people(2))
    make_overdue([make_owner("Nobody")])

    with mail_server() as server:
        first, again = said(), said()

    assert len(server.taken) == 2
    assert first == ["10 June 2016: 3 new notices; 2 e-mails sent, 1 without an address."]
    assert again == ["10 June 2016: 0 new notices; 0 e-mails sent."]


def test_when_all_is_well_it_can_be_silent(db):
    make_overdue(make_people(1))

    with mail_server():
        assert said(verbosity=0) == []


def test_a_dry_run_says_whom_it_would_write_to_and_changes_nothing(db):
    make_overdue(make_people(2), each=2)

    with mail_server() as server:
        lines = said(*RUN, "--dry-run")

    assert lines == [
        "officer001@example.gov.uk: 2 recommendations are overdue",
        "    Overdue: Organisational learning review, 1: Recommendation 1",
        "    Overdue: Organisational learning review, 3: Recommendation 3",
        "officer002@example.gov.uk: 2 recommendations are overdue",
        "    Overdue: Organisational learning review, 2: Recommendation 2",
        "    Overdue: Organisational learning review, 4: Recommendation 4",
        "2 e-mails would be sent as of 10 June 2016.",
    ]
    assert server.taken == []
    for kind in (Notice, Addressee, Digest, AnswerLink):
        assert kind.objects.count() == 0


def test_a_dry_run_does_not_count_those_that_are_given_up(db):
    make_overdue(make_people(1))
    with mail_server(on_data=lambda number: CUT):
        for _ in range(3):
            with pytest.raises(CommandError):
                said()

    assert said(*RUN, "--dry-run") == ["0 e-mails would be sent as of 10 June 2016."]
    assert Digest.objects.doubtful().count() == 1


def test_a_day_to_come_is_refused(db):
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(CommandError, match=r"is still to come: nobody is reminded before\."):
        said("send_reminders", "--on", str(tomorrow))


@pytest.mark.parametrize("on", ["tomorrow", "2016-02-31", ""])
def test_what_is_no_day_is_refused(db, on):
    with pytest.raises(CommandError, match=f"“{on}” is not a day"):
        said("send_reminders", "--on", on)


def test_without_a_day_it_is_today(db):
    today = timezone.localdate()

    with mail_server():
        [line] = said("send_reminders")

    assert line.startswith(f"{today.day} {today:%B %Y}: 0 new notices")


def test_a_server_that_is_down_is_one_clear_line(db):
    make_overdue(make_people(3))

    with no_mail_server(), pytest.raises(CommandError) as failed:
        said()

    assert str(failed.value) == (
        "Stopped: the mail server can’t be reached (Connection refused). 3 e-mails wait for the "
        "next run, and nothing is lost."
    )
    assert failed.value.returncode == 1
    with mail_server() as server:
        said()
    assert len(server.taken) == 3


def test_those_that_are_doubtful_are_listed(db):
    make_overdue(make_people(2))
    out = StringIO()

    with mail_server(on_data=lambda number: CUT if number == 1 else None) as server:
        with pytest.raises(CommandError, match=r"^1 e-mail waits for the next run\.$"):
            call_command(*RUN, stdout=out)
        [doubtful, _] = server.message_ids
        again = said()

    assert out.getvalue().splitlines()[0] == (
        "doubtful: the server took it for officer001@example.gov.uk and did not answer; it is sent "
        f"again on the next run, {doubtful}"
    )
    assert again == [
        f"doubtful: sent again to officer001@example.gov.uk, {doubtful}",
        "10 June 2016: 0 new notices; 1 e-mail sent, 1 of them again.",
    ]
    assert server.message_ids.count(doubtful) == 2


def test_the_words_of_the_server_are_told(db):
    make_overdue(make_people(2))
    refuses = {
        "officer001@example.gov.uk": "550 No mailbox",
        "officer002@example.gov.uk": "450 Later",
    }
    out = StringIO()

    with mail_server(refuses=refuses), pytest.raises(CommandError, match="1 e-mail waits"):
        call_command(*RUN, stdout=out)

    assert out.getvalue().splitlines() == [
        "refused: officer001@example.gov.uk: 550 No mailbox",
        "put off: officer002@example.gov.uk: 450 Later",
        "10 June 2016: 2 new notices; 0 e-mails sent, 1 refused.",
    ]


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        (
            {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
            "No mail server is set, so nothing was sent: set EMAIL_URL",
        ),
        ({"EMAIL_HOST": None}, "No mail server is set, so nothing was sent: set EMAIL_URL"),
        *[
            ({"SITE_URL": address}, "The address of the site is not set, so the links")
            for address in (
                "http://127.0.0.1:8000/",
                "plans.example.gov.uk/",
                "https:///",
                "/",
                "https://plans.example.gov.uk /",
                "ftp://plans.example.gov.uk/",
            )
        ],
    ],
)
def test_a_production_machine_that_is_not_ready_sends_nothing(db, what, problem):
    make_overdue(make_people(1))

    with mail_server() as server, override_settings(IN_PRODUCTION=True, **what):
        with pytest.raises(CommandError, match=problem):
            said()
        assert said(*RUN, "--dry-run")[-1] == "1 e-mail would be sent as of 10 June 2016."

    assert server.taken == []
    assert Notice.objects.count() == 0


def test_a_production_machine_that_is_ready_sends(db):
    make_overdue(make_people(1))

    site = override_settings(IN_PRODUCTION=True, SITE_URL="https://plans.example.gov.uk/")
    with mail_server() as server, site:
        said()

    [message] = server.taken
    assert (
        "https://plans.example.gov.uk/recommendations/" in message.get_body("plain").get_content()
    )
    assert message["Message-ID"].endswith("@plans.example.gov.uk>")


# Several processes


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), migrated_database(folder) as name:
        yield name


@pytest.fixture
def place(db, migrated, tmp_path):
    """A database of its own, in which 20 officers are to be told of something."""
    with place_of_its_own(tmp_path / "site", like=migrated) as place:
        with working_in(place):
            make_overdue(make_people(20))
        yield place


def another_process(place, server):
    return subprocess.Popen(
        [sys.executable, "manage.py", *RUN],
        env=os.environ
        | {"DATABASE_URL": place.address, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_run_that_is_killed_is_taken_up_by_the_next(place):
    def kill(number):
        if number == 7:
            process.kill()
            process.wait()

    with mail_server(on_data=kill) as server:
        process = another_process(place, server)
        process.communicate()
        before = len(server.taken)
        out, err = another_process(place, server).communicate()

    assert process.returncode == -9
    assert before == 7
    killed_at, message_id = server.addresses[6], server.message_ids[6]
    assert out.splitlines() == [
        f"doubtful: sent again to {killed_at}, {message_id}",
        "10 June 2016: 0 new notices; 14 e-mails sent, 1 of them again.",
    ]
    assert err == ""
    times = Counter(server.addresses)
    assert times.pop(killed_at) == 2
    assert server.message_ids.count(message_id) == 2
    assert set(times.values()) == {1}
    assert len(times) == 19
    with working_in(place):
        assert Digest.objects.filter(sent_at=None).count() == 0


def test_of_two_runs_at_once_one_does_nothing(place):
    others = []

    def meanwhile(number):
        if number == 3:
            other = another_process(place, server)
            others.append((*other.communicate(), other.returncode))

    with mail_server(on_data=meanwhile) as server:
        out, err = another_process(place, server).communicate()

    assert (out, err) == ("10 June 2016: 20 new notices; 20 e-mails sent.\n", "")
    assert others == [
        (
            "",
            "CommandError: Another run is under way, and sends what there is. Nothing was done.\n",
            1,
        )
    ]
    assert len(set(server.addresses)) == len(server.addresses) == 20


def test_a_run_that_is_told_to_stop_finishes_what_it_hands_over(place):
    def stop(number):
        if number == 5:
            process.terminate()

    with mail_server(on_data=stop) as server:
        process = another_process(place, server)
        _, err = process.communicate()

    assert err == (
        "CommandError: Stopped: it was told to stop. 15 e-mails wait for the next run, and nothing "
        "is lost.\n"
    )
    assert (process.returncode, len(server.taken)) == (1, 5)
    with working_in(place):
        assert Digest.objects.doubtful().count() == 0
        assert Digest.objects.waiting().count() == 15
