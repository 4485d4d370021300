from reports.models.appendix import Appendix
from reports.models.committee import Committee, Meeting
from reports.models.layout import Layout, PlanLayout

__all__ = ["Appendix", "Committee", "Layout", "Meeting", "PlanLayout"]
