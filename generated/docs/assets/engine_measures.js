/* Generated from generator/sendspec_gen/assets/engine_measures.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const { rulesOf, holds, mapOf } = sendspecEngine.inside;
class Tally {
constructor() {
this.counters = new Map();
this.rows = new Map();
this.objects = 0;
this.unsettled = 0;
}
begin(table) {
this.objects += 1;
this._count(table.atStart);
this._stand(rulesOf(table).states.get(table.initial), +1);
}
count(answer) {
this._count(answer.effects);
this._stand(answer.before, -1);
this._stand(answer.after, +1);
}
_count(effects) {
for (const [counter, amount] of Object.entries(effects)) add(this.counters, counter, amount);
}
_stand(standing, number) {
if (standing.status !== null) add(this.rows, standing.status, number);
if (!standing.settled) this.unsettled += number;
}
}
class Measures {
constructor(measures) {
this.kpis = measures.kpis;
this.statuses = measures.statuses;
this._counters = measures.counters;
this._sums = mapOf(measures.sums);
}
withSums(counters) {
const total = (names) => names.reduce((sum, name) => sum + (counters.get(name) || 0), 0);
return new Map(this._counters.map((name) => [name, total(this._sums.get(name) || [name])]));
}
values(counters, rows) {
const full = this.withSums(counters);
const values = new Map();
for (const kpi of this.kpis) {
const shown = (kpi.counter !== null ? full.get(kpi.counter) : rows.get(kpi.status)) || 0;
const whole = kpi.over === null ? null : full.get(kpi.over) || 0;
values.set(kpi.name, whole === null ? shown : whole === 0 ? null : (100 * shown) / whole);
}
return values;
}
}
class Refreshing {
constructor(kpis) {
this._periods = new Map(kpis.filter((kpi) => kpi.refreshed).map((kpi) => [kpi.name, kpi.refreshed]));
this._start = null;
this._taken = new Map();
this._values = new Map();
}
due(at) {
if (this._start === null) this._start = at;
return [...new Set(this._periods.values())]
.map((period) => [at - ((at - this._start) % period), period])
.filter(([end, period]) => !this._taken.has(period) || end > this._taken.get(period))
.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
}
take(end, period, values) {
this._taken.set(period, end);
for (const [name, length] of this._periods) if (length === period) this._values.set(name, values.get(name));
}
takeAll(values) {
for (const name of this._periods.keys()) this._values.set(name, values.get(name));
}
shown(values) {
return new Map([...values, ...this._values]);
}
}
function recounted(rows, tables, sentKind) {
const counters = new Map();
const stands = new Map(tables.map((table) => [table.kind, new Map()]));
const tableOf = new Map(tables.map((table) => [table.kind, table]));
const addAll = (effects, sign) => {
for (const [counter, amount] of Object.entries(effects)) add(counters, counter, sign * amount);
};
for (const row of rows) {
const table = tableOf.get(row.kind);
const source = stands.get(row.kind).get(row.recipient);
const move = row.event !== null && row.moved ? moveOf(table, source, row) : undefined;
if (row.event === null) {
addAll(table.atStart, +1);
} else if (move !== undefined) {
addAll(move.effects, +1);
} else if (row.state !== source) {
addAll(table.states[row.state].contributes, +1);
addAll(table.states[source].contributes, -1);
}
stands.get(row.kind).set(row.recipient, row.state);
}
const sent = [...stands.get(sentKind).values()].map((state) => tableOf.get(sentKind).states[state]);
const statuses = new Map();
for (const { status } of sent) if (status !== null) add(statuses, status, 1);
return { counters, rows: statuses, unsettled: sent.filter((standing) => !standing.settled).length };
}
function moveOf(table, source, row) {
const facts = mapOf(table.facts);
return table.moves.find(
(move) =>
move.source === source &&
move.event === row.event &&
move.target === row.state &&
(move.when === null || holds(move.when, new Map(), facts)),
);
}
function show(value, unit) {
if (value === null) return "–";
if (unit !== "percent") return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
const halves = Math.abs(value) % 1 === 0.25;
return `${(halves ? value - Math.sign(value) / 100 : value).toFixed(1)} %`;
}
function add(counts, name, number) {
counts.set(name, (counts.get(name) || 0) + number);
}
function sumOf(...parts) {
const together = new Map();
for (const part of parts) for (const [name, number] of part) add(together, name, number);
return new Map([...together].filter(([, number]) => number !== 0));
}
function negated(counts) {
return new Map([...counts].map(([name, number]) => [name, -number]));
}
sendspecEngine.tally = () => new Tally();
sendspecEngine.measures = (measures) => new Measures(measures);
sendspecEngine.show = show;
Object.assign(sendspecEngine.inside, { Tally, Measures, Refreshing, recounted, sumOf, negated });
})();
