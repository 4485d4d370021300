"""Drafts of updates: kept on the server for whoever typed them, until they are sent or thrown
away.
"""

from datetime import datetime

from recommendations.models import UpdateDraft


def keep_draft(recommendation, content: dict[str, list[str]], *, by, at: datetime) -> UpdateDraft:
    """Keep what the user `by` has typed so far, in place of what was kept before; `content`: the
    texts by the name of the box.
    """
    draft, _ = UpdateDraft.objects.update_or_create(
        recommendation=recommendation, user=by, defaults={"content": content, "saved_at": at}
    )
    return draft


def draft_of(recommendation, user) -> UpdateDraft | None:
    return UpdateDraft.objects.filter(recommendation=recommendation, user=user).first()


def discard_draft(recommendation, *, by):
    """Throw away the user's draft, if there is one."""
    UpdateDraft.objects.filter(recommendation=recommendation, user=by).delete()
