// The page where people let things happen to a delivery: what was clicked is done, and the page is made anew from it.

(() => {
  "use strict";

  const { SECOND, MOST_DEEDS, LONGEST, Unreadable, ByHand, Recorded } = sendspecSimulator;
  const { fresh, read, written, words, view, logs, choices, pictures } = sendspecSimulator;
  const { phrases, phrase } = words;

  const tables = sendspecTables;
  const recordings = typeof sendspecRecordings === "undefined" ? {} : sendspecRecordings;
  const { settable } = sendspecWords;
  const FRAME = 400;
  const FRAMES = 60;
  const REST = 250;

  const root = document.querySelector(".try");
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const form = part("choices");
  const places = sendspecPlaces;

  /** What is shown: the choice, what plays it, and what is ticked, looked at and turned to. */
  const now = { choice: null, play: null, ticked: new Set([1]), chosen: 1, time: 0, page: 1, pictures: null };
  Object.assign(now, { playing: null, shown: null, writing: null, address: null, isRefused: false });

  // ── beginning ──

  function begin(choice) {
    stopPlaying();
    now.choice = choice;
    now.time = choice.time;
    now.page = 1;
    now.shown = null;
    keepTicks(choice.messages);
    now.play = isRecorded() ? new Recorded(tables, choice, recordings[choice.recording]) : new ByHand(tables, choice);
    if (isRecorded()) {
      now.time = Math.min(now.time, now.play.length);
      tell("about", aboutRecording(now.play, choice.recording));
    }
    tell("said", "");
    showChoice();
    render();
  }

  function showChoice() {
    choices.show(form, now.choice, tables);
    part("letters").replaceChildren(...view.lettered(now.choice.modes.map((mode) => tables.machines[mode])));
    for (const element of root.querySelectorAll("[data-by-hand]")) element.hidden = isRecorded();
    for (const element of root.querySelectorAll("[data-recorded]")) element.hidden = !isRecorded();
    root.querySelector(".rooms").classList.toggle("pair", now.choice.modes.length > 1);
    now.pictures = pictures.made(root, now.choice, tables);
    part("diagrams").replaceChildren(...now.pictures.modes.map((one) => one.figure));
    part("besides").replaceChildren(...now.pictures.besides.map((one) => one.figure));
  }

  const isRecorded = () => now.choice.recording !== null;

  function keepTicks(messages) {
    now.ticked = new Set([...now.ticked].filter((number) => number <= messages));
    if (now.chosen > messages) now.chosen = 1;
  }

  /** Begin with what the address says; with nothing done if it says something else. */
  function beginFromAddress() {
    const text = location.hash.slice(1);
    tell("alert", "");
    now.isRefused = false;
    try {
      begin(isPlace(text) ? fresh(tables) : read(text, { tables, recordings, settable }));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      begin(fresh(tables));
      tell("alert", phrase("badAddress", { part: (error.message || text).slice(0, 60) }));
      now.isRefused = true;
    }
  }

  /** Whether an address leads to a place of the page, or to nothing but the page. */
  function isPlace(text) {
    return text === "" || document.getElementById(text) !== null;
  }

  /** Write the address; while somebody slides through time, once they rest, since browsers allow only so many. */
  function keepAddress() {
    clearTimeout(now.writing);
    if (isRecorded()) now.writing = setTimeout(writeAddress, REST);
    else writeAddress();
  }

  function writeAddress() {
    const deeds = isRecorded() ? [] : now.play.deeds.slice(0, now.play.position);
    now.address = `#${written({ ...now.choice, deeds, time: now.time }, tables)}`;
    for (const link of document.querySelectorAll("a[hreflang]")) link.hash = now.address;
    try {
      history.replaceState(null, "", now.address);
    } catch {
      // Some browsers refuse this for pages from disk.
      location.hash = now.address;
    }
  }

  /** Somebody went to another address, or once more to this one, which is no longer that which was refused. */
  function followAddress() {
    if (location.hash !== now.address) {
      if (location.hash !== "" && isPlace(location.hash.slice(1))) writeAddress();
      else beginFromAddress();
    } else if (now.isRefused) {
      tell("alert", "");
    }
  }

  // ── doing ──

  function act(deed) {
    const { play } = now;
    if (play.position >= MOST_DEEDS || (deed.verb === "pass" && play.now / SECOND + deed.seconds > LONGEST)) {
      tell("alert", phrases.tooMuch);
      return;
    }
    play.do(deed);
    render();
    report();
  }

  /** Say what came of the last deed: refusals at once, the rest when there is a pause. */
  function report() {
    const entry = now.play.entries[now.play.position - 1];
    const refusals = entry === undefined ? [] : entry.refusals;
    tell("alert", refusals.map((name) => phrase("refusal", { words: words.refusal(name) })).join(" "));
    if (refusals.length > 0) tell("said", "");
    else tell("said", entry === undefined ? phrases.start : lineOf(entry));
  }

  function lineOf(entry) {
    const { deed, delivery, happened } = entry;
    const [first] = happened.flat();
    if (delivery !== null) return words.rule(delivery);
    const label = view.deedLabel(deed, tables, now.choice);
    if (first === undefined) return label;
    const line = happened[0]
      .slice(0, 2)
      .map((one) => words.rule(one))
      .join("; ");
    return deed.verb === "record" ? line : `${label}: ${line}`;
  }

  function tell(name, text) {
    part(name).textContent = text;
  }

  const deeds = {
    fire: (event) => act({ verb: "fire", event }),
    record: (event) => {
      const numbers = [...now.ticked].sort((one, other) => one - other);
      if (numbers.length === 0) tell("alert", phrases.none);
      else act({ verb: "record", numbers, event });
    },
    choose: (number) => {
      now.ticked = new Set([Number(number)]);
      now.chosen = Number(number);
      render();
    },
    pass: (seconds) => act({ verb: "pass", seconds: Number(seconds) }),
    stats: () => act({ verb: "stats" }),
    go: (position) => {
      now.play.goTo(Math.min(Math.max(0, Number(position)), now.play.deeds.length));
      render();
      report();
    },
    back: () => deeds.go(now.play.position - 1),
    forward: () => deeds.go(now.play.position + 1),
    reset: () => {
      tell("alert", "");
      begin({ ...now.choice, deeds: [] });
      report();
    },
    page: (number) => {
      now.page = Number(number);
      const turned = document.activeElement.dataset.deed;
      renderPage(now.shown);
      if (turned) part("pages").querySelector(`[data-deed="${turned}"]:not(:disabled), button:not(:disabled)`)?.focus();
    },
    play: () => (now.playing === null ? startPlaying() : stopPlaying()),
    next: () => goToTime(now.play.stops.find((stop) => stop > now.time) ?? now.play.length),
    previous: () => goToTime(now.play.stops.findLast((stop) => stop < now.time) ?? 0),
  };

  // ── playing ──

  function goToTime(seconds) {
    stopPlaying();
    now.time = seconds;
    render();
  }

  function startPlaying() {
    if (now.time >= now.play.length) now.time = 0;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const step = Math.max(1, Math.ceil(now.play.length / FRAMES));
    now.playing = setInterval(
      () => {
        const next = calm ? now.play.stops.find((stop) => stop > now.time) : now.time + step;
        now.time = Math.min(next ?? now.play.length, now.play.length);
        if (now.time >= now.play.length) stopPlaying();
        render();
      },
      calm ? 4 * FRAME : FRAME,
    );
    root.querySelector('[data-do="play"]').textContent = phrases.pause;
  }

  function stopPlaying() {
    if (now.playing !== null) clearInterval(now.playing);
    now.playing = null;
    const control = root.querySelector('[data-do="play"]');
    if (control !== null) control.textContent = phrases.play;
  }

  // ── showing ──

  /** Make the page anew, and leave the keyboard where it was. */
  function render() {
    const here = root.contains(document.activeElement) ? document.activeElement : null;
    const group = here && here.closest("[data-part]");
    if (isRecorded()) renderTime();
    const scenes = isRecorded() ? now.play.scenesAt(now.time) : now.play.scenes();
    if (scenes !== now.shown) renderScenes(scenes);
    now.shown = scenes;
    keepAddress();
    if (here !== null && here.dataset.key !== undefined) refocus(here.dataset.key, group);
  }

  function renderScenes(scenes) {
    part("tiles").replaceChildren(...view.tiles(scenes));
    if (isRecorded()) renderRecorded(scenes);
    else renderByHand(scenes);
    renderRules(scenes);
    pictures.show(now.pictures, scenes, isRecorded() ? null : now.play, now.chosen, places);
  }

  /** Give the keyboard back to what has the same key, or else to what stands in the same part first. */
  function refocus(key, group) {
    const same = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const others = [same, group && group.querySelector("button, input"), part("said")];
    const target = others.find((element) => element !== null && element.checkVisibility());
    if (target !== undefined && target !== document.activeElement) target.focus({ preventScroll: true });
  }

  function renderByHand(scenes) {
    const { play } = now;
    const last = play.entries[play.position - 1];
    if (play.delivery !== null && part("delivery") !== null) {
      const { possible, refused } = view.deliveryEvents(play.delivery, play.now);
      part("delivery-status").replaceChildren(view.deliveryStatus(play.delivery));
      part("delivery-events").replaceChildren(...possible);
      part("delivery-refused").replaceChildren(...refused);
      part("facts").replaceChildren(...view.facts(play.delivery));
    }
    part("progress").replaceChildren(...view.progress(scenes));
    part("messages").replaceChildren(...logs.messages(play, scenes, now));
    part("palettes").replaceChildren(...logs.palettes(play, now.ticked));
    const aside = logs.unexpected(play, scenes);
    part("unexpected").hidden = aside === null;
    part("unexpected").replaceChildren(...(aside || []));
    tell("stats", view.stats(last, scenes));
    tell("clock", words.duration(play.now));
    part("passing").replaceChildren(...view.passing(play.untilDue));
    part("history").replaceChildren(...view.history(play, (deed) => view.deedLabel(deed, tables, now.choice)));
    const current = part("history").querySelector("[aria-current]");
    part("history").scrollTop = current.offsetTop - part("history").offsetTop - part("history").clientHeight / 2;
    const is = {
      back: play.position === 0,
      forward: play.position === play.deeds.length,
      reset: play.deeds.length === 0,
    };
    for (const [name, off] of Object.entries(is))
      root.querySelector(`[data-do="${name}"]`).setAttribute("aria-disabled", String(off));
  }

  function renderRecorded(scenes) {
    part("counts").replaceChildren(...logs.counts(scenes));
    part("last").replaceChildren(...logs.last(scenes));
    renderPage(scenes);
  }

  /** The page of all messages, if somebody unfolded it. */
  function renderPage(scenes) {
    if (part("all").open) part("pages").replaceChildren(...logs.page(scenes, now.page));
  }

  function renderTime() {
    const { play, time } = now;
    const { start } = play.recording;
    const slider = part("slider");
    const [length, moment] = [words.duration(time * SECOND), words.moment(start, time)];
    slider.max = play.length;
    slider.value = time;
    slider.setAttribute("aria-valuetext", `${length}, ${moment}`);
    tell("recorded-clock", `${length} · ${moment}`);
  }

  /** What was recorded. */
  function aboutRecording({ recording: { start, messages, rows } }, name) {
    const count = { messages: words.number(messages), events: words.number(rows.length), time: words.moment(start, 0) };
    return `${sendspecWords.recordings[name].doc} ${phrase("recorded", count)}`.trim();
  }

  function renderRules(scenes) {
    const entry = isRecorded()
      ? { delivery: null, happened: scenes.map((scene) => scene.happened) }
      : now.play.entries[now.play.position - 1];
    part("rules").replaceChildren(...view.rules(entry, places));
  }

  // ── listening ──

  root.addEventListener("click", (event) => {
    const control = event.target.closest("[data-deed], [data-do]");
    if (control === null || control.getAttribute("aria-disabled") === "true") return;
    const [verb, ...rest] = (control.dataset.deed || control.dataset.do).split(" ");
    if (Object.hasOwn(deeds, verb)) deeds[verb](rest.join(" "));
  });

  root.addEventListener("change", (event) => {
    const { fact, tick } = event.target.dataset;
    if (fact !== undefined) return act({ verb: "say", fact, holds: event.target.checked });
    if (tick !== undefined) return tickOf(tick, event.target.checked);
    if (event.target.form === form) {
      tell("alert", "");
      begin(choices.chosen(form, now.choice, tables, isRecorded() ? [] : now.play.deeds.slice(0, now.play.position)));
    }
    return undefined;
  });

  function tickOf(which, ticked) {
    const numbers =
      which === "all" ? Array.from({ length: now.choice.messages }, (_, index) => index + 1) : [Number(which)];
    for (const number of numbers) {
      if (ticked) now.ticked.add(number);
      else now.ticked.delete(number);
    }
    if (ticked && which !== "all") now.chosen = Number(which);
    render();
  }

  if (part("slider") !== null) {
    part("slider").addEventListener("input", (event) => goToTime(Number(event.target.value)));
    part("all").addEventListener("toggle", () => renderPage(now.shown));
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("popstate", followAddress);

  document.querySelector(".without-script").hidden = true;
  root.hidden = false;
  beginFromAddress();
})();
