import io
import zipfile

import pytest

from recommendations.importing.office_parts import Related, refuse_unsafe, related
from recommendations.importing.source import NotTaken
from tests.sample_files import zipped

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://x/comments" Target="../comments1.xml"/>'
    '<Relationship Id="rId2" Type="http://x/drawing" Target="/xl/drawings/one.xml"/>'
    '<Relationship Id="rId3" Type="http://x/hyperlink" Target="https://example.org/" '
    'TargetMode="External"/></Relationships>'
)


def archive(*parts):
    return zipfile.ZipFile(io.BytesIO(zipped(parts)))


def test_what_a_part_points_to_is_found():
    with archive(("xl/worksheets/_rels/sheet1.xml.rels", RELATIONS)) as opened:
        assert related(opened, "xl/worksheets/sheet1.xml") == {
            "rId1": Related("comments", "xl/comments1.xml", False),
            "rId2": Related("drawing", "xl/drawings/one.xml", False),
            "rId3": Related("hyperlink", "https://example.org/", True),
        }
        assert related(opened, "xl/workbook.xml") == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("words", ["<!DOCTYPE x>", " " * 1_048_570 + "<!ENTITY a 'b'>"])
def test_a_part_that_defines_entities_is_refused(words, encoding):
    with (
        archive(("word/document.xml", words.encode(encoding))) as opened,
        pytest.raises(NotTaken, match="document type definition"),
    ):
        refuse_unsafe(opened)


def test_far_more_text_than_a_plan_has_is_refused():
    with (
        archive(("word/document.xml", b" " * 125_829_121)) as opened,
        pytest.raises(NotTaken, match="far longer than that of any plan"),
    ):
        refuse_unsafe(opened)
