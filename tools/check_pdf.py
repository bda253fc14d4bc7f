"""Print a line of Chinese with wkhtmltopdf and see that a font was found for it.

A missing font does not make wkhtmltopdf fail, it draws boxes. The PDF then embeds no
font that has the characters, which shows in its text: it cannot be read back.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from pypdf import PdfReader

TEXT = "物业服务费"


def main(wkhtmltopdf):
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(f"<html><meta charset='utf-8'><body>{TEXT}</body></html>")
        run = subprocess.run(
            [wkhtmltopdf, "--quiet", str(page), str(pdf)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        if not pdf.exists():
            sys.exit(f"wkhtmltopdf printed nothing: {run.stderr.strip()}")
        first = PdfReader(pdf).pages[0]
        fonts = [font.get_object() for font in first["/Resources"]["/Font"].values()]
        if TEXT not in first.extract_text() or len(fonts) == 0:
            sys.exit("wkhtmltopdf found no Chinese font")


if __name__ == "__main__":
    main(sys.argv[1])
