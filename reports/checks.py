"""What `manage.py check` says of the settings that papers are printed by."""

from django.conf import settings
from django.core.checks import Warning

from reports.render.logo import NoLogo, read_logo


def check_logo(app_configs, **kwargs):
    """A logo that can't be printed stops no paper, so that nobody would hear of it."""
    try:
        read_logo()
    except NoLogo as error:
        said = f"No paper shows the logo {settings.ORGANISATION_LOGO}. {error}"
        return [Warning(said, id="reports.W001")]
    return []
