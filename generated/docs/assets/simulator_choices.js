/* Generated from generator/sendspec_gen/assets/simulator_choices.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const { SECOND, MOST_MESSAGES, LONGEST, channelsOf, durationsOf, words, view } = sendspecSimulator;
const { settable } = sendspecWords;
const { make } = view;
const HOUR = 3600;
function show(form, choice, tables) {
const { mode, other, recording, messages, channel } = form.elements;
const [first, second] = choice.modes;
mode.value = first;
for (const option of other.options) option.disabled = option.value !== "" && !canPair(tables, first, option.value);
other.value = second || "";
if (recording) recording.value = choice.recording || "";
messages.value = choice.messages;
const channels = channelsOf(tables, choice.modes);
channel.replaceChildren(...channels.map((name) => make("option", { value: name }, name)));
channel.value = choice.channel;
for (const known of form.querySelectorAll("[data-when-known]")) known.hidden = channels.join("") === "";
const durations = durationsOf(tables, choice.modes, settable).map((duration) => field(duration, choice));
form.querySelector('[data-part="durations"]').replaceChildren(...durations);
}
function canPair(tables, mode, other) {
return mode !== other && channelsOf(tables, [mode, other]).length > 0;
}
function field({ name, value, atMost }, choice) {
const seconds = Object.hasOwn(choice.durations, name) ? choice.durations[name] : value / SECOND;
const limits = { min: 0, max: longest(atMost) / HOUR, step: "any", required: true };
const input = make("input", { type: "number", name: `duration ${name}`, ...limits, value: seconds / HOUR });
const label = words.phrase("hours", { name: words.label(sendspecWords.durations, name) });
return make("label", {}, `${label} `, input);
}
function longest(atMost) {
return atMost === null ? LONGEST : atMost / SECOND;
}
function chosen(form, before, tables, deeds) {
const { mode, other, recording, messages, channel } = form.elements;
const modes = canPair(tables, mode.value, other.value || mode.value) ? [mode.value, other.value] : [mode.value];
const channels = channelsOf(tables, modes);
const count = limited(Math.round(Number(messages.value)) || 1, 1, MOST_MESSAGES);
const run = (recording && recording.value) || null;
return {
modes,
channel: channels.includes(channel.value) ? channel.value : channels[0],
messages: count,
durations: durationsIn(form, modes, tables),
recording: run,
time: 0,
deeds:
run === null ? deeds.map((deed) => fitting(deed, count, before.messages)).filter((deed) => deed !== null) : [],
};
}
function durationsIn(form, modes, tables) {
const found = {};
for (const { name, value, atMost } of durationsOf(tables, modes, settable)) {
const input = form.elements[`duration ${name}`];
const seconds = input ? limited(Math.round(Number(input.value) * HOUR), 0, longest(atMost)) : value / SECOND;
if (seconds !== value / SECOND) found[name] = seconds;
}
return found;
}
function limited(number, least, most) {
return Math.min(Math.max(least, number), most);
}
function fitting(deed, messages, before) {
if (deed.verb !== "record") return deed;
const every = Array.from({ length: messages }, (_, index) => index + 1);
const numbers = deed.numbers.length === before ? every : deed.numbers.filter((number) => number <= messages);
return numbers.length === 0 ? null : { ...deed, numbers };
}
sendspecSimulator.choices = { show, chosen };
})();
