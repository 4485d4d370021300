"""Plans and recommendations: reading them and editing them."""

from django.urls import path

from recommendations.views import (
    home,
    plan_editing,
    plans,
    reading,
    recommendation_editing,
    recommendations,
    wordings,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("read-by-when/", reading.reading_fragment, name="reading_fragment"),
    path("plans/new/", plan_editing.PlanCreate.as_view(), name="plan_create"),
    path("plans/<slug:slug>/", plans.plan_detail, name="plan_detail"),
    path("plans/<slug:slug>/edit/", plan_editing.PlanEdit.as_view(), name="plan_edit"),
    path("plans/<slug:slug>/history/", plans.plan_history, name="plan_history"),
    path(
        "plans/<slug:slug>/add/",
        recommendation_editing.RecommendationsAdd.as_view(),
        name="recommendations_add",
    ),
    path(
        "recommendations/<key:pk>/edit/",
        recommendation_editing.RecommendationEditPage.as_view(),
        name="recommendation_edit",
    ),
    path(
        "recommendations/<key:pk>/",
        recommendations.recommendation_detail,
        name="recommendation_detail",
    ),
    path("wordings/", wordings.WordingList.as_view(), name="wording_list"),
    path("wordings/settle/", wordings.WordingSettle.as_view(), name="wording_settle"),
]
