"""Makes the picture of the page on a phone: ``python -m docs.pictures.make_phone``.

Run at the top of the repository, with Chromium installed. Look at it before it is committed.
"""

from __future__ import annotations

import io
import shutil
import sys
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from voicemat import config
from voicemat.keeping import Keeper
from voicemat.production import Order
from voicemat.sharing import Reach, made, open_server
from voicemat.studio import Studio

PICTURE = Path(__file__).parent / "phone.png"

SESSIONS = (("sleep", "30m"), ("back", "20m"), ("calm", "12m"), ("feet", None))

SIZE = {"width": 360, "height": 720}
GAP = 24
GROUND = (86, 90, 98)
COLOURS = 256
"""Of the picture, which is small that way."""


def screens(page: Page, address: str) -> list[bytes]:
    """The list, the player, and the words as they are said."""
    page.goto(address)
    page.wait_for_selector("#sessions li")
    page.wait_for_timeout(500)
    shots = [page.screenshot()]
    page.locator("#sessions a").first.tap()
    page.wait_for_timeout(500)
    shots.append(page.screenshot())
    page.locator("#play").tap()
    page.wait_for_timeout(500)
    page.locator("#show-words").tap()
    page.evaluate("document.getElementById('sound').currentTime = 70")
    page.wait_for_selector("#words .said")
    page.wait_for_timeout(1500)
    shots.append(page.screenshot())
    return shots


def main() -> None:
    """Share a few sessions, and write the picture beside this file."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is not installed")
    keeper = Keeper(Studio(config.load({}), print))
    products = [keeper.produce(Order(routine=name, length=length)) for name, length in SESSIONS]
    episodes = [made(product.path, product.timeline, product.metadata) for product in products]
    with open_server(episodes, reach=Reach.COMPUTER, idle=5) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            context = browser.new_context(
                viewport=SIZE, device_scale_factor=1.5, has_touch=True, is_mobile=True
            )
            shots = screens(context.new_page(), server.pages[0])
            browser.close()
        thread.join()
    pictures = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots]
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) + 1)
    whole = Image.new("RGB", (width, pictures[0].height + 2 * GAP), GROUND)
    left = GAP
    for picture in pictures:
        whole.paste(picture, (left, GAP))
        left += picture.width + GAP
    whole.quantize(COLOURS).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
