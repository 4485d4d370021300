"""Makes its own databases, measures, prints the table of ratios and writes it to benchmark-results/
as JSON.
"""

import json
import os
import warnings
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import django

FEWEST = 500
RESULTS = Path(__file__).parent.parent.parent / "benchmark-results"


def main():
    parser = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--recommendations", type=int, default=15_000, metavar="N")
    parser.add_argument("--seconds", type=float, default=30, help="for the pages together")
    options = parser.parse_args()
    if options.recommendations < FEWEST:
        parser.error(f"--recommendations must be {FEWEST} or more")
    _set_up()

    # Only now can models be imported.
    from tests.benchmarks.run import run

    _write(run(options.recommendations, for_seconds=options.seconds))


def _set_up():
    """As on a live machine, but for HTTPS; on a database of its own, made later."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["DEBUG"] = "0"
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ["DATABASE_URL"] = "sqlite:///never-made.sqlite3"
    warnings.filterwarnings("ignore", "No directory at", UserWarning)
    django.setup()


def _write(results):
    RESULTS.mkdir(exist_ok=True)
    name = f"{datetime.now(UTC):%Y-%m-%d-%H%M}-{results['database'].split()[0].lower()}.json"
    (RESULTS / name).write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    print(f"Written to {RESULTS.name}/{name}")


if __name__ == "__main__":
    main()
