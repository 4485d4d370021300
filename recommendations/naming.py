"""How many recommendations still name an owner, for pages of people/, which know none."""

from people.models import Owner
from people.offices import COUNTED
from recommendations.models import Recommendation

NOUN = "recommendation still to do"


def still_naming(owner) -> int:
    """How many of the plans in use name an owner today, or a spelling that was merged into them,
    and are still to do. Two queries.
    """
    owners = list(Owner.objects.standing_for([owner.pk]).values_list("pk", flat=True))
    return Recommendation.objects.in_use().naming(owners).still_to_do().count()


def count_for_people():
    """Let the pages of people/ count them; said once, as the program starts."""
    COUNTED[NOUN] = still_naming
