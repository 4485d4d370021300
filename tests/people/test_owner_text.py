import csv
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from people.owner_text import (
    KnownOwner,
    MatchOutcome,
    OwnerIndex,
    OwnerPart,
    PartyKind,
    split_owner_text,
)

PERSON, POST, GROUP = PartyKind.PERSON, PartyKind.POST, PartyKind.GROUP
OWNERS = Path(__file__).parent.parent / "data" / "owners.tsv"


def parties(text):
    return [(part.name, part.kind) for part in split_owner_text(text)]


# People


@pytest.mark.parametrize(
    "name",
    [
        "Sue Moorman",
        "Abraham Ghebre-Ghiorghis",
        "Sophia",
        "Jos Creese",
        "Kieron O’Hara",
        "Jean-Luc Dubois",
        "Peter van der Berg",
        "José Álvarez",
        "J Smith",
        "A. Jones",
        "P Green",
        "Patel R",
        "Robert T. Jones",
        "Cllr Jane Smith",
        "Dr. M. L. Khan",
        "Sir Tim Berners-Lee",
        "Ms Taylor",
        "SUE MOORMAN",
        "sue moorman",
        "John Smith MBE",
        "Paul Nurse",
        "JT",
        "JTe",
        "J.S.",
        "AG-G",
        "AD",
    ],
)
def test_split_owner_text_reads_a_person(name):
    assert parties(name) == [(name, PERSON)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gesche Schmid, LGA.", "Gesche Schmid"),
        ("Mrs P. O'Neill, Head of ICT", "Mrs P. O'Neill"),
        ("Jane Doe, CPA, Finance Director", "Jane Doe"),
        ("Heather Hall, CIO", "Heather Hall"),
        ("Tami Harlan, DHS Chief Quality and Compliance Officer", "Tami Harlan"),
        (
            "Todd Landry, Director of the Office of Child and Family Services, DHHS",
            "Todd Landry",
        ),
        ("John Smith (Head of Finance)", "John Smith"),
        ("Head of Finance (John Smith)", "John Smith"),
        ("Simon Whitehouse (Digital Birmingham)", "Simon Whitehouse"),
        ("Councillor David Hill (Chair)", "Councillor David Hill"),
        ("Jane Smith – Head of Finance", "Jane Smith"),
        ("Head of Finance – Jane Smith", "Jane Smith"),
        ("Responsible officer: Jane Smith", "Jane Smith"),
        ("Lead:Sue Moorman", "Sue Moorman"),
    ],
)
def test_split_owner_text_reads_name_post_and_organisation_as_the_person(text, name):
    assert parties(text) == [(name, PERSON)]


# Posts


@pytest.mark.parametrize(
    "name",
    [
        "Chief Executive",
        "Head of HR",
        "Heads of HR",
        "All Heads of Service",
        "Line managers",
        "HR Business Partners",
        "HEAD OF HUMAN RESOURCES",
        "head of finance",
        "CEO",
        "CDOs",
        "SIRO",
        "HoF",
        "Federal CIO",
        "SAOGI at OMB",
        "Monitoring Officer",
        "Section 151 Officer",
        "Director of Finance (s151 Officer)",
        "Service Manager (Adults)",
        "Solicitor to the Council",
        "Clerk to the Council",
        "Leader of the Council",
        "Cabinet Member for Housing",
        "Lord Mayor",
        "Councillor",
        "Inspector General",
        "Police and Crime Commissioner",
        "AD Housing",
        "Deputy Director Housing",
        "Assistant Director - Housing",
        "Team Leader - Licensing",
        "Group Manager – Waste, Fleet & Streetscene",
        "Strategic Director – Adults, Children and Education",
        "Assistant Director Human Resources & Organisational Development",
        "Chief Officer: Human Resources",
        "Head of Learning and Development",
        "Head of Communications and Marketing",
        "Head of Legal and Democratic Services",
        "Head of Parks and Open Spaces",
        "Head of Economy, Environment and Culture",
        "Head of Housing Strategy, Development and Private Sector Housing",
        "Revenues and Benefits Manager",
        "H&S Manager",
        "Manager, State and Federal Reporting",
        "Director, Medicaid and CHIP Services FRAC",
        "Head of Service, Housing Options",
        "Executive Director, Families, Children & Learning",
        "Program Manager, Bureau of Child Welfare",
        "Director of Budget and Finance, Office of the Governor",
        "Director General, Communications",
    ],
)
def test_split_owner_text_reads_one_post(name):
    assert parties(name) == [(name, POST)]


# Groups


@pytest.mark.parametrize(
    "name",
    [
        "ELT",
        "HR",
        "Finance",
        "All",
        "All staff",
        "Equalities Sub-Group",
        "Audit and Standards Committee",
        "Equality and Diversity Steering Group",
        "Communications and Marketing team",
        "HMT financial reporting policy team",
        "Executive",
        "Northern Ireland Executive",
        "Trade Unions",
        "HR & OD",
        "Housing & Property",
        "Adult Social Care",
        "Leaseholder volunteers",
        "Working Group",
        "External auditors (Grant Thornton)",
        "DfE",
        "MoJ",
        "HO",
        "HM Treasury",
        "HM Revenue & Customs",
        "ERG (OGC)",
        "Ofsted",
        "Met Office",
        "NHS England",
        "Natural Resources Canada",
        "Library and Archives Canada",
        "Chief Data Officer Council",
        "Controller's Office",
        "Information Commissioner's Office",
        "Office of the Chief Information Officer",
        "Department for Communities and Local Government",
        "Department for Environment, Food and Rural Affairs",
        "Bureau of Alcohol, Tobacco, Firearms and Explosives",
        "Innovation, Science and Economic Development Canada",
        "U.S. Fish and Wildlife Service",
        "Fish and Wildlife Service",
        "Centers for Disease Control and Prevention (CDC)",
        "Members of OMB’s Chief Information Officer Council Privacy Community of Practice",
    ],
)
def test_split_owner_text_reads_one_group(name):
    assert parties(name) == [(name, GROUP)]


# Several parties


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CEO/ELT/Head of HR", [("CEO", POST), ("ELT", GROUP), ("Head of HR", POST)]),
        ("Sophia/ Met Office", [("Sophia", PERSON), ("Met Office", GROUP)]),
        ("SH & KK", [("SH", PERSON), ("KK", PERSON)]),
        ("JT&KK", [("JT", PERSON), ("KK", PERSON)]),
        ("JS, AB and CD", [("JS", PERSON), ("AB", PERSON), ("CD", PERSON)]),
        ("Cliff Youngman; Sue Moorman", [("Cliff Youngman", PERSON), ("Sue Moorman", PERSON)]),
        ("Sue Moorman<br>ELT", [("Sue Moorman", PERSON), ("ELT", GROUP)]),
        ("1. Head of HR\n2. Head of ICT", [("Head of HR", POST), ("Head of ICT", POST)]),
        ("• Sue Moorman\n• ELT", [("Sue Moorman", PERSON), ("ELT", GROUP)]),
        (
            "Recruitment Strategy Manager and Communications and Marketing team",
            [("Recruitment Strategy Manager", POST), ("Communications and Marketing team", GROUP)],
        ),
        ("Head of HR and Head of ICT", [("Head of HR", POST), ("Head of ICT", POST)]),
        ("Finance and Head of HR", [("Finance", GROUP), ("Head of HR", POST)]),
        (
            "Borough Solicitor & Monitoring Officer",
            [("Borough Solicitor", POST), ("Monitoring Officer", POST)],
        ),
        ("All managers and staff", [("All managers", POST), ("staff", GROUP)]),
        ("Legal, Finance and HR", [("Legal", GROUP), ("Finance", GROUP), ("HR", GROUP)]),
        (
            "Jane Smith, John Brown and Head of Finance",
            [("Jane Smith", PERSON), ("John Brown", PERSON), ("Head of Finance", POST)],
        ),
        (
            "Jane Smith, Head of Finance and John Brown, Head of ICT",
            [("Jane Smith", PERSON), ("John Brown", PERSON)],
        ),
        (
            "Grants Manager, Deputy Administrator, Financial Reporting",
            [("Grants Manager", POST), ("Deputy Administrator, Financial Reporting", POST)],
        ),
        (
            "Programme Board, Programme Manager",
            [("Programme Board", GROUP), ("Programme Manager", POST)],
        ),
        (
            "Department for Business, Innovation and Skills, HM Treasury",
            [("Department for Business, Innovation and Skills", GROUP), ("HM Treasury", GROUP)],
        ),
        (
            "Department of Interior, State, Treasury, GSA",
            [
                ("Department of Interior", GROUP),
                ("State", GROUP),
                ("Treasury", GROUP),
                ("GSA", GROUP),
            ],
        ),
        (
            "Office of Management and Budget (OMB) and GSA",
            [("Office of Management and Budget (OMB)", GROUP), ("GSA", GROUP)],
        ),
        (
            "HM Revenue and Customs and Companies House",
            [("HM Revenue and Customs", GROUP), ("Companies House", GROUP)],
        ),
        (
            "Housing Services, Legal Services and Internal Audit",
            [("Housing Services", GROUP), ("Legal Services", GROUP), ("Internal Audit", GROUP)],
        ),
        (
            "Chief Executive (Jane Smith) and Leader (Cllr Brown)",
            [("Jane Smith", PERSON), ("Cllr Brown", PERSON)],
        ),
    ],
)
def test_split_owner_text_splits_where_a_party_follows(text, expected):
    assert parties(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nigel with input from DCLG.", [("Nigel", PERSON), ("DCLG", GROUP)]),
        ("DCLG in consultation with the LGA", [("DCLG", GROUP), ("LGA", GROUP)]),
        (
            "Monitoring Officer supported by Legal Services",
            [("Monitoring Officer", POST), ("Legal Services", GROUP)],
        ),
        ("Working Group led by Head of HR", [("Working Group", GROUP), ("Head of HR", POST)]),
        (
            "GSA with CDO Council and ICSP",
            [("GSA", GROUP), ("CDO Council", GROUP), ("ICSP", GROUP)],
        ),
        ("Lead: Sue Moorman; support: ELT", [("Sue Moorman", PERSON), ("ELT", GROUP)]),
        ("(Lead) Head of HR", [("Head of HR", POST)]),
        ("Led by Chief Executive", [("Chief Executive", POST)]),
        ("Name: Jane Doe; Title: Director", [("Jane Doe", PERSON), ("Director", POST)]),
        (
            "Panel members – Janet Hughes/Gesche Schmid, LGA",
            [("Janet Hughes", PERSON), ("Gesche Schmid", PERSON)],
        ),
    ],
)
def test_split_owner_text_takes_who_helps_as_a_party_and_drops_what_only_labels(text, expected):
    assert parties(text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Head of\nFinance", "Head of Finance"),
        ("Head of Communications and\nMarketing", "Head of Communications and Marketing"),
        ("Head of Communications\nand Marketing", "Head of Communications and Marketing"),
    ],
)
def test_split_owner_text_joins_a_line_that_only_wrapped(text, name):
    assert parties(text) == [(name, POST)]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The Chief Executive.", "Chief Executive", POST),
        ("the Home Office", "Home Office", GROUP),
        ("The Transparency team", "Transparency team", GROUP),
        ("The National Archives", "The National Archives", GROUP),
        ("The White House", "The White House", GROUP),
        ("The Crown Estate", "The Crown Estate", GROUP),
    ],
)
def test_split_owner_text_drops_an_article_that_is_not_in_the_name(text, name, kind):
    assert parties(text) == [(name, kind)]


@pytest.mark.parametrize(
    "text",
    ["", " \n", "TBC", "tbd.", "n/a", "N/A", "-", "–", "?", "Vacant", "To be confirmed", "(TBC)"],
)
def test_split_owner_text_finds_nobody(text):
    assert split_owner_text(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TBD, Federal Funds Section Manager", "Federal Funds Section Manager"),
        ("Vacant (Head of Audit)", "Head of Audit"),
        ("Head of Audit (vacant)", "Head of Audit"),
        ("TBC - Head of Audit", "Head of Audit"),
    ],
)
def test_split_owner_text_keeps_a_vacant_post(text, name):
    assert parties(text) == [(name, POST)]


def test_split_owner_text_drops_a_footnote_mark():
    text = "Financial Data Transformation Executive Steering Committee[^15]"

    assert parties(text) == [("Financial Data Transformation Executive Steering Committee", GROUP)]


def test_split_owner_text_mends_a_lone_bracket():
    assert parties("((Head of HR)") == [("Head of HR", POST)]


# Remits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Head of Learning and Development to promote best practice.",
            [OwnerPart("Head of Learning and Development", POST, "to promote best practice")],
        ),
        (
            "Sue Moorman to discuss with ELT",
            [OwnerPart("Sue Moorman", PERSON, "to discuss with ELT")],
        ),
        ("ELT will review", [OwnerPart("ELT", GROUP, "will review")]),
        (
            "Head of HR to lead; Head of Finance to provide data",
            [
                OwnerPart("Head of HR", POST, "to lead"),
                OwnerPart("Head of Finance", POST, "to provide data"),
            ],
        ),
        (
            "Sue Moorman to draft / ELT to approve",
            [OwnerPart("Sue Moorman", PERSON, "to draft"), OwnerPart("ELT", GROUP, "to approve")],
        ),
        (
            "Janet and Steve to draft an update note",
            [OwnerPart("Janet", PERSON), OwnerPart("Steve", PERSON, "to draft an update note")],
        ),
        (
            "Jane Smith (lead), John Brown (support)",
            [OwnerPart("Jane Smith", PERSON, "lead"), OwnerPart("John Brown", PERSON, "support")],
        ),
        (
            "Head of Planning – review complete",
            [OwnerPart("Head of Planning", POST, "review complete")],
        ),
        (
            "Head of Procurement by 31 March 2017",
            [OwnerPart("Head of Procurement", POST, "by 31 March 2017")],
        ),
        ("Tim Allen for policy", [OwnerPart("Tim Allen", PERSON, "for policy")]),
    ],
)
def test_split_owner_text_keeps_an_instruction_as_the_remit(text, expected):
    assert split_owner_text(text) == expected


def test_split_owner_text_gives_nobody_a_remit():
    assert split_owner_text("to be confirmed by 31 March 2017") == []


# The labelled owner cells of published papers


def test_split_owner_text_reads_the_labelled_cells():
    with OWNERS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    read = [(parties(row["text"]), _labelled(row["parties"])) for row in rows]

    same_names = [[n for n, _ in got] == [n for n, _ in want] for got, want in read]
    same_kinds = [got == want for got, want in read]

    assert len(rows) == 107
    assert sum(same_names) / len(rows) >= 0.92
    assert sum(same_kinds) / len(rows) >= 0.85


def _labelled(parties_as_json):
    """A department and an outside body are groups to the program."""
    kinds = {"person": PERSON, "post": POST}
    return [(p["name"], kinds.get(p["kind"], GROUP)) for p in json.loads(parties_as_json)]


# Whatever the text

WORDS = ["and", "the", "of", "Head", "ELT", "TBC", "to", "lead", "with", "Sue", "Director", "n/a"]
MARKS = ["/", ";", "\n", ", ", " & ", " – ", ": ", "(", ")", "[", "]", ".", "\u200f", "\x00", " "]
CELLS = st.lists(st.sampled_from(WORDS + MARKS)).map("".join)


@given(st.text(max_size=300) | CELLS)
@example("(" * 10_000)
@example("a and " * 1_600)
@example("a - " * 2_500)
@example("Head of Learning and Development, " * 300)
@example("\x00\x1c\u202e\u05d0\u05d1/\u0627\u0644\u200f and \ud800")
@example("عبد الرحمن / שרה, 部長")
@example("ǅ ß İ ﬀ")
def test_split_owner_text_names_parties_in_the_letters_of_any_text(text):
    for part in split_owner_text(text):
        assert part.name.strip() == part.name != ""
        assert set(part.name) <= set(text) | {" "}
        assert set(part.remit) <= set(text) | {" "}


@given(st.text(min_size=1, max_size=40) | CELLS.filter(len))
@settings(max_examples=25, deadline=None)
def test_split_owner_text_takes_a_text_of_ten_thousand_letters(repeated):
    text = (repeated * 10_000)[:10_000]

    assert all(part.name for part in split_owner_text(text))


PARTIES = ["Sue Moorman", "Chief Executive", "ELT", "Payroll Team", "Head of HR", "JT", "DfE"]
SEPARATORS = ["/", " / ", "; ", "\n", " and ", " & ", " with input from ", " supported by the "]


@given(st.lists(st.tuples(st.sampled_from(PARTIES), st.sampled_from(SEPARATORS)), min_size=1))
def test_split_owner_text_loses_no_party_between_separators(chosen):
    text = "".join(name + separator for name, separator in chosen[:-1]) + chosen[-1][0]

    assert [part.name for part in split_owner_text(text)] == [name for name, _ in chosen]


@given(CELLS)
def test_split_owner_text_names_parties_in_their_order(text):
    flat = " ".join(text.split())
    found = [flat.find(part.name) for part in split_owner_text(text) if flat.count(part.name) == 1]

    assert all(one < other for one, other in pairwise(found))


# Known owners


SUE = KnownOwner(1, "Sue Moorman", PERSON, ("SM", "Susan Moorman"))
ABRAHAM = KnownOwner(2, "Abraham Ghebre-Ghiorghis", PERSON)
HEAD_OF_HR = KnownOwner(3, "Head of HR", POST, ("Head of Human Resources",))
ELT = KnownOwner(4, "ELT", GROUP, ("Executive Leadership Team",))
ED = KnownOwner(5, "Ed", PERSON)
JOSE = KnownOwner(6, "José O’Neill", PERSON)
INDEX = OwnerIndex([SUE, ABRAHAM, HEAD_OF_HR, ELT, ED, JOSE])


@pytest.mark.parametrize(
    ("name", "kind", "owner"),
    [
        ("Sue Moorman", PERSON, SUE),
        ("SUE  moorman", PERSON, SUE),
        ("Sue\u00a0Moorman", PERSON, SUE),
        ("José O'Neill", PERSON, JOSE),
        ("head of hr", POST, HEAD_OF_HR),
        ("ELT", PERSON, ELT),
    ],
)
def test_match_is_exact_whatever_the_case_spaces_and_kind_read(name, kind, owner):
    match = INDEX.match(name, kind)

    assert (match.outcome, match.owner) == (MatchOutcome.EXACT, owner)


@pytest.mark.parametrize(
    ("name", "kind", "owner"),
    [
        ("SM", PERSON, SUE),
        ("Head of Human  Resources", POST, HEAD_OF_HR),
        ("executive leadership team", GROUP, ELT),
    ],
)
def test_match_finds_an_alias(name, kind, owner):
    match = INDEX.match(name, kind)

    assert (match.outcome, match.owner) == (MatchOutcome.ALIAS, owner)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Abraham Ghebre-Ghioghis", ABRAHAM),
        ("Abraham Ghebre Ghiorghis", ABRAHAM),
        ("Sue Mooreman", SUE),
        ("Sue Moromna", SUE),
        ("Susan Morman", SUE),
        ("Jose ONeill", JOSE),
    ],
)
def test_match_offers_a_person_of_close_spelling_and_takes_none(name, owner):
    match = INDEX.match(name, PERSON)

    assert (match.outcome, match.owners, match.owner) == (MatchOutcome.CLOSE, (owner,), None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Graham Lidell", PERSON),
        ("Sue Boardman", PERSON),
        ("Ted", PERSON),
        ("Head of HRs", POST),
        ("Head of IT", POST),
        ("EMT", GROUP),
        ("", PERSON),
    ],
)
def test_match_is_new_when_a_name_is_far_or_no_persons(name, kind):
    match = INDEX.match(name, kind)

    assert (match.outcome, match.owners, match.owner) == (MatchOutcome.NEW, (), None)


def test_match_does_not_offer_a_post_to_a_person():
    index = OwnerIndex([KnownOwner(1, "Business Manager", POST)])

    assert index.match("Business Manger", PERSON).outcome is MatchOutcome.NEW


def test_match_leaves_the_choice_between_namesakes():
    namesakes = [KnownOwner(1, "John Smith", PERSON), KnownOwner(2, "JOHN SMITH", PERSON)]

    match = OwnerIndex(namesakes).match("John Smith", PERSON)

    assert (match.outcome, match.owners) == (MatchOutcome.EXACT, tuple(namesakes))
    assert match.owner is None


def test_match_prefers_the_kind_read_between_two_of_one_name():
    firm, person = KnownOwner(1, "Grant Thornton", GROUP), KnownOwner(2, "Grant Thornton", PERSON)

    match = OwnerIndex([firm, person]).match("Grant Thornton", GROUP)

    assert match.owner == firm


def test_match_prefers_a_name_to_an_alias():
    owners = [KnownOwner(1, "Sue Moorman", PERSON, ("JT",)), KnownOwner(2, "JT", PERSON)]

    assert OwnerIndex(owners).match("JT", PERSON).owner == owners[1]


def test_match_offers_the_closest_first():
    owners = [KnownOwner(1, "Joanne Smithers", PERSON), KnownOwner(2, "Joanna Smithers", PERSON)]

    match = OwnerIndex(owners).match("Joanna Smithes", PERSON)

    assert [owner.key for owner in match.owners] == [2, 1]


def test_match_finds_one_among_two_thousand():
    known = [KnownOwner(n, f"Person Number{n}", PERSON) for n in range(2_000)]

    match = OwnerIndex([*known, ABRAHAM]).match("Abraham Ghebre-Ghioghis", PERSON)

    assert match.owners == (ABRAHAM,)


@given(st.text(max_size=40), st.sampled_from(PartyKind))
def test_match_takes_any_text(name, kind):
    assert INDEX.match(name, kind).outcome in MatchOutcome


@given(st.sampled_from([SUE, ABRAHAM]), st.data())
def test_match_offers_a_person_with_one_letter_left_out(owner, data):
    letters = [m.start() for m in re.finditer(r"[a-z]", owner.name)]
    at = data.draw(st.sampled_from(letters))

    match = INDEX.match(owner.name[:at] + owner.name[at + 1 :], PERSON)

    assert match.owners == (owner,)
