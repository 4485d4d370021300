"""Django's own admin over the recommendations, tuned as well as it can be without other templates:
only the columns that are shown, counted no further than by our own list, an owner found by the
derived column. What the list is compared with; it is served to benchmarks only.
"""

from django.contrib import admin
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from recommendations.models import Recommendation, StatusMeaning
from recommendations.views.recommendation_list import COUNTED_UP_TO, ROWS_ON_A_PAGE

SHOWN = (
    "reference",
    "text",
    "plan",
    "owner_text",
    "by_when",
    "next_latest",
    "original_latest",
    "times_moved",
    "status_word",
    "last_update_on",
    "silent_rounds",
)


class CappedPaginator(Paginator):
    """Counts no further than the list does."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[: COUNTED_UP_TO + 1].count()


class OwnerFilter(admin.SimpleListFilter):
    """By the key of the owner: no list of 400 to choose from."""

    title, parameter_name = "owner", "owner"

    def lookups(self, request, model_admin):
        return [(self.value() or "", "The owner")]

    def queryset(self, request, queryset):
        return queryset.naming([self.value()]) if self.value() else queryset


class StatusFilter(admin.SimpleListFilter):
    """From the meanings that there are: the admin itself would look for them in all rows."""

    title, parameter_name = "status", "status"

    def lookups(self, request, model_admin):
        return StatusMeaning.choices

    def queryset(self, request, queryset):
        return queryset.meaning(self.value()) if self.value() else queryset


class TunedRecommendationAdmin(admin.ModelAdmin):
    list_display = SHOWN
    list_display_links = ("text",)
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
    paginator = CappedPaginator
    search_fields = ("text", "owner_text")
    ordering = ("due_order", "id")
    actions = None

    def get_queryset(self, request):
        rows = super().get_queryset(request).still_monitored().in_plans_in_use()
        return rows.only(*SHOWN, "plan__title")


tuned_admin = admin.AdminSite(name="tuned_admin")
tuned_admin.enable_nav_sidebar = False
tuned_admin.register(Recommendation, TunedRecommendationAdmin)
