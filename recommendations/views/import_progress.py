"""How far long work on an import has got, as it is measured: told by the request that does it,
asked by the page that waits for it. Kept in the cache, so a server of several processes shows it
only where they share one; the work itself never depends on it.
"""

from collections.abc import Callable
from time import monotonic
from uuid import UUID

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from people.views.editing import EditView
from recommendations.views.access import NOT_FOR_EDITING, refuse_without

KEPT_FOR, TOLD_EVERY = 300, 0.2
# Sent by static/js/imports.js, which shows how much is sent and done.
WAITS = "X-Shows-Progress"


def telling(request, doing: str) -> Callable[[int, int], None]:
    """A `tell(done, of)` for an act, about the form that this request sends."""
    try:
        key = _key(request.user, UUID(request.POST.get("token", "")))
    except ValueError:
        return lambda done, of: None
    told = float("-inf")

    def tell(done, of):
        nonlocal told
        if done >= of or monotonic() - told >= TOLD_EVERY:
            told = monotonic()
            cache.set(key, {"doing": doing, "done": done, "of": of}, KEPT_FOR)

    return tell


@require_safe
def import_progress(request, token):
    """How far the form with this token has got, for whoever sent it; {} while that is not known."""
    refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
    answer = JsonResponse(cache.get(_key(request.user, token)) or {})
    answer["Cache-Control"] = "no-store"
    return answer


class ShowsProgress(EditView):
    """One whose page shows how far it has got: it is told where to go on, and goes there
    itself, so that the next page still has its message.
    """

    def post(self, request, *args, **kwargs):
        answer = super().post(request, *args, **kwargs)
        if WAITS in request.headers:
            return _told(answer)
        return answer


def _told(answer):
    """A redirect as an address; anything else as nothing: the page then sends its form itself."""
    if answer.status_code == 302:
        return JsonResponse({"to": answer["Location"]})
    return HttpResponse(status=204)


def _key(user, token):
    return f"import-{user.pk}-{token}"
