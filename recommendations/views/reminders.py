"""Pages about who is reminded: the ladder of a plan, and who was told lately."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import all_valid
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from recommendations.chasing.first_run import FirstRun, first_run
from recommendations.chasing.ladders import edit_ladder, ladder_of
from recommendations.chasing.ready_ladder import READY
from recommendations.chasing.told import (
    email_in_words,
    emails_not_sent,
    notices_told,
    shown_notices,
    unreached,
)
from recommendations.forms.reminders import (
    FindRemindersForm,
    LadderRows,
    RemindersForm,
    ladder_initial,
)
from recommendations.models import Plan, Recommendation
from recommendations.views.access import visible_plan
from recommendations.views.rows import RowsView

NOT_FOR_REMINDERS = (
    "Who was reminded is shown to plan leads, clerks and administrators. Ask one of them."
)
ROWS_ON_A_PAGE = 50
LATELY = timedelta(days=90)
NO_DAY = "Enter a day to see whom the first run would write to"
# So many of those whom the next run would write to are named.
MOST_NAMED = 20
TOLD, UNREACHED, EMAILS = "told", "unreached", "emails"


class PlanReminders(RowsView):
    """With a button that says, before anything is saved, whom the next run would write to."""

    template_name = "recommendations/plan_reminders.html"
    first_run: FirstRun | None = None

    def post(self, request, *args, **kwargs):
        if "try" in request.POST:
            return self._try(self.get_forms(request.POST), at=timezone.now())
        return super().post(request, *args, **kwargs)

    def _try(self, forms, *, at):
        if all_valid(forms.values()):
            form, rungs, on = forms["form"], forms["steps"].typed(), timezone.localdate(at)
            if day := form.cleaned_data["chased_from"]:
                self.first_run = first_run(self.plan, rungs, chased_from=day, on=on, at=at)
            else:
                form.add_error("chased_from", NO_DAY)
        return self.show(forms)

    def get_forms(self, data=None):
        self.plan = visible_plan(self.request.user, self.kwargs["slug"])
        self.steps = ladder_of(self.plan)
        initial = {"chased_from": self.plan.chased_from}
        form = RemindersForm(data, subject=self.plan, initial=initial)
        return {
            "form": form,
            "steps": LadderRows(
                data,
                prefix="steps",
                usual=READY,
                initial=[ladder_initial(step) for step in self.steps],
                form_kwargs={"is_stale": form.is_stale},
            ),
        }

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        plan = edit_ladder(
            self.plan,
            forms["steps"].typed(),
            chased_from=answers["chased_from"],
            version=answers["version"],
            by=by,
            at=at,
        )
        self.saved = _saved(plan, today=timezone.localdate(at))
        return plan.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            section="plans",
            plan=self.plan,
            today=timezone.localdate(),
            has_steps=bool(self.steps),
            first_run=self.first_run,
            most_named=MOST_NAMED,
            crumbs=[
                ("Plans", reverse("plan_list")),
                (str(self.plan), self.plan.get_absolute_url()),
            ],
            **kwargs,
        )


def reminder_list(request):
    """Who was told of what lately; who could not be written to; which e-mails did not arrive."""
    user, today = request.user, timezone.localdate()
    if not may_see_reminders(user):
        raise PermissionDenied(NOT_FOR_REMINDERS)
    plans = Plan.objects.visible_to(user, on=today)
    find = FindRemindersForm(request.GET, plans=plans)
    plan = find.cleaned_data.get("plan") if find.is_valid() else None
    rows = Recommendation.objects.filter(plan__in=[plan] if plan else plans)
    show = request.GET.get("show")
    show = show if show in (UNREACHED, EMAILS) else TOLD
    context = {
        "section": "rounds",
        "crumbs": [("Rounds", reverse("round_list"))],
        "find": find,
        "plan": plan,
        "show": show,
        "today": today,
        "plans_chased": Plan.objects.chased(on=today).exists(),
        **_shown(show, rows, today, request.GET.get("page")),
    }
    return render(request, "recommendations/reminder_list.html", context)


def may_see_reminders(user):
    """Who may read all plans, and edits them or reports for anybody."""
    may = ("edit_plans", "report_for_anyone")
    return user.has_perm("recommendations.read_all_plans") and any(
        user.has_perm(f"recommendations.{one}") for one in may
    )


def _shown(show, rows, today, number):
    def page_of(found):
        return Paginator(found, ROWS_ON_A_PAGE).get_page(number)

    if show == UNREACHED:
        page = page_of(unreached(rows, since=today - LATELY, on=today))
        return {"page": page, "rows": list(page)}
    if show == EMAILS:
        page = page_of(emails_not_sent(rows))
        return {"page": page, "rows": [(email, email_in_words(email)) for email in page]}
    page = page_of(notices_told(rows, as_at=today).select_related("recommendation__plan"))
    return {"page": page, "rows": shown_notices(page)}


def _saved(plan, *, today):
    if not plan.is_active:
        return "The reminders are saved. Nobody is written to while the plan is not in use."
    if plan.chased_from is None:
        return "The reminders are saved. Nobody is written to."
    begins = "are" if plan.chased_from <= today else "will be"
    day = f"{plan.chased_from.day} {plan.chased_from:%B %Y}"
    return f"The reminders are saved. From {day} people {begins} written to."
