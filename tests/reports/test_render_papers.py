"""The renderer, with real children: what it prints, what it keeps, and what becomes of a paper that
has no end.
"""

import fcntl
import os
import tempfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from reports.models import KeptPart, KeptPrint, PrintRequest, Renderer
from reports.printing.children import BROKEN
from reports.printing.laying_out import lay_out_request
from reports.printing.papers import PaperToPrint, print_paper
from reports.printing.queue import cancel, is_any_alive, take_next
from reports.printing.renderer import RendererProcess
from tests.factories import make_request, moment
from tests.reports.coverings import make_covering
from tests.reports.documents import make_document, make_long_document, make_row, make_section

NOW = moment()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """So that tests beside each other don't wait for one another."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def paper(text="Keep records."):
    return PaperToPrint((make_document(make_section(make_row(1, recommendation=text))),))


def ask(paper):
    return make_request(paper=paper, at=timezone.now())


def render():
    call_command("render_papers", once=True)


def words(pdf):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(bytes(pdf))).pages)


def test_what_is_asked_for_is_printed_as_it_would_be_at_once():
    bound = PaperToPrint(paper().documents, make_covering(papers=paper().documents))
    for asked in (paper(), bound):
        ask(asked)

    render()

    states = PrintRequest.objects.values_list("state", flat=True)
    assert list(states) == ["done", "done"]
    prints = [bytes(request.print.pdf) for request in PrintRequest.objects.all()]
    assert prints == [print_paper(paper()), print_paper(bound)]


def test_of_a_long_paper_only_what_was_changed_is_laid_out_again(settings):
    document = make_long_document(120)
    ask(PaperToPrint((document,)))
    render()
    parts, [first] = set(KeptPart.objects.values_list("key", flat=True)), PrintRequest.objects.all()
    [*others, last] = document.sections
    row = make_row(last.rows[-1].key, recommendation="Changed since.")
    changed = make_section(*last.rows[:-1], row, theme=last.theme, timescale=last.timescale)
    edited = PaperToPrint((document.with_sections([*others, changed]),))

    ask(edited)
    render()

    [_, second] = PrintRequest.objects.all()
    assert len(parts) > 3
    assert (first.parts, first.parts_done, first.rows_done) == (len(parts), len(parts), 120)
    assert len(set(KeptPart.objects.values_list("key", flat=True)) - parts) == 1
    assert "Changed since." in words(second.print.pdf)


def test_what_is_kept_is_not_laid_out_again():
    ask(paper())
    render()
    KeptPart.objects.all().delete()

    ask(paper())
    render()

    first, second = PrintRequest.objects.all()
    assert second.print == first.print
    assert not KeptPart.objects.exists()


def test_a_paper_without_an_end_ends_in_a_sentence_and_the_next_one_is_printed(settings):
    settings.PRINT_SECONDS = 2
    ask(paper("Keep records. " * 100_000))
    ask(paper())

    render()

    endless, next_one = PrintRequest.objects.all()
    assert (endless.state, next_one.state) == ("failed", "done")
    assert endless.sentence.startswith("It took longer than 2 seconds to lay out")


def test_a_paper_that_cannot_be_read_any_more_ends_in_a_sentence_too():
    request = ask(paper())
    PrintRequest.objects.filter(pk=request.pk).update(paper={"covering": None, "documents": [{}]})

    render()

    [request] = PrintRequest.objects.all()
    assert (request.state, request.sentence[:23]) == ("failed", "It couldn’t be laid out")


def test_one_that_is_cancelled_meanwhile_is_stopped():
    ask(paper())
    request = take_next(at=NOW)

    def cancelled_now():
        cancel(request, at=NOW)
        return NOW

    lay_out_request(request, now=cancelled_now)

    assert PrintRequest.objects.get().state == "cancelled"
    assert not KeptPrint.objects.exists()


def test_a_renderer_that_is_stopped_puts_its_paper_back():
    ask(paper())
    request, asked = take_next(at=NOW), []

    def stopped_now():
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return NOW

    with pytest.raises(KeyboardInterrupt):
        lay_out_request(request, now=stopped_now)

    now = PrintRequest.objects.get()
    assert (now.state, now.attempts) == ("queued", 0)


def test_nothing_of_a_paper_lies_on_the_disk_meanwhile_for_a_killed_renderer_to_leave(tmp_path):
    ask(paper())
    request, seen = take_next(at=NOW), []

    def looking_now():
        seen.append(list(tmp_path.iterdir()))
        return NOW

    lay_out_request(request, now=looking_now)

    assert PrintRequest.objects.get().state == "done"
    assert seen == [[]] * len(seen) != []


def test_a_paper_for_which_no_file_can_be_written_ends_in_a_sentence(monkeypatch, tmp_path):
    ask(paper())
    request = take_next(at=NOW)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    lay_out_request(request, now=lambda: NOW)

    now = PrintRequest.objects.get()
    assert (now.state, now.sentence) == ("failed", BROKEN)


def test_a_renderer_that_can_write_no_file_is_not_taken_for_alive(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(FileNotFoundError):
        RendererProcess(lambda: NOW).lay_out_next()

    assert not is_any_alive(at=NOW)


def test_one_paper_at_a_time_is_laid_out_on_a_machine(tmp_path):
    ask(paper())
    renderer = RendererProcess(lambda: NOW)

    with open(tmp_path / f"as-at-printing-{os.getuid()}.lock", "w") as theirs:
        fcntl.flock(theirs, fcntl.LOCK_EX)
        assert not renderer.lay_out_next()

    assert renderer.lay_out_next()


def test_a_renderer_says_that_it_is_there_until_it_goes():
    moments = [NOW]
    renderer = RendererProcess(lambda: moments[-1])
    renderer.lay_out_next()
    moments.append(NOW + timedelta(seconds=6))

    renderer.lay_out_next()

    assert Renderer.objects.get().heard_at == moments[-1]
    renderer.end()
    assert not Renderer.objects.exists()
