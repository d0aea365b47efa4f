// Small comforts of a page: links to its sections, names and keys for tables that scroll, views that links name.
"use strict";
(() => {
  const main = document.getElementById("content");
  if (!main) return;
  const HEADINGS = "h1, h2, h3, h4, h5, h6";
  const HEADED = ["h2", "h3", "h4", "h5", "h6"].map((name) => `${name}[id]`).join(", ");

  // ── links to sections ──────────────────────────────────────────────────────────────────────────────────────────────

  const linkTo = (target, words) => {
    const link = document.createElement("a");
    link.className = "self";
    link.href = `#${target.id}`;
    link.textContent = "#";
    link.setAttribute("aria-label", `${sendspecControls.link}: ${words}`);
    return link;
  };

  for (const heading of main.querySelectorAll(HEADED)) heading.append(linkTo(heading, heading.textContent));

  // A row gets its link when it is pointed at: all of them would be too many to tab through.
  main.addEventListener("pointerover", (event) => {
    const row = event.target.closest("tr[id]");
    const head = row && row.firstElementChild;
    if (head && !head.querySelector(".self")) head.append(linkTo(row, head.textContent));
  });

  // ── where numbers come from ────────────────────────────────────────────────────────────────────────────────────────

  const tell = (event) => {
    const link = event.target.closest('[href^="../spec/"]');
    if (!link || link.title) return;
    const [path, way] = link.getAttribute("href").replace(/^(\.\.\/)+/, "").split("#");
    link.title = `${path.replace(/\.html$/, ".yaml")}${way ? ` · ${decodeURIComponent(way)}` : ""}`;
  };
  main.addEventListener("pointerover", tell);
  main.addEventListener("focusin", tell);

  // ── what scrolls ───────────────────────────────────────────────────────────────────────────────────────────────────

  // Each is named after its heading, the second under the same heading by its number too.
  const names = new Map();
  let about = "";
  for (const part of main.querySelectorAll(`${HEADINGS}, .scroll`)) {
    if (!part.matches(".scroll")) {
      about = part.firstChild ? part.textContent.replace(/#$/, "") : about;
      continue;
    }
    const title = about || sendspecControls.table;
    const number = (names.get(title) || 0) + 1;
    names.set(title, number);
    part.dataset.name = number === 1 ? title : `${title} (${number})`;
  }

  // Only what is wider than the screen is a stop of the Tab key.
  const ifItScrolls = (part) => {
    const scrolls = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight;
    const attributes = { role: "region", tabindex: "0", "aria-label": part.dataset.name };
    for (const [name, value] of Object.entries(attributes)) {
      if (scrolls) part.setAttribute(name, value);
      else part.removeAttribute(name);
    }
  };

  // A picture that is wider than the screen is first seen where it begins, not at its left edge.
  const begun = new WeakSet();
  const fromItsBeginning = (part) => {
    const start = part.matches(".sheet > .scroll") && part.querySelector("circle, a rect");
    if (!start || begun.has(part) || part.clientWidth === 0) return;
    begun.add(part);
    const [first, frame] = [start.getBoundingClientRect(), part.getBoundingClientRect()];
    part.scrollLeft += (first.left + first.right - frame.left - frame.right) / 2;
  };
  const watcher = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      ifItScrolls(target);
      fromItsBeginning(target);
    }
  });
  for (const part of main.querySelectorAll(".scroll")) watcher.observe(part);

  // ── views of a diagram ─────────────────────────────────────────────────────────────────────────────────────────────

  const showView = () => {
    const view = document.getElementById(location.hash.slice(1));
    if (!view || !view.matches(".views input")) return;
    view.checked = true;
    view.closest(".viewer").scrollIntoView();
  };
  for (const choice of main.querySelectorAll(".views input")) {
    choice.addEventListener("change", () => {
      try {
        history.replaceState(null, "", `#${choice.id}`);
      } catch {
        // Some browsers refuse this for pages from disk; then the address does not follow.
      }
    });
  }
  addEventListener("hashchange", showView);
  showView();

  // ── languages ──────────────────────────────────────────────────────────────────────────────────────────────────────

  // Who changes the language stays where they are on the page.
  document.querySelector("nav.languages").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link) link.hash = location.hash;
  });

  // ── menus ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  // Styles show what is folded on wide screens; for those who do not see it, it has to be open there.
  const unfoldAt = (query, menus) => {
    const wide = matchMedia(query);
    const unfold = () => {
      for (const menu of document.querySelectorAll(menus)) menu.open = wide.matches;
    };
    wide.addEventListener("change", unfold);
    unfold();
  };
  unfoldAt("(width >= 64rem)", ".pages > details");
  unfoldAt("(width >= 82rem)", ".outline > details");
})();
