"""Plans and recommendations: reading them and editing them."""

from django.urls import path

from recommendations.views import (
    bulk,
    evidence,
    exempting,
    extensions,
    hand_overs,
    home,
    list_exports,
    measures,
    nil_returns,
    plan_editing,
    plans,
    rag,
    reading,
    recommendation_editing,
    recommendation_list,
    recommendations,
    report_drafts,
    reporting,
    round_editing,
    rounds,
    saved_views,
    verification,
    wordings,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("start/", saved_views.start, name="start"),
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
        "recommendations/",
        recommendation_list.RecommendationList.as_view(),
        name="recommendation_list",
    ),
    path(
        "recommendations/columns/",
        list_exports.recommendations_columns,
        name="recommendations_columns",
    ),
    path(
        "recommendations/print/",
        list_exports.ListInPrint.as_view(),
        name="recommendations_print",
    ),
    path(
        "recommendations/export.xlsx",
        list_exports.ListAsWorkbook.as_view(),
        name="recommendations_workbook",
    ),
    path(
        "recommendations/export.csv",
        list_exports.ListAsCsv.as_view(),
        name="recommendations_csv",
    ),
    path("recommendations/views/", saved_views.saved_view_list, name="saved_view_list"),
    path(
        "recommendations/views/new/",
        saved_views.SavedViewCreate.as_view(),
        name="saved_view_create",
    ),
    path("recommendations/views/begin/", saved_views.begin_here, name="begin_here"),
    path("recommendations/views/<key:pk>/", saved_views.saved_view, name="saved_view"),
    path(
        "recommendations/views/<key:pk>/copy/",
        saved_views.SavedViewCopy.as_view(),
        name="saved_view_copy",
    ),
    path(
        "recommendations/views/<key:pk>/edit/",
        saved_views.SavedViewEdit.as_view(),
        name="saved_view_edit",
    ),
    path(
        "recommendations/views/<key:pk>/delete/",
        saved_views.SavedViewDelete.as_view(),
        name="saved_view_delete",
    ),
    path("recommendations/reassign/", bulk.Reassign.as_view(), name="recommendations_reassign"),
    path("recommendations/ask/", bulk.AskForUpdates.as_view(), name="recommendations_ask"),
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
    path(
        "recommendations/<key:pk>/exempt/",
        exempting.RecommendationExempt.as_view(),
        name="recommendation_exempt",
    ),
    path(
        "recommendations/<key:pk>/rag/", rag.RecommendationRag.as_view(), name="recommendation_rag"
    ),
    path(
        "recommendations/<key:pk>/measures/new/",
        measures.MeasureAdd.as_view(),
        name="measure_add",
    ),
    path("measures/<key:pk>/", measures.MeasureEdit.as_view(), name="measure_edit"),
    path("measures/<key:pk>/reading/", measures.MeasureRead.as_view(), name="measure_read"),
    path("measures/<key:pk>/drop/", measures.MeasureDrop.as_view(), name="measure_drop"),
    path("readings/<key:pk>/correct/", measures.ReadingCorrect.as_view(), name="reading_correct"),
    path("wordings/", wordings.WordingList.as_view(), name="wording_list"),
    path("wordings/settle/", wordings.WordingSettle.as_view(), name="wording_settle"),
    path(
        "recommendations/<key:pk>/evidence/add/",
        evidence.EvidenceAdd.as_view(),
        name="evidence_add",
    ),
    path("evidence/<key:pk>/", evidence.evidence_detail, name="evidence_detail"),
    path(
        "evidence/<key:pk>/withdraw/", evidence.EvidenceWithdraw.as_view(), name="evidence_withdraw"
    ),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/new/", round_editing.RoundCreate.as_view(), name="round_create"),
    path("rounds/<key:pk>/", rounds.round_detail, name="round_detail"),
    path("rounds/<key:pk>/edit/", round_editing.RoundEdit.as_view(), name="round_edit"),
    path("rounds/<key:pk>/plans/", round_editing.RoundAddPlans.as_view(), name="round_add_plans"),
    path("rounds/<key:pk>/close/", round_editing.RoundClose.as_view(), name="round_close"),
    path("rounds/<key:pk>/cancel/", round_editing.RoundCancel.as_view(), name="round_cancel"),
    path("rounds/<key:pk>/reopen/", round_editing.RoundReopen.as_view(), name="round_reopen"),
    path("extensions/", extensions.extension_list, name="extension_list"),
    path("extensions/<key:pk>/", extensions.ExtensionDecide.as_view(), name="extension_decide"),
    path(
        "extensions/<key:pk>/take-back/",
        extensions.ExtensionTakeBack.as_view(),
        name="extension_take_back",
    ),
    path("verification/", verification.verification_list, name="verification_list"),
    path(
        "recommendations/<key:pk>/verify/",
        verification.RecommendationVerify.as_view(),
        name="recommendation_verify",
    ),
    path(
        "recommendations/<key:pk>/reopen/",
        verification.RecommendationReopen.as_view(),
        name="recommendation_reopen",
    ),
    path(
        "recommendations/<key:pk>/update/", reporting.ReportPage.as_view(), name="report_progress"
    ),
    path("recommendations/<key:pk>/update/draft/", report_drafts.draft_keep, name="draft_keep"),
    path(
        "recommendations/<key:pk>/update/draft/discard/",
        report_drafts.draft_discard,
        name="draft_discard",
    ),
    path(
        "recommendations/<key:pk>/nil-return/",
        nil_returns.NilReturnGiven.as_view(),
        name="nil_return",
    ),
    path(
        "recommendations/<key:pk>/nil-return/undo/",
        nil_returns.nil_return_undo,
        name="nil_return_undo",
    ),
    path("hand-overs/", hand_overs.hand_over_list, name="hand_over_list"),
    path("hand-overs/new/", hand_overs.HandOverCreate.as_view(), name="hand_over_create"),
    path("hand-overs/<key:pk>/", hand_overs.hand_over_detail, name="hand_over_detail"),
    path("hand-overs/<key:pk>/undo/", hand_overs.HandOverUndo.as_view(), name="hand_over_undo"),
    path(
        "owners/<key:pk>/hand-over/",
        hand_overs.HandOverCreate.as_view(),
        name="owner_hand_over",
    ),
]
