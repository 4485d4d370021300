"""Taking an issued paper off the public page, and putting it back."""

from django.utils import timezone

from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.views.access import refuse_without
from reports.forms.publishing import PUT_BACK, TAKE_OFF, PutBackForm, TakeOffForm
from reports.models import Appendix, CoveringReport
from reports.publishing import (
    NOT_PUBLIC,
    is_shown,
    kept_off_by,
    reports_that_go_with,
    show_to_the_public,
    stands_without,
    take_off_public_page,
)
from reports.views.access import NOT_FOR_CLERKS

NO_PAPER = "There is no paper at this address. The link may be old or mistyped."


class _Publication(EditView):
    """The one or the other, as the paper is on the public page or not; asked with a reason."""

    template_name = "reports/publication_form.html"
    papers: type[Appendix | CoveringReport]

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        self.paper = self.found(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def found(self, pk):
        """The issued public paper of this key, without its papers; NotThere, in words, for a draft,
        an exempt one, or none at all.
        """
        paper = self.papers.objects.listed().filter(pk=pk).first()
        if paper is None:
            raise NotThere(NO_PAPER)
        if not (paper.is_issued and paper.is_public):
            raise NotThere(NOT_PUBLIC)
        return paper

    def get_forms(self, data=None):
        if data is None:
            is_on_it = is_shown(self.paper, on=timezone.localdate())
            wanted = TAKE_OFF if is_on_it else PUT_BACK
        else:
            wanted = data.get("wanted")
        return {"form": TakeOffForm(data) if wanted == TAKE_OFF else PutBackForm(data)}

    def save(self, forms, *, by, at):
        form, written = forms["form"], {"by": by, "on": timezone.localdate(at), "at": at}
        reason = form.cleaned_data["reason"]
        if isinstance(form, TakeOffForm):
            take_off_public_page(self.paper, reason=reason, **written)
            self.saved = "The paper is off the public page. It stays issued."
        else:
            show_to_the_public(self.paper, reason=reason, **written)
            self.saved = "The paper is on the public page again."
        return self.paper.get_absolute_url()

    def get_context_data(self, **kwargs):
        paper, meeting = self.paper, self.paper.meeting
        facts = paper.publications.select_related("recorded_by")
        return super().get_context_data(
            section="meetings",
            crumbs=[
                (str(meeting), meeting.get_absolute_url()),
                (str(paper), paper.get_absolute_url()),
            ],
            paper=paper,
            takes_off=isinstance(kwargs["form"], TakeOffForm),
            other=stands_without(paper, on=timezone.localdate()),
            facts=facts.order_by("recorded_at", "pk"),
            **kwargs,
        )


class AppendixPublication(_Publication):
    papers = Appendix

    def get_context_data(self, **kwargs):
        reports = reports_that_go_with(self.paper, on=timezone.localdate())
        caption = f"{self.paper.title}, {self.paper}"
        return super().get_context_data(caption=caption, reports=reports, **kwargs)


class CoveringReportPublication(_Publication):
    papers = CoveringReport

    def get_context_data(self, **kwargs):
        kept_off = kept_off_by(self.paper, on=timezone.localdate())
        caption = f"Covering report: {self.paper}"
        return super().get_context_data(caption=caption, kept_off_by=kept_off, **kwargs)
