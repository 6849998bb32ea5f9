"""Makes the picture of a proof's page: ``python -m docs.pictures.make_proof``.

Run at the top of the repository, with Chromium installed. Look at it before it is committed.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from voicemat import config
from voicemat.pipeline import load_with
from voicemat.proof import proof_files
from voicemat.studio import Studio

PICTURE = Path(__file__).parent / "proof.png"

WIDTH = 1000
COLOURS = 200
"""Of the picture, which is small that way."""


def main() -> None:
    """Prove a session, and write the picture of its page's beginning beside this file."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is not installed")
    session = load_with(Studio(config.load({}), print), "sleep").compile("20m")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        sound = Path(folder) / "Sleep on the mat.mp3"
        session.export_proved(sound)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 800}, color_scheme="dark")
        page.goto(proof_files(sound)[1].as_uri())
        checks = page.locator("h2", has_text="Checks").bounding_box()
        assert checks is not None
        size = {"x": 0.0, "y": 0.0, "width": float(WIDTH), "height": checks["y"] - 20}
        shot = page.screenshot(clip=size, full_page=True)  # type: ignore[arg-type]
        browser.close()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture.quantize(COLOURS).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
