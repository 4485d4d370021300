"""What somebody sees after they sent a form, and what the database kept of it."""

from django.apps import apps
from lxml import html

from tests.sending import filled_in

OWN_APPS = ("people", "recommendations", "reports")
# Of the page itself, or new on each page.
NOT_TYPED = {"csrfmiddlewaretoken", "version"}


def beside(page, name):
    """The sentence beside a field."""
    found = html.fromstring(page.text).xpath(f"//*[@id='id_{name}_error']//p[@class='error']")
    return [" ".join(text.text_content().split()).removeprefix("Error: ") for text in found]


def lost(page, sent):
    """What was typed and is no longer in the boxes of the page."""
    again = filled_in(page)
    listed = {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
    return {
        name: texts
        for name, texts in listed.items()
        if name not in NOT_TYPED and again.get(name, [""]) != (texts or [""])
    }


def messages(page):
    return [
        item.text_content() for item in html.fromstring(page.text).xpath("//*[@role='status']//li")
    ]


def rows_kept():
    """How many rows there are of everything."""
    models = [model for app in OWN_APPS for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}
