"""What no XML holds taken out of a document, before Word or Excel is made of it: their libraries
refuse the whole paper for one such character. JSON and CSV hold no surrogates either.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from reports.document import Document

# The acts keep none of it; what is typed elsewhere, or was kept long ago, may have it.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def fit_document(document: Document) -> Document:
    """The document with U+FFFD in place of each character that can't be written down; the same
    one if it has none.
    """
    return _fit(document)


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return _UNFIT.sub("\ufffd", value) if _UNFIT.search(value) else value
    if isinstance(value, tuple):
        found = tuple(map(_fit, value))
        return value if all(map(_is_same, found, value)) else found
    if isinstance(value, Mapping):
        made = {key: _fit(item) for key, item in value.items()}
        return value if all(map(_is_same, made.values(), value.values())) else made
    if is_dataclass(value) and not isinstance(value, type):
        return _fit_fields(value)
    return value


def _fit_fields(value):
    said = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
    found = {name: _fit(item) for name, item in said.items()}
    changed = {name: item for name, item in found.items() if item is not said[name]}
    return replace(value, **changed) if changed else value


def _is_same(one, other):
    return one is other
