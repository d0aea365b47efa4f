// The page where people let things happen to a delivery: what was clicked is done, and the page is made anew from it.

(() => {
  "use strict";

  const { SECOND, MOST_DEEDS, MOST_MESSAGES, LONGEST, Unreadable, ByHand, Recorded } = sendspecSimulator;
  const { channelsOf, durationsOf, fresh, read, written, words, view, logs, diagram } = sendspecSimulator;
  const { phrases, phrase } = words;
  const { make, button } = view;

  const tables = sendspecTables;
  const recordings = typeof sendspecRecordings === "undefined" ? {} : sendspecRecordings;
  const { settable } = sendspecWords;
  const STEPS = [60, 3600, 86400];
  const FRAME = 400;
  const FRAMES = 60;

  const root = document.querySelector(".try");
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const form = part("choices");
  const places = JSON.parse(part("places").textContent);

  /** What is shown: the choice, what plays it, and what is ticked, looked at and turned to. */
  const now = { choice: null, play: null, ticked: new Set([1]), chosen: 1, time: 0, page: 1, playing: null, pictures: [] };

  // ── beginning ──

  function begin(choice) {
    stopPlaying();
    now.choice = choice;
    now.time = choice.time;
    now.page = 1;
    keepTicks(choice.messages);
    now.play = isRecorded()
      ? new Recorded(tables, choice, recordings[choice.recording])
      : new ByHand(tables, choice);
    if (isRecorded()) now.time = Math.min(now.time, now.play.length);
    showChoices();
    showPictures();
    render();
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
    if (!text.includes("=")) return begin(fresh(tables));
    try {
      begin(read(text, { tables, recordings, settable }));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      begin(fresh(tables));
      tell("alert", phrase("badAddress", { part: error.message.slice(0, 60) }));
    }
    return undefined;
  }

  function keepAddress() {
    const deeds = isRecorded() ? [] : now.play.deeds.slice(0, now.play.position);
    const address = `#${written({ ...now.choice, deeds, time: now.time }, tables)}`;
    history.replaceState(null, "", address);
    for (const link of document.querySelectorAll("a[hreflang]")) link.hash = address;
  }

  // ── choices ──

  function showChoices() {
    const { choice } = now;
    const [mode, other] = choice.modes;
    form.elements.mode.value = mode;
    for (const option of form.elements.other.options) {
      option.disabled = option.value === mode || (option.value !== "" && channelsOf(tables, [mode, option.value]).length === 0);
    }
    form.elements.other.value = other || "";
    if (form.elements.recording) form.elements.recording.value = choice.recording || "";
    form.elements.messages.value = choice.messages;
    const channels = channelsOf(tables, choice.modes);
    form.elements.channel.replaceChildren(...channels.map((channel) => make("option", { value: channel }, channel)));
    form.elements.channel.value = choice.channel;
    part("letters").replaceChildren(...(choice.modes.length > 1 ? choice.modes.map(named) : []));
    for (const known of form.querySelectorAll("[data-when-known]")) known.hidden = channels.join("") === "";
    part("durations").replaceChildren(...durationsOf(tables, choice.modes, settable).map(durationField));
    for (const element of root.querySelectorAll("[data-by-hand]")) element.hidden = isRecorded();
    for (const element of root.querySelectorAll("[data-recorded]")) element.hidden = !isRecorded();
  }

  function named(mode, index, modes) {
    return make("span", {}, view.letterOf(index, modes), words.machine(tables.machines[mode]));
  }

  function durationField({ name, value, atMost }) {
    const hours = (Object.hasOwn(now.choice.durations, name) ? now.choice.durations[name] : value / SECOND) / 3600;
    const most = atMost === null ? LONGEST / 3600 : atMost / SECOND / 3600;
    const attributes = { type: "number", name: `duration ${name}`, min: 0, max: most, step: "any", required: true, value: hours };
    return make("label", {}, `${phrase("hours", { name: words.label(sendspecWords.durations, name) })} `, make("input", attributes));
  }

  /** What the form says; what was done stays, as far as it can. */
  function chosen() {
    const { choice } = now;
    const field = (name) => form.elements[name];
    const mode = field("mode").value;
    const other = field("other").value;
    const modes = other && other !== mode && channelsOf(tables, [mode, other]).length > 0 ? [mode, other] : [mode];
    const channels = channelsOf(tables, modes);
    const channel = channels.includes(field("channel").value) ? field("channel").value : channels[0];
    const recording = (field("recording") && field("recording").value) || null;
    const messages = Math.min(Math.max(1, Math.round(Number(field("messages").value)) || 1), MOST_MESSAGES);
    const durations = {};
    for (const { name, value, atMost } of durationsOf(tables, modes, settable)) {
      const input = field(`duration ${name}`);
      const seconds = input ? Math.round(Number(input.value) * 3600) : value / SECOND;
      const within = Math.min(Math.max(0, seconds), atMost === null ? LONGEST : atMost / SECOND);
      if (within !== value / SECOND) durations[name] = within;
    }
    const done = isRecorded() ? [] : now.play.deeds.slice(0, now.play.position);
    const deeds = recording === null ? done.map((deed) => within(deed, messages, choice.messages)).filter(Boolean) : [];
    return { modes, channel, messages, durations, recording, time: 0, deeds };
  }

  /** A deed for so many messages: what all of them heard, more of them hear too. */
  function within(deed, messages, before) {
    if (deed.verb !== "record") return deed;
    const every = Array.from({ length: messages }, (_, index) => index + 1);
    const numbers = deed.numbers.length === before ? every : deed.numbers.filter((number) => number <= messages);
    return numbers.length === 0 ? null : { ...deed, numbers };
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
    const refused = entry === undefined ? [] : entry.refusals.map((name) => phrase("refusal", { words: words.refusal(name) }));
    tell("alert", refused.join(" "));
    tell("said", entry === undefined ? phrases.start : lineOf(entry));
  }

  function lineOf(entry) {
    const { deed, delivery, happened } = entry;
    const [first] = happened.flat();
    if (delivery !== null) return words.rule(delivery);
    const label = view.deedLabel(deed, tables, now.choice);
    if (first === undefined) return label;
    const line = happened[0].slice(0, 2).map((one) => words.rule(one)).join("; ");
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
      renderRecorded(now.play.scenesAt(now.time));
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
    now.playing = setInterval(() => {
      const next = calm ? now.play.stops.find((stop) => stop > now.time) : now.time + step;
      now.time = Math.min(next ?? now.play.length, now.play.length);
      if (now.time >= now.play.length) stopPlaying();
      render();
    }, calm ? 4 * FRAME : FRAME);
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
    const key = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.key : undefined;
    const group = document.activeElement && document.activeElement.closest ? document.activeElement.closest("[data-part]") : null;
    const scenes = isRecorded() ? now.play.scenesAt(now.time) : now.play.scenes();
    part("tiles").replaceChildren(...view.tiles(scenes));
    if (isRecorded()) renderRecorded(scenes);
    else renderByHand(scenes);
    renderRules(scenes);
    renderPictures(scenes);
    keepAddress();
    if (key !== undefined) refocus(key, group);
  }

  function refocus(key, group) {
    const same = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const other = group && group.querySelector("button, input");
    const target = same || other || part("said");
    if (target !== document.activeElement) target.focus({ preventScroll: true });
  }

  function renderByHand(scenes) {
    const { play } = now;
    const last = play.entries[play.position - 1];
    if (play.delivery !== null && part("delivery") !== null) {
      const { possible, refused } = view.deliveryEvents(play.delivery, play.now);
      part("delivery-status").replaceChildren(deliveryStatus(play.delivery));
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
    part("passing").replaceChildren(...passing());
    part("history").replaceChildren(...view.history(play, (deed) => view.deedLabel(deed, tables, now.choice)));
    const is = { back: play.position === 0, forward: play.position === play.deeds.length, reset: play.deeds.length === 0 };
    for (const [name, off] of Object.entries(is)) root.querySelector(`[data-do="${name}"]`).setAttribute("aria-disabled", String(off));
  }

  function deliveryStatus(delivery) {
    return view.statusBadge(delivery.table, delivery.status) || document.createTextNode(words.state(delivery.table, delivery.state));
  }

  function passing() {
    const until = now.play.untilDue;
    const steps = STEPS.map((seconds) => {
      const length = words.duration(seconds * SECOND);
      return button(`pass ${seconds}`, { "aria-label": phrase("pass", { duration: length }) }, `+${length}`);
    });
    const deadline = { "data-key": "deadline", "aria-disabled": String(until === null) };
    return [...steps, button(until === null ? "wait" : `pass ${until}`, deadline, phrases.toDeadline)];
  }

  function renderRecorded(scenes) {
    const { play, choice, time } = now;
    const { start, messages, rows } = play.recording;
    const count = { messages: words.number(messages), events: words.number(rows.length), time: words.moment(start, 0) };
    const { doc } = sendspecWords.recordings[choice.recording];
    tell("about", `${doc} ${phrase("recorded", count)}`.trim());
    part("counts").replaceChildren(...logs.counts(scenes));
    part("last").replaceChildren(...logs.last(play, scenes));
    if (part("all").open) part("pages").replaceChildren(...logs.page(scenes, now.page));
    const slider = part("slider");
    slider.max = play.length;
    slider.value = time;
    slider.setAttribute("aria-valuetext", `${words.duration(time * SECOND)}, ${words.moment(start, time)}`);
    tell("recorded-clock", `${words.duration(time * SECOND)} · ${words.moment(start, time)}`);
  }

  function renderRules(scenes) {
    const entry = isRecorded()
      ? { delivery: null, happened: scenes.map((scene) => scene.happened) }
      : now.play.entries[now.play.position - 1];
    part("rules").replaceChildren(...view.rules(entry, places));
  }

  // ── pictures ──

  function showPictures() {
    const modes = now.choice.modes.map((mode) => picture(mode)).filter((one) => one !== null);
    const besides = isRecorded() ? [] : ["delivery", "tracking"].map((kind) => sendspecSimulator.besides(tables, kind));
    const others = besides.filter((table) => table !== null).map((table) => picture(table.name)).filter((one) => one !== null);
    part("diagrams").replaceChildren(...modes.map((one) => one.figure));
    part("besides").replaceChildren(
      ...others.map((one) => make("details", {}, make("summary", {}, one.label), one.figure)),
    );
    now.pictures = [...modes, ...others];
  }

  function picture(name) {
    const svg = diagram.drawn(root, name);
    if (svg === null) return null;
    const table = tables.machines[name];
    const label = phrase("diagramOf", { machine: words.machine(table) });
    const { modes } = now.choice;
    const caption = modes.includes(name) ? make("figcaption", {}, named(name, modes.indexOf(name), modes)) : null;
    const sheet = make("div", { class: "sheet-of", role: "region", tabindex: "0", "aria-label": label }, svg);
    return { table, svg, label, figure: make("figure", { "data-machine": name }, caption, sheet) };
  }

  function renderPictures(scenes) {
    const entry = isRecorded() ? undefined : now.play.entries[now.play.position - 1];
    for (const { table, svg } of now.pictures) {
      const scene = scenes.find((one) => one.table === table);
      const happened = isRecorded() ? scene.happened : entry === undefined ? [] : [...entry.happened.flat(), entry.delivery];
      const moves = happened.filter((one) => one !== null && one.table === table && one.moved && one.move !== null);
      diagram.show(svg, { ...standing(table, scene), moves, ways: places[table.name].ways });
    }
  }

  /** Where the objects of a machine are, and the one that is looked at. */
  function standing(table, scene) {
    if (isRecorded()) return { states: scene.states, lit: null };
    if (table.kind === "delivery") return { states: new Map(), lit: now.play.delivery.state };
    const name = String(now.chosen);
    if (scene !== undefined) return { states: scene.states, lit: scene.deployment.messageOf(name).state };
    const states = new Map();
    const [deployment] = now.play.deployments;
    for (const recipient of deployment.recipients) {
      const { state } = deployment.trackingOf(recipient);
      states.set(state, (states.get(state) || 0) + 1);
    }
    return { states, lit: deployment.trackingOf(name).state };
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
      begin(chosen());
    }
    return undefined;
  });

  function tickOf(which, ticked) {
    const numbers = which === "all" ? Array.from({ length: now.choice.messages }, (_, index) => index + 1) : [Number(which)];
    for (const number of numbers) {
      if (ticked) now.ticked.add(number);
      else now.ticked.delete(number);
    }
    if (ticked && which !== "all") now.chosen = Number(which);
    render();
  }

  if (part("slider") !== null) {
    part("slider").addEventListener("input", (event) => goToTime(Number(event.target.value)));
    part("all").addEventListener("toggle", () => render());
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", beginFromAddress);

  document.querySelector(".without-script").hidden = true;
  root.hidden = false;
  beginFromAddress();
})();
