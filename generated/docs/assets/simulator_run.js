/* Generated from generator/sendspec_gen/assets/simulator_run.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const SECOND = 1e6;
const { besides } = sendspecSimulator;
function deploymentOf(tables, choice, mode, messages) {
const durations = Object.fromEntries(
Object.entries(choice.durations)
.filter(([name]) => Object.hasOwn(tables.machines[mode].durations, name))
.map(([name, seconds]) => [name, seconds * SECOND]),
);
const deployment = sendspecEngine.deployment({ tables, mode, channel: choice.channel, durations });
deployment.add(...Array.from({ length: messages }, (_, index) => String(index + 1)));
deployment.hearClock(0);
return deployment;
}
function tilesOf(deployment, tables, now, recounted) {
const periods = new Map(tables.measures.kpis.map((kpi) => [kpi.name, kpi.refreshed]));
return deployment.block().map((tile) => {
const period = periods.get(tile.name);
const refreshed = period ? Math.max(Math.floor(now / period) * period, recounted) : null;
return { ...tile, refreshed, period };
});
}
function told(answer, table, recipient) {
const { event, source, target, moved, move, early, refusal, clock } = answer;
return { table, event, source, target, moved, move, early, refusal, clock, times: 1, recipient };
}
function toldByRow(row, table) {
const source = row.moved && row.move !== null ? table.moves[row.move].source : row.state;
const { event, state, moved, move, clock, recipient } = row;
return { table, event, source, target: state, moved, move, early: null, refusal: null, clock, times: 1, recipient };
}
function alike(happenings) {
const groups = new Map();
for (const one of happenings) {
const key = [one.table.name, one.event, one.source, one.target, one.move, one.refusal, one.clock].join(" ");
if (groups.has(key)) groups.get(key).times += 1;
else groups.set(key, { ...one });
}
return [...groups.values()];
}
function statesOf(deployment, table) {
const states = new Map(Object.keys(table.states).map((state) => [state, 0]));
for (const recipient of deployment.recipients) {
const { state } = deployment.messageOf(recipient);
states.set(state, states.get(state) + 1);
}
return states;
}
class ByHand {
constructor(tables, choice) {
this.tables = tables;
this.choice = choice;
this.tracking = besides(tables, "tracking");
this.deeds = [...choice.deeds];
this._begin();
this.goTo(this.deeds.length);
}
do(deed) {
this.deeds.splice(this.position, Infinity, deed);
this.goTo(this.deeds.length);
}
goTo(position) {
if (position < this.position) this._begin();
while (this.position < Math.min(position, this.deeds.length)) this._perform(this.deeds[this.position]);
}
get position() {
return this.entries.length;
}
get delivery() {
return this.deployments[0].delivery;
}
get untilDue() {
const dues = this.deployments.map((deployment) => deployment.due).filter((due) => due !== null);
return dues.length === 0 ? null : Math.ceil((Math.min(...dues) - this.now) / SECOND);
}
scenes() {
const last = this.entries[this.position - 1];
return this.deployments.map((deployment, index) => {
const table = this.tables.machines[this.choice.modes[index]];
return {
table,
deployment,
tiles: tilesOf(deployment, this.tables, this.now, this._recounted),
progress: deployment.progress,
states: statesOf(deployment, table),
happened: last === undefined ? [] : last.happened[index],
};
});
}
foresee(number, event) {
return this.deployments.map((deployment) => {
const machines = [deployment.messageOf(String(number)), deployment.trackingOf(String(number))];
const hearer = machines.find((machine) => machine !== null && machine.table.events.includes(event));
return told(hearer.ask(event, this.now), hearer.table, String(number));
});
}
_begin() {
this.now = 0;
this.entries = [];
this._recounted = 0;
this.deployments = this.choice.modes.map((mode) =>
deploymentOf(this.tables, this.choice, mode, this.choice.messages),
);
}
_perform(deed) {
if (deed.verb === "pass") this.now += deed.seconds * SECOND;
if (deed.verb === "stats") this._recounted = this.now;
const parts = this.deployments.map((deployment) => this._inMode(deployment, deed));
const [first] = parts;
this.entries.push({
deed,
at: this.now,
happened: parts.map((part) => alike(part.happened)),
delivery: first.delivery,
stats: parts.map((part) => part.stats),
refusals: [...new Set(parts.flatMap((part) => part.refusals))],
});
}
_inMode(deployment, deed) {
const { rows, unexpected } = deployment;
const [from, aside] = [rows.length, unexpected.length];
let answer = null;
let stats = null;
if (deed.verb === "fire") answer = deployment.fire(deed.event, this.now);
if (deed.verb === "say") deployment.say({ [deed.fact]: deed.holds });
if (deed.verb === "pass") deployment.hearClock(this.now);
if (deed.verb === "stats") stats = deployment.computeStats();
if (deed.verb === "record") {
for (const number of deed.numbers) deployment.record(String(number), deed.event, this.now);
}
const tableOf = (kind) =>
this.tracking !== null && kind === "tracking" ? this.tracking : this._tableOf(deployment);
const heard = rows.slice(from).map((row) => toldByRow(row, tableOf(row.kind)));
const refused = unexpected.slice(aside).map((one) => {
return told(one.answer, this._hearer(deployment, one.event), one.recipient);
});
const happened = [...heard, ...refused];
const refusals = [answer, ...refused].filter((one) => one !== null && one.refusal !== null);
const delivery = answer === null ? null : told(answer, deployment.delivery.table, "");
return { happened, stats, refusals: refusals.map((one) => one.refusal), delivery };
}
_tableOf(deployment) {
return this.tables.machines[this.choice.modes[this.deployments.indexOf(deployment)]];
}
_hearer(deployment, event) {
const table = this._tableOf(deployment);
return table.events.includes(event) ? table : this.tracking;
}
}
class Recorded {
constructor(tables, choice, recording) {
this.tables = tables;
this.choice = choice;
this.recording = recording;
const rows = recording.rows;
this.length = rows.length === 0 ? 0 : rows[rows.length - 1][0];
this._runs = choice.modes.map((mode) => this._runOf(tables.machines[mode]));
this._shown = null;
this.stops = [...new Set(this._runs.flatMap((run) => run.stops.map((stop) => stop.at)))].sort((a, b) => a - b);
}
scenesAt(seconds) {
const places = this._runs.map(({ stops }) => lastBy(stops, seconds));
if (this._shown === null || places.some((place, index) => place !== this._shown.places[index])) {
const scenes = this._runs.map(({ table, deployment, stops }, index) => ({
...stops[places[index]],
table,
deployment,
}));
this._shown = { places, scenes };
}
return this._shown.scenes;
}
static latest(scene) {
const latest = new Map(scene.deployment.recipients.map((recipient) => [recipient, null]));
for (const row of scene.deployment.rows.slice(0, scene.rows)) {
if (row.kind === scene.table.kind && (row.event === null || row.moved)) latest.set(row.recipient, row);
}
return latest;
}
_runOf(table) {
const { recording, tables } = this;
const deployment = deploymentOf(tables, this.choice, table.name, recording.messages);
const states = statesOf(deployment, table);
const stops = [];
let seen = deployment.rows.length;
const stop = (at) => {
const fresh = deployment.rows.slice(seen).filter((row) => row.kind === table.kind);
const happened = fresh.map((row) => toldByRow(row, table));
for (const { source, target } of happened) {
states.set(source, states.get(source) - 1);
states.set(target, states.get(target) + 1);
}
seen = deployment.rows.length;
stops.push({
at,
tiles: tilesOf(deployment, tables, at * SECOND, 0),
progress: deployment.progress,
states: new Map(states),
happened: alike(happened),
rows: seen,
});
};
const pass = (until) => {
for (const at of this._between(deployment, until)) {
deployment.hearClock(at * SECOND);
stop(at);
}
};
stop(0);
recording.rows.forEach(([at, number, event, reason], index) => {
const before = index === 0 ? 0 : recording.rows[index - 1][0];
if (at > before) {
stop(before);
pass(at);
}
const words = reason === undefined ? null : recording.reasons[reason];
deployment.record(String(number), recording.events[event], at * SECOND, words);
});
stop(this.length);
return { table, deployment, stops };
}
*_between(deployment, until) {
const periods = this.tables.measures.kpis.map((kpi) => kpi.refreshed).filter((period) => period);
for (;;) {
const { now, due } = deployment;
const refreshes = periods.map((period) => (Math.floor(now / period) + 1) * period);
const next = Math.ceil(Math.min(...refreshes, due === null ? Infinity : due) / SECOND);
if (next >= until) return;
yield next;
}
}
}
function lastBy(stops, seconds) {
let [low, high] = [0, stops.length - 1];
while (low < high) {
const middle = (low + high + 1) >> 1;
if (stops[middle].at <= seconds) low = middle;
else high = middle - 1;
}
return low;
}
Object.assign(sendspecSimulator, { SECOND, ByHand, Recorded });
})();
