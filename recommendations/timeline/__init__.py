"""The story of one recommendation: every fact about it, and about its actions, deadlines,
extensions and evidence, as it was written down, and what each changed. One query.
"""

from recommendations.timeline.events import Difference, Event, Line, timeline

__all__ = ["Difference", "Event", "Line", "timeline"]
