"""Django's own admin over the recommendations, showing in each row what the list shows, and tuned
as its documentation says: `list_select_related` for the plan, no count of all rows besides those
that are found (`show_full_result_count`), no counts beside the filters (`show_facets`), no sidebar,
as many rows on a page as the list has. Beyond that it reads the derived columns, as the list does,
and of them those alone that it shows; it is ordered by the index of the list; an owner is found by
key, without 400 to choose from; a status by its meaning, without looking for those in use. Rows are
counted, and pages turned, by Django's own paginator.

What the list is compared with; it is served to benchmarks only.
"""

from operator import attrgetter

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from recommendations.models import Recommendation, StatusMeaning
from recommendations.recommendation_list import Listed, colour_of, short, tags_of
from recommendations.views.recommendation_list import ROWS_ON_A_PAGE

PATHS = [name.replace("pk", "id") for name in Listed._fields]
values_of = attrgetter(*(path.replace("__", ".") for path in PATHS))
NOTHING = "–"


class OwnerFilter(admin.SimpleListFilter):
    title, parameter_name = "owner", "owner"

    def lookups(self, request, model_admin):
        return [(self.value() or "", "The owner")]

    def queryset(self, request, queryset):
        return queryset.naming([self.value()]) if self.value() else queryset


class StatusFilter(admin.SimpleListFilter):
    title, parameter_name = "status", "status"

    def lookups(self, request, model_admin):
        return StatusMeaning.choices

    def queryset(self, request, queryset):
        return queryset.meaning(self.value()) if self.value() else queryset


class TunedRecommendationAdmin(admin.ModelAdmin):
    list_display = (
        "number",
        "recommendation",
        "plan_title",
        "owner",
        "by_when_and_due",
        "original_and_moved",
        "status",
        "rag",
        "last_update",
    )
    list_display_links = ("recommendation",)
    empty_value_display = ""
    list_select_related = ("plan",)
    list_filter = (
        OwnerFilter,
        StatusFilter,
        "next_latest",
        "plan__source",
        "is_verified",
        "is_exempt",
        "extension_requested",
    )
    list_per_page = ROWS_ON_A_PAGE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("text", "owner_text")
    ordering = ("due_order", "id")

    def get_queryset(self, request):
        self.today = timezone.localdate()
        rows = super().get_queryset(request).still_monitored().in_plans_in_use()
        return rows.only(*PATHS)

    @admin.display(description="No.", ordering="reference_order")
    def number(self, row):
        return row.reference or NOTHING

    @admin.display(description="Recommendation")
    def recommendation(self, row):
        return short(row.text)

    @admin.display(description="Plan")
    def plan_title(self, row):
        return row.plan.title

    @admin.display(description="Owner", ordering="owner_order")
    def owner(self, row):
        return row.owner_text or NOTHING

    @admin.display(description="By when", ordering="due_order")
    def by_when_and_due(self, row):
        due = f"due {_day(row.next_latest)}" if row.next_latest else ""
        return format_html("{}<p>{}</p>", row.by_when or NOTHING, due)

    @admin.display(description="Original date", ordering="original_order")
    def original_and_moved(self, row):
        moved = f"moved {row.times_moved} times" if row.times_moved else ""
        return format_html("{}<p>{}</p>", _day(row.original_latest), moved)

    @admin.display(description="Status", ordering="status_word")
    def status(self, row):
        tags = tags_of(Listed(*values_of(row)), self.today)
        words = ((tag.kind, tag.text) for tag in tags)
        return format_html_join(" ", '<strong class="tag tag--{}">{}</strong>', words)

    @admin.display(description="RAG")
    def rag(self, row):
        rag = colour_of(Listed(*values_of(row)), self.today)
        return format_html('<strong title="{}">{}</strong>', rag.reason, rag.word or NOTHING)

    @admin.display(description="Last update", ordering="update_order")
    def last_update(self, row):
        return _day(row.last_update_on) if row.last_update_on else "never"


def _day(day):
    return f"{day.day} {day:%b %Y}" if day else NOTHING


tuned_admin = admin.AdminSite(name="tuned_admin")
tuned_admin.enable_nav_sidebar = False
tuned_admin.register(Recommendation, TunedRecommendationAdmin)
