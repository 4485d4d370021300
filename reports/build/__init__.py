"""The document of a paper, built out of what was true on its day."""

from reports.build.documents import build_document
from reports.withheld import ExemptNow, exempt_now

__all__ = ["ExemptNow", "build_document", "exempt_now"]
