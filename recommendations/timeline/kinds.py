"""The kinds of facts that a story tells: which columns say what each says, and in which words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from people.dated_fact import DatedFact
from recommendations.exempt_parts import paragraphs_in_words
from recommendations.measure_numbers import with_unit
from recommendations.models import (
    ActionState,
    CommitteeDecision,
    DeadlineTerm,
    EvidenceState,
    Exemption,
    ExtensionDecision,
    MeasureReading,
    MeasureTerms,
    Monitoring,
    NilReturn,
    OwnerCell,
    Placement,
    ProgressUpdate,
    RagJudgement,
    StatusFact,
    Verification,
    Wording,
)
from recommendations.rag import JUDGED

EXTENSIONS = {
    ExtensionDecision.Outcome.ASKED: "Extension requested",
    ExtensionDecision.Outcome.AGREED: "Extension agreed",
    ExtensionDecision.Outcome.REFUSED: "Extension refused",
    ExtensionDecision.Outcome.TAKEN_BACK: "Extension request taken back",
}
CAUSES = {
    StatusFact.Cause.UPDATE: "",
    StatusFact.Cause.VERIFICATION: "Caused by the verification",
    StatusFact.Cause.REOPENING: "Opened again",
    StatusFact.Cause.DECISION: "Given by the committee’s decision",
}
STATES = {
    ActionState.State.OPEN: "",
    ActionState.State.COMPLETED: ActionState.State.COMPLETED.label,
    ActionState.State.WITHDRAWN: ActionState.State.WITHDRAWN.label,
}


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in words: "Status: Complete" is a heading and a value; `text`: what somebody wrote, to
    the letter; `notes`: what there is to know besides.
    """

    heading: str
    value: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of fact. `recommendation`: where its recommendation is found; `columns`: what `say`
    gets, by name (days as ISO text); `compared`: its text is compared with the one before.
    """

    model: type[DatedFact]
    recommendation: str
    columns: dict[str, str]
    say: Callable[[dict[str, Any]], Said]
    compared: bool = False


def _decision(row):
    """“Decision: officer to attend — Audit Committee, minute 14/16”."""
    outcome = CommitteeDecision.Outcome(row["outcome"]).label
    minute = f"minute {row['minute_reference']}" if row["minute_reference"] else ""
    who = ", ".join(_filled(row["committee"], minute))
    said = f"{outcome[0].lower()}{outcome[1:]} — {who}"
    return Said("Decision", said, row["note"], _filled(_named("Who is to attend", row["owner"])))


def _wording(row):
    return Said("Wording", text=row["text"])


def _placement(row):
    theme = ". ".join(part for part in (row["number"], row["title"]) if part)
    response = Placement.Response(row["response"]).label if row["response"] else ""
    notes = (row["timescale"], _named("Priority", row["priority"]), _named("Response", response))
    return Said("Place in the plan", theme, notes=_filled(*notes, *_own(row)))


def _monitoring(row):
    return Said("Monitoring", "Monitored" if row["is_monitored"] else "No longer monitored")


def _exemption(row):
    under = f"Under {paragraphs_in_words(row['paragraph'])} of Schedule 12A"
    only = _named("Only", ", ".join(row["parts"]))
    return Said("Exempt", under if row["paragraph"] else "No longer", notes=_filled(only))


def _owner_cell(row):
    return Said("Owners", text=row["text"])


def _progress_update(row):
    per_cent = row["per_cent"]
    notes = (
        _named("Further action", row["further_words"]),
        "" if per_cent is None else f"{per_cent} per cent complete",
        _named("Forecast", _day(row["forecast"])),
        *_own(row),
        _named("Round", row["round"]),
        _named("Source", row["source_note"]),
    )
    return Said("Progress update", text=row["narrative"], notes=_filled(*notes))


def _nil_return(row):
    round_ = _named("Round", row["round"])
    return Said("Nil return", "No change, still on track", notes=(round_,))


def _verification(row):
    notes = _filled(_named("Method", row["method"]))
    return Said("Verification", Verification.Result(row["result"]).label, row["note"], notes)


def _status(row):
    return Said("Status", row["word"], notes=_filled(CAUSES[row["cause"]]))


def _judgement(row):
    if not row["colour"]:
        return Said("RAG", "The plan’s rule decides again")
    return Said("RAG", f"{RagJudgement.Colour(row['colour']).label} {JUDGED}")


def _evidence(row):
    return Said("Evidence attached" if row["is_attached"] else "Evidence withdrawn", row["name"])


def _action(row):
    owner = _named("Owner", row["owner"])
    return Said("Further action", STATES[row["state"]], row["text"], _filled(owner))


def _term(row):
    if row["is_dropped"]:
        return Said("By when", "Dropped")
    by_person = row["read_by"] == DeadlineTerm.ReadBy.PERSON
    notes = ("Dates set by a person",) if by_person else ()
    return Said("By when", text=row["text"], notes=notes)


def _extension(row):
    notes = (
        _named("Why it was asked for", row["why"] if row["why"] != row["reason"] else ""),
        _named("Decided by", row["decided_by"]),
        _named("Minute", row["minute_reference"]),
    )
    return Said(EXTENSIONS[row["outcome"]], text=row["text"], notes=_filled(*notes))


def _measure(row):
    if row["is_dropped"]:
        return Said("No longer measured", row["name"])
    unit = row["unit"]
    began, target = _counted(row["baseline"], unit), _counted(row["target"], unit)
    on, by = _day(row["baseline_day"]), _day(row["target_day"])
    notes = (
        _named("Where it began", f"{began} on {on}" if on else began),
        _named("Target", f"{target} by {by}" if by else target),
        "" if row["better"] == MeasureTerms.Better.HIGHER else "Lower is better",
    )
    return Said("Measure", row["name"], notes=_filled(*notes))


def _reading(row):
    """“Counted: 82% — Staff with an appraisal”: `measure` and `unit` are those of its terms."""
    said = _counted(row["value"], row.get("unit", ""))
    name = row.get("measure")
    return Said("Counted", f"{said} — {name}" if name else said, row["note"])


def _counted(number, unit):
    """A number out of a JSON column; "" for none."""
    return "" if number is None else with_unit(Decimal(str(number)), unit)


def _named(name, text):
    return f"{name}: {text}" if text else ""


def _own(row):
    """The plan's own columns."""
    return tuple(_named(heading, value) for heading, value in row["own_values"].items())


def _filled(*notes):
    return tuple(note for note in notes if note)


def _day(iso):
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _columns(*names, **elsewhere):
    """Columns by their own names; `elsewhere`: those of something it points to."""
    return {name: name for name in names} | elsewhere


# In the order in which one event tells them.
OF_ITSELF = "recommendation"
TERM = Kind(
    DeadlineTerm,
    "deadline__recommendation",
    _columns("text", "is_dropped", "read_by", "paper_date", "latest", "open_ended"),
    _term,
)
DECISION = Kind(
    CommitteeDecision,
    OF_ITSELF,
    _columns("outcome", "committee", "minute_reference", "note", owner="owner__name"),
    _decision,
)
MEASURE = Kind(
    MeasureTerms,
    "measure__recommendation",
    _columns(
        "name",
        "unit",
        "better",
        "baseline",
        "baseline_day",
        "target",
        "target_day",
        "is_dropped",
    ),
    _measure,
)
READING = Kind(MeasureReading, "measure__recommendation", _columns("value", "note"), _reading)
KINDS = (
    DECISION,
    Kind(Wording, OF_ITSELF, _columns("text"), _wording, compared=True),
    Kind(
        Placement,
        OF_ITSELF,
        _columns(
            "timescale",
            "priority",
            "response",
            "own_values",
            number="theme__number",
            title="theme__title",
        ),
        _placement,
    ),
    Kind(Monitoring, OF_ITSELF, _columns("is_monitored"), _monitoring),
    Kind(Exemption, OF_ITSELF, _columns("paragraph", "parts"), _exemption),
    Kind(OwnerCell, OF_ITSELF, _columns("text"), _owner_cell, compared=True),
    Kind(
        ProgressUpdate,
        OF_ITSELF,
        _columns(
            "narrative",
            "further_words",
            "per_cent",
            "forecast",
            "own_values",
            "source_note",
            round="round__label",
        ),
        _progress_update,
        compared=True,
    ),
    Kind(NilReturn, OF_ITSELF, _columns(round="round__label"), _nil_return),
    Kind(Verification, OF_ITSELF, _columns("result", "method", "note"), _verification),
    Kind(StatusFact, OF_ITSELF, _columns("word", "cause"), _status),
    Kind(RagJudgement, OF_ITSELF, _columns("colour"), _judgement),
    Kind(
        EvidenceState,
        "evidence__recommendation",
        _columns("is_attached", name="evidence__name"),
        _evidence,
    ),
    Kind(
        ActionState,
        "action__recommendation",
        _columns("text", "state", owner="owner__name"),
        _action,
        compared=True,
    ),
    Kind(
        ExtensionDecision,
        "extension_request__deadline__recommendation",
        _columns(
            "outcome",
            "decided_by",
            "minute_reference",
            "reason",
            text="extension_request__text",
            why="extension_request__reason",
        ),
        _extension,
    ),
    TERM,
    MEASURE,
    READING,
)
