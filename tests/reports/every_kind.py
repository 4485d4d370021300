"""A PDF of every kind of paper, for a validator: python -m tests.reports.every_kind FOLDER"""

import json
import os
import sys
from multiprocessing import get_context
from pathlib import Path

import django


def main(folder):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    made = {name: parts() for name, parts in _kinds().items()}
    write_all(Path(folder), made)


def write_all(folder, made):
    """Write each paper, made of its parts, into its file; as many parts at a time as there are
    processors.
    """
    from reports.render.pdf import join_parts, print_part

    parts = [part for parts in made.values() for part in parts]
    with get_context("fork").Pool() as pool:
        printed = iter(pool.map(print_part, parts, chunksize=1))
    for name, its_parts in made.items():
        pdf = join_parts([next(printed) for _ in its_parts])
        (folder / f"{name}.pdf").write_bytes(pdf)


def _kinds():
    """What makes the parts of each kind, by the name of its file."""
    from reports.render.pdf import covering_parts, parts_of
    from tests.reports.coverings import (
        HIGH_PERFORMANCE,
        POLITICAL_AWARENESS,
        bound_papers,
        built,
        published_report,
    )
    from tests.reports.documents import make_document, make_long_document
    from tests.reports.long_papers import make_rich_paper
    from tests.reports.test_finishing import rich_document

    def bound():
        papers = (*bound_papers(), rich_document(), make_rich_paper())
        return covering_parts(built(published_report(HIGH_PERFORMANCE), *papers), papers)

    return {
        "kept-1": lambda: parts_of(_kept(1)),
        "kept-2": lambda: parts_of(_kept(2)),
        "kept-3": lambda: parts_of(_kept(3)),
        "empty": lambda: parts_of(make_document()),
        "tables": lambda: parts_of(rich_document()),
        "in-parts": lambda: parts_of(make_rich_paper()),
        "1000-rows": lambda: parts_of(make_long_document(1_000)),
        "report": lambda: covering_parts(built(published_report(POLITICAL_AWARENESS))),
        "bound": bound,
    }


def _kept(schema):
    from reports.document import read_document
    from tests.reports.documents import DATA

    path = DATA / f"document-schema-{schema}.json"
    return read_document(json.loads(path.read_text("utf-8")))


if __name__ == "__main__":
    main(sys.argv[1])
