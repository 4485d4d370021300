"""What the templates in Jinja2 may use besides its own: see `people/templatetags/compiled.py`."""

from django.template.loader import render_to_string
from jinja2 import Environment, StrictUndefined


def environment(**options):
    """A name that is not known is an error, never an empty place on a page."""
    own = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options | own)
    made.filters["notes"] = _notes
    return made


def _notes(field):
    """The hint and the errors of a field, as the form pack has them."""
    return render_to_string("council/_notes.html", {"field": field})
