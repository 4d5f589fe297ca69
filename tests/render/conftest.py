"""A browser for the tests that look at what was rendered."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

# Nothing but what the test opens: no updates, no first-run pages, no background requests.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(
    scope="module"
)  # while it is open, its event loop runs, and tests beside it cannot have their own
def browser() -> Iterator[Browser]:
    """Chromium; in CI it must be there, elsewhere its absence is reported as a skip."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):  # noqa: TID251 - a test's own decision, not the product's
            pytest.fail("Chromium is missing: install it, the browser tests are part of the suite")
        pytest.skip("no Chromium on the PATH: install it to run the browser tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()
