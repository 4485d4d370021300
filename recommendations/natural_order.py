"""The order in which a person expects references: 2 before 2.3, and both before 10. Pure."""

import re

DIGITS = 8
_NUMBER = re.compile(r"\d+", re.ASCII)


def natural_order(reference: str) -> str:
    """A text whose alphabetical order is the natural order of references, whatever their case."""
    return _NUMBER.sub(lambda number: number[0].lstrip("0").zfill(DIGITS), reference.casefold())
