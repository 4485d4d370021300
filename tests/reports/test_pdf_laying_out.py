"""The calls of WeasyPrint: as quick as they can be, with the pages that they always gave."""

import gc

import pydyf
import pytest
import weasyprint
from weasyprint.formatting_structure.boxes import TextBox

from reports.render.html import render_page
from reports.render.pdf.laying_out import VARIANT, at_full_speed, lay_out, lay_out_page, write_pages
from tests.reports.documents import ACTION_PLAN, make_paper


def places(pages):
    """Where each text stands on which page, and how large."""
    return [
        (number, box.text, box.position_x, box.position_y, box.style["font_size"])
        for number, page in enumerate(pages)
        for box in page._page_box.descendants()
        if isinstance(box, TextBox)
    ]


def test_a_page_is_laid_out_as_its_style_in_it_says():
    html = render_page(make_paper(ACTION_PLAN))

    pages = lay_out_page(html).pages

    plain = weasyprint.HTML(string=html).render(pdf_variant=VARIANT, presentational_hints=True)
    assert places(pages) == places(plain.pages)
    assert len(places(pages)) > 100


def test_pages_of_two_styles_keep_to_their_own():
    pages = "<html lang=en><head><style>p {{ font-size: {0}px }}</style></head><p>A</html>"

    sizes = [places(lay_out_page(pages.format(size)).pages)[0][-1] for size in (10, 20, 10)]

    assert sizes == [10, 20, 10]


# WeasyPrint doesn't close the file that it reads them from.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_the_colours_of_a_file_are_those_of_the_archive():
    pages = lay_out(make_paper(ACTION_PLAN))

    pdf = write_pages(pages, lambda *_: None)

    assert pdf == pages.write_pdf(pdf_variant=VARIANT)
    assert b"/GTS_PDFA1" in pages.write_pdf(pdf_variant=VARIANT, uncompressed_pdf=True)


def test_references_to_pages_are_made_anew_for_each_page_that_is_added():
    pdf = pydyf.PDF()
    found = []

    for _ in range(3):
        page = pydyf.Dictionary({"Type": "/Page"})
        pdf.add_page(page)
        found.append((page.reference, pdf.page_references))

    assert [references[-1] for _, references in found] == [reference for reference, _ in found]
    assert [len(references) for _, references in found] == [1, 2, 3]
    assert pdf.page_references is pdf.page_references


def test_the_collector_is_off_while_a_paper_is_printed_and_on_after():
    with at_full_speed():
        inside = gc.isenabled()

    assert (inside, gc.isenabled()) == (False, True)


def test_the_collector_is_on_again_after_a_paper_that_broke():
    with pytest.raises(RecursionError), at_full_speed():
        raise RecursionError

    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with at_full_speed():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
