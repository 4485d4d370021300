"""How a plan is usually reported: the act that says so. It is edited in place; an issued paper
keeps the layout it was issued in.
"""

from datetime import datetime

from django.db import transaction

from people.edited_in_place import EditedMeanwhile, save_in_place, take_version
from recommendations.models import Plan
from reports.models import PlanLayout


@transaction.atomic
def report_plan_in(
    plan, layout, *, appendix_number="", committee=None, version: int, by, at: datetime
) -> PlanLayout:
    """Say in which layout, under which appendix number and to which committee a plan is usually
    reported; `version`: the one that the edit began with, 0 when nothing was said so far.

    EditedMeanwhile when somebody else has said so since.
    """
    # Of two who are the first to say it, the second waits here for the other.
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    usual = PlanLayout.objects.filter(plan=plan).first()
    if usual is None:
        usual = PlanLayout(plan=plan)
    elif version == 0:
        raise EditedMeanwhile(usual)
    else:
        take_version(usual, version)
    usual.layout, usual.committee = layout, committee
    usual.appendix_number = appendix_number.strip()
    return save_in_place(usual, by=by, at=at)
