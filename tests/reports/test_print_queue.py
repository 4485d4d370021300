from datetime import timedelta

import pytest

from reports.models import KeptAnswer, PrintRequest, Renderer
from reports.printing.kept import keep_print
from reports.printing.papers import PaperToPrint
from reports.printing.queue import (
    STOPPED_TWICE,
    ask_again,
    cancel,
    fail,
    finish,
    is_any_alive,
    place_in_queue,
    put_back,
    say_alive,
    say_gone,
    take_next,
    tell_progress,
)
from tests.at_once import at_once, for_threads
from tests.factories import make_request, make_user, moment
from tests.reports.documents import make_document, make_row, make_section

NOW = moment()
LATER = NOW + timedelta(seconds=31)

pytestmark = pytest.mark.django_db


def paper(*texts):
    rows = [make_row(key, recommendation=text) for key, text in enumerate(texts, start=1)]
    return PaperToPrint((make_document(make_section(*rows)),))


def state_of(request):
    return PrintRequest.objects.get(pk=request.pk).state


def test_what_is_asked_for_waits_with_all_that_is_needed_to_print_it():
    request = make_request(paper=paper("One", "Two"))

    assert (request.state, request.rows, request.key) == ("queued", 2, paper("One", "Two").key)


def test_the_same_is_asked_for_once_by_one_user():
    alice, bob = make_user(), make_user("bob@example.gov.uk", "Bob Baker")

    asked = [make_request(by=user) for user in (alice, alice, bob)]

    assert asked[0] == asked[1] != asked[2]


def test_what_is_done_is_asked_for_anew():
    first = make_request()
    finish(take_next(at=NOW), keep_print(first.key, b"%PDF", at=NOW), at=NOW)

    assert make_request() != first


def test_the_queue_is_taken_in_turn_and_each_request_once():
    first, second = make_request(paper=paper("One")), make_request(paper=paper("Two"))

    taken = [take_next(at=NOW) for _ in range(3)]

    assert taken == [first, second, None]
    assert [place_in_queue(request) for request in (first, second)] == [0, 1]


def test_how_far_it_is_is_told_and_it_goes_on():
    make_request(paper=paper("One", "Two"))
    request = take_next(at=NOW)

    goes_on = tell_progress(request, parts=3, parts_done=1, rows_done=1, at=LATER)

    now = PrintRequest.objects.get()
    assert goes_on
    assert (now.parts, now.parts_done, now.rows_done, now.heard_at) == (3, 1, 1, LATER)


def test_a_cancelled_one_does_not_go_on_and_is_not_finished():
    make_request()
    request = take_next(at=NOW)

    assert cancel(request, at=NOW)

    assert not tell_progress(request, parts=1, parts_done=0, rows_done=0, at=NOW)
    finish(request, keep_print("a" * 64, b"%PDF", at=NOW), at=NOW)
    assert state_of(request) == "cancelled"
    assert not cancel(request, at=NOW)


def test_one_in_the_queue_is_cancelled_before_it_is_taken():
    cancel(make_request(), at=NOW)

    assert take_next(at=NOW) is None


def test_what_is_printed_leads_to_the_print_and_answers_its_question():
    make_request(question="q" * 64, stamp="s" * 64)
    request, kept = take_next(at=NOW), keep_print("a" * 64, b"%PDF", at=NOW)

    finish(request, kept, at=LATER)

    now = PrintRequest.objects.get()
    assert (now.state, now.print, now.ended_at) == ("done", kept, LATER)
    [answer] = KeptAnswer.objects.all()
    assert (answer.question, answer.stamp, answer.print) == ("q" * 64, "s" * 64, kept)


def test_one_that_failed_says_why_and_can_be_asked_for_again():
    make_request()
    request = take_next(at=NOW)

    fail(request, "It was too long.", at=NOW)

    assert PrintRequest.objects.get().sentence == "It was too long."
    assert ask_again(request)
    assert take_next(at=NOW) == request
    assert not ask_again(request)


def test_what_a_dead_renderer_left_is_taken_up_once_more_and_then_fails():
    request = make_request()

    taken = [take_next(at=NOW + number * timedelta(seconds=31)) for number in range(3)]

    assert taken == [request, request, None]
    assert (state_of(request), PrintRequest.objects.get().sentence) == ("failed", STOPPED_TWICE)


def test_the_renderer_that_was_taken_for_dead_counts_no_more():
    make_request()
    first, second = take_next(at=NOW), take_next(at=LATER)

    assert not tell_progress(first, parts=1, parts_done=1, rows_done=1, at=LATER)
    assert tell_progress(second, parts=1, parts_done=1, rows_done=1, at=LATER)


def test_what_a_renderer_puts_back_waits_as_if_it_was_never_begun():
    make_request()
    request = take_next(at=NOW)

    put_back(request)

    now = PrintRequest.objects.get()
    assert (now.state, now.attempts) == ("queued", 0)


def test_a_renderer_is_alive_as_long_as_it_is_heard_of():
    say_alive("one", at=NOW)
    say_alive("one", at=NOW)

    assert [is_any_alive(at=at) for at in (NOW, LATER)] == [True, False]
    say_gone("one")
    assert not Renderer.objects.exists()


def test_a_renderer_at_work_on_a_long_paper_is_alive():
    make_request()
    say_alive("one", at=NOW)
    begun = take_next(at=NOW)
    progress = {"parts": 9, "parts_done": 1, "rows_done": 40}

    tell_progress(begun, **progress, at=LATER)

    assert [is_any_alive(at=at) for at in (LATER, LATER + timedelta(seconds=31))] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_of_two_renderers_one_takes_a_request(tmp_path):
    make_request()

    with for_threads(tmp_path):
        taken = at_once(lambda: take_next(at=NOW), lambda: take_next(at=NOW))

    assert sorted(request is not None for request in taken) == [False, True]
