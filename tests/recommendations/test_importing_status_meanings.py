import csv
from collections import Counter
from pathlib import Path

import pytest

from recommendations.importing.status_meanings import StatusRead, folded_status, read_status
from recommendations.meanings import Meaning

PHRASES = Path(__file__).parents[1] / "data" / "imports" / "statuses.tsv"
LABELS = {
    "complete": {Meaning.COMPLETE},
    "in progress": {Meaning.ON_TRACK},
    "delayed": {Meaning.AT_RISK},
    "not started": {Meaning.NOT_STARTED},
    "superseded/rejected": {Meaning.SUPERSEDED, Meaning.NOT_ACCEPTED},
    "unclear": {None},
}


def phrases():
    with PHRASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def outcome(phrase):
    meaning = read_status(phrase["text"]).meaning
    if meaning in LABELS[phrase["label"]]:
        return "right"
    return "open" if meaning is None else "wrong"


@pytest.mark.parametrize(
    ("text", "word", "meaning", "is_whole"),
    [
        ("On track", "On track", "on_track", True),
        ("Completed.", "Completed.", "complete", True),
        ("COMPLETED", "COMPLETED", "complete", True),
        ("Compete", "Compete", "complete", True),
        ("Not complete", "Not complete", "at_risk", True),
        ("100%", "100%", "complete", True),
        ("75% complete", "75% complete", "on_track", True),
        ("0 %", "0 %", "not_started", True),
        ("Corrective action is completed", "Corrective action is completed", "complete", True),
        ("Limited [c]; Completed [b]", "Limited [c]; Completed [b]", "on_track", True),
        ("Completed [a]; Not started [b]", "Completed [a]; Not started [b]", "on_track", True),
        ("Completed. See the note.", "Completed", "complete", False),
        ("Done Names, grades and titles", "Done", "complete", False),
        ("Implemented as of February 8, 2023", "Implemented", "complete", False),
        ("Carried forward – due mid September", "Carried forward", "at_risk", False),
        ("~~On track~~ Delayed", "Delayed", "at_risk", False),
        ("This commitment is complete and the work goes on.", "complete", "complete", False),
    ],
)
def test_a_status_is_found_as_it_is_written(text, word, meaning, is_whole):
    assert read_status(text) == StatusRead(word, Meaning(meaning), is_whole)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 Nov: Details forward to Ed who will make contact",
        "New Comms and Marketing Strategy agreed.",
        "Open plan offices were considered",
        "Completed items are listed below",
        "150%",
        "Two efforts are complete; one was not completed.",
    ],
)
def test_a_narrative_is_no_status(text):
    assert read_status(text) == StatusRead("", None, False)


def test_a_refusal_in_a_sentence_is_not_accepted():
    read = read_status("Managements opinion is that corrective action is not required")

    assert read == StatusRead("Not accepted", Meaning.NOT_ACCEPTED, False)


def test_the_words_of_a_plan_come_first():
    known = {"rolling": Meaning.BUSINESS_AS_USUAL, "completed": Meaning.SUPERSEDED}

    assert read_status("Rolling.", known).meaning is Meaning.BUSINESS_AS_USUAL
    assert read_status("Completed", known).meaning is Meaning.SUPERSEDED
    assert read_status("Rolling: each year", known) == StatusRead(
        "Rolling", Meaning.BUSINESS_AS_USUAL, False
    )
    assert read_status("Completed See the note", known).meaning is Meaning.SUPERSEDED


def test_a_long_cell_that_a_person_gave_a_meaning_has_the_word_of_it():
    cell = "All was done that can be done. " * 8

    read = read_status(cell, {folded_status(cell): Meaning.COMPLETE})

    assert read == StatusRead("Complete", Meaning.COMPLETE, False)


def test_phrases_of_papers_are_read_right_or_left_open():
    counted = Counter(map(outcome, phrases()))

    assert counted == {"right": 74, "open": 38, "wrong": 1}


def test_the_only_phrase_read_otherwise_says_ongoing_of_what_is_late():
    wrong = [phrase for phrase in phrases() if outcome(phrase) == "wrong"]

    assert [(phrase["id"], read_status(phrase["text"]).word) for phrase in wrong] == [
        ("st050", "Ongoing")
    ]
