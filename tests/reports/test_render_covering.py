import json
import re
from dataclasses import replace

import pytest

from reports.covering.document import read_covering_document
from reports.document import read_document
from reports.render.covering import covering_context, render_covering_page
from reports.render.pdf import lay_out_page, render_covering_pdf
from tests.reports.coverings import (
    HIGH_PERFORMANCE,
    POLITICAL_AWARENESS,
    bound_papers,
    built,
    make_covering,
    make_section,
    published_report,
    published_words,
)
from tests.reports.documents import DATA
from tests.reports.page import read_page, words

PUBLISHED = pytest.mark.parametrize("slug", [POLITICAL_AWARENESS, HIGH_PERFORMANCE])


def page_of(covering, papers=()):
    return read_page(render_covering_page(covering, papers))


def elements(root, name):
    """Those whose class is, or contains, a name."""
    return [element for element in root.iter() if name in element.get("class", "").split()]


def said(root, name):
    return [words(element) for element in elements(root, name)]


def spaced(element):
    """What the element says, a list inside an item apart from it."""
    return " ".join(" ".join(element.itertext()).split())


# The page


@PUBLISHED
def test_the_page_says_every_paragraph_after_its_number(slug):
    page = page_of(built(published_report(slug)))

    found = [words(h) for h in page.iter("h2")] + said(page, "covering-paragraph")
    for number, text in published_words(slug)["numbered"]:
        assert f"{number} {text}" in found


def test_the_page_has_one_heading_for_the_report_and_one_for_each_section():
    page = page_of(built(published_report(POLITICAL_AWARENESS)))

    assert [words(heading) for heading in page.iter("h1")] == [
        "Raising the Political Awareness of Officers – Proposed Learning & Development Courses for "
        "Officers"
    ]
    assert [words(heading) for heading in page.iter("h2")] == [
        "Executive Summary",
        "1.0 Purpose Of This Report",
        "2.0 Background Information",
        "3.0 Main Issues",
        "4.0 Implications For Council Policy And Governance",
        "5.0 Legal And Resource Implications",
        "6.0 Conclusions",
        "7.0 Recommendations",
        "Background papers",
    ]


def test_the_cover_is_a_list_of_names_and_what_they_are():
    page = page_of(built(published_report(POLITICAL_AWARENESS)))

    [cover] = elements(page, "covering-cover")
    assert [(words(row[0]), words(row[1])) for row in cover] == [
        ("Report of", "the Chief Democratic Services Officer"),
        ("Committee", "Member Management Committee"),
        ("Date", "4 March 2009"),
        ("Electoral wards affected", "None named"),
        (
            "Specific implications for",
            "Equality and Diversity: no Community Cohesion: no Narrowing the Gap: no",
        ),
    ]


def test_quotations_lists_and_letters_are_what_they_are():
    covering = make_covering(
        "It says:\n\n> 'Improve'\n> it\n\n- a\n    - b\n- c\n\n(a) one\n    (i) two\n(b) three"
    )

    page = page_of(covering)

    [quoted] = page.iter("blockquote")
    assert words(quoted) == "'Improve' it"
    [(bullets, letters)] = elements(page, "covering-list")
    assert (bullets.tag, [spaced(item) for item in bullets]) == ("ul", ["a b", "c"])
    assert (letters.tag, [spaced(item) for item in letters]) == (
        *("ol", ["(a) one (i) two", "(b) three"]),
    )


def test_headings_inside_a_section_skip_no_level():
    covering = make_covering(
        "## Small\n\n# Large\n\n## Small",
        make_section("## Without\n\n# A heading", heading=""),
    )

    found = [(e.tag, words(e)) for e in page_of(covering).iter() if re.fullmatch(r"h\d", e.tag)]

    assert found[1:] == [
        *(("h2", "Main issues"), ("h3", "Small"), ("h3", "Large"), ("h4", "Small")),
        *(("h2", "Without"), ("h2", "A heading")),
    ]


def test_a_table_names_its_rows_its_columns_and_itself():
    page = page_of(read_covering_document(kept_covering()))

    [table] = page.iter("table")
    [scroll] = elements(page, "covering-scroll")
    assert words(table.find("caption")) == "Numbers by department and group"
    assert (scroll.get("role"), scroll.get("tabindex"), scroll.get("aria-label")) == (
        *("region", "0", "Numbers by department and group"),
    )
    assert [(cell.tag, cell.get("scope")) for cell in table.find("thead/tr")] == [
        *(("td", None), ("th", "col"), ("th", "col"), ("th", "col")),
    ]
    rows = table.findall("tbody/tr")
    assert {(row[0].tag, row[0].get("scope")) for row in rows} == {("th", "row")}
    assert [[words(cell) for cell in row] for row in rows] == [
        ["A&C", "13", "11", "24"],
        ["ESPO", "1,204", "(5)", "1,199"],
        ["Total", "1,217", "6", "1,223"],
    ]
    assert [row.get("class") for row in rows] == [None, None, "covering-total"]


def test_a_table_of_many_columns_is_printed_across():
    text = "\n".join("\t".join(f"{row}{column}" for column in "abcdefghijk") for row in range(3))

    pages = lay_out_page(render_covering_page(make_covering(f"One\n\n{text}\n\nTwo"))).pages

    assert [page.width > page.height for page in pages] == [False, True, False]


def test_the_papers_attached_are_named_with_where_to_find_them():
    covering = built(published_report(HIGH_PERFORMANCE), *bound_papers())

    context = covering_context(covering, addresses=["/one/", "/two/", "/three/"])
    apart = said(page_of(covering), "covering-attached")

    assert [one["address"] for one in context["attached"]] == ["/one/", "/two/", "/three/"]
    assert apart == [
        "Appendices Appendix 1: Organisational learning review, as at 31 May 2016 Appendix 2: "
        "Council-wide action plan, as at 26 November 2012 (version 2) Appendix 3: Organisational "
        "learning review, as at 31 May 2016"
    ]


def test_nothing_that_is_typed_is_markup():
    typed = "<b>&</b> \"'><script>x</script>"
    text = (
        f"{typed}\n\n# {typed}\n\n> {typed}\n\n- {typed}\n\nTable: {typed}\n{typed}\ta\n{typed}\tb"
    )
    covering = make_covering(
        make_section(text, typed),
        subject=typed,
        report_of=typed,
        committee=typed,
        has_wards=True,
        wards=typed,
        implications=[{"heading": typed, "applies": True}],
    )
    html = render_covering_page(replace(covering, notices=(typed,), organisation=typed))

    assert "<script>" not in html
    assert "<b>" not in html
    assert html.count("&lt;script&gt;") >= 14


# Bound with papers


def test_no_two_elements_of_a_bound_page_share_a_name():
    papers = bound_papers()
    page = page_of(built(published_report(HIGH_PERFORMANCE), *papers), papers)

    names = [element.get("id") for element in page.iter() if element.get("id")]
    links = [element.get("href") for element in page.iter("a")]
    assert len(names) == len(set(names))
    assert {"appendix-1", "appendix-3", "appendix-1-rec-1", "appendix-3-rec-1"} <= set(names)
    assert {link.removeprefix("#") for link in links} <= set(names)


def test_links_inside_a_bound_paper_lead_to_its_own_rows():
    paper = read_document(json.loads((DATA / "document-schema-2.json").read_text("utf-8")))

    page = page_of(make_covering("One", papers=[paper, paper]), [paper, paper])

    names = {element.get("id") for element in page.iter() if element.get("id")}
    links = {e.get("href") for e in page.iter("a") if "rec-" in e.get("href")}
    assert {link[:13] for link in links} == {"#appendix-1-r", "#appendix-2-r"}
    assert {link.removeprefix("#") for link in links} <= names


def test_a_bound_paper_of_schema_3_keeps_the_names_of_its_figures_apart():
    paper = read_document(json.loads((DATA / "document-schema-3.json").read_text("utf-8")))

    html = render_covering_page(make_covering("One", papers=[paper, paper]), [paper, paper])

    names = re.findall(r' id="([^"]+)"', html)
    assert len(names) == len(set(names))
    used = re.findall(r' (?:headers|aria-labelledby|aria-describedby)="([^"]+)"', html)
    assert {one for several in used for one in several.split()} <= set(names)


def kept_covering():
    return json.loads((DATA / "covering-schema-1.json").read_text("utf-8"))


def test_a_kept_report_of_schema_1_renders_to_the_same_words_for_ever():
    page = page_of(read_covering_document(kept_covering()))

    assert said(page, "covering-notice") == [
        "Version 2, issued on 3 June 2016 in place of version 1: a total was wrong."
    ]
    assert said(page, "covering-paragraph") == [
        "1. The plan has 2 recommendations.",
        "1.1 This report says how far it is.",
        "1.2 Three things were done:",
        "2.1 The committee is asked to:",
        "3.1 None.",
    ]
    [recommendations] = elements(page, "covering-recommendations")
    assert spaced(recommendations) == (
        "2.0 Recommendations 2.1 The committee is asked to: (a) note the report; (i) and its "
        "appendix; (b) thank the officers."
    )
    [contact] = elements(page, "covering-contact")
    assert words(contact) == "Officer to contact Sue Moorman Tel: 0116 496 0000"
    assert render_covering_pdf(read_covering_document(kept_covering())).startswith(b"%PDF-")
