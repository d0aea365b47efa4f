/* Generated from generator/sendspec_gen/assets/simulator_pictures.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const { words, view, besides } = sendspecSimulator;
const { make } = view;
const SVG = "http://www.w3.org/2000/svg";
const BESIDES = ["delivery", "tracking"];
function made(page, choice, tables) {
const modes = choice.modes.map((mode) => picture(page, tables.machines[mode]));
const others = choice.recording === null ? BESIDES.map((kind) => besides(tables, kind)) : [];
const names = view.lettered(choice.modes.map((mode) => tables.machines[mode]));
return {
modes: modes.filter(Boolean).map((one, index) => {
const caption = make("figcaption", {}, names[index] || words.machine(one.table));
return {
...one,
figure: make("figure", { "data-machine": one.table.name }, caption, make("div", { class: "drawn" }, one.svg)),
};
}),
besides: others
.filter(Boolean)
.map((table) => picture(page, table))
.filter(Boolean)
.map((one) => {
const summary = make("summary", {}, words.phrase("diagramOf", { machine: words.machine(one.table) }));
const figure = make("figure", { "data-machine": one.table.name }, make("div", { class: "drawn" }, one.svg));
return { ...one, figure: make("details", {}, summary, figure) };
}),
};
}
function picture(page, table) {
const svg = drawn(page, table.name);
return svg === null ? null : { table, svg };
}
function show(pictures, scenes, play, chosen, places) {
const last = play === null ? undefined : play.entries[play.position - 1];
for (const { table, svg } of [...pictures.modes, ...pictures.besides]) {
const scene = scenes.find((one) => one.table === table);
const done = last === undefined ? [] : [...last.happened.flat(), last.delivery];
const happened = (play === null ? scene.happened : done).filter((one) => one !== null && one.table === table);
const moves = happened.filter((one) => one.moved && one.move !== null);
draw(svg, { ...standing(table, scene, play, String(chosen)), moves, ways: places[table.name].ways });
}
}
function standing(table, scene, play, chosen) {
if (play === null) return { states: scene.states, lit: null };
if (table.kind === "delivery") return { states: new Map(), lit: play.delivery.state };
if (scene !== undefined) return { states: scene.states, lit: scene.deployment.messageOf(chosen).state };
const states = new Map();
const [deployment] = play.deployments;
for (const recipient of deployment.recipients) {
const { state } = deployment.trackingOf(recipient);
states.set(state, (states.get(state) || 0) + 1);
}
return { states, lit: deployment.trackingOf(chosen).state };
}
function drawn(page, name) {
const template = page.querySelector(`template[data-diagram="${name}"]`);
const svg = template === null ? null : template.content.querySelector("svg");
return svg === null ? null : svg.cloneNode(true);
}
function badge(count, box) {
const group = document.createElementNS(SVG, "g");
group.setAttribute("class", "count");
group.setAttribute("aria-hidden", "true");
const width = 14 + 8 * String(count).length;
const ground = document.createElementNS(SVG, "rect");
const place = { x: box.right - width / 2, y: box.top - 11, width, height: 22, rx: 11 };
for (const [name, value] of Object.entries(place)) ground.setAttribute(name, value);
const text = document.createElementNS(SVG, "text");
text.setAttribute("x", box.right);
text.setAttribute("y", box.top + 5);
text.setAttribute("font-size", "14");
text.textContent = count;
group.append(ground, text);
return group;
}
function boxOf(node) {
const rect = node.querySelector("rect");
const [x, y, width] = ["x", "y", "width"].map((name) => Number(rect.getAttribute(name)));
return { right: x + width, top: y };
}
function draw(svg, { states, lit, moves, ways }) {
for (const old of svg.querySelectorAll(".count, .taken")) old.remove();
for (const { move, source, clock } of moves) {
for (const way of waysOf(ways[move], clock)) {
const node = svg.querySelector(`[data-way="${way}"]`);
if (node !== null) node.append(taken(node, source));
}
}
for (const node of svg.querySelectorAll("[data-state]")) {
const { state } = node.dataset;
node.classList.toggle("lit", state === lit);
const count = states.get(state) || 0;
if (count > 0) node.append(badge(count, boxOf(node)));
}
}
function taken(node, source) {
const start = node.querySelector(`[data-from="${source}"]`);
const line = (start === null ? node.querySelector("path") : start.parentNode).cloneNode();
if (start !== null) line.append(start.cloneNode(), start.parentNode.lastElementChild.cloneNode());
line.setAttribute("class", "taken");
return line;
}
function waysOf(ways, clock) {
const byClock = ways.filter((way) => way.endsWith("-clock"));
return clock && byClock.length > 0 ? byClock : ways.filter((way) => !way.endsWith("-clock"));
}
sendspecSimulator.pictures = { made, show };
})();
