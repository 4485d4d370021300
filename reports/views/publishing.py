"""Taking an issued paper off the public page, and putting it back."""

from django.utils import timezone

from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.views.access import refuse_without
from reports.forms.publishing import PUT_BACK, TAKE_OFF, PutBackForm, TakeOffForm
from reports.models import Appendix
from reports.publishing import (
    NOT_PUBLIC,
    is_shown,
    show_to_the_public,
    stands_without,
    take_off_public_page,
)
from reports.views.access import NOT_FOR_CLERKS

NO_PAPER = "There is no paper at this address. The link may be old or mistyped."


class AppendixPublication(EditView):
    """The one or the other, as the paper is on the public page or not; asked with a reason."""

    template_name = "reports/publication_form.html"

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        self.appendix = _published(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        if data is None:
            is_on_it = is_shown(self.appendix, on=timezone.localdate())
            wanted = TAKE_OFF if is_on_it else PUT_BACK
        else:
            wanted = data.get("wanted")
        return {"form": TakeOffForm(data) if wanted == TAKE_OFF else PutBackForm(data)}

    def save(self, forms, *, by, at):
        form, written = forms["form"], {"by": by, "on": timezone.localdate(at), "at": at}
        reason = form.cleaned_data["reason"]
        if isinstance(form, TakeOffForm):
            take_off_public_page(self.appendix, reason=reason, **written)
            self.saved = "The paper is off the public page. It stays issued."
        else:
            show_to_the_public(self.appendix, reason=reason, **written)
            self.saved = "The paper is on the public page again."
        return self.appendix.get_absolute_url()

    def get_context_data(self, **kwargs):
        appendix, meeting = self.appendix, self.appendix.meeting
        facts = appendix.publications.select_related("recorded_by")
        return super().get_context_data(
            section="meetings",
            crumbs=[
                (str(meeting), meeting.get_absolute_url()),
                (str(appendix), appendix.get_absolute_url()),
            ],
            appendix=appendix,
            takes_off=isinstance(kwargs["form"], TakeOffForm),
            other=stands_without(appendix, on=timezone.localdate()),
            facts=facts.order_by("recorded_at", "pk"),
            **kwargs,
        )


def _published(pk) -> Appendix:
    """The issued public appendix of this key, without its papers; NotThere, in words, for a draft,
    an exempt one, or none at all.
    """
    appendix = Appendix.objects.listed().filter(pk=pk).first()
    if appendix is None:
        raise NotThere(NO_PAPER)
    if not (appendix.is_issued and appendix.is_public):
        raise NotThere(NOT_PUBLIC)
    return appendix
