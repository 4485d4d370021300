"""The door of the administration pages: there is one way to sign in, and it is not theirs."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse


def admin_door(request):
    """Where Django sends whoever may not open its pages."""
    if not request.user.is_staff:
        raise PermissionDenied("The administration pages are for administrators.")
    index, wanted = reverse("admin:index"), request.GET.get("next", "")
    return redirect(wanted if wanted.startswith(index) else index)
