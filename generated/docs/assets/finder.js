/* Generated from generator/sendspec_gen/assets/finder.js by `sendspec generate`. Do not edit. */
"use strict";
var sendspecFinder = (() => {
const BEGINS = 0;
const WORD_BEGINS = 1;
const CONTAINS = 2;
const ELSEWHERE = 3;
const MISSING = Infinity;
const MARKS = /\p{M}/gu;
const LETTER = /[\p{L}\p{N}]/u;
const BEFORE = 40;
const SNIPPET = 110;
const folded = (text) => text.normalize("NFD").replace(MARKS, "").toLowerCase();
const wordsOf = (question) => folded(question).split(/\s+/).filter(Boolean);
const written = (entries) => {
const titles = [];
const words = [];
for (const [title, , anchor, said] of entries) {
if (Array.isArray(title)) {
const [state, event, target] = title.map((one) => titles[one]);
titles.push(`${state} × ${event} → ${target}`);
} else titles.push(typeof title === "number" ? titles[title] : (title ?? anchor));
words.push(typeof said === "number" ? words[said] : said);
}
return entries.map(([, number, anchor], at) => [titles[at], number, anchor, words[at]]);
};
const prepared = (index) =>
written(index.entries).map(([title, number, anchor, words]) => {
const [page, pageTitle] = index.pages[number];
const href = `${page}.html${anchor ? `#${anchor}` : ""}`;
const all = folded(`${title} ${words} ${pageTitle}`);
return { title, words, page: pageTitle, href, foldedTitle: folded(title), all };
});
const beginsWord = (title, word) => {
for (let at = title.indexOf(word); at >= 0; at = title.indexOf(word, at + 1)) {
if (at === 0 || !LETTER.test(title[at - 1])) return true;
}
return false;
};
const rank = (entry, word) => {
const title = entry.foldedTitle;
if (title.startsWith(word)) return BEGINS;
if (beginsWord(title, word)) return WORD_BEGINS;
if (title.includes(word)) return CONTAINS;
return entry.all.includes(word) ? ELSEWHERE : MISSING;
};
const find = (entries, question) => {
const words = wordsOf(question);
if (!words.length) return [];
const phrase = words.join(" ");
const ranked = (entry) => {
const ranks = words.map((word) => rank(entry, word));
const whole = entry.foldedTitle.startsWith(phrase) ? BEGINS : Math.max(...ranks);
return { entry, whole, sum: ranks.reduce((sum, one) => sum + one, 0) };
};
return entries
.map(ranked)
.filter((hit) => hit.whole < MISSING)
.sort(
(a, b) => a.whole - b.whole || a.sum - b.sum || a.entry.title.length - b.entry.title.length,
)
.map((hit) => hit.entry);
};
const marked = (text, question) => {
const letters = [...text];
const isFound = new Array(letters.length).fill(false);
let plain = "";
const positions = [];
letters.forEach((letter, at) => {
for (const sign of folded(letter)) {
plain += sign;
positions.push(...new Array(sign.length).fill(at));
}
});
for (const word of wordsOf(question)) {
for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) {
isFound.fill(true, positions[at], positions[at + word.length - 1] + 1);
}
}
const parts = [];
letters.forEach((letter, at) => {
const last = parts[parts.length - 1];
if (last && last[1] === isFound[at]) last[0] += letter;
else parts.push([letter, isFound[at]]);
});
return parts;
};
const snippet = (entry, question) => {
const places = wordsOf(question).map((word) => folded(entry.words).indexOf(word)).filter((at) => at >= 0);
const first = places.length ? Math.min(...places) : 0;
const start = first > BEFORE ? entry.words.lastIndexOf(" ", first - BEFORE / 2) + 1 : 0;
const text = entry.words.slice(start, start + SNIPPET);
const end = start + SNIPPET < entry.words.length ? " …" : "";
return marked(`${start ? "… " : ""}${text}${end}`, question);
};
return Object.freeze({ prepared, find, marked, snippet });
})();
if (typeof module === "object") module.exports = sendspecFinder;
