/* Generated from generator/sendspec_gen/assets/theme.js by `sendspec generate`. Do not edit. */
// Light or dark, as the reader chose: set before anything is shown. Without a choice the system decides.
"use strict";
(() => {
  const KEY = "sendspec-theme";
  const root = document.documentElement;

  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  // Browsers may refuse to keep anything for a page from disk.
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
      // It holds for this page only.
    }
  };

  const offer = () => {
    const template = document.getElementById("theme");
    if (!template) return;
    template.replaceWith(template.content.cloneNode(true));
    const choice = document.querySelector(".theme select");
    choice.value = root.dataset.theme || "";
    choice.addEventListener("change", () => {
      apply(choice.value);
      keep(choice.value);
    });
  };

  apply(kept());
  document.addEventListener("DOMContentLoaded", offer);
})();
