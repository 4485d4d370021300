"""How the templates of the figures show a number, with the way to its rows on a page of the site,
and the trend as a chart.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reports.figures.trend_chart import ChartPoint, line_chart
from reports.figures.values import Number, Trend

register = template.Library()


@register.simple_tag
def figure_number(number: Number, address: str, question: str, key: str, counted, of) -> str:
    """A number in words, "58% (7 of 12)". `address`: of the page of figures, or "" on paper;
    `question`: what its page was asked; `counted` and `of`: the parts (reports/figures/parts.py).
    """
    if not number.total:
        return number.nothing
    share = format_html(
        "{} of {}",
        figure_count(number.count, address, question, key, counted),
        figure_count(number.total, address, question, key, of),
    )
    return format_html("{}% ({})", number.percent, share) if number.is_rate else share


@register.simple_tag
def figure_count(count: int, address: str, question: str, key: str, *part) -> str:
    """A count; on a page of the site a link to the rows that it counts."""
    if not address:
        return str(count)
    place = "-".join(map(str, part))
    return format_html('<a href="{}{}/{}/{}">{}</a>', address, key, place, question, count)


@register.filter
def trend_chart(trend: Trend) -> SafeString:
    """The chart of a trend, or nothing where there is only one point. All text in it is escaped."""
    points = [
        ChartPoint(
            (f"{point.as_at.day} {point.as_at:%b}", f"{point.as_at.year}"),
            point.number.percent,
            point.number.percent_words,
        )
        for point in trend.points
    ]
    said = "; ".join(f"{point.name}: {point.number.words}" for point in trend.points)
    return mark_safe(line_chart(f"Trend: {trend.label}", f"{said}.", points))
