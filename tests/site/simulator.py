"""The page of the simulator, as somebody uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.site.visiting import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LOOK = """() => {
  const part = (name) => document.querySelector(`.try [data-part="${name}"]`);
  const text = (element) => element === null ? null : element.textContent.replaceAll(/\\s/g, " ").trim();
  const cells = [...part("messages").querySelectorAll("tr[data-recipient='1'] [data-state]")];
  const lit = (kind) => document.querySelector(`.try [data-part="${kind}"] [data-state].lit`);
  const values = (tile) => [...tile.querySelectorAll(".value")].map((value) => text(value));
  return {
    states: cells.map((cell) => cell.dataset.state),
    statuses: cells.map((cell) => text(cell.querySelector(".badge"))),
    tracking: document.querySelector(".try tr[data-recipient='1'] [data-tracking]")?.dataset.tracking ?? null,
    kpis: Object.fromEntries([...part("tiles").children].map((tile) => [tile.dataset.kpi, values(tile)])),
    delivery: text(part("delivery-status")),
    lit: lit("diagrams")?.dataset.state ?? null,
    lit_delivery: part("besides").querySelector("[data-machine='delivery'] .lit")?.dataset.state ?? null,
    alert: text(part("alert")),
    rules: [...part("rules").querySelectorAll(".rule")].map(text),
    past: [...part("history").children].filter((item) => !item.matches(".undone")).length - 1,
  };
}"""
PLAY = f"""([steps]) => {{
  const look = {LOOK};
  document.querySelector(".try [data-do='reset']").click();
  return [look(), ...steps.map((step) => {{
    for (const [fact, holds] of Object.entries(step.said)) {{
      const box = document.querySelector(`.try input[data-fact="${{fact}}"]`);
      if (box.checked !== holds) box.click();
    }}
    document.querySelector(`.try [data-deed="${{step.deed}}"]`).click();
    return look();
  }})];
}}"""


@dataclass(frozen=True, slots=True)
class Simulator:
    """An opened page; what is clicked happens to the first recipient."""

    page: Page

    @staticmethod
    def opened(visits: Visits, mode: str, other: str = "", locale: str = "en", messages: int = 1) -> Simulator:
        simulator = Simulator(visits.open(f"{locale}/try.html"))
        simulator.choice("mode").select_option(mode)
        simulator.choice("other").select_option(other)
        simulator.choice("messages").fill(str(messages))
        simulator.choice("messages").blur()
        return simulator

    def choice(self, name: str) -> Locator:
        return self.page.locator(f"[data-part=choices] [name={name}]")

    def part(self, name: str) -> Locator:
        return self.page.locator(f".try [data-part={name}]")

    # ── by the mouse ──

    def record(self, *events: str) -> None:
        """Let the ticked messages hear events."""
        for event in events:
            self.part("palettes").locator(f"[data-event={event}]").click()

    def fire(self, *events: str) -> None:
        """Let the delivery hear events, possible or not."""
        for event in events:
            button = self.page.locator(f".try [data-deed='fire {event}']")
            if not button.is_visible():
                self.part("delivery-refused").locator("xpath=ancestor::details/summary").click()
            button.click()

    def say(self, fact: str, holds: bool) -> None:
        self.part("facts").locator(f"input[data-fact={fact}]").set_checked(holds)

    def pass_time(self, seconds: int) -> None:
        self.part("passing").locator(f"[data-key='pass {seconds}']").click()

    def press(self, name: str) -> None:
        """`stats`, `back`, `forward`, `reset`, `previous`, `next`."""
        self.page.locator(f".try [data-do={name}]").click()

    # ── by script, which is quicker ──

    def played(self, steps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """From the start on, the same buttons clicked one after the other; what is seen before, and after each."""
        seen: list[dict[str, Any]] = self.page.evaluate(PLAY, [list(steps)])
        return seen

    # ── what is seen ──

    def look(self) -> dict[str, Any]:
        seen: dict[str, Any] = self.page.evaluate(LOOK)
        return seen

    def statuses(self) -> list[str]:
        """The status of the first recipient in each mode."""
        return list(self.look()["statuses"])

    def kpi(self, name: str) -> str:
        return str(self.look()["kpis"][name][0])

    def slide_to(self, seconds: int) -> None:
        """Move the slider of a recorded run."""
        self.part("slider").fill(str(seconds))

    def count(self, mode_number: int, status: str) -> int:
        """How many messages of a recorded run show a status."""
        cell = self.part("counts").locator(f"td[data-status={status}] .number").nth(mode_number)
        return int(cell.inner_text().replace(",", ""))
