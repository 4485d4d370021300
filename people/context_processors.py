"""What every page may print without being handed it."""

from django.conf import settings


def organisation(request):
    return {
        "organisation_name": settings.ORGANISATION_NAME,
        "organisation_logo": settings.ORGANISATION_LOGO,
        "papers_are_public": settings.PUBLIC_PAPERS,
    }
