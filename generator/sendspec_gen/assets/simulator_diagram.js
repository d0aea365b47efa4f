// The pictures of the machines: where the messages are, which state is looked at, which arrow was taken last.

(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  /** A fresh picture of a machine, or null if none was drawn. */
  function drawn(page, name) {
    const template = page.querySelector(`template[data-diagram="${name}"]`);
    const svg = template === null ? null : template.content.querySelector("svg");
    return svg === null ? null : svg.cloneNode(true);
  }

  /** A round badge with a number on the upper corner of a state. */
  function badge(count, box) {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", "count");
    group.setAttribute("aria-hidden", "true");
    const width = 14 + 8 * String(count).length;
    const ground = document.createElementNS(SVG, "rect");
    const place = { x: box.right - width / 2, y: box.top - 11, width, height: 22, rx: 11 };
    for (const [name, value] of Object.entries(place)) ground.setAttribute(name, value);
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("x", box.right);
    text.setAttribute("y", box.top + 5);
    text.setAttribute("font-size", "14");
    text.textContent = count;
    group.append(ground, text);
    return group;
  }

  function boxOf(node) {
    const rect = node.querySelector("rect");
    const [x, y, width] = ["x", "y", "width"].map((name) => Number(rect.getAttribute(name)));
    return { right: x + width, top: y };
  }

  /** Show numbers in the states, the state that is looked at, and the arrows of the moves that happened. */
  function show(svg, { states, lit, moves, ways }) {
    for (const old of svg.querySelectorAll(".count, .taken")) old.remove();
    for (const { move, clock } of moves) {
      for (const [way, source] of waysOf(ways[move], clock)) {
        const node = svg.querySelector(`[data-way="${way}"]`);
        if (node !== null) node.append(taken(node, source));
      }
    }
    for (const node of svg.querySelectorAll("[data-state]")) {
      const { state } = node.dataset;
      node.classList.toggle("lit", state === lit);
      const count = states.get(state) || 0;
      if (count > 0) node.append(badge(count, boxOf(node)));
    }
  }

  /** The line from one source of an arrow to its end; an arrow's path begins anew for each source, then for its end. */
  function taken(node, source) {
    const line = node.querySelector("path").cloneNode();
    const parts = line.getAttribute("d").split(/(?=M)/);
    line.setAttribute("d", parts[Math.min(source, parts.length - 1)] + parts[parts.length - 1]);
    line.setAttribute("class", "taken");
    return line;
  }

  /** The arrows of a move: that of the clock if it was the clock, else the others. */
  function waysOf(ways, clock) {
    const byClock = ways.filter(([way]) => way.endsWith("-clock"));
    return clock && byClock.length > 0 ? byClock : ways.filter(([way]) => !way.endsWith("-clock"));
  }

  sendspecSimulator.diagram = { drawn, show };
})();
