"""Papers as PDF by the renderer, which is running, against one plain call of WeasyPrint; what
Chromium makes of the same page stands beside it.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from time import sleep

from django.conf import settings
from django.utils import timezone

from reports.document import Document
from reports.models import KeptPart, KeptPrint, PrintRequest
from reports.printing.papers import PaperToPrint
from reports.printing.queue import Handing, ask_for_print, is_any_alive
from reports.render.html import render_page
from tests.benchmarks.databases import address
from tests.benchmarks.measuring import Asked, Comparison
from tests.benchmarks.processes import Taken, measure, measure_command
from tests.factories import make_user
from tests.reports.documents import LEARNING_REVIEW, make_long_document, make_paper

SMALL, LARGE = 50, 1_000
# How often a paper is printed each way; a large one takes a minute.
TURNS = {SMALL: 5, LARGE: 1}
SAMPLE = "first sample paper"
HANDING = Handing(title="Benchmark", file_name="benchmark.pdf", came_from="/")


def compare_printed(small: int = SMALL, large: int = LARGE) -> list[Comparison]:
    """Papers of a small and a large number of rows, the first sample paper, and the large one with
    one row edited.
    """
    few, many = f"{small:,} rows", f"{large:,} rows"
    # The large one last: its parts are still kept when it is edited.
    papers = {
        few: make_long_document(small),
        SAMPLE: make_paper(LEARNING_REVIEW),
        many: make_long_document(large),
    }
    with TemporaryDirectory(prefix="as-at-benchmark-") as folder, _renderer() as print_paper:
        floors, taken = _Floors(Path(folder)), {}
        for name, paper in papers.items():
            plain = _least(floors.plain, paper)
            taken[name] = _least(lambda paper: _anew(print_paper, paper), paper), plain
        edit = print_paper(_edited(papers[many])), taken[many][1]
        by_chromium = {
            name: (found, taken[name][1])
            for name in (few, many)
            if (found := floors.chromium(papers[name]))
        }
    return [
        _time(f"PDF, {few}", few, *taken[few], Asked(1.05)),
        _memory(f"PDF, {few}", few, *taken[few], Asked(1.05)),
        _time(f"PDF, {many}", many, *taken[many], Asked(0.5)),
        _memory(f"PDF, {many}", many, *taken[many]),
        _time(f"PDF, {many}, one edited", many, *edit),
        _time(f"PDF, {SAMPLE}", SAMPLE, *taken[SAMPLE], Asked(0.3)),
        *(_time(f"Chromium, {name}", name, *found) for name, found in by_chromium.items()),
    ]


class _Floors:
    """What others make of the same HTML, each in a process of its own."""

    def __init__(self, folder: Path):
        self._page, self._paper = folder / "page.html", folder / "paper.pdf"

    def plain(self, document: Document) -> Taken:
        self._page.write_text(render_page(document), "utf-8")
        module = "tests.benchmarks.plain_weasyprint"
        return measure_command([sys.executable, "-m", module, str(self._page), str(self._paper)])

    def chromium(self, document: Document) -> Taken | None:
        """None where there is none."""
        chromium = shutil.which("chromium")
        if chromium is None:
            return None
        self._page.write_text(render_page(document), "utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        to = f"--print-to-pdf={self._paper}"
        return measure_command([chromium, *options, to, self._page.as_uri()])


@contextmanager
def _renderer() -> Iterator[Callable[[Document], Taken]]:
    """A renderer for the database in use; gives a function that has it print."""
    user = make_user(email="printer@example.org")
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "render_papers"]
    process = Popen(command, env={**os.environ, "DATABASE_URL": address()})
    try:
        while not is_any_alive(at=timezone.now()):
            if process.poll() is not None:
                raise RuntimeError("The renderer ended.")
            sleep(0.1)
        yield lambda paper: measure(process.pid, lambda: _print(paper, user))
    finally:
        process.terminate()
        process.wait()


def _print(document, user):
    """Ask for it, and wait until it is there."""
    paper = PaperToPrint((document,))
    request = ask_for_print(paper, HANDING, by=user, at=timezone.now())
    states = PrintRequest.objects.filter(pk=request.pk).values_list("state", "sentence")
    while (said := states.get())[0] in (PrintRequest.State.QUEUED, PrintRequest.State.PRINTING):
        sleep(0.01)
    if said[0] != PrintRequest.State.DONE:
        raise RuntimeError(f"Not printed: {said}")


def _anew(print_paper, document) -> Taken:
    """Nothing is kept of it, nor of any other."""
    for kind in (PrintRequest, KeptPrint, KeptPart):
        kind.objects.all().delete()
    return print_paper(document)


def _edited(document):
    """With the progress of one row in the middle of it said again."""
    sections = list(document.sections)
    middle = len(sections) // 2
    row, *others = sections[middle].rows
    row = replace(row, cells={**row.cells, "progress": row.cells["recommendation"]})
    sections[middle] = replace(sections[middle], rows=(row, *others))
    return replace(document, sections=tuple(sections))


def _least(call: Callable[[Document], Taken], document: Document) -> Taken:
    turns = TURNS.get(len(document.rows), TURNS[SMALL])
    return reduce(Taken.least, (call(document) for _ in range(turns)))


def _time(what, name, taken, plain, asked=None):
    return Comparison(what, taken.seconds, _floor(name), plain.seconds, asked)


def _memory(what, name, taken, plain, asked=None):
    named, floor = f"{what}, memory", _floor(name)
    return Comparison(named, taken.gigabytes, floor, plain.gigabytes, asked, unit="MB")


def _floor(name):
    return f"plain WeasyPrint, {name}"
