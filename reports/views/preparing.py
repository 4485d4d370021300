"""Pages on which a clerk prepares an appendix, changes the draft, issues it, and follows it up with
another version or a supplement.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from people.edited_in_place import EditedMeanwhile
from people.views.editing import EditView
from recommendations.models import Plan
from recommendations.views.access import refuse_without
from reports.attendance_list import unsettled_in
from reports.completeness import silent_rows
from reports.drafts import (
    discard_draft,
    edit_draft,
    is_of_a_series,
    prepare_appendix,
    prepare_supplement,
    prepare_version,
    same_number,
)
from reports.forms.appendices import (
    SAYS_OTHERWISE,
    AnotherVersionForm,
    AskedForm,
    DiscardForm,
    DraftForm,
    IssueForm,
    NewAppendixForm,
)
from reports.issuing import digest, keep_paper, make_unprinted, with_pdf
from reports.models import Appendix
from reports.papers import document_of, late_entries
from reports.printing.papers import PaperToPrint
from reports.printing.queue import ToIssue
from reports.render.pdf.missing_characters import missing_characters
from reports.views.access import (
    NOT_FOR_CLERKS,
    appendix_at,
    back_to,
    meeting_at,
    way_to_appendix,
    way_to_meeting,
)
from reports.views.printing import issue_with_print

# About so many rows are laid out in a second.
ROWS_IN_A_SECOND = 20
ISSUED_SENTENCE = "The paper is issued. Nothing alters it from now on."


class ClerkView(EditView):
    """A page with a form about an appendix, for who prepares papers."""

    template_name = "reports/appendix_form.html"
    heading = ""
    save_words = "Save"
    intro = ""
    # Which appendices it is for; anybody who comes with another is led to its page.
    state = Appendix.State.DRAFT

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        if "pk" in kwargs:
            self.appendix = appendix_at(kwargs["pk"])
            if self.appendix.state != self.state:
                return back_to(request, self.appendix)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        ways = self.way_down()
        said = {
            "section": "meetings",
            "heading": self.heading,
            "caption": self.caption(),
            "intro": self.intro,
            "save_words": self.save_words,
            "crumbs": ways,
            "back": ways[-1][1],
        }
        return super().get_context_data(**{**said, **kwargs})

    def caption(self):
        return f"{self.appendix.plan}, {self.appendix.meeting}"

    def way_down(self):
        return way_to_appendix(self.appendix)


class AppendixCreate(ClerkView):
    heading = "Prepare an appendix"
    save_words = "Prepare it"
    saved = "The draft is ready. Look at it, then issue it."

    def dispatch(self, request, *args, meeting, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        self.meeting = meeting_at(request.user, meeting)
        self.plans = Plan.objects.visible_to(request.user, on=timezone.localdate())
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        plan = self.plans.filter(slug=self.request.GET.get("plan", "")).first()
        form = NewAppendixForm(data, plans=self.plans, meeting=self.meeting, plan=plan)
        return {"form": form}

    def save(self, forms, *, by, at):
        form = forms["form"]
        plan = form.cleaned_data["plan"]
        return prepare_appendix(
            self.meeting, plan, **form.settings, by=by, at=at
        ).get_absolute_url()

    def caption(self):
        return str(self.meeting)

    def way_down(self):
        return way_to_meeting(self.meeting)


class AppendixEdit(ClerkView):
    heading = "Change the draft"
    saved = "The draft is changed."

    def get_forms(self, data=None):
        is_settled = is_of_a_series(self.appendix)
        return {"form": DraftForm(data, draft=self.appendix, is_settled=is_settled)}

    def save(self, forms, *, by, at):
        form = forms["form"]
        edits = form.cleaned_data["version"]
        return edit_draft(self.appendix, **form.settings, edits=edits, at=at).get_absolute_url()


class AppendixDiscard(ClerkView):
    template_name = "reports/appendix_asked.html"
    heading = "Take the draft away"
    save_words = "Take it away"
    intro = "Only its settings are lost: what is on record stays, and you can prepare it again."
    saved = "The draft is taken away."

    def get_forms(self, data=None):
        return {"form": DiscardForm(data, draft=self.appendix)}

    def save(self, forms, *, by, at):
        discard_draft(self.appendix, edits=forms["form"].cleaned_data["edits"])
        return self.appendix.meeting.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_warning=True, **kwargs)


class AnotherVersion(ClerkView):
    state = Appendix.State.ISSUED
    template_name = "reports/appendix_asked.html"
    heading = "Prepare another version"
    save_words = "Prepare it"
    intro = (
        "It is made anew, as at the same day, of all that is written down by now. Once it is "
        "issued it replaces this one, which is kept as it was issued."
    )
    saved = "The draft of the next version is ready. Look at it, then issue it."

    def get_forms(self, data=None):
        return {"form": AnotherVersionForm(data)}

    def save(self, forms, *, by, at):
        reason = forms["form"].cleaned_data["reason"]
        return prepare_version(self.appendix, reason=reason, by=by, at=at).get_absolute_url()


class Supplement(ClerkView):
    """What came in after an issued paper was closed, and whether to issue it as a supplement."""

    state = Appendix.State.ISSUED
    template_name = "reports/appendix_supplement.html"
    heading = "Prepare a supplement"
    saved = "The draft of the supplement is ready. Look at it, then issue it."

    def get_forms(self, data=None):
        return {"form": AskedForm(data)}

    def save(self, forms, *, by, at):
        return prepare_supplement(self.appendix, by=by, at=at).get_absolute_url()

    def get_context_data(self, **kwargs):
        late = late_entries(self.appendix, at=timezone.now())
        return super().get_context_data(late=late, appendix=self.appendix, **kwargs)


class AppendixIssue(View):
    """The last look before a paper is issued. It counts once by itself: a paper that is issued is
    not issued again.
    """

    def dispatch(self, request, *args, pk, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        self.draft = appendix_at(pk)
        if self.draft.is_issued:
            return back_to(request, self.draft)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        document = document_of(self.draft, at=timezone.now())
        return self.show(document, self.form(document))

    def post(self, request):
        now = timezone.now()
        document = document_of(self.draft, at=now)
        form = self.form(document, request.POST)
        if not form.is_valid():
            return self.show(document, form)
        self.draft.edits = form.cleaned_data["edits"]
        try:
            issued = self._issue(form.cleaned_data.get("reason", ""), at=now)
        except ValidationError as error:
            return self._refuse(request, document, form, error)
        if not isinstance(issued, Appendix):
            return issued
        messages.success(request, ISSUED_SENTENCE)
        return redirect(issued.get_absolute_url())

    def _issue(self, reason, *, at):
        """What was issued, or the page of its print."""
        said = make_unprinted(self.draft, at=at, reason=reason)

        def keep(pdf):
            return keep_paper(self.draft, with_pdf(said, pdf), by=self.request.user, at=at)

        paper = PaperToPrint((said.document,))
        to_issue = ToIssue(self.draft, said.reason, said.exempt)
        return issue_with_print(self.request, paper, to_issue, keep=keep, at=at)

    def _refuse(self, request, document, form, error):
        if isinstance(error, EditedMeanwhile):
            error = ValidationError(SAYS_OTHERWISE)
        now = appendix_at(self.draft.pk)
        if now.is_issued:
            messages.info(request, " ".join(error.messages))
            return redirect(now.get_absolute_url())
        named = error.error_dict if hasattr(error, "error_dict") else {}
        is_beside = named.keys() == {"reason"} and "reason" in form.fields
        form.add_error("reason" if is_beside else None, error.messages)
        return self.show(document, form)

    def form(self, document, data=None):
        is_anybody_silent = bool(silent_rows(document))
        says = digest(document)
        return IssueForm(data, draft=self.draft, says=says, is_anybody_silent=is_anybody_silent)

    def show(self, document, form):
        context = {
            "section": "meetings",
            "crumbs": way_to_appendix(self.draft),
            "appendix": self.draft,
            "document": document,
            "silent": silent_rows(document),
            "unsettled": unsettled_in(self.draft, document, on=timezone.localdate()),
            "same_number": same_number(self.draft),
            "seconds": _seconds(document),
            "missing": missing_characters(document),
            "form": form,
            "back": self.draft.get_absolute_url(),
        }
        return render(self.request, "reports/appendix_issue.html", context)


def _seconds(document):
    """How long the page takes that issues it; where others lay it out, it takes no time."""
    return len(document.rows) // ROWS_IN_A_SECOND if settings.PRINT_AT_ONCE else 0
