/* Generated from generator/sendspec_gen/assets/engine_deployment.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const { Machine, rulesOf, withinLimits, checkTime, unknown, mapOf } = sendspecEngine.inside;
const { Tally, Measures, Refreshing, recounted, sumOf, negated } = sendspecEngine.inside;
const { show } = sendspecEngine;
const HEARERS = { unsettled_messages: (message) => !message.settled };
class Alarms {
constructor() {
this._waiting = [];
}
watch(machine) {
const { due } = machine;
if (due === null) return;
let [low, high] = [0, this._waiting.length];
while (low < high) {
const middle = (low + high) >> 1;
if (this._waiting[middle].due <= due) low = middle + 1;
else high = middle;
}
this._waiting.splice(low, 0, { due, machine });
}
ring(until) {
while (this._waiting.length > 0 && this._waiting[0].due <= until) {
const { due, machine } = this._waiting.shift();
if (machine.due !== due) continue;
machine.hearClock(until);
if (machine.due !== null && machine.due > until) this.watch(machine);
}
}
}
class Deployment {
constructor({ tables, mode, delivery, tracking, channel, facts = {}, durations = {} }) {
const message = tableOf(tables, mode);
const besides = (name, kind) => {
if (name === undefined) return Object.values(tables.machines).find((table) => table.kind === kind) || null;
return name === null ? null : tableOf(tables, name);
};
const tracked = besides(tracking, "tracking");
const deliveryTable = besides(delivery, "delivery");
checkChannel(channel, message);
checkTold(deliveryTable, message);
this.channel = channel;
this.measures = new Measures(tables.measures);
this.unexpected = [];
this.now = null;
this.rows = [];
this._reason = null;
this._tables = tracked === null ? [message] : [message, tracked];
this._lengths = withinLimits(durations, this._tables);
this._tallies = this._tables.map(() => new Tally());
this._machines = new Map();
this._alarms = new Alarms();
this._refreshing = new Refreshing(this.measures.kpis);
this._correction = { counters: new Map(), rows: new Map(), unsettled: 0 };
const teller = { begin: () => undefined, count: (answer, at) => this._hearDelivery(answer, at) };
this.delivery = deliveryTable === null ? null : new Machine(deliveryTable, { facts, listener: teller });
}
add(...recipients) {
recipients.forEach((recipient, index) => {
if (this._machines.has(recipient) || recipients.indexOf(recipient) < index) {
throw new Error(`${recipient} has a message in this delivery`);
}
});
for (const recipient of recipients) {
const machines = this._tables.map((table, index) => {
const listener = this._writer(recipient, table.kind, this._tallies[index]);
return new Machine(table, { durations: this._lengths, listener });
});
this._machines.set(recipient, machines);
}
}
record(recipient, event, at = null, reason = null) {
const machine = this._hearer(recipient, event);
if (at !== null) this.hearClock(at);
this._reason = reason;
const answer = machine.fire(event, at);
this._reason = null;
if (answer.refusal !== null) this.unexpected.push({ at, recipient, event, reason, answer });
this._alarms.watch(machine);
if (this.now !== null) this._alarms.ring(this.now);
return answer;
}
fire(event, at = null) {
if (this.delivery === null) throw new Error("this spec has no delivery");
const answer = this.delivery.fire(event, at);
if (answer.refusal === null && this.now !== null) this.delivery.hearClock(this.now);
return answer;
}
say(facts) {
if (this.delivery === null) throw new Error("this spec has no delivery");
this.delivery.say(facts);
}
hearClock(at) {
checkTime(at);
if (!this._isAhead(at)) return;
if (this.delivery !== null) this.delivery.hearClock(at);
this._letPass(at);
}
computeStats() {
const recount = recounted(this.rows, this._tables, this._tables[0].kind);
const before = this.counters;
const counts = this._counts();
this._correction = {
counters: sumOf(this._correction.counters, recount.counters, negated(counts.counters)),
rows: sumOf(this._correction.rows, recount.rows, negated(counts.rows)),
unsettled: this._correction.unsettled + recount.unsettled - counts.unsettled,
};
this._refreshing.takeAll(this._values());
const after = this.counters;
const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
return {
counters: after,
rows: Object.fromEntries(recount.rows),
unsettled: recount.unsettled,
differences: Object.fromEntries(changed.map((name) => [name, after[name] - before[name]])),
};
}
get recipients() {
return [...this._machines.keys()];
}
messageOf(recipient) {
return this._machinesOf(recipient)[0];
}
trackingOf(recipient) {
return this._machinesOf(recipient)[1] || null;
}
get due() {
const machines = [...this._machines.values(), this.delivery === null ? [] : [this.delivery]].flat();
const dues = machines.map((machine) => machine.due).filter((due) => due !== null && this._isAhead(due));
return dues.length === 0 ? null : dues.reduce((one, other) => Math.min(one, other));
}
get durations() {
return Object.fromEntries(this._lengths);
}
get progress() {
const { rows, unsettled } = this._counts();
const statuses = new Set([...this.measures.statuses, ...[...rows.keys()].sort()]);
return {
messages: this._tallies[0].objects,
statuses: Object.fromEntries([...statuses].map((status) => [status, rows.get(status) || 0])),
unsettled,
unexpected: this.unexpected.length,
deliveryState: this.delivery === null ? null : this.delivery.state,
deliveryStatus: this.delivery === null ? null : this.delivery.status,
};
}
get unsettled() {
return this._counts().unsettled;
}
get counters() {
return Object.fromEntries(this.measures.withSums(this._counts().counters));
}
get kpis() {
return Object.fromEntries(this.block().map((tile) => [tile.name, tile.value]));
}
block() {
const values = this._refreshing.shown(this._values());
return this.measures.kpis
.filter((kpi) => kpi.channels.length === 0 || kpi.channels.includes(this.channel))
.map(({ name, unit }) => ({ name, unit, value: values.get(name), text: show(values.get(name), unit) }));
}
history(recipient) {
this._machinesOf(recipient);
return this.rows.filter((row) => row.recipient === recipient && (row.event !== null || this._isSent(row)));
}
get sendingLog() {
return this.rows.filter((row) => this._isSent(row));
}
get trackingLog() {
return this.rows.filter((row) => row.event !== null && !this._isSent(row));
}
_isSent(row) {
return row.kind === this._tables[0].kind;
}
_machinesOf(recipient) {
if (!this._machines.has(recipient)) throw new Error(`${recipient} has no message in this delivery; add it first`);
return this._machines.get(recipient);
}
_hearer(recipient, event) {
const machine = this._machinesOf(recipient).find(({ table }) => rulesOf(table).events.has(event));
if (machine === undefined) throw unknown(this._tables.map((table) => table.name).join(" and "), "event", event);
return machine;
}
_writer(recipient, kind, tally) {
const write = (at, event, state, standing, moved, move, clock) => {
const { status } = standing;
this.rows.push({ at, recipient, kind, event, state, status, reason: this._reason, moved, move, clock });
};
return {
begin: (table) => {
tally.begin(table);
write(null, null, table.initial, rulesOf(table).states.get(table.initial), true, null, false);
},
count: (answer, at) => {
tally.count(answer);
write(at, answer.event, answer.target, answer.after, answer.moved, answer.move, answer.clock);
},
};
}
_letPass(at) {
if (!this._isAhead(at)) return;
for (const [end, period] of this._refreshing.due(at)) {
this._alarms.ring(end);
this._refreshing.take(end, period, this._values());
}
this._alarms.ring(at);
this.now = at;
}
_isAhead(at) {
return this.now === null || at > this.now;
}
_hearDelivery(answer, at) {
if (at !== null) this._letPass(at);
for (const [hearers, event] of Object.entries(answer.tell)) {
for (const [recipient, machines] of this._machines) {
if (HEARERS[hearers](machines[0])) this.record(recipient, event, at, answer.event);
}
}
}
_counts() {
return {
counters: sumOf(...this._tallies.map((tally) => tally.counters), this._correction.counters),
rows: sumOf(this._tallies[0].rows, this._correction.rows),
unsettled: this._tallies[0].unsettled + this._correction.unsettled,
};
}
_values() {
const { counters, rows } = this._counts();
return this.measures.values(counters, rows);
}
}
function tableOf(tables, name) {
const table = mapOf(tables.machines).get(name);
if (table === undefined) throw unknown("the spec", "machine", name);
return table;
}
function checkChannel(channel, message) {
if (message.channels.length > 0 && !message.channels.includes(channel)) {
throw unknown(message.name, "channel", channel);
}
}
function checkTold(delivery, message) {
for (const move of delivery === null ? [] : delivery.moves) {
for (const [hearers, event] of Object.entries(move.tell)) {
if (!Object.keys(HEARERS).includes(hearers)) throw unknown("a deployment", "hearer", hearers);
if (!message.events.includes(event)) throw unknown(message.name, "event", event);
}
}
}
sendspecEngine.deployment = (options) => new Deployment(options);
})();
