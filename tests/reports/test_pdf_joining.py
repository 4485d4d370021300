"""The parts of a paper as one file: what a reader, a screen reader and an archive find in it."""

import re
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from reports.render.pdf import (
    covering_parts,
    join_parts,
    lay_out,
    parts_of,
    print_part,
    render_pdf,
)
from tests.reports.coverings import make_covering
from tests.reports.documents import ACTION_PLAN, make_paper
from tests.reports.long_papers import edited, make_long_paper, make_rich_paper


@cache
def printed():
    return tuple(print_part(part) for part in parts_of(make_rich_paper()))


@cache
def joined():
    return join_parts(printed())


@cache
def bound():
    """A covering report with a short and a long paper behind it."""
    papers = [make_paper(ACTION_PLAN), make_long_paper(appendix="Appendix 2")]
    covering = make_covering("One\n\nTwo", papers=papers)
    return join_parts([print_part(part) for part in covering_parts(covering, papers)])


def pages_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@cache
def opened(pdf):
    return pikepdf.open(BytesIO(pdf))


def elements(element, role):
    """The elements of a role under one, in their order."""
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S) == role:
                yield kid
            yield from elements(kid, role)


def structure_of(file):
    [document] = file.Root.StructTreeRoot.K
    return document


def _places(file):
    """Where the names of the file lead to."""
    names = list(file.Root.Names.Dests.Names)
    return {str(name): place for name, place in zip(names[::2], names[1::2], strict=True)}


def titles(entries):
    """The bookmarks as a list with lists in it."""
    return [titles(one) if isinstance(one, list) else one.title for one in entries]


def labels(bookmarks):
    """As `titles` has them, from the pages laid out whole."""
    found = []
    for label, _, below, _ in bookmarks:
        found += [label, labels(below)] if below else [label]
    return found


def test_one_part_is_the_paper():
    assert join_parts([b"%PDF-1.7 of a kind"]) == b"%PDF-1.7 of a kind"


def test_the_parts_give_the_same_bytes_each_time():
    assert join_parts(printed()) == joined()
    assert render_pdf(make_rich_paper()) == joined()


@pytest.mark.parametrize("paper", [joined, bound])
def test_every_page_says_its_number_once(paper):
    pages = pages_of(paper())

    found = [re.findall(r"Page \d+ of \d+", page) for page in pages]

    assert len(pages) > 10
    assert found == [[f"Page {n} of {len(pages)}"] for n in range(1, len(pages) + 1)]


def test_the_numbers_stand_where_they_stand_on_the_pages_of_a_short_paper():
    short = PdfReader(BytesIO(render_pdf(make_paper(ACTION_PLAN)))).pages[1]
    long = PdfReader(BytesIO(joined())).pages[1]

    places = [_place_of_number(page) for page in (short, long)]

    assert abs(places[0]["y"] - places[1]["y"]) < 0.5
    assert abs(places[0]["size"] - places[1]["size"]) < 0.01


def _place_of_number(page):
    """Where the page's number stands and how large it is."""
    found = {}

    def visit(text, matrix, transformed, font, size):
        if "Page " in text:
            x = transformed[4] * matrix[0] + transformed[5] * matrix[2] + matrix[4]
            y = transformed[4] * matrix[1] + transformed[5] * matrix[3] + matrix[5]
            found.update(x=x, y=y, size=size * abs(matrix[0]) * abs(transformed[0]))

    page.extract_text(visitor_text=visit)
    return found


def test_every_later_page_says_whose_paper_it_is():
    first, *later = pages_of(joined())

    head = "Audit & Standards Committee · Organisational learning review, Progress as at May 2016"
    assert head not in first
    assert [head in page and "Sample Council" in page for page in later] == [True] * len(later)


def test_bookmarks_are_those_of_the_paper_laid_out_whole():
    document = make_rich_paper()

    found = PdfReader(BytesIO(joined())).outline

    whole = labels(lay_out(document).make_bookmark_tree())
    whole[-1][-1].append("120 with progress reported (continued)")
    assert titles(found) == whole


def test_bookmarks_count_what_they_open():
    outlines = opened(joined()).Root.Outlines

    def shown(entry):
        kid, count = entry.get("/First"), 0
        while kid is not None:
            below = shown(kid)
            assert int(kid.get("/Count", 0)) == below
            count += 1 + below
            kid = kid.get("/Next")
        return count

    # The title; a key, three tables and the changes, of one kind; five themes; the rows twice over.
    assert int(outlines.Count) == shown(outlines) > 128


def test_bookmarks_lead_to_the_pages_of_what_they_name():
    reader = PdfReader(BytesIO(joined()))
    pages = pages_of(joined())

    for entry in _flat(reader.outline):
        page = pages[reader.get_destination_page_number(entry)]
        assert " ".join(entry.title.split()[-2:]) in page


def _flat(entries):
    for entry in entries:
        yield from _flat(entry) if isinstance(entry, list) else [entry]


@pytest.mark.parametrize("paper", [joined, bound])
def test_every_link_leads_to_a_place_in_another_part(paper):
    file = opened(paper())
    names = _places(file).keys()
    links = [
        str(annotation.Dest)
        for page in file.pages
        for annotation in page.obj.get("/Annots", ())
        if "/Dest" in annotation
    ]

    assert links
    assert set(links) <= names


def test_a_row_that_changed_leads_to_where_it_stands():
    file = opened(joined())
    numbers = {page.objgen: number for number, page in enumerate(file.pages)}

    pages = pages_of(joined())
    found = {name: numbers[place[0].objgen] for name, place in _places(file).items()}

    assert list(found) == sorted(found)
    assert "Recommendation 60" in pages[found["rec-60"]]
    assert "C. Overdue" in pages[found["table-3"]]


def test_a_table_of_several_parts_is_one_table_with_one_row_of_headings():
    document = structure_of(opened(joined()))

    tables = list(elements(document, "/Table"))
    rows = [len(list(elements(table, "/TR"))) for table in tables]

    # A heading row, and a row for each of 120 with five themes and ten timescales; then 8.
    assert rows == [1 + 120 + 5 + 10, 1 + 8]
    assert [len(list(elements(table, "/THead"))) for table in tables] == [1, 1]
    assert all(kid.P.objgen == tables[0].objgen for kid in tables[0].K)


def test_the_headings_that_a_part_repeats_are_no_part_of_the_text():
    pages = opened(joined()).pages

    contents = [b"".join(one.read_bytes() for one in page.Contents) for page in pages]

    # The head and the feet of each page, and six headings more where a part goes on.
    assert [contents[number].count(b"/Pagination") for number in (1, 4)] == [4, 4 + 6]


@pytest.mark.parametrize("paper", [joined, bound])
def test_every_cell_finds_its_headings_by_name(paper):
    file = opened(paper())
    names = {bytes(name) for name in list(file.Root.StructTreeRoot.IDTree.Names)[::2]}
    cells = list(elements(structure_of(file), "/TD"))

    wanted = [bytes(name) for cell in cells for name in cell.get("/A", {}).get("/Headers", ())]

    assert len(cells) > 400
    assert len(wanted) >= 2 * len(cells)
    assert set(wanted) <= names


@pytest.mark.parametrize("paper", [joined, bound])
def test_what_is_marked_on_a_page_leads_to_what_it_is_in(paper):
    file = opened(paper())
    numbers = list(file.Root.StructTreeRoot.ParentTree.Nums)
    tree = {int(key): marked for key, marked in zip(numbers[::2], numbers[1::2], strict=True)}

    keys = [int(page.obj.StructParents) for page in file.pages]
    links = [int(link.StructParent) for page in file.pages for link in page.obj.get("/Annots", ())]

    assert list(tree) == sorted(tree)
    assert sorted(keys + links) == list(tree)
    for page, key in zip(file.pages, keys, strict=True):
        for number, element in enumerate(tree[key]):
            if element is not None and "/Pg" in element:
                assert element.Pg.objgen == page.objgen or _points_at(element, page, number)
    assert {str(tree[key].S) for key in links} == {"/Link"}


def _points_at(element, page, number):
    """Whether it is on several pages, that one among them."""
    return any(
        isinstance(kid, pikepdf.Dictionary)
        and kid.get("/MCID") == number
        and kid.Pg.objgen == page.objgen
        for kid in element.K
    )


def test_nothing_is_left_of_how_it_was_joined():
    assert "/AsAtJoint" not in opened(joined()).Root
    assert "/AsAtJoint" in opened(printed()[0]).Root


def test_the_file_is_tagged_and_says_what_it_is():
    root = PdfReader(BytesIO(joined())).trailer["/Root"]

    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"].value is True
    metadata = root["/Metadata"].get_data()
    assert b'pdfuaid:part="1"' in metadata
    assert b'pdfaid:part="2"' in metadata


def test_an_edit_leaves_the_other_pages_as_they_were():
    paper = make_long_paper()

    pages, after = pages_of(render_pdf(paper)), pages_of(render_pdf(edited(paper, "60", "Done!")))

    assert [new == old for new, old in zip(after, pages, strict=True)].count(False) == 1


def test_parts_that_do_not_fit_are_refused():
    parts = printed()

    with pytest.raises(ValueError, match="doesn't end with a table"):
        join_parts([parts[-1], parts[2]])


def test_a_paper_bound_behind_a_report_has_its_own_heads_and_bookmarks():
    pages = pages_of(bound())
    outline = titles(PdfReader(BytesIO(bound())).outline)

    starts = [n for n, page in enumerate(pages) if "Organisational learning review, Pro" in page]
    assert starts == list(range(starts[0], len(pages)))
    assert all("Appendix 2" in page for page in pages[starts[0] :])
    file = opened(bound())
    # Its first page has a title in place of a head.
    assert _places(file)["appendix-2"][0].objgen == file.pages[starts[0] - 1].objgen
    tops = [one for one in outline if isinstance(one, str)]
    assert tops == [
        "Progress of the learning review",
        "Appendix 1 Council-wide action plan",
        "Appendix 2 Organisational learning review",
    ]
    assert outline[-1][::2] == [f"{n}. Theme" for n in range(1, 6)]
