/* Generated from generator/sendspec_gen/assets/search.js by `sendspec generate`. Do not edit. */
"use strict";
(() => {
const MOST = 50;
const brand = document.querySelector(".brand");
if (!brand || typeof sendspecSearch === "undefined") return;
const words = sendspecControls;
const entries = sendspecFinder.prepared(sendspecSearch);
let active = -1;
const element = (tag, attributes, ...children) => {
const made = document.createElement(tag);
for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
made.append(...children);
return made;
};
const field = element("input", {
type: "search",
autocomplete: "off",
spellcheck: "false",
"aria-label": words.search,
placeholder: words.search,
"aria-keyshortcuts": "/",
});
const form = element("form", { class: "search", role: "search" }, field);
const status = element("p", { class: "unseen", role: "status" });
const count = element("p", { "aria-hidden": "true" });
const list = element("div", { role: "listbox", id: "search-hits", "aria-label": words.search });
const panel = element("div", { class: "hits", hidden: "", tabindex: "-1" }, count, list);
const marked = (parts) => parts.map(([words, isFound]) => (isFound ? element("mark", {}, words) : words));
const option = (entry, number) =>
element(
"a",
{ role: "option", id: `search-hit-${number}`, "aria-selected": "false", tabindex: "-1", href: entry.href },
element("strong", {}, ...marked(sendspecFinder.marked(entry.title, field.value))),
element("small", { class: "page" }, entry.page),
element("small", {}, ...marked(sendspecFinder.snippet(entry, field.value))),
);
const said = (hits) => {
if (!hits.length) return words.none.replace("{words}", () => field.value.trim());
const told = hits.length > MOST ? words.shown : words.found;
return told.replace("{count}", hits.length).replace("{shown}", MOST);
};
const activate = (number) => {
const options = list.children;
if (options[active]) options[active].setAttribute("aria-selected", "false");
active = options.length ? (number + options.length) % options.length : -1;
if (active < 0) return field.removeAttribute("aria-activedescendant");
options[active].setAttribute("aria-selected", "true");
options[active].scrollIntoView({ block: "nearest" });
field.setAttribute("aria-activedescendant", options[active].id);
};
const close = () => {
panel.hidden = true;
active = -1;
field.setAttribute("aria-expanded", "false");
field.removeAttribute("aria-activedescendant");
status.textContent = "";
};
const search = () => {
if (!field.value.trim()) return close();
const hits = sendspecFinder.find(entries, field.value);
list.replaceChildren(...hits.slice(0, MOST).map(option));
list.hidden = !hits.length;
status.textContent = count.textContent = said(hits);
active = -1;
field.removeAttribute("aria-activedescendant");
panel.hidden = false;
panel.scrollTop = 0;
field.setAttribute("aria-expanded", String(hits.length > 0));
};
const follow = () => {
const hit = list.children[Math.max(active, 0)];
if (!panel.hidden && hit) hit.click();
};
const leave = () => {
if (panel.hidden) field.value = "";
close();
};
const move = (step) => {
if (panel.hidden) search();
else activate(active < 0 && step < 0 ? -1 : active + step);
};
const KEYS = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: leave };
const isWriting = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
field.addEventListener("input", search);
field.addEventListener("focus", () => field.value && search());
field.addEventListener("keydown", (event) => {
if (!Object.hasOwn(KEYS, event.key)) return;
event.preventDefault();
KEYS[event.key]();
});
form.addEventListener("submit", (event) => {
event.preventDefault();
follow();
});
form.addEventListener("focusout", (event) => {
if (!form.contains(event.relatedTarget)) close();
});
list.addEventListener("click", close);
document.addEventListener("keydown", (event) => {
if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
event.preventDefault();
field.focus();
field.select();
});
for (const [name, value] of Object.entries({
role: "combobox",
"aria-autocomplete": "list",
"aria-controls": list.id,
"aria-expanded": "false",
})) field.setAttribute(name, value);
form.append(panel, status);
brand.after(form);
})();
