/* Generated from generator/sendspec_gen/assets/simulator_words.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const { machines, states, events, statuses, counters, kpis, refusals, facts, formats, phrases } = sendspecWords;
const DECIMAL = formats.decimal;
const GROUP = formats.thousand.slice(1, -3);
const HELD = "\u00a0";
const MOMENTS = new Intl.DateTimeFormat(sendspecWords.locale, {
dateStyle: "medium",
timeStyle: "medium",
timeZone: "UTC",
});
function phrase(name, values = {}) {
return filled(phrases[name], values);
}
function filled(text, values) {
return text.replace(/\{(\w+)\}/g, (gap, name) => (Object.hasOwn(values, name) ? values[name] : gap));
}
function label(labels, name) {
return labels !== undefined && Object.hasOwn(labels, name) ? labels[name] : name;
}
function value(text) {
const percent = text.endsWith(" %");
const plain = percent ? text.slice(0, -2) : text;
const written = plain.replace(/[.,]/g, (sign) => (sign === "." ? DECIMAL : GROUP));
return percent ? filled(formats.percent, { n: written }) : written;
}
function number(count) {
return value(sendspecEngine.show(count, "messages"));
}
function signed(count) {
return `${count < 0 ? "−" : "+"}${number(Math.abs(count))}`;
}
function messages(count) {
return count === 1 ? phrases.message : phrase("messages", { n: number(count) });
}
function duration(length) {
const parts = [];
let rest = length;
for (const [size, one, more] of formats.units) {
const count = Math.floor(rest / size);
rest -= count * size;
if (count > 0) parts.push(count === 1 ? one : filled(more, { n: count }));
}
const [, , seconds] = formats.units[formats.units.length - 1];
return (parts.length > 0 ? parts.join(" ") : filled(seconds, { n: 0 })).replaceAll(/(\d) /g, `$1${HELD}`);
}
function moment(start, seconds) {
return `${MOMENTS.format(start + seconds * 1000)} UTC`;
}
const machine = (table) => label(machines, table.name);
const state = (table, name) => label(states[table.name], name);
const event = (table, name) => label(events[table.kind], name);
const refusal = (name) => label(refusals, name);
const fact = (table, name) => label(facts[table.name], name);
const kpi = (name) => label(kpis, name);
const counter = (name) => label(counters, name);
const recipient = (name) => phrase("recipient", { n: name });
const quoted = (text) => filled(formats.quotation, { words: text });
function labelled(name, text) {
return filled(formats.label, { label: name, words: text });
}
function status(table, name) {
if (name === null) return null;
const [text, color] = label(statuses[table.kind], name);
return { text, color };
}
function effects(changes) {
return Object.entries(changes)
.filter(([, change]) => change !== 0)
.map(([name, change]) => `${counter(name)}${HELD}${signed(change)}`)
.join(", ");
}
function outcome(happening) {
const { table, target, moved, early, refusal: refused } = happening;
if (refused !== null) return phrase("refused", { words: quoted(refusal(refused)) });
if (early !== null) return phrases.early;
return moved ? `→${HELD}${state(table, target)}` : phrases.stays;
}
function rule(happening) {
const { table, source, event: heard, move, moved } = happening;
const start = `${state(table, source)} × ${event(table, heard)}`;
const changes = moved && move !== null ? effects(table.moves[move].effects) : "";
const end = outcome(happening);
const line = end.startsWith("→") ? `${start} ${end}` : labelled(start, end);
return changes === "" ? line : labelled(line, changes);
}
sendspecSimulator.words = {
...{ phrases, phrase, value, number, signed, messages, duration, moment, machine, state, event, refusal, fact },
...{ kpi, counter, recipient, quoted, status, outcome, rule, label, labelled },
};
})();
