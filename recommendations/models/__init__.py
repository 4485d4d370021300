from recommendations.models.answer_link import AnswerLink
from recommendations.models.calendar_feed import CalendarFeed
from recommendations.models.chasing import Addressee, Digest, LadderStep, Notice, Step
from recommendations.models.deadline import (
    Deadline,
    DeadlineTerm,
    ExtensionDecision,
    ExtensionRequest,
)
from recommendations.models.decision import CommitteeDecision
from recommendations.models.evidence import Evidence, EvidenceState
from recommendations.models.further_action import Action, ActionState
from recommendations.models.hand_over import HandOver, HandOverAction, HandOverCell
from recommendations.models.measure import Measure, MeasureReading, MeasureTerms
from recommendations.models.plan import Plan, Theme
from recommendations.models.plan_import import ImportedRow, PlanImport
from recommendations.models.plan_stamp import PlanStamp
from recommendations.models.progress import NilReturn, ProgressUpdate, StatusFact, Verification
from recommendations.models.rag_judgement import RagJudgement
from recommendations.models.recommendation import (
    Assignment,
    Exemption,
    Monitoring,
    OwnerCell,
    Placement,
    Recommendation,
    RecommendationFact,
    Wording,
)
from recommendations.models.round import Round, RoundState, UpdateRequest
from recommendations.models.saved_view import SavedView
from recommendations.models.search_text import SearchText
from recommendations.models.status_meaning import StatusMeaning
from recommendations.models.status_word import StatusWord
from recommendations.models.update_draft import UpdateDraft

__all__ = [
    "Action",
    "ActionState",
    "Addressee",
    "AnswerLink",
    "Assignment",
    "CalendarFeed",
    "CommitteeDecision",
    "Deadline",
    "DeadlineTerm",
    "Digest",
    "Evidence",
    "EvidenceState",
    "Exemption",
    "ExtensionDecision",
    "ExtensionRequest",
    "HandOver",
    "HandOverAction",
    "HandOverCell",
    "ImportedRow",
    "LadderStep",
    "Measure",
    "MeasureReading",
    "MeasureTerms",
    "Monitoring",
    "NilReturn",
    "Notice",
    "OwnerCell",
    "Placement",
    "Plan",
    "PlanImport",
    "PlanStamp",
    "ProgressUpdate",
    "RagJudgement",
    "Recommendation",
    "RecommendationFact",
    "Round",
    "RoundState",
    "SavedView",
    "SearchText",
    "StatusFact",
    "StatusMeaning",
    "StatusWord",
    "Step",
    "Theme",
    "UpdateDraft",
    "UpdateRequest",
    "Verification",
    "Wording",
]
