"""Pages of committees: the list, one with its meetings and its plans, and how a plan is usually
reported.
"""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.history import changes
from people.views.editing import EditView
from recommendations.models import Plan
from recommendations.views.access import refuse_without, visible_plan
from reports.committees import edit_committee, start_committee
from reports.forms.committees import CommitteeForm, NewCommitteeForm, PlanReportedForm
from reports.layouts.plan_layouts import report_plan_in
from reports.models import Appendix, Committee, CoveringReport, Layout, PlanLayout, ReportTemplate
from reports.views.access import NOT_FOR_CLERKS, NOT_FOR_PAPERS, committee_at

MEETINGS_ON_A_PAGE = 50
NO_LAYOUT = "There is no layout to choose yet. Make one first."


def committee_list(request):
    refuse_without(request.user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    committees = Committee.objects.with_meetings(on=timezone.localdate())
    context = {
        "section": "meetings",
        "crumbs": meeting_crumbs(),
        "committees": committees.order_by("-is_active", "name"),
    }
    return render(request, "reports/committee_list.html", context)


def committee_detail(request, pk):
    """Its meetings with what was issued for each, and the plans that usually go to it."""
    committee = committee_at(request.user, pk)
    today = timezone.localdate()
    issued = Appendix.objects.newest_versions().without_papers().select_related("plan")
    meetings = committee.meetings.coming_first(on=today).with_papers()
    reports = CoveringReport.objects.newest_versions().without_papers()
    meetings = meetings.prefetch_related(
        Prefetch("covering_reports", reports.order_by("pk"), to_attr="reports"),
        Prefetch("appendices", issued.order_by("number", "pk"), to_attr="papers"),
    )
    plans = Plan.objects.visible_to(request.user, on=today)
    usual = committee.plan_layouts.filter(plan__in=plans).select_related("plan", "layout")
    context = {
        "section": "meetings",
        "crumbs": committee_crumbs(),
        "committee": committee,
        "page": Paginator(meetings, MEETINGS_ON_A_PAGE).get_page(request.GET.get("page")),
        "usual": usual.order_by("plan__title"),
        "templates": ReportTemplate.objects.for_committee(committee),
        "changes": changes(committee.history.all()),
    }
    return render(request, "reports/committee_detail.html", context)


class ClerkView(EditView):
    """A page with a form, for who prepares papers."""

    template_name = "reports/clerk_form.html"
    heading = ""
    save_words = "Save"

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        self.today = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        about = {
            "section": "meetings",
            "heading": self.heading,
            "save_words": self.save_words,
            "crumbs": self.way_down(),
            "back": self.way_down()[-1][1],
        }
        return super().get_context_data(**{**about, **kwargs})

    def way_down(self):
        return meeting_crumbs()


class CommitteeCreate(ClerkView):
    heading = "Add a committee"
    saved = "The committee is added. Call its meetings next."

    def get_forms(self, data=None):
        return {"form": NewCommitteeForm(data)}

    def save(self, forms, *, by, at):
        name = forms["form"].cleaned_data["name"]
        return start_committee(name, by=by, at=at).get_absolute_url()

    def way_down(self):
        return committee_crumbs()


class CommitteeEdit(ClerkView):
    heading = "Change the committee"
    saved = "The committee is saved."

    def get_forms(self, data=None):
        self.committee = committee_at(self.request.user, self.kwargs["pk"])
        return {"form": CommitteeForm(data, committee=self.committee)}

    def save(self, forms, *, by, at):
        names = ("name", "is_active", "version")
        typed = {name: forms["form"].cleaned_data[name] for name in names}
        return edit_committee(self.committee, **typed, by=by, at=at).get_absolute_url()

    def get_context_data(self, **kwargs):
        # A refused act has set the committee's own name already.
        return super().get_context_data(caption=kwargs["form"].initial["name"], **kwargs)

    def way_down(self):
        return committee_crumbs(self.committee)


class PlanReported(ClerkView):
    """How a plan is usually reported; a paper that is being prepared can say otherwise."""

    heading = "How the plan is reported"
    saved = "Saved. The next papers of the plan begin with it."

    def get_forms(self, data=None):
        self.plan = visible_plan(self.request.user, self.kwargs["slug"])
        usual = PlanLayout.objects.filter(plan=self.plan).select_related("layout", "committee")
        return {"form": PlanReportedForm(data, plan=self.plan, usual=usual.first())}

    def save(self, forms, *, by, at):
        names = ("layout", "appendix_number", "committee", "version")
        typed = {name: forms["form"].cleaned_data[name] for name in names}
        report_plan_in(self.plan, **typed, by=by, at=at)
        return self.plan.get_absolute_url()

    def get_context_data(self, **kwargs):
        usual = PlanLayout.history.filter(plan=self.plan)
        return super().get_context_data(
            caption=self.plan.title,
            section="plans",
            intro="What a new paper of this plan begins with. Papers that were issued stay as they "
            "are.",
            refused="" if Layout.objects.exists() else NO_LAYOUT,
            address=reverse("layout_create"),
            link="New layout",
            changes=changes(usual),
            **kwargs,
        )

    def way_down(self):
        return [
            ("Plans", reverse("plan_list")),
            (self.plan.title, self.plan.get_absolute_url()),
        ]


def meeting_crumbs(*meetings):
    """The way down to a page of meetings."""
    return [
        ("Meetings", reverse("meeting_list")),
        *((str(meeting), meeting.get_absolute_url()) for meeting in meetings),
    ]


def committee_crumbs(*committees):
    """The way down to a page of committees."""
    return [
        *meeting_crumbs(),
        ("Committees", reverse("committee_list")),
        *((committee.name, committee.get_absolute_url()) for committee in committees),
    ]
