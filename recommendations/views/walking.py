"""From one recommendation that a round asks about to the next: what is said, and where to."""

from django.urls import reverse


def said_of(walk, round) -> str:
    """How far somebody is after an answer: "4 of 12 done."."""
    if walk.total:
        is_done = walk.done == walk.total
        return f"All {walk.total} are done." if is_done else f"{walk.done} of {walk.total} done."
    return "" if walk.next_key else f"Everything that “{round}” asks is answered."


def address_of_next(walk) -> str:
    """The page of what is asked next; at the end, home."""
    return reverse("report_progress", args=[walk.next_key]) if walk.next_key else reverse("home")
