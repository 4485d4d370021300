"""Questions that a PDF answers, each in a few letters: the same question, with nothing written down
since, has the same answer, and the document need not be made.
"""

import json
from functools import cache
from hashlib import sha256

from django.conf import settings

from reports.render.pdf import PRINTER

# What makes a document is all in these folders.
CODE = ("people", "recommendations", "reports", "templates")
ENDINGS = {".py", ".html", ".json", ".jinja"}


def question(*parts) -> str:
    """A question in a few letters. `parts`: all that its answer depends on beside what is written
    down: which paper, as at which day, who may see what of it, and today.
    """
    asked = json.dumps([PRINTER, _maker(), *parts], default=str)
    return sha256(asked.encode()).hexdigest()


def reader(user) -> list:
    """What decides, beside what is written down, how much of a paper somebody may see."""
    return [user.pk, user.is_superuser, sorted(user.get_all_permissions())]


@cache
def _maker():
    """The hash of the code and the settings that a document is made by."""
    digest = sha256()
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in ENDINGS:
                digest.update(path.read_bytes())
    said = [settings.ORGANISATION_NAME, settings.SEASONS_START, settings.MONTH_FIRST]
    digest.update(json.dumps(said).encode())
    return digest.hexdigest()
