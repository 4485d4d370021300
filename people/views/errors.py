"""Pages that say what went wrong."""

from django.http import Http404
from django.shortcuts import render


class NotThere(Http404):
    """An Http404 whose sentence is for the person who asked."""


def not_found(request, exception):
    """The 404 page, with the sentence of a NotThere; any other has words of Django's own."""
    sentence = str(exception) if isinstance(exception, NotThere) else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)
