"""Who wrote something down, as every page says it."""

from django import template

from people.who_wrote import who_wrote

register = template.Library()


@register.filter
def on_behalf_of(by, owner):
    """ "Carol Clerk on behalf of Sue Moorman"; the writer alone where `owner` is nobody."""
    return who_wrote(by, owner)
