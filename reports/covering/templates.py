"""Acts on the templates with which covering reports begin. They are edited in place: a report that
was begun with one keeps its own words.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from people.edited_in_place import EditedMeanwhile, save_in_place, take_version
from reports.covering.shapes import ReportShape, give_shape, kept_name
from reports.models import ReportTemplate

NO_NAME = "Enter a name"
NAMED_SO = "There is a template of this name already. Choose another name"


@transaction.atomic
def start_template(name, *, committee, shape: ReportShape, by, at: datetime) -> ReportTemplate:
    """A new template for the reports to a committee, or to any (None). ValidationError, by field,
    for no name, or one that another template has.
    """
    return _keep(ReportTemplate(), name, committee, shape, by=by, at=at)


@transaction.atomic
def edit_template(
    template, *, name, committee, shape: ReportShape, version: int, by, at: datetime
) -> ReportTemplate:
    """Change a template in place; `version`: the one that the edit began with. EditedMeanwhile
    when somebody else has saved it since; ValidationError as start_template.
    """
    take_version(template, version)
    return _keep(template, name, committee, shape, by=by, at=at)


@transaction.atomic
def delete_template(template, *, version: int, by, at: datetime):
    """Take a template away; the reports that began with it stay as they are. EditedMeanwhile when
    somebody else has saved it since the version that was looked at, or taken it away.
    """
    now: Any = ReportTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if now is None or now.version != version:
        raise EditedMeanwhile(template)
    now._history_user, now._history_date = by, at
    now.delete()


def _keep(template, name, committee, shape, *, by, at):
    try:
        template.name = kept_name(name, missing=NO_NAME)
    except ValidationError as error:
        raise ValidationError({"name": error.messages}) from None
    others = ReportTemplate.objects.exclude(pk=template.pk)
    if others.filter(name__iexact=template.name).exists():
        raise ValidationError({"name": NAMED_SO})
    template.committee = committee
    give_shape(template, shape)
    return save_in_place(template, by=by, at=at)
