/* Generated from generator/sendspec_gen/assets/engine.js by `sendspec generate`. Do not edit. */
var sendspecEngine = (() => {
"use strict";
const indexed = new WeakMap();
function rulesOf(table) {
if (!indexed.has(table)) {
indexed.set(table, {
events: new Set(table.events),
states: mapOf(table.states),
facts: mapOf(table.facts),
durations: mapOf(table.durations),
cells: cellsOf(table),
});
}
return indexed.get(table);
}
function cellsOf(table) {
const cells = new Map(Object.keys(table.states).map((state) => [state, new Map()]));
table.moves.forEach((move, index) => {
const row = cells.get(move.source);
if (!row.has(move.event)) row.set(move.event, { ways: [], refusal: null });
row.get(move.event).ways.push(index);
});
for (const [state, events] of Object.entries(table.ignored)) {
for (const event of events) cells.get(state).set(event, { ways: [], refusal: null });
}
for (const [state, refusals] of Object.entries(table.rejected)) {
for (const [event, refusal] of Object.entries(refusals)) cells.get(state).set(event, { ways: [], refusal });
}
return cells;
}
function holds(condition, said, facts) {
if (typeof condition === "string") {
const fact = facts.get(condition);
if (fact !== undefined && fact.condition !== null) return holds(fact.condition, said, facts);
if (said.has(condition)) return said.get(condition);
return fact !== undefined && fact.default;
}
if ("not" in condition) return !holds(condition.not, said, facts);
if ("any" in condition) return condition.any.some((part) => holds(part, said, facts));
return condition.all.every((part) => holds(part, said, facts));
}
function withinLimits(asked, tables) {
const lengths = new Map();
for (const [name, length] of Object.entries(asked)) {
const known = tables.map((table) => rulesOf(table).durations.get(name)).filter((found) => found !== undefined);
if (known.length === 0) throw unknown("a table", "duration", name);
if (!Number.isSafeInteger(length) || length < 0) {
throw new TypeError(`the duration \`${name}\` cannot be ${length}; give whole microseconds, 0 or more`);
}
const limits = known.map((duration) => duration.atMost).filter((limit) => limit !== null);
lengths.set(name, Math.min(length, ...limits));
}
return lengths;
}
class Machine {
constructor(table, { facts = {}, durations = {}, listener = null } = {}) {
this.table = table;
this.state = table.initial;
this.listener = listener;
this._rules = rulesOf(table);
this._lengths = durations instanceof Map ? durations : withinLimits(durations, [table]);
this._said = new Map();
this._started = null;
this._entered = null;
this.say(facts);
if (listener !== null) listener.begin(table);
}
fire(event, at = null) {
if (at !== null) this.hearClock(at);
return this._answer(event, at, false);
}
ask(event, at = null) {
return this._decide(event, at);
}
hearClock(at) {
checkTime(at);
for (;;) {
const { state, due } = this;
if (due === null || due > at) return;
const strikes = this._entered === null ? due : Math.max(due, this._entered);
this._answer(this.standing.deadline.raises, strikes, true);
if (this.state === state && this.due === due) return;
}
}
say(facts) {
for (const [name, holdsNow] of Object.entries(facts)) {
const fact = this._rules.facts.get(name);
if (fact === undefined || fact.condition !== null) throw unknown(this.table.name, "fact to be said,", name);
if (typeof holdsNow !== "boolean") throw new TypeError(`the fact \`${name}\` cannot be ${holdsNow}`);
}
for (const [name, holdsNow] of Object.entries(facts)) this._said.set(name, holdsNow);
}
get facts() {
const names = Object.keys(this.table.facts);
return Object.fromEntries(names.map((name) => [name, holds(name, this._said, this._rules.facts)]));
}
get due() {
const { deadline } = this.standing;
if (deadline === null) return null;
const since = deadline.since === "start" || this._entered === null ? this._started : this._entered;
return since === null ? null : since + this._length(deadline.after);
}
get standing() {
return this._rules.states.get(this.state);
}
get status() {
return this.standing.status;
}
get settled() {
return this.standing.settled;
}
_answer(event, at, clock) {
const answer = this._decide(event, at);
answer.clock = clock;
if (answer.refusal !== null) return answer;
this.state = answer.target;
if (at !== null) {
if (this._started === null) this._started = at;
if (answer.moved) this._entered = at;
}
if (this.listener !== null) this.listener.count(answer, at);
return answer;
}
_decide(event, at) {
const cell = this._rules.cells.get(this.state).get(event);
if (cell === undefined) {
if (!this._rules.events.has(event)) throw unknown(this.table.name, "event", event);
return this._stays(event, { refusal: "unanswered" });
}
if (cell.refusal !== null || cell.ways.length === 0) return this._stays(event, { refusal: cell.refusal });
const index = cell.ways.find((way) => this._holds(this.table.moves[way].when));
if (index === undefined) return this._stays(event, { refusal: "held_back" });
const move = this.table.moves[index];
if (this._comesEarly(move, at)) return this._stays(event, { early: index });
const unmet = move.requires.find((requirement) => !this._holds(requirement.condition));
if (unmet !== undefined) return this._stays(event, { refusal: unmet.refusal, move: index });
return this._result(event, move.target, true, move.effects, move.tell, { move: index });
}
_stays(event, why) {
return this._result(event, this.state, false, {}, {}, why);
}
_result(event, target, moved, effects, tell, { move = null, early = null, refusal = null }) {
const before = this.standing;
const after = this._rules.states.get(target);
const states = { source: this.state, target, before, after };
return { event, ...states, moved, effects, tell, move, early, refusal, clock: false };
}
_holds(condition) {
return condition === null || holds(condition, this._said, this._rules.facts);
}
_comesEarly(move, at) {
if (move.notBefore === null || at === null || this._entered === null) return false;
return at < this._entered + this._length(move.notBefore);
}
_length(duration) {
return this._lengths.has(duration) ? this._lengths.get(duration) : this._rules.durations.get(duration).value;
}
}
function checkTime(at) {
if (!Number.isSafeInteger(at)) throw new TypeError(`${at} is no time; give whole microseconds`);
}
function unknown(whose, thing, name) {
return new Error(`${whose} knows no ${thing} \`${name}\``);
}
function mapOf(object) {
return new Map(Object.entries(object));
}
return {
machine: (table, options) => new Machine(table, options),
inside: { Machine, rulesOf, holds, withinLimits, checkTime, unknown, mapOf },
};
})();
