"""The addresses of pages that have only one. They change by a deploy alone, and to make them up
for every link anew takes longer than to ask the database something.
"""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def address_of(page: str) -> str:
    """As `reverse` has it."""
    return _address(page, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=200)
def _address(page, urlconf, prefix):
    return reverse(page, urlconf)
