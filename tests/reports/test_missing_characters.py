"""What no font has: a code point that Unicode has not given to any character is in none."""

import json

import pytest
from django.core.management import call_command
from weasyprint import HTML

from people.roles import Role
from reports.changes import with_changes
from reports.covering.document import read_covering_document
from reports.document import read_document
from reports.render.covering import render_covering_page
from reports.render.html import render_page
from reports.render.pdf import glyphs
from reports.render.pdf.glyphs import missing_in
from reports.render.pdf.missing_characters import (
    MissingCharacters,
    missing_characters,
    missing_in_covering,
)
from tests.factories import (
    DAY,
    lay_out,
    make_draft,
    make_plan,
    make_recommendation,
    make_report,
    make_update,
    make_user,
)
from tests.factories import section as report_section
from tests.reports.documents import (
    ACTION_PLAN,
    DATA,
    LEARNING_REVIEW,
    make_document,
    make_paper,
    make_row,
    make_section,
)
from tests.sending import send, words

NONE, NOR = "\u0378", "\u0379"


@pytest.mark.parametrize(
    "text",
    [
        "Competency framework development underway – “performance”, £5, 25%…",
        "Łukasz Ó Súilleabháin, Siân tŷ",
        "שלום مرحبا 中文",
        # Composed of two, and what only joins, directs or hides.
        "e\u0301 A\u030a",
        "soft\u00adhyphen zero\u200bwidth\u200d\u2060 \u200e\u200f\u2066\u2069 \ufe0f\u034f",
        "line\nline\ttab\u00a0space\u2028",
        "",
    ],
)
def test_ordinary_words_lack_nothing(text):
    assert missing_in(text) == ()


def test_what_no_font_has_is_named_once_in_its_order():
    assert missing_in(f"a{NOR}b {NONE} c{NOR}\n{NONE}e\u0301") == (NOR, NONE)


def test_it_is_found_among_what_joins_and_in_the_midst_of_a_word():
    assert missing_in(f"\u200d{'x' * 150}{NONE}\u0301\u200d\ufe0f") == (NONE,)


def test_a_flood_of_them_is_found_at_once():
    flood = "".join(map(chr, range(0xF0000, 0xF0000 + 20_000)))

    assert missing_in(flood) == tuple(flood)


@pytest.mark.parametrize("character", [NONE, "\U000f0000"])
def test_it_is_what_the_page_prints_as_a_box(character):
    """What the module leans on: in a page too, Pango marks what it found in no font."""
    page = HTML(string=f"<p>{character}</p>").render().pages[0]
    box = next(b for b in page._page_box.descendants() if getattr(b, "text", "") == character)
    box.pango_layout.reactivate(box.style)
    line, _ = box.pango_layout.get_first_line()

    assert missing_in(character) == (character,)
    assert list(glyphs._glyphs(line)) == [glyphs._UNKNOWN | ord(character)]


def places(document):
    return [(one.place, one.row) for one in missing_characters(document)]


def test_the_place_is_named_in_words():
    row = make_row(4, progress=f"Underway {NONE}{NOR}\n- and {NONE}")

    [one] = missing_characters(make_document(make_section(row)))

    assert one == MissingCharacters(
        (NONE, NOR), "in “Action taken up to May 2016” of recommendation 4", "4"
    )
    assert one.words == (
        "The characters “\u0378” (U+0378) and “\u0379” (U+0379) in “Action taken up to May 2016” "
        "of recommendation 4 can’t be printed"
    )


def test_a_single_character_and_a_row_without_a_number():
    row = make_row(7, reference="", recommendation=f"Keep records {NONE}")

    [one] = missing_characters(make_document(make_section(row)))

    assert one.words == (
        "The character “\u0378” (U+0378) in “Recommendation” of the recommendation “Keep records "
        "\u0378” can’t be printed"
    )


def test_of_many_in_one_place_some_are_named():
    one = MissingCharacters(tuple(map(chr, range(0xF0000, 0xF0007))), "in the title")

    assert one.words.endswith("“\U000f0004” (U+F0004) and 2 more in the title can’t be printed")


@pytest.mark.parametrize("slug", [LEARNING_REVIEW, ACTION_PLAN])
def test_the_sample_papers_lack_nothing(slug):
    assert missing_characters(make_paper(slug)) == ()


def test_what_a_cell_says_is_not_told_again_of_what_changed():
    before = make_document(make_section(make_row(1), make_row(2, progress=f"Kept {NOR}")))
    now = make_document(make_section(make_row(1, progress=f"Kept {NONE}"), make_row(2)))

    told = places(with_changes(now, before, since="Appendix 1"))

    assert told == [
        ("in “Action taken up to May 2016” of recommendation 1", "1"),
        ("in what changed about recommendation 2", "2"),
    ]


# Days, keys and codes, which nobody types.
CODES = {
    *("key", "as_at", "known_by", "audience", "names", "kind", "rows_rule", "printed", "piece"),
    *("printed_as", "status", "earliest", "latest", "next_latest", "original_latest", "withheld"),
    *("rows", "of", "meeting_date", "before_as_at"),
}
# Printed as a cell too; by itself it is in the bookmarks alone.
IN_BOOKMARKS = ("sections", "*", "rows", "*", "reference")


def leaves(kept, path=()):
    """Where words stand in a kept document: of the same kind of place the first only."""
    if isinstance(kept, str):
        yield path
    elif isinstance(kept, dict):
        for name, value in kept.items():
            yield from leaves(value, (*path, name))
    elif isinstance(kept, list):
        for place, value in enumerate(kept):
            yield from leaves(value, (*path, place))


def kinds_of_places(kept):
    kinds = {}
    for path in leaves(kept):
        names = tuple("*" if isinstance(step, int) else step for step in path)
        if not CODES & {names[-1], names[-2] if names[-1] == "*" else ""}:
            kinds.setdefault(names, path)
    return kinds


def with_words(kept, path, words):
    """A copy with words added at a place."""
    if not path:
        return kept + words
    step, *below = path
    copy = dict(kept) if isinstance(kept, dict) else list(kept)
    copy[step] = with_words(kept[step], below, words)
    return copy


def kept(name):
    return json.loads((DATA / name).read_text("utf-8"))


def test_whatever_is_printed_is_looked_at_and_nothing_else():
    said = kept("document-schema-3.json")
    kinds = kinds_of_places(said)
    kinds.pop(IN_BOOKMARKS)

    found, printed = {}, {}
    for names, path in kinds.items():
        document = read_document(with_words(said, path, NONE))
        found[names] = bool(missing_characters(document))
        printed[names] = NONE in render_page(document)

    assert found == printed
    assert sum(found.values()) > 30


def test_whatever_a_covering_report_prints_is_looked_at():
    said = kept("covering-schema-1.json")
    kinds = kinds_of_places(said)

    found, printed = {}, {}
    for names, path in kinds.items():
        covering = read_covering_document(with_words(said, path, NONE))
        found[names] = bool(missing_in_covering(covering))
        printed[names] = NONE in render_covering_page(covering)

    assert found == printed
    assert sum(found.values()) > 10


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("title", "in the title"),
        ("as_at_line", "in the line below the title"),
        ("organisation", "in the name of the organisation"),
        ("appendix", "in the number of the appendix"),
        ("committee", "in the name of the committee"),
        ("meeting", "in the meeting"),
        ("statutory", "above the tables"),
    ],
)
def test_the_head_of_the_paper_is_looked_at(field, place):
    assert places(make_document(make_section(make_row()), **{field: NONE})) == [(place, "")]


# Where the clerk is told


@pytest.fixture
def clerk(client, db):
    client.force_login(make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK))
    return client


@pytest.fixture
def plan(db):
    plan = make_plan()
    lay_out(plan)
    make_recommendation(plan, reference="1", text="Keep records.", narrative=f"Kept {NONE}")
    return plan


IN_THE_PAPER = (
    "The character “\u0378” (U+0378) in “Action taken up to May 2016” of recommendation 1 can’t be "
    "printed"
)


@pytest.mark.parametrize("below", ["", "issue/"])
def test_the_draft_and_its_issue_say_what_can_not_be_printed(clerk, plan, below):
    draft = make_draft(plan)

    shown = clerk.get(f"/appendices/{draft.pk}/{below}")

    assert IN_THE_PAPER in words(shown)
    [row] = plan.recommendations.all()
    assert f'<a href="/recommendations/{row.pk}/">{IN_THE_PAPER}</a>' in shown.text


def test_a_paper_with_such_a_character_can_be_issued(clerk, plan):
    draft = make_draft(plan)

    send(clerk, f"/appendices/{draft.pk}/issue/", reason="Nobody could be asked")

    draft.refresh_from_db()
    assert draft.is_issued


def test_of_many_places_twenty_are_told(clerk, plan):
    draft = make_draft(plan)
    for number in range(2, 23):
        make_recommendation(plan, reference=str(number), text=NONE)

    shown = words(clerk.get(f"/appendices/{draft.pk}/"))

    assert shown.count("can’t be printed") == 21  # the heading too
    assert "… and in 2 more places" in shown


@pytest.mark.parametrize("below", ["", "issue/"])
def test_the_page_of_a_paper_that_can_be_printed_says_nothing(clerk, plan, below):
    [row] = plan.recommendations.all()
    make_update(row, "Kept", on=DAY)
    draft = make_draft(plan)

    assert "can’t be printed" not in words(clerk.get(f"/appendices/{draft.pk}/{below}"))


@pytest.mark.parametrize("below", ["", "issue/"])
def test_a_covering_report_says_what_can_not_be_printed(clerk, below):
    report = make_report(sections=[report_section("Main issues", f"Noted {NONE}")])

    shown = words(clerk.get(f"/covering-reports/{report.pk}/{below}"))

    assert "The character “\u0378” (U+0378) in the section “Main issues” can’t be printed" in shown


def test_the_command_says_it_beside_the_file(plan, tmp_path, capsys):
    file = tmp_path / "paper.pdf"

    call_command(*("appendix", plan.slug, "--as-at", "2016-05-31", "--format", "pdf"), output=file)

    assert file.read_bytes().startswith(b"%PDF")
    assert capsys.readouterr().err == (
        f"{IN_THE_PAPER}: no font of this machine has what stands there.\n"
    )
