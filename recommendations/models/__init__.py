from recommendations.models.deadline import (
    Deadline,
    DeadlineTerm,
    ExtensionDecision,
    ExtensionRequest,
)
from recommendations.models.evidence import Evidence, EvidenceState
from recommendations.models.further_action import Action, ActionState
from recommendations.models.plan import Plan, Theme
from recommendations.models.progress import NilReturn, ProgressUpdate, StatusFact, Verification
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
from recommendations.models.round import Round, RoundState
from recommendations.models.status_meaning import StatusMeaning

__all__ = [
    "Action",
    "ActionState",
    "Assignment",
    "Deadline",
    "DeadlineTerm",
    "Evidence",
    "EvidenceState",
    "Exemption",
    "ExtensionDecision",
    "ExtensionRequest",
    "Monitoring",
    "NilReturn",
    "OwnerCell",
    "Placement",
    "Plan",
    "ProgressUpdate",
    "Recommendation",
    "RecommendationFact",
    "Round",
    "RoundState",
    "StatusFact",
    "StatusMeaning",
    "Theme",
    "Verification",
    "Wording",
]
