/* Generated from generator/sendspec_gen/assets/simulator_logs.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const { words, view, Recorded, LETTERS } = sendspecSimulator;
const { make, button, statusBadge, hidden, letterOf } = view;
const { phrases, phrase } = words;
const LAST = 8;
const PAGE = 25;
function headed(columns, rows) {
const heads = columns.map((column) => make("th", { scope: "col" }, column));
return [make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows)];
}
function together(texts) {
if (new Set(texts).size === 1) return [texts[0]];
return texts.map((text, index) => make("div", {}, letterOf(index, texts), text));
}
function statusCell(scene, state, differs) {
const { table } = scene;
const badge = statusBadge(table, table.states[state].status);
const label = make("small", {}, words.state(table, state));
return make("td", { class: differs ? "differs" : null, "data-state": state }, badge, label);
}
const statusHeads = (scenes) =>
scenes.map((_, index) => (scenes.length > 1 ? `${phrases.columnStatus} ${LETTERS[index]}` : phrases.columnStatus));
function messages(play, scenes, { ticked, chosen }) {
const numbers = Array.from({ length: play.choice.messages }, (_, index) => index + 1);
const all = make("input", {
type: "checkbox",
"aria-label": phrases.tickAll,
"data-tick": "all",
"data-key": "tick all",
});
all.checked = ticked.size === numbers.length;
all.indeterminate = ticked.size > 0 && !all.checked;
const tracking = play.tracking === null ? [] : [words.machine(play.tracking)];
const heads = [...statusHeads(scenes), ...tracking, phrases.columnSince, phrases.columnReason];
const columns = [all, phrases.columnRecipient, ...heads];
return headed(
columns,
numbers.map((number) => messageRow(number, play, scenes, { ticked, chosen })),
);
}
function messageRow(number, play, scenes, { ticked, chosen }) {
const name = String(number);
const states = scenes.map((scene) => scene.deployment.messageOf(name).state);
const differs = new Set(scenes.map((scene, index) => scene.table.states[states[index]].status)).size > 1;
const box = make("input", {
...{ type: "checkbox", "data-tick": number, "data-key": `tick ${number}` },
"aria-label": phrase("tick", { recipient: words.recipient(number) }),
});
box.checked = ticked.has(number);
const pressed = { class: "one", "aria-pressed": String(number === chosen) };
const heard = scenes.map((scene) => scene.deployment.rows.filter((row) => row.recipient === name));
const logs = heard.map((rows, index) => rows.filter((row) => row.kind === scenes[index].table.kind));
const since = logs.map((rows) => words.duration(rows.findLast((row) => row.moved && row.event !== null)?.at || 0));
const tracked = scenes[0].deployment.trackingOf(name);
const cells = [
make("td", {}, box),
make("th", { scope: "row" }, button(`choose ${number}`, pressed, words.recipient(number))),
...scenes.map((scene, index) => statusCell(scene, states[index], differs && index > 0)),
tracked === null
? null
: make("td", { "data-tracking": tracked.state }, words.state(tracked.table, tracked.state)),
make("td", {}, ...together(since)),
make("td", {}, ...together(heard.map((rows) => lastHeard(rows, play)))),
];
const row = make("tr", { class: number === chosen ? "chosen" : null, "data-recipient": number }, ...cells);
if (differs) row.lastChild.append(hidden(` (${phrases.differs})`));
return row;
}
function lastHeard(rows, play) {
const row = rows.findLast((one) => one.event !== null);
if (row === undefined) return "–";
const table = Object.values(play.tables.machines).find(
(one) => one.kind === row.kind && one.events.includes(row.event),
);
const event = words.event(table, row.event);
return row.clock ? `${event} (${phrases.clock})` : event;
}
function palettes(play, ticked) {
const tables = [play.tables.machines[play.choice.modes[0]], play.tracking].filter((table) => table !== null);
return tables.map((table) => {
const label = words.machine(table);
const title = table.kind === "log" && play.choice.modes.length > 1 ? phrases.logEvents : label;
const events = table.events.filter((event) => table === tables[0] || !tables[0].events.includes(event));
const buttons = events.map((event) => paletteButton(event, table, play, ticked));
return make(
"div",
{ class: "buttons", role: "group", "aria-label": title },
make("p", { class: "hint" }, title),
...buttons,
);
});
}
function paletteButton(event, table, play, ticked) {
const seen = [...ticked].map((number) => play.foresee(number, event));
const outcomes = play.choice.modes.map((_, index) => seen.map((answers) => answers[index]));
const notes = outcomes.map((answers) => {
const texts = new Set(
answers.map((answer) => (answer.refusal !== null ? phrases.wouldRefuse : words.outcome(answer))),
);
return texts.size === 1 ? [...texts][0] : texts.size === 0 ? "" : phrases.various;
});
const moves = seen.some((answers) => answers.some((answer) => answer.moved));
const attributes = { class: moves || ticked.size === 0 ? "event" : "event idle", "data-event": event };
return button(`record ${event}`, attributes, words.event(table, event), make("small", {}, ...together(notes)));
}
function unexpected(play, scenes) {
const found = scenes.map((scene) => scene.deployment.unexpected);
const most = Math.max(...found.map((list) => list.length));
if (most === 0) return null;
const items = found.flatMap((list, index) =>
list.map(({ at, recipient, event, answer }) => {
const table = scenes[index].table.events.includes(event) ? scenes[index].table : play.tracking;
const heard = `${words.recipient(recipient)}, ${words.event(table, event)}`;
const line = words.labelled(`${words.duration(at)} – ${heard}`, words.refusal(answer.refusal));
return make("li", {}, letterOf(index, scenes), ` ${line}`);
}),
);
const counts = found.map((list) => words.number(list.length));
const count =
new Set(counts).size === 1 ? counts[0] : counts.map((number, index) => `${LETTERS[index]} ${number}`).join(", ");
return [make("summary", {}, phrase("unexpected", { n: count })), make("ul", {}, ...items)];
}
function counts(scenes) {
const statuses = Object.keys(scenes[0].progress.statuses);
const most = Math.max(1, ...scenes.map((scene) => scene.progress.messages));
const rows = statuses.map((status) => {
const numbers = scenes.map((scene) => scene.progress.statuses[status] || 0);
const differs = new Set(numbers).size > 1;
const cells = numbers.map((number, index) => {
const { color } = words.status(scenes[index].table, status);
const bar = make("span", {
class: `fill ${color}`,
style: `width: ${(100 * number) / most}%`,
"aria-hidden": "true",
});
const shown = make("span", { class: "number" }, words.number(number));
return make("td", { class: differs && index > 0 ? "differs" : null, "data-status": status }, shown, bar);
});
return make("tr", {}, make("th", { scope: "row" }, statusBadge(scenes[0].table, status)), ...cells);
});
const heads = scenes.map((scene, index) => [letterOf(index, scenes), words.machine(scene.table)].filter(Boolean));
const columns = heads.map((head) => make("th", { scope: "col" }, ...head));
const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, phrases.columnStatus), ...columns));
return [make("table", { class: "counts" }, head, make("tbody", {}, ...rows)), ...view.openOutcomes(scenes)];
}
function last(scenes) {
const [scene] = scenes;
const rows = [];
for (let place = scene.rows - 1; place >= 0 && rows.length < LAST; place -= 1) {
const row = scene.deployment.rows[place];
if (row.event !== null && row.kind === scene.table.kind) rows.push(row);
}
const cells = rows.map((row) => [
words.duration(row.at),
words.recipient(row.recipient),
`${words.event(scene.table, row.event)}${row.clock ? ` (${phrases.clock})` : ""}`,
row.reason || "–",
]);
const lines = cells.map((texts) => make("tr", {}, ...texts.map((text) => make("td", {}, text))));
return headed([phrases.columnTime, phrases.columnRecipient, phrases.columnEvent, phrases.columnDetail], lines);
}
function page(scenes, wanted) {
const latest = scenes.map((scene) => Recorded.latest(scene));
const recipients = [...latest[0].keys()];
const all = Math.max(1, Math.ceil(recipients.length / PAGE));
const number = Math.min(Math.max(1, wanted), all);
const rows = recipients.slice((number - 1) * PAGE, number * PAGE).map((recipient) => {
const found = latest.map((rowsOf) => rowsOf.get(recipient));
const states = found.map((row, index) => (row === null ? scenes[index].table.initial : row.state));
const differs = new Set(scenes.map((scene, index) => scene.table.states[states[index]].status)).size > 1;
const since = found.map((row) => words.duration((row && row.at) || 0));
const reasons = found.map((row) => (row && row.reason) || "–");
return make(
"tr",
{},
make("th", { scope: "row" }, words.recipient(recipient)),
...scenes.map((scene, index) => statusCell(scene, states[index], differs && index > 0)),
make("td", {}, ...together(since)),
make("td", {}, ...together(reasons)),
);
});
const columns = [phrases.columnRecipient, ...statusHeads(scenes), phrases.columnSince, phrases.columnDetail];
const turn = (to, label) => button(`page ${to}`, { disabled: to < 1 || to > all }, label);
const place = make("span", {}, phrase("page", { n: words.number(number), all: words.number(all) }));
return [
make("div", { class: "turn" }, turn(number - 1, phrases.previousPage), place, turn(number + 1, phrases.nextPage)),
make(
"div",
{ class: "scroll", role: "region", tabindex: 0, "aria-label": phrases.allMessages },
make("table", { class: "logs" }, ...headed(columns, rows)),
),
];
}
sendspecSimulator.logs = { messages, palettes, unexpected, counts, last, page };
})();
