"""The paper as PDF: laid out in parts, tagged, joined. The document in, the bytes out."""

from reports.render.pdf.laying_out import VARIANT, lay_out, lay_out_page, render_pdf

__all__ = ["VARIANT", "lay_out", "lay_out_page", "render_pdf"]
