"""The chart as SVG: what it says, and that it can be read without seeing it."""

from xml.etree import ElementTree

from reports.figures.trend_chart import ChartPoint, line_chart

SVG = "{http://www.w3.org/2000/svg}"
POINTS = (
    ChartPoint(("31 Mar", "2016"), 70, "70%"),
    ChartPoint(("30 Apr", "2016"), None, "none due"),
    ChartPoint(("31 May", "2016"), 58, "58%"),
    ChartPoint(("30 Jun", "2016"), 100, "100%"),
)


def chart(points=POINTS, title="Trend", description="70%, then 58%."):
    return ElementTree.fromstring(line_chart(title, description, points))


def texts(svg):
    return [text.text for text in svg.iter(f"{SVG}text")]


def test_it_has_a_title_and_a_description_first():
    svg = chart(title="Trend: <rate>", description="70% & 58%")

    assert [(one.tag, one.text) for one in list(svg)[:2]] == [
        (f"{SVG}title", "Trend: <rate>"),
        (f"{SVG}desc", "70% & 58%"),
    ]
    assert svg.get("role") == "img"


def test_every_point_says_its_number_and_its_day():
    assert texts(chart())[5:] == [
        "70%", "31 Mar", "2016", "none due", "30 Apr", "2016", "58%", "31 May", "2016",
        "100%", "30 Jun", "2016",
    ]  # fmt: skip


def test_its_lines_are_numbered():
    assert texts(chart())[:5] == ["0%", "25%", "50%", "75%", "100%"]


def test_the_line_breaks_where_nothing_was_due():
    svg = chart()
    strokes = [line for line in svg.iter(f"{SVG}line") if line.get("stroke-width") == "2.5"]

    assert len(strokes) == 1
    assert len(list(svg.iter(f"{SVG}circle"))) == 3


def test_more_is_higher():
    heights = [float(circle.get("cy")) for circle in chart().iter(f"{SVG}circle")]

    assert heights == [81.4, 102.8, 28.0]


def test_nothing_is_said_by_styles_or_opacity():
    said = line_chart("Trend", "", POINTS)

    assert "style" not in said
    assert "opacity" not in said
    assert "class" not in said


def test_one_point_makes_no_line():
    assert line_chart("Trend", "", POINTS[:1]) == ""
