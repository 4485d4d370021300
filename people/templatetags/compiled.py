"""The long parts of a page, written in Jinja2: it compiles what Django's own templates interpret, a
tenth of the time for a table of fifty rows. Such a template ends in .jinja, and what it prints is
escaped like everywhere else.
"""

from django import template
from django.template import engines
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def include_compiled(name, **known):
    """A part of the page by the name of its template, which knows what it is given and nothing
    else.
    """
    return mark_safe(engines["jinja2"].get_template(name).render(known))
