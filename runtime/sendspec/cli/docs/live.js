/* Keeps a served page up to date: loads it anew when it has changed, shows the problems of the spec and takes them away. */
(() => {
  "use strict";

  const PLACE = "sendspec-place";
  const { page, stamp } = document.currentScript.dataset;
  const banner = document.getElementById("sendspec-problems");
  const words = banner.querySelector("pre");
  let hiddenByReader = null;
  let events = null;

  function show(problems) {
    if (problems === "") {
      hiddenByReader = null;
    }
    if (words.textContent !== problems) {
      words.textContent = problems;
    }
    banner.hidden = problems === "" || problems === hiddenByReader;
  }

  function reload() {
    sessionStorage.setItem(PLACE, JSON.stringify([page, window.scrollX, window.scrollY]));
    location.reload();
  }

  function returnToPlace() {
    const [where, x, y] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
    sessionStorage.removeItem(PLACE);
    if (where === page) {
      window.scrollTo({ left: x, top: y, behavior: "instant" });
    }
  }

  function listen() {
    events = new EventSource(`/-/events?page=${encodeURIComponent(page)}`);
    events.onmessage = (event) => {
      const now = JSON.parse(event.data);
      if (now.stamp === stamp) {
        show(now.problems);
      } else {
        events.close();
        reload();
      }
    };
  }

  // A browser keeps few connections to one server open: pages that nobody looks at leave theirs to others.
  function listenWhileVisible() {
    events?.close();
    if (document.visibilityState === "visible") {
      listen();
    }
  }

  banner.querySelector("button").addEventListener("click", () => {
    hiddenByReader = words.textContent;
    banner.hidden = true;
  });
  document.addEventListener("visibilitychange", listenWhileVisible);
  window.addEventListener("load", returnToPlace);
  listenWhileVisible();
})();
