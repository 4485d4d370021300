"""Whether LibreOffice prints every word of the papers in Word and Excel: .ci/office_words.py FOLDER

Both sample papers are taken from the database, a rich one, with every kind of table, from the
tests. What is missing is said; 1 then.
"""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
SAMPLES = (
    ("organisational-learning-review", date(2016, 5, 31)),
    ("council-wide-action-plan", date(2012, 11, 26)),
)
KEPT = ("document-schema-2.json", "document-schema-3.json")
# The end of a text is what is cut off where a row is too low.
LAST = 12


def main(folder):
    """The number of papers with something missing, as what the command ends with."""
    papers = dict(_papers())
    files = [path for name, paper in papers.items() for path in _written(folder, name, paper)]
    _convert(folder, files)
    missing = {path.name: _missing(path, papers[path.stem]) for path in files}
    for name, texts in missing.items():
        found = f"{len(texts)} missing" if texts else "every word is printed"
        lines = [f"{name}: {found}", *(f"  missing: {text}" for text in texts[:20])]
        sys.stdout.write("\n".join([*lines, ""]))
    return int(any(missing.values()))


def _papers():
    import django

    django.setup()
    from django.utils import timezone

    from recommendations.models import Plan
    from reports.build import build_document
    from reports.document import read_document

    today = timezone.localdate()
    for slug, as_at in SAMPLES:
        plan = Plan.objects.get(slug=slug)
        yield slug, build_document(plan, as_at=as_at, known_by=None, today=today)
    for name in KEPT:
        kept = json.loads((ROOT / "tests" / "data" / name).read_text("utf-8"))
        yield Path(name).stem, read_document(kept)


def _written(folder, name, paper):
    from reports.render.formats import FORMATS

    for ending in ("docx", "xlsx"):
        path = folder / f"{name}.{ending}"
        path.write_bytes(FORMATS[ending].render(paper))
        yield path


def _convert(folder, files):
    """LibreOffice names what it makes by the stem, so each kind has a folder of its own. Its
    settings are new ones, whatever the user has.
    """
    for ending in ("docx", "xlsx"):
        made = [str(path) for path in files if path.suffix == f".{ending}"]
        settings = f"-env:UserInstallation=file://{folder}/office"
        to = ["--headless", "--convert-to", "pdf", "--outdir", str(folder / ending), *made]
        subprocess.run(["soffice", settings, *to], check=True, capture_output=True, timeout=120)


def _missing(path, paper):
    from tests.reports.words_of_papers import texts_of

    made = path.parent / path.suffix[1:] / f"{path.stem}.pdf"
    read = subprocess.run(["pdftotext", "-raw", made, "-"], check=True, capture_output=True)
    printed = _squeezed(read.stdout.decode())
    return [text for text in texts_of(paper) if not _is_printed(text, printed)]


def _is_printed(text, printed):
    """Each word of it, and its end in one: a word may be parted over two lines, a text over two
    pages.
    """
    words = all(_squeezed(word) in printed for word in text.split())
    return words and _squeezed(text)[-LAST:] in printed


def _squeezed(text):
    return "".join(char for char in text if not char.isspace() and char != "\u200b")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
