"""What printing does to the pages: the list while papers are laid out, with a real web server and a
real renderer, against the list at rest; and a paper that is printed already against a bare page.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from math import ceil
from time import perf_counter, sleep

from django.conf import settings
from django.db.models import Count
from django.test import override_settings
from django.urls import reverse

from recommendations.models import Plan
from reports.models import PrintRequest
from tests.benchmarks.data import SMALL, Data
from tests.benchmarks.databases import address
from tests.benchmarks.measuring import Asked, Comparison, compare, in_turn
from tests.benchmarks.pages import get

ROWS, PAPERS = 100, 2
# Requests of the list at rest, and the fewest while papers are laid out.
REQUESTS = 100
PATIENCE = 60  # seconds to begin
LIST = "/recommendations/"


@override_settings(ROOT_URLCONF="tests.benchmarks.urls", PRINT_AT_ONCE=True)
def compare_unchanged(data: Data, *, for_seconds: float) -> list[Comparison]:
    """A paper that is printed, and about which nothing was written down since, against a bare page
    of as many rows.
    """
    plan = data.plans[SMALL]
    unchanged, bare = f"unchanged PDF, {SMALL} rows", f"bare page, {SMALL} rows"
    calls = {
        unchanged: partial(get, data.lead, reverse("plan_appendix_pdf", args=[plan.slug])),
        bare: partial(get, data.lead, reverse("bare_page", args=[plan.slug])),
    }
    return compare(
        in_turn(calls, for_seconds=for_seconds), {unchanged: bare}, {unchanged: Asked(2)}
    )


def compare_list_while_printing(data: Data) -> list[Comparison]:
    """The 95th percentile of the list with two papers in the queue, against that at rest."""
    cookie = data.lead.cookies[settings.SESSION_COOKIE_NAME].value
    port = _free_port()
    with _running("-m", "gunicorn", *_gunicorn(port)), _running("manage.py", "render_papers"):
        ask = partial(_ask, port, cookie)
        _wait_until_it_answers(ask)
        at_rest = [ask(LIST) for _ in range(REQUESTS)]
        for plan in _plans_of_about(ROWS)[:PAPERS]:
            ask(reverse("plan_appendix_pdf", args=[plan.slug]))
        busy = []
        while PrintRequest.objects.under_way().exists() or len(busy) < REQUESTS // 10:
            busy.append(ask(LIST))
    what, floor = f"list, {PAPERS} papers of {ROWS} rows queued, 95th", "list at rest, 95th"
    printed = PrintRequest.objects.filter(state=PrintRequest.State.DONE).count()
    assert printed >= PAPERS, "The papers were not printed."
    return [Comparison(what, percentile(busy, 95), floor, percentile(at_rest, 95), Asked(3))]


def percentile(values: list[float], share: int) -> float:
    """The value below or at which so many of a hundred are."""
    return sorted(values)[ceil(len(values) * share / 100) - 1]


def _gunicorn(port):
    where = ("--bind", f"127.0.0.1:{port}", "--log-level", "warning")
    return ("--worker-class", "gthread", "--threads", "4", *where, "config.wsgi")


def _plans_of_about(rows):
    plans = Plan.objects.annotate(count=Count("recommendations"))
    return sorted(plans, key=lambda plan: abs(plan.count - rows))


def _ask(port, cookie, path):
    """How many seconds the answer takes."""
    began = perf_counter()
    web = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    name = settings.SESSION_COOKIE_NAME
    web.request("GET", path, headers={"Host": "localhost", "Cookie": f"{name}={cookie}"})
    answer = web.getresponse()
    answer.read()
    web.close()
    assert answer.status in (200, 303), f"{path} answered {answer.status}"
    return perf_counter() - began


def _wait_until_it_answers(ask):
    ends = perf_counter() + PATIENCE
    while True:
        try:
            ask(LIST)
        except OSError:
            if perf_counter() > ends:
                raise
            sleep(0.1)
        else:
            return


@contextmanager
def _running(*command) -> Iterator[None]:
    """A process of its own on the database that is in use, until the end."""
    environment = {**os.environ, "DATABASE_URL": address(), "PRINT_AT_ONCE": "0"}
    process = subprocess.Popen([sys.executable, *command], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
