"""Some people leave the made-up council, and hand over what they hold to somebody else."""

from datetime import date, timedelta
from random import Random

from django.db import transaction

from people.directory import edit_owner
from people.models import Owner
from people.tenures import NewTenure, appoint_all
from recommendations.generating.council import Council
from recommendations.hand_overs import hand_over
from recommendations.held import held_by, proposed_words
from recommendations.models import Recommendation

OWNERS_FOR_A_LEAVER = 80
DAYS_AGO = 14
REASON = "Left the council."


def leave(council: Council, *, seed: int, today: date):
    """One owner in eighty has left; what they held and is still to be done is somebody else's."""
    rng = Random(f"{seed} leaving")
    staying = [person for person in council.people if person.pk not in council.spellings]
    for _ in range(max(1, len(council.owners) // OWNERS_FOR_A_LEAVER)):
        leaver, successor = staying.pop(rng.randrange(len(staying))), rng.choice(staying)
        if leaver.is_active:
            written = council.written(today - timedelta(days=DAYS_AGO), rng)
            _leave(leaver, successor, **written)


@transaction.atomic
def _leave(leaver, successor, *, by, on, at):
    held = held_by(leaver, Recommendation.objects.all(), on=on)
    cells = [cell for cell in held.cells if not cell.is_done]
    still_to_do = {cell.recommendation for cell in cells}
    actions = [a.key for a in held.actions if a.recommendation in still_to_do]
    written = {"by": by, "at": at, "reason": REASON}
    if cells:
        proposed = proposed_words(cells, leaver, successor)
        words = {cell.key: proposed[cell.key] or cell.text for cell in cells}
        hand_over(leaver, successor, cells=words, actions=actions, on=on, **written)
    posts = Owner.objects.held_by(leaver, on=on).filter(kind=Owner.Kind.POST)
    appoint_all([NewTenure(post, (successor,)) for post in posts], on=on, **written)
    edit_owner(
        leaver,
        by=by,
        at=at,
        version=leaver.version,
        name=leaver.name,
        email=leaver.email,
        department=leaver.department,
        aliases=(),
        is_active=False,
    )
