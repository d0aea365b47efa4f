/* Generated from generator/sendspec_gen/assets/theme.js by `sendspec generate`. Do not edit. */
"use strict";
(() => {
const KEY = "sendspec-theme";
const root = document.documentElement;
const apply = (theme) => {
if (theme === "light" || theme === "dark") root.dataset.theme = theme;
else delete root.dataset.theme;
};
const kept = () => {
try {
return localStorage.getItem(KEY) || "";
} catch {
return "";
}
};
const keep = (theme) => {
try {
localStorage.setItem(KEY, theme);
} catch {
}
};
const offer = () => {
const top = document.querySelector(".top");
if (!top || typeof sendspecControls === "undefined") return;
const { colours, themes } = sendspecControls;
const choice = document.createElement("select");
choice.title = colours;
for (const [theme, words] of Object.entries(themes)) choice.append(new Option(words, theme));
const name = document.createElement("span");
name.className = "unseen";
name.textContent = colours;
const label = document.createElement("label");
label.className = "theme";
label.append(name, choice);
top.append(label);
choice.value = root.dataset.theme || "";
choice.addEventListener("change", () => {
apply(choice.value);
keep(choice.value);
});
};
apply(kept());
document.addEventListener("DOMContentLoaded", offer);
})();
