"""How somebody likes their pages: which columns, where to begin. It is read with the user, so that
asking for it takes no query, and leaves no trace: it is nobody else's business.
"""

from typing import Any

from django.db import transaction

from people.models import User


def preferred(user, name: str, default: Any = None):
    """What somebody chose under a name; the default where they chose nothing."""
    return user.preferences.get(name, default)


@transaction.atomic
def prefer(user, name: str, value) -> None:
    """Remember a choice, as plain JSON, in place of what was chosen under that name; None forgets
    it.
    """
    chosen = User.objects.select_for_update(no_key=True).get(pk=user.pk).preferences
    chosen = {key: kept for key, kept in chosen.items() if key != name}
    if value is not None:
        chosen[name] = value
    User.objects.filter(pk=user.pk).update(preferences=chosen)
    user.preferences = chosen
