"""What a person does in Play, for tests in a real browser."""

from playwright.sync_api import Page, expect

from support.browser import Server

PATIENCE_MS = 90_000


def take_seat(server: Server, page: Page, role: str, seed: int, talk: str = "none") -> None:
    page.goto(f"{server.url}/play")
    page.get_by_role("button", name=role).click()
    expect(page.get_by_test_id("seat")).to_have_text(f"You sit in {role}.")
    page.locator(f"input[name=talk][value={talk}]").check()
    page.get_by_text("Length and seed").click()
    page.get_by_label("Seed of the market's luck").fill(str(seed))
    page.get_by_role("button", name="Take the seat").click()
    expect_round(page, 1)


def expect_round(page: Page, number_: int) -> None:
    """Wait until a round is there whole: its head, and its plan, which is sent apart."""
    expect(page.get_by_test_id("round")).to_have_text(f"Round {number_} of 6", timeout=PATIENCE_MS)
    weeks = f"Your plan for weeks {4 * number_ - 3} to {4 * number_}"
    expect(page.get_by_role("heading", name=weeks)).to_be_visible(timeout=PATIENCE_MS)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Play 4 weeks").click()


def to_the_end(page: Page, first: int) -> None:
    for now in range(first, 7):
        expect_round(page, now)
        hand_in(page)
    expect(page.get_by_role("heading", name="Debrief", level=1)).to_be_visible(timeout=PATIENCE_MS)
