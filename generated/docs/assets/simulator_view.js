/* Generated from generator/sendspec_gen/assets/simulator_view.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const { words, besides } = sendspecSimulator;
const { phrases, phrase } = words;
const LETTERS = ["A", "B"];
const STEPS = [60, 3600, 86400];
function make(tag, attributes = {}, ...children) {
const element = document.createElement(tag);
for (const [name, value] of Object.entries(attributes)) {
if (value === true) element.setAttribute(name, "");
else if (value !== null && value !== false) element.setAttribute(name, value);
}
element.append(...children.flat().filter((child) => child !== null));
return element;
}
function button(deed, attributes, ...children) {
return make("button", { type: "button", "data-deed": deed, "data-key": deed, ...attributes }, ...children);
}
function statusBadge(table, name) {
const status = words.status(table, name);
return status === null ? null : make("span", { class: `badge ${status.color}` }, status.text);
}
function hidden(text) {
return make("span", { class: "unseen" }, text);
}
function letterOf(index, scenes) {
return scenes.length > 1
? make("b", { class: `letter letter-${LETTERS[index].toLowerCase()}` }, LETTERS[index])
: null;
}
function lettered(tables) {
return tables.length < 2
? []
: tables.map((table, index) => make("span", {}, letterOf(index, tables), words.machine(table)));
}
function tiles(scenes) {
return scenes[0].tiles.map((tile, place) => {
const shown = scenes.map((scene) => scene.tiles[place]);
const differs = shown.some((other) => other.text !== tile.text);
const values = shown.map((one, index) =>
make(
"span",
{ class: "value", "data-mode": scenes[index].table.name },
letterOf(index, scenes),
words.value(one.text),
),
);
const period = tile.period ? words.duration(tile.period) : "";
const note = tile.period
? make(
"span",
{ class: "note" },
phrase("refreshed", { duration: period, time: words.duration(tile.refreshed) }),
)
: null;
const name = make("span", { class: "name" }, words.kpi(tile.name));
const attributes = { class: differs ? "tile differs" : "tile", "data-kpi": tile.name };
return make(
"li",
attributes,
name,
...values,
differs ? make("span", { class: "apart" }, phrases.differs) : null,
note,
);
});
}
function openOutcomes(scenes) {
const said = scenes.map(({ progress: { unsettled } }) =>
unsettled > 0 ? phrase("unsettled", { n: words.number(unsettled) }) : phrases.allSettled,
);
const lines = new Set(said).size === 1 ? said.slice(0, 1) : said;
return lines.map((line, index) => make("p", { class: "hint" }, letterOf(index, lines), line));
}
function progress(scenes) {
return [...scenes.map((scene, index) => standing(scene, letterOf(index, scenes))), ...openOutcomes(scenes)];
}
function standing(scene, letter) {
const { table } = scene;
const counts = Object.entries(scene.progress.statuses).filter(([, count]) => count > 0);
const bar = counts.map(([name, count]) =>
make("span", { class: words.status(table, name).color, style: `flex-grow: ${count}` }),
);
const list = counts.map(([name, count]) => make("li", {}, statusBadge(table, name), ` ${words.number(count)}`));
return make(
"div",
{ class: "standing", "data-mode": table.name },
make("div", { class: "bar", "aria-hidden": "true" }, ...bar),
make("ul", { class: "legend" }, letter && make("li", {}, letter), ...list),
);
}
function stats(entry, scenes) {
if (entry === undefined || entry.deed.verb !== "stats") return "";
const said = entry.stats.map(({ differences }) => {
const changes = Object.entries(differences).map(
([name, change]) => `${words.counter(name)} ${words.signed(change)}`,
);
return changes.length === 0 ? phrases.noDifference : phrase("differences", { words: changes.join(", ") });
});
if (new Set(said).size === 1) return said[0];
return said.map((text, index) => `${words.machine(scenes[index].table)}: ${text}`).join(" ");
}
function deliveryEvents(delivery, now) {
const possible = [];
const refused = [];
for (const event of delivery.table.events) {
const answer = { ...delivery.ask(event, now), table: delivery.table };
const closed = answer.refusal !== null && (answer.move !== null || answer.refusal === "held_back");
const isOpen = answer.moved || answer.early !== null || closed;
const note = answer.refusal !== null ? phrases.wouldRefuse : words.outcome(answer);
const attributes = {
class: isOpen && !closed && answer.early === null ? "event" : "event idle",
"data-event": event,
};
const label = words.event(delivery.table, event);
(isOpen ? possible : refused).push(button(`fire ${event}`, attributes, label, make("small", {}, note)));
}
return { possible, refused };
}
function deliveryStatus(delivery) {
return statusBadge(delivery.table, delivery.status) || words.state(delivery.table, delivery.state);
}
function facts(delivery) {
const { table } = delivery;
return Object.entries(delivery.facts).map(([name, holds]) => {
const label = words.fact(table, name);
if (table.facts[name].condition !== null) {
const said = phrase(holds ? "switchedOn" : "switchedOff", { fact: label });
return make("p", { class: "follows", "data-fact": name }, said, " ", make("small", {}, phrases.follows));
}
const box = make("input", { type: "checkbox", "data-fact": name, "data-key": `fact ${name}` });
box.checked = holds;
return make("label", { class: "check" }, box, ` ${label}`);
});
}
function passing(due) {
const steps = STEPS.map((seconds) => {
const length = words.duration(seconds * sendspecSimulator.SECOND);
return button(`pass ${seconds}`, { "aria-label": phrase("pass", { duration: length }) }, `+${length}`);
});
const deadline = { "data-key": "deadline", "aria-disabled": String(due === null) };
return [...steps, button(due === null ? "wait" : `pass ${due}`, deadline, phrases.toDeadline)];
}
function rules(entry, places) {
if (entry === undefined) return [make("p", { class: "hint" }, phrases.noneYet)];
const parts = [];
if (entry.delivery) parts.push(make("ul", {}, ruleLine(entry.delivery, places)));
entry.happened.forEach((happened, index) => {
const letter = letterOf(index, entry.happened);
if (happened.length > 0)
parts.push(make("ul", {}, ...happened.map((one) => ruleLine(one, places, letter && letter.cloneNode(true)))));
});
return parts.length > 0 ? parts : [make("p", { class: "hint" }, phrases.noRule)];
}
function ruleLine(happening, places, letter = null) {
const { table, source, event, move, moved, refusal, clock, times } = happening;
const place = places[table.name];
const page = `${table.name}.html#move-${source}-${event}`;
const cell =
move !== null && (moved || refusal !== null) ? place.moves[move] : place.cells[`move-${source}-${event}`];
const line = cell && !cell.startsWith("#") ? cell : `${place.spec}${cell || ""}`;
const kind = refusal !== null ? "refused" : moved ? "moved" : "stays";
const more = [clock ? phrases.clock : null, times > 1 ? words.messages(times) : null].filter(
(part) => part !== null,
);
return make(
"li",
{ class: kind },
letter,
make("span", { class: "rule" }, words.rule(happening)),
more.length > 0 ? make("small", {}, ` (${more.join(", ")})`) : null,
make(
"span",
{ class: "ways" },
make("a", { href: page }, phrases.rulePage),
" ",
make("a", { href: line }, phrases.inSpec),
),
);
}
function deedLabel(deed, tables, choice) {
const [mode] = choice.modes;
switch (deed.verb) {
case "fire":
return words.event(besides(tables, "delivery"), deed.event);
case "say":
return phrase(deed.holds ? "switchedOn" : "switchedOff", {
fact: words.fact(besides(tables, "delivery"), deed.fact),
});
case "pass":
return `+${words.duration(deed.seconds * sendspecSimulator.SECOND)}`;
case "stats":
return phrases.stats;
default: {
const table = tables.machines[mode].events.includes(deed.event)
? tables.machines[mode]
: besides(tables, "tracking");
const whom = deed.numbers.map((number) => words.recipient(number)).join(", ");
return `${words.event(table, deed.event)} – ${deed.numbers.length === choice.messages ? phrases.all : whom}`;
}
}
}
function history(play, labelOf) {
const item = (position, label, note) => {
const current = position === play.position ? "step" : null;
const attributes = { class: "past", "aria-current": current, title: phrases.goTo };
return make(
"li",
{ class: position > play.position ? "undone" : null },
button(`go ${position}`, attributes, label),
note,
);
};
const entries = play.deeds.map((deed, index) => {
const entry = play.entries[index];
const refused = entry === undefined ? [] : entry.refusals.slice(0, 1);
const notes = refused.map((name) => phrase("refused", { words: words.quoted(words.refusal(name)) }));
const at = entry === undefined ? [] : [words.duration(entry.at)];
return item(index + 1, labelOf(deed), make("small", {}, ` ${[...at, ...notes].join(" – ")}`));
});
return [item(0, phrases.start, null), ...entries];
}
Object.assign(sendspecSimulator, {
view: {
...{ make, button, statusBadge, hidden, letterOf, lettered, openOutcomes },
...{ tiles, progress, stats, deliveryStatus, deliveryEvents, facts, passing, rules, deedLabel, history },
},
LETTERS,
});
})();
