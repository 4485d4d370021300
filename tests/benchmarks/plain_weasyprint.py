"""The floor of printing: one call of WeasyPrint, tagged, in a process of its own.

python -m tests.benchmarks.plain_weasyprint PAGE.html PAPER.pdf
"""

import sys

import weasyprint


def main(page, paper):
    weasyprint.HTML(filename=page).write_pdf(
        paper, pdf_variant="pdf/ua-1", presentational_hints=True
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
