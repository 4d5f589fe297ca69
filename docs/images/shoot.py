"""Makes the picture of the README: the mail on a phone, and beside it the page with a sentence opened to its source.

    python docs/images/shoot.py output docs/images/digest.png

The folder holds a run's digest.html and index.html. Needs Chromium on the PATH and the `test` extra (playwright).
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
BOARD = """<!doctype html><meta charset="utf-8"><style>
body{{margin:0;padding:28px;display:flex;gap:28px;background:#e9e4da}}
iframe{{border:0;height:800px;background:#fffdf9;border-radius:6px;box-shadow:0 1px 12px #0002}}
</style><iframe src="{mail}" width="375"></iframe><iframe src="{page}" width="620"></iframe>"""


def main(folder: Path, picture: Path) -> None:
    """Lay both files side by side, the page at the first sentence that the mail marks, and take the picture."""
    mark = re.search(r'#(s[\w.-]+-1)"', (folder / "digest.html").read_text("utf-8"))
    page_uri = (folder / "index.html").resolve().as_uri() + (f"#{mark[1]}" if mark else "")
    board = BOARD.format(mail=(folder / "digest.html").resolve().as_uri(), page=page_uri)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        laid_out = Path(scratch) / "board.html"
        laid_out.write_text(board, "utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1079, "height": 856}, device_scale_factor=1.25)
        page.goto(laid_out.as_uri())
        page.screenshot(path=str(picture))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
