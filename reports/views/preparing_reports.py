"""Pages on which a clerk writes a covering report: begins it, changes the draft, attaches papers,
issues it, and follows it up with another version.
"""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View

from people.edited_in_place import EditedMeanwhile
from people.forms.rows import shown_again
from people.views.editing import EditView
from recommendations.natural_order import natural_order
from recommendations.views.access import refuse_without
from reports.covering.figures import offered_figures
from reports.covering.papers import (
    attached_papers,
    covering_of,
    problems_of,
    text_problems,
)
from reports.covering.reports import (
    MadeReport,
    attach_papers,
    discard_report,
    edit_report,
    keep_report,
    make_unprinted_report,
    prepare_report,
    prepare_report_version,
    says,
)
from reports.covering.shapes import ReportShape, shape_of
from reports.covering.text import GRAMMAR
from reports.forms.appendices import SAYS_OTHERWISE, AnotherVersionForm, DiscardForm, IssueForm
from reports.forms.covering_reports import (
    AttachForm,
    ImplicationRows,
    NewReportForm,
    ReportForm,
    SectionRows,
    implications_of,
    sections_of,
)
from reports.issuing import canonical_bytes
from reports.models import Appendix, CoveringReport, ReportTemplate
from reports.printing.papers import PaperToPrint
from reports.printing.queue import ToIssue
from reports.render.pdf.missing_characters import MissingCharacters, missing_in_covering
from reports.views.access import (
    NOT_FOR_CLERKS,
    back_to,
    meeting_at,
    report_at,
    way_to_appendix,
    way_to_meeting,
)
from reports.views.covering_reports import linked
from reports.views.printing import issue_with_print

MEND = "The draft is saved. It can be issued once what is wrong below is mended."
ISSUED_SENTENCE = "The report is issued. Nothing alters it from now on."


class ReportView(EditView):
    """A page with a form about a covering report, for who prepares papers."""

    template_name = "reports/appendix_form.html"
    heading = ""
    save_words = "Save"
    intro = ""
    # Which reports it is for; anybody who comes with another is led to its page.
    state = CoveringReport.State.DRAFT

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        if "pk" in kwargs:
            self.report = report_at(kwargs["pk"])
            if not self.is_for_it(request):
                return back_to(request, self.report)
        return super().dispatch(request, *args, **kwargs)

    def is_for_it(self, request):
        return self.report.state == self.state

    def get_context_data(self, **kwargs):
        ways = self.way_down()
        said = {
            "section": "meetings",
            "heading": self.heading,
            "caption": ways[-1][0],
            "intro": self.intro,
            "save_words": self.save_words,
            "crumbs": ways,
            "back": ways[-1][1],
        }
        return super().get_context_data(**{**said, **kwargs})

    def way_down(self):
        return way_to_appendix(self.report)


class ReportCreate(ReportView):
    heading = "Write the covering report"
    save_words = "Begin it"
    saved = "The draft is there. Fill in its sections, then look at it."

    def dispatch(self, request, *args, meeting, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        self.meeting = meeting_at(request.user, meeting)
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        templates = ReportTemplate.objects.for_committee(self.meeting.committee)
        return {"form": NewReportForm(data, templates=templates)}

    def save(self, forms, *, by, at):
        typed = forms["form"].cleaned_data
        shape = shape_of(typed["template"]) if typed["template"] else ReportShape()
        report_of = typed["report_of"] or shape.report_of
        shape = replace(shape, report_of=report_of)
        report = prepare_report(self.meeting, subject=typed["subject"], shape=shape, by=by, at=at)
        return reverse("covering_report_edit", args=[report.pk])

    def way_down(self):
        return way_to_meeting(self.meeting)


class ReportEdit(ReportView):
    """The draft is saved whatever is wrong in its text, and what is wrong is shown at once."""

    template_name = "reports/covering_report_form.html"
    heading = "Write the report"
    saved = "The draft is saved."

    def is_for_it(self, request):
        """What was typed while somebody else issued the report is shown again, for it may be an
        afternoon's work: the act refuses it with the sentence why.
        """
        return super().is_for_it(request) or request.method == "POST"

    def post(self, request, *args, **kwargs):
        if any(name.startswith("add-") for name in request.POST):
            forms = self.get_forms(request.POST)
            shown_again(*forms.values())
            return self.show(forms)
        return super().post(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        forms = self.get_forms()
        rows = forms["sections"].forms
        for problem in self.problems(self.report):
            if problem.section is None:
                messages.warning(request, problem.text)
            elif problem.section < len(rows):
                rows[problem.section].say(problem.text)
        return self.show(forms)

    def get_forms(self, data=None):
        form = ReportForm(data, report=self.report)
        about = {"form_kwargs": {"is_stale": form.is_stale}}
        implications, sections = implications_of(self.report), sections_of(self.report)
        return {
            "form": form,
            "implications": ImplicationRows(
                data, prefix="implications", initial=implications, **about
            ),
            "sections": SectionRows(data, prefix="sections", initial=sections, **about),
        }

    def save(self, forms, *, by, at):
        form = forms["form"]
        report = edit_report(
            self.report,
            subject=form.cleaned_data["subject"],
            shape=form.shape(forms["implications"], forms["sections"]),
            edits=form.cleaned_data["version"],
        )
        if self.problems(report):
            self.saved = MEND
            return reverse("covering_report_edit", args=[report.pk])
        if "look" in self.request.POST:
            return reverse("covering_report_paper", args=[report.pk])
        return report.get_absolute_url()

    @cached_property
    def attached(self):
        """The papers attached, each with what it says now: a draft takes a while to be made."""
        return attached_papers(self.report, at=timezone.now())

    def problems(self, report):
        return text_problems(report, self.attached)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            report=self.report,
            grammar=GRAMMAR,
            placeholders=offered_figures(self.attached),
            attached=[paper for paper, _ in self.attached],
            **kwargs,
        )


class ReportAttach(ReportView):
    template_name = "reports/covering_report_attach.html"
    heading = "Attach papers"
    saved = "What is attached is saved."

    def get_forms(self, data=None):
        self.papers = self._papers()
        attached = self.report.attachments.order_by("order").values_list("appendix", flat=True)
        form = AttachForm(data, report=self.report, papers=self.papers, attached=list(attached))
        return {"form": form}

    def save(self, forms, *, by, at):
        form = forms["form"]
        binding, edits = form.cleaned_data["binding"], form.cleaned_data["version"]
        report = attach_papers(self.report, form.chosen, binding=binding, edits=edits)
        return report.get_absolute_url()

    def _papers(self):
        """The public papers of the meeting, but for those that a later version replaced."""
        papers = Appendix.objects.without_papers().filter(meeting=self.report.meeting_id)
        open_to_all = papers.filter(audience=Appendix.Audience.PUBLIC)
        replaced = papers.issued().exclude(replaces=None).values("replaces")
        offered = open_to_all.exclude(pk__in=replaced) | papers.filter(
            attachments__report=self.report
        )
        found = offered.select_related("plan").distinct()
        return sorted(found, key=lambda paper: (natural_order(paper.number), paper.pk))

    def get_context_data(self, **kwargs):
        exempt = self.report.meeting.appendices.filter(audience=Appendix.Audience.EXEMPT)
        return super().get_context_data(
            papers=self.papers, has_exempt=exempt.exists(), meeting=self.report.meeting, **kwargs
        )


class ReportDiscard(ReportView):
    template_name = "reports/appendix_asked.html"
    heading = "Take the draft away"
    save_words = "Take it away"
    intro = "What it says is lost. The papers attached to it stay as they are."
    saved = "The draft is taken away."

    def get_forms(self, data=None):
        return {"form": DiscardForm(data, draft=self.report)}

    def save(self, forms, *, by, at):
        discard_report(self.report, edits=forms["form"].cleaned_data["edits"])
        return self.report.meeting.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_warning=True, **kwargs)


class ReportVersion(ReportView):
    state = CoveringReport.State.ISSUED
    template_name = "reports/appendix_asked.html"
    heading = "Prepare another version"
    save_words = "Prepare it"
    intro = (
        "It begins with the words of this one, and with the newest versions of the papers "
        "attached. Once it is issued it replaces this one, which is kept as it was issued."
    )
    saved = (
        "The draft of the next version is ready. Change what has to be put right, then issue it."
    )

    def get_forms(self, data=None):
        return {"form": AnotherVersionForm(data)}

    def save(self, forms, *, by, at):
        reason = forms["form"].cleaned_data["reason"]
        return prepare_report_version(self.report, reason=reason, by=by, at=at).get_absolute_url()


class ReportIssue(View):
    """The last look before a report is issued. It counts once by itself: a report that is issued is
    not issued again.
    """

    # What of it can't be printed.
    missing: tuple[MissingCharacters, ...] = ()

    def dispatch(self, request, *args, pk, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        self.draft = report_at(pk)
        if self.draft.is_issued:
            return back_to(request, self.draft)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.show(*self.form(at=timezone.now()))

    def post(self, request):
        now = timezone.now()
        form, problems = self.form(request.POST, at=now)
        if not form.is_valid() or problems:
            return self.show(form, problems)
        self.draft.edits = form.cleaned_data["edits"]
        try:
            issued = self._issue(at=now)
        except ValidationError as error:
            return self._refuse(request, form, error)
        if not isinstance(issued, CoveringReport):
            return issued
        messages.success(request, ISSUED_SENTENCE)
        return redirect(issued.get_absolute_url())

    def _issue(self, *, at):
        """What was issued, or the page of its print."""
        covering, bound = make_unprinted_report(self.draft, at=at)

        def keep(pdf):
            made = MadeReport(canonical_bytes(covering.as_json()), pdf)
            return keep_report(self.draft, made, by=self.request.user, at=at)

        paper, to_issue = PaperToPrint(bound, covering), ToIssue(self.draft)
        return issue_with_print(self.request, paper, to_issue, keep=keep, at=at)

    def _refuse(self, request, form, error):
        if isinstance(error, EditedMeanwhile):
            error = ValidationError(SAYS_OTHERWISE)
        now = report_at(self.draft.pk)
        if now.is_issued:
            messages.info(request, " ".join(error.messages))
            return redirect(now.get_absolute_url())
        form.add_error(None, error.messages)
        return self.show(form, [])

    def form(self, data=None, *, at):
        """The form, and what keeps the report from being issued."""
        attached = attached_papers(self.draft, at=at)
        problems = problems_of(self.draft, attached, at=at)
        said = ""
        if not text_problems(self.draft, attached):
            covering = covering_of(self.draft, attached, at=at)
            said = says(covering, [document for _, document in attached])
            self.missing = missing_in_covering(covering)
        form = IssueForm(data, draft=self.draft, says=said, is_anybody_silent=False)
        return form, problems

    def show(self, form, problems):
        context = {
            "section": "meetings",
            "crumbs": way_to_appendix(self.draft),
            "report": self.draft,
            "attached": [
                one.appendix for one in self.draft.attachments.select_related("appendix__plan")
            ],
            "problems": linked(self.draft, problems),
            "missing": self.missing,
            "form": form,
            "back": self.draft.get_absolute_url(),
        }
        return render(self.request, "reports/covering_report_issue.html", context)
