/* Generated from generator/sendspec_gen/assets/simulator_address.js by `sendspec generate`. Do not edit. */
var sendspecSimulator = (() => {
"use strict";
const MOST_MESSAGES = 12;
const MESSAGES = 5;
const MOST_DEEDS = 400;
const LONGEST = 10 * 366 * 86400;
const KEYS = ["m", "c", "n", "d", "r", "t", "a"];
class Unreadable extends Error {}
const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);
function besides(tables, kind) {
return Object.values(tables.machines).find((table) => table.kind === kind) || null;
}
function channelsOf(tables, modes) {
const lists = modes.map((mode) => tables.machines[mode].channels).filter((channels) => channels.length > 0);
const known = lists.length > 0 ? lists : [tables.measures.kpis.flatMap((kpi) => kpi.channels)];
const common = [...new Set(known[0])].filter((channel) => known.every((list) => list.includes(channel)));
return common.length > 0 || lists.length > 0 ? common : [""];
}
function durationsOf(tables, modes, settable) {
const all = Object.assign({}, ...modes.map((mode) => tables.machines[mode].durations));
return settable.filter((name) => own(all, name) !== undefined).map((name) => ({ name, ...all[name] }));
}
function fresh(tables, modes = [tables.modes[0]]) {
const [channel] = channelsOf(tables, modes);
return { modes, channel, messages: MESSAGES, durations: {}, recording: null, time: 0, deeds: [] };
}
function written(choice, tables) {
const usual = fresh(tables, choice.modes);
const parts = [`m=${choice.modes.join(",")}`];
if (choice.channel !== usual.channel) parts.push(`c=${choice.channel}`);
const durations = Object.entries(choice.durations).map(([name, seconds]) => `${name}:${seconds}`);
if (durations.length > 0) parts.push(`d=${durations.join(",")}`);
if (choice.recording !== null) {
parts.push(`r=${choice.recording}`);
if (choice.time > 0) parts.push(`t=${choice.time}`);
return parts.join("&");
}
if (choice.messages !== usual.messages) parts.push(`n=${choice.messages}`);
const deeds = choice.deeds.map((deed) => writtenDeed(deed, choice.messages));
if (deeds.length > 0) parts.push(`a=${deeds.join(".")}`);
return parts.join("&");
}
function writtenDeed(deed, messages) {
switch (deed.verb) {
case "record":
return `${deed.numbers.length === messages ? "*" : deed.numbers.join(",")}:${deed.event}`;
case "say":
return `${deed.fact}=${deed.holds ? 1 : 0}`;
case "pass":
return `+${deed.seconds}`;
case "stats":
return "!";
default:
return deed.event;
}
}
function read(text, { tables, recordings, settable }) {
const parts = partsOf(text);
const choice = fresh(tables, modesIn(parts.m, tables));
if (parts.c !== undefined) choice.channel = oneOf(channelsOf(tables, choice.modes), parts.c);
else if (choice.channel === undefined) throw new Unreadable(parts.m);
if (parts.n !== undefined) choice.messages = numberIn(parts.n, 1, MOST_MESSAGES);
const durations = durationsOf(tables, choice.modes, settable);
for (const part of parts.d === undefined ? [] : parts.d.split(",")) {
const [name, length = ""] = part.split(":");
const known = durations.find((duration) => duration.name === name);
if (known === undefined) throw new Unreadable(part);
choice.durations[name] = numberIn(length, 0, (known.atMost === null ? LONGEST * 1e6 : known.atMost) / 1e6);
}
if (parts.r !== undefined) {
if (parts.a !== undefined) throw new Unreadable(parts.a);
choice.recording = oneOf(Object.keys(recordings), parts.r);
}
if (parts.t !== undefined) choice.time = numberIn(parts.t, 0, LONGEST);
choice.deeds = parts.a === undefined ? [] : deedsIn(parts.a, choice.messages, tables, choice.modes);
return choice;
}
function partsOf(text) {
let plain;
try {
plain = decodeURIComponent(text);
} catch {
throw new Unreadable(text);
}
const parts = {};
for (const part of plain.split("&")) {
const key = part.slice(0, 1);
if (part.slice(1, 2) !== "=" || !KEYS.includes(key) || own(parts, key) !== undefined) throw new Unreadable(part);
parts[key] = part.slice(2);
}
return parts;
}
function modesIn(text, tables) {
if (text === undefined) return [tables.modes[0]];
const modes = text.split(",").map((mode) => oneOf(tables.modes, mode));
if (modes.length > 2 || modes[0] === modes[1]) throw new Unreadable(text);
return modes;
}
function deedsIn(text, messages, tables, modes) {
const tokens = text.split(".");
if (tokens.length > MOST_DEEDS) throw new Unreadable(`${text.slice(0, 40)}…`);
const deeds = tokens.map((token) => deedIn(token, messages, tables, modes));
const passed = deeds.reduce((sum, deed) => sum + (deed.seconds || 0), 0);
if (passed > LONGEST) throw new Unreadable(`+${passed}`);
return deeds;
}
function deedIn(token, messages, tables, modes) {
if (token === "!") return { verb: "stats" };
if (token.startsWith("+")) return { verb: "pass", seconds: numberIn(token.slice(1), 1, LONGEST) };
const delivery = besides(tables, "delivery");
const [who, event] = token.split(":");
if (event !== undefined) {
const every = Array.from({ length: messages }, (_, index) => index + 1);
const numbers = who === "*" ? every : who.split(",").map((number) => numberIn(number, 1, messages));
if (new Set(numbers).size < numbers.length || !eventsOf(tables, modes).includes(event))
throw new Unreadable(token);
return { verb: "record", numbers, event };
}
if (delivery === null) throw new Unreadable(token);
const [fact, holds] = token.split("=");
if (holds !== undefined) {
const known = own(delivery.facts, fact);
if (known === undefined || known.condition !== null || !["0", "1"].includes(holds)) throw new Unreadable(token);
return { verb: "say", fact, holds: holds === "1" };
}
return { verb: "fire", event: oneOf(delivery.events, token) };
}
function eventsOf(tables, modes) {
const tracking = besides(tables, "tracking");
return [...tables.machines[modes[0]].events, ...(tracking === null ? [] : tracking.events)];
}
function oneOf(names, name) {
if (!names.includes(name)) throw new Unreadable(name);
return name;
}
function numberIn(text, least, most) {
const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
if (!(number >= least && number <= most)) throw new Unreadable(text);
return number;
}
return { MOST_MESSAGES, MOST_DEEDS, LONGEST, Unreadable, besides, channelsOf, durationsOf, fresh, written, read };
})();
