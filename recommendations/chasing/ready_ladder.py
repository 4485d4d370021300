"""The ladder with which a plan begins: a reminder, the overdue notice, and three steps up, at the
ages by which councils count what is overdue (domain.md, "Carried-over overdue items").
"""

from recommendations.chasing.ladder import Rung
from recommendations.models import Step

READY = (
    Rung(Step.BEFORE, days=14),
    Rung(Step.ON_DATE),
    Rung(Step.OVERDUE, days=7),
    Rung(Step.HEAD_OF_SERVICE, days=31, silent_rounds=2),
    Rung(Step.CHIEF_OFFICER, days=91, silent_rounds=3, times_moved=3),
    Rung(Step.INVITATION, days=181, silent_rounds=4),
)
