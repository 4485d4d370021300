"""Reference data of papers: committees, meetings, layouts, and which plan is reported in which.
Appendices are made and issued by the acts only, never here.
"""

from django.contrib import admin

from reports.models import Committee, Layout, Meeting, PlanLayout


@admin.register(Committee)
class CommitteeAdmin(admin.ModelAdmin):
    list_display = ["name", "is_active"]
    search_fields = ["name"]


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin):
    list_display = ["committee", "date", "round"]
    list_filter = ["committee"]
    list_select_related = ["committee", "round"]
    date_hierarchy = "date"
    autocomplete_fields = ["committee"]


@admin.register(Layout)
class LayoutAdmin(admin.ModelAdmin):
    list_display = ["name", "as_at_style", "grouping"]
    search_fields = ["name"]


@admin.register(PlanLayout)
class PlanLayoutAdmin(admin.ModelAdmin):
    list_display = ["plan", "layout", "appendix_number", "committee"]
    list_select_related = ["plan", "layout", "committee"]
    autocomplete_fields = ["plan", "layout", "committee"]
