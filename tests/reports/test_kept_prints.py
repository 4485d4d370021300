from dataclasses import replace
from datetime import timedelta

import pytest

from reports.models import KeptPart, KeptPrint, PrintRequest
from reports.printing.kept import (
    answer_of,
    keep_answer,
    keep_part,
    keep_print,
    kept_parts,
    kept_print,
    let_go,
)
from reports.printing.papers import PaperToPrint, print_paper, read_paper
from reports.printing.questions import question, reader
from tests.factories import make_request, make_user, moment
from tests.reports.coverings import make_covering
from tests.reports.documents import make_document, make_row, make_section

NOW = moment()
LATER = NOW + timedelta(hours=2)
MEGABYTE = b"x" * 1024 * 1024


def paper(text="Keep records.", **fields):
    return PaperToPrint((make_document(make_section(make_row(1, recommendation=text)), **fields),))


def test_a_paper_comes_back_as_it_was():
    bound = PaperToPrint(paper().documents, make_covering(papers=paper().documents))

    assert read_paper(paper().as_json()) == paper()
    assert read_paper(bound.as_json()) == bound
    assert bound.rows == 1


def test_the_key_is_that_of_what_is_printed():
    keys = [paper().key, paper("Other").key, replace(paper(), covering=make_covering()).key]

    assert paper().key == keys[0]
    assert len(set(keys)) == 3


def test_until_when_everything_is_known_is_not_printed_and_not_in_the_key():
    one, other = paper(known_by=moment()), paper(known_by=moment(hour=15))

    assert one.key == other.key
    assert print_paper(one) == print_paper(other)


def test_a_print_is_found_by_its_key_and_its_use_is_written_down(db):
    kept = keep_print("a" * 64, b"%PDF", at=NOW)

    assert kept_print("a" * 64, at=LATER) == kept
    assert kept_print("b" * 64, at=LATER) is None
    assert KeptPrint.objects.get().used_at == LATER


def test_the_same_is_kept_once(db):
    assert keep_print("a" * 64, b"%PDF", at=NOW) == keep_print("a" * 64, b"%PDF", at=NOW)


def test_parts_are_found_by_their_keys(db):
    keep_part("a" * 64, b"%PDF a", at=NOW)

    assert kept_parts(["a" * 64, "b" * 64], at=NOW) == {"a" * 64: b"%PDF a"}


def test_an_answer_holds_as_long_as_the_stamp(db):
    kept = keep_print("a" * 64, b"%PDF", at=NOW)
    keep_answer("q" * 64, "first", kept)

    answers = [answer_of("q" * 64, stamp, at=NOW) for stamp in ("first", "second", "")]

    assert answers == [kept, None, None]


def test_what_was_written_down_in_between_is_no_answer(db):
    keep_answer("q" * 64, "", keep_print("a" * 64, b"%PDF", at=NOW))

    assert answer_of("q" * 64, "", at=NOW) is None


def test_another_question_another_day_or_another_reader_has_another_answer(db):
    alice, bob = make_user(), make_user("bob@example.gov.uk", "Bob", role="Administrator")

    asked = {
        question("live", 1, "2016-05-31", reader(alice)),
        question("live", 2, "2016-05-31", reader(alice)),
        question("live", 1, "2016-06-01", reader(alice)),
        question("live", 1, "2016-05-31", reader(bob)),
    }

    assert len(asked) == 4
    assert question("live", 1, "2016-05-31", reader(alice)) in asked


@pytest.mark.parametrize(("keep", "kind"), [(keep_print, KeptPrint), (keep_part, KeptPart)])
def test_what_was_not_used_for_longest_goes_when_it_is_too_much(db, settings, keep, kind):
    settings.PRINTS_KEPT_MB = 2
    for hours, key in ((1, "b"), (3, "d"), (0, "a"), (2, "c")):
        keep(key * 64, MEGABYTE, at=NOW + timedelta(hours=hours))

    let_go(at=NOW)

    kept = kind.objects.order_by("used_at").values_list("key", flat=True)
    assert [key[0] for key in kept] == ["c", "d"]


def test_what_was_asked_for_goes_after_a_day(db):
    make_request(at=NOW)

    let_go(at=NOW + timedelta(hours=23))
    assert PrintRequest.objects.count() == 1
    let_go(at=NOW + timedelta(hours=25))

    assert PrintRequest.objects.count() == 0
