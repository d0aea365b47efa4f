/* Generated from generator/sendspec_gen/assets/engine_deployment.js by `sendspec generate`. Do not edit. */
// A delivery with its messages: the logs, the progress of the send, and its KPIs.

/**
 * What one event did to one message; the first row of a message has no event.
 * @typedef {Object} LogRow
 * @property {?number} at
 * @property {string} recipient
 * @property {string} kind  The kind of machine that heard it: `log` or `tracking`.
 * @property {?string} event
 * @property {string} state
 * @property {?string} status
 * @property {?string} reason
 * @property {boolean} moved
 * @property {?number} move  The index in the table's `moves`.
 * @property {boolean} clock  Whether a deadline raised the event.
 */

(() => {
  "use strict";

  const { Machine, rulesOf, withinLimits, checkTime, unknown, mapOf } = sendspecEngine.inside;
  const { Tally, Measures, Refreshing, recounted, sumOf, negated } = sendspecEngine.inside;
  const { show } = sendspecEngine;

  const HEARERS = { unsettled_messages: (message) => !message.settled };

  /** The deadlines of many machines, soonest first. */
  class Alarms {
    constructor() {
      this._waiting = [];
    }

    /** Take note of the machine's deadline, if it has one; to be called whenever it may have moved. */
    watch(machine) {
      const { due } = machine;
      if (due === null) return;
      let [low, high] = [0, this._waiting.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this._waiting[middle].due <= due) low = middle + 1;
        else high = middle;
      }
      this._waiting.splice(low, 0, { due, machine });
    }

    /** Raise all deadlines that are due by then. */
    ring(until) {
      while (this._waiting.length > 0 && this._waiting[0].due <= until) {
        const { due, machine } = this._waiting.shift();
        // A machine that moved on waits elsewhere, if at all.
        if (machine.due !== due) continue;
        machine.hearClock(until);
        // One that is still due answers its deadline with nothing: to wake it again would never end.
        if (machine.due !== null && machine.due > until) this.watch(machine);
      }
    }
  }

  /** A delivery, its messages and what is known of them. The latest time that was heard is the time of all. */
  class Deployment {
    /**
     * Begin without messages.
     * @param {Object} options
     * @param {Object} options.tables  `sendspecTables`.
     * @param {string} options.mode  The machine of the messages.
     * @param {?string} [options.delivery]  The machine of the delivery, or null; else that of its kind.
     * @param {?string} [options.tracking]  The same for the tracking.
     * @param {string} options.channel
     * @param {Object<string, boolean>} [options.facts]  What holds for the delivery.
     * @param {Object<string, number>} [options.durations]  Cut to the limits of the spec.
     */
    constructor({ tables, mode, delivery, tracking, channel, facts = {}, durations = {} }) {
      const message = tableOf(tables, mode);
      const besides = (name, kind) => {
        if (name === undefined) return Object.values(tables.machines).find((table) => table.kind === kind) || null;
        return name === null ? null : tableOf(tables, name);
      };
      const tracked = besides(tracking, "tracking");
      const deliveryTable = besides(delivery, "delivery");
      checkChannel(channel, message);
      checkTold(deliveryTable, message);
      this.channel = channel;
      this.measures = new Measures(tables.measures);
      /** Events that contradict their message's state: `{at, recipient, event, reason, answer}`. */
      this.unexpected = [];
      /** The latest time that was heard, or null. */
      this.now = null;
      /** The rows of all logs in the order in which they were written. */
      this.rows = [];
      this._reason = null;
      this._tables = tracked === null ? [message] : [message, tracked];
      this._lengths = withinLimits(durations, this._tables);
      this._tallies = this._tables.map(() => new Tally());
      this._machines = new Map();
      this._alarms = new Alarms();
      this._refreshing = new Refreshing(this.measures.kpis);
      this._correction = { counters: new Map(), rows: new Map(), unsettled: 0 };
      const teller = { begin: () => undefined, count: (answer, at) => this._hearDelivery(answer, at) };
      /** The Machine of the delivery; null in a spec without one. */
      this.delivery = deliveryTable === null ? null : new Machine(deliveryTable, { facts, listener: teller });
    }

    /** Add a message for each recipient; none is added if one has a message already. */
    add(...recipients) {
      recipients.forEach((recipient, index) => {
        if (this._machines.has(recipient) || recipients.indexOf(recipient) < index) {
          throw new Error(`${recipient} has a message in this delivery`);
        }
      });
      for (const recipient of recipients) {
        const machines = this._tables.map((table, index) => {
          const listener = this._writer(recipient, table.kind, this._tallies[index]);
          return new Machine(table, { durations: this._lengths, listener });
        });
        this._machines.set(recipient, machines);
      }
    }

    /** Send what a log says to the message; an Answer with a refusal contradicts its state and is kept aside. */
    record(recipient, event, at = null, reason = null) {
      const machine = this._hearer(recipient, event);
      if (at !== null) this.hearClock(at);
      this._reason = reason;
      const answer = machine.fire(event, at);
      this._reason = null;
      if (answer.refusal !== null) this.unexpected.push({ at, recipient, event, reason, answer });
      this._alarms.watch(machine);
      if (this.now !== null) this._alarms.ring(this.now);
      return answer;
    }

    /** Send an event to the delivery, which may tell its messages. Returns an Answer. */
    fire(event, at = null) {
      if (this.delivery === null) throw new Error("this spec has no delivery");
      const answer = this.delivery.fire(event, at);
      if (answer.refusal === null && this.now !== null) this.delivery.hearClock(this.now);
      return answer;
    }

    /** Say what holds for the delivery. */
    say(facts) {
      if (this.delivery === null) throw new Error("this spec has no delivery");
      this.delivery.say(facts);
    }

    /** Let time pass: deadlines are raised and KPIs refreshed as they come due. */
    hearClock(at) {
      checkTime(at);
      if (!this._isAhead(at)) return;
      // What the delivery tells comes between the deadlines of the messages.
      if (this.delivery !== null) this.delivery.hearClock(at);
      this._letPass(at);
    }

    /** Recompute everything from the logs; from now on counters, KPIs and progress rest on it. */
    computeStats() {
      const recount = recounted(this.rows, this._tables, this._tables[0].kind);
      const before = this.counters;
      const counts = this._counts();
      this._correction = {
        counters: sumOf(this._correction.counters, recount.counters, negated(counts.counters)),
        rows: sumOf(this._correction.rows, recount.rows, negated(counts.rows)),
        unsettled: this._correction.unsettled + recount.unsettled - counts.unsettled,
      };
      this._refreshing.takeAll(this._values());
      const after = this.counters;
      const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
      return {
        counters: after,
        rows: Object.fromEntries(recount.rows),
        unsettled: recount.unsettled,
        differences: Object.fromEntries(changed.map((name) => [name, after[name] - before[name]])),
      };
    }

    /** The recipients in the order in which they were added. */
    get recipients() {
      return [...this._machines.keys()];
    }

    /** The Machine of the recipient's message. */
    messageOf(recipient) {
      return this._machinesOf(recipient)[0];
    }

    /** The Machine of the recipient's tracking; null without tracking. */
    trackingOf(recipient) {
      return this._machinesOf(recipient)[1] || null;
    }

    /** When the next deadline is raised if nothing else happens, or null. */
    get due() {
      const machines = [...this._machines.values(), this.delivery === null ? [] : [this.delivery]].flat();
      const dues = machines.map((machine) => machine.due).filter((due) => due !== null && this._isAhead(due));
      return dues.length === 0 ? null : dues.reduce((one, other) => Math.min(one, other));
    }

    /** The durations that were asked for, within their limits. */
    get durations() {
      return Object.fromEntries(this._lengths);
    }

    /** How many messages are in each status, and where the delivery stands. */
    get progress() {
      const { rows, unsettled } = this._counts();
      const statuses = new Set([...this.measures.statuses, ...[...rows.keys()].sort()]);
      return {
        messages: this._tallies[0].objects,
        statuses: Object.fromEntries([...statuses].map((status) => [status, rows.get(status) || 0])),
        unsettled,
        unexpected: this.unexpected.length,
        deliveryState: this.delivery === null ? null : this.delivery.state,
        deliveryStatus: this.delivery === null ? null : this.delivery.status,
      };
    }

    /** How many messages have a fate that is still open: while there are any, the KPIs are not final. */
    get unsettled() {
      return this._counts().unsettled;
    }

    /** Every counter of the spec as counted by now, sums filled in. */
    get counters() {
      return Object.fromEntries(this.measures.withSums(this._counts().counters));
    }

    /** Each KPI of the channel; one that is refreshed once a period shows the value of its last refresh. */
    get kpis() {
      return Object.fromEntries(this.block().map((tile) => [tile.name, tile.value]));
    }

    /** The KPIs of the channel in order: `{name, unit, value, text}`. */
    block() {
      const values = this._refreshing.shown(this._values());
      return this.measures.kpis
        .filter((kpi) => kpi.channels.length === 0 || kpi.channels.includes(this.channel))
        .map(({ name, unit }) => ({ name, unit, value: values.get(name), text: show(values.get(name), unit) }));
    }

    /** What happened to the recipient's message, in the order in which it was heard: LogRows. */
    history(recipient) {
      this._machinesOf(recipient);
      return this.rows.filter((row) => row.recipient === recipient && (row.event !== null || this._isSent(row)));
    }

    /** The rows of the message logs. */
    get sendingLog() {
      return this.rows.filter((row) => this._isSent(row));
    }

    /** The rows of the tracking. */
    get trackingLog() {
      return this.rows.filter((row) => row.event !== null && !this._isSent(row));
    }

    _isSent(row) {
      return row.kind === this._tables[0].kind;
    }

    _machinesOf(recipient) {
      if (!this._machines.has(recipient)) throw new Error(`${recipient} has no message in this delivery; add it first`);
      return this._machines.get(recipient);
    }

    /** The machine of the recipient that knows the event. */
    _hearer(recipient, event) {
      const machine = this._machinesOf(recipient).find(({ table }) => rulesOf(table).events.has(event));
      if (machine === undefined) throw unknown(this._tables.map((table) => table.name).join(" and "), "event", event);
      return machine;
    }

    /** Counts what one machine of a recipient does and writes its row in one go. */
    _writer(recipient, kind, tally) {
      const write = (at, event, state, standing, moved, move, clock) => {
        const { status } = standing;
        this.rows.push({ at, recipient, kind, event, state, status, reason: this._reason, moved, move, clock });
      };
      return {
        begin: (table) => {
          tally.begin(table);
          write(null, null, table.initial, rulesOf(table).states.get(table.initial), true, null, false);
        },
        count: (answer, at) => {
          tally.count(answer);
          write(at, answer.event, answer.target, answer.after, answer.moved, answer.move, answer.clock);
        },
      };
    }

    /** Let all messages hear the clock, and refresh what is due on the way there. */
    _letPass(at) {
      if (!this._isAhead(at)) return;
      for (const [end, period] of this._refreshing.due(at)) {
        this._alarms.ring(end);
        this._refreshing.take(end, period, this._values());
      }
      this._alarms.ring(at);
      this.now = at;
    }

    _isAhead(at) {
      return this.now === null || at > this.now;
    }

    /** Tell the messages what the delivery has them hear, once time has passed for them too. */
    _hearDelivery(answer, at) {
      if (at !== null) this._letPass(at);
      for (const [hearers, event] of Object.entries(answer.tell)) {
        for (const [recipient, machines] of this._machines) {
          if (HEARERS[hearers](machines[0])) this.record(recipient, event, at, answer.event);
        }
      }
    }

    /** What was counted as it happened, put right by the last recount. */
    _counts() {
      return {
        counters: sumOf(...this._tallies.map((tally) => tally.counters), this._correction.counters),
        rows: sumOf(this._tallies[0].rows, this._correction.rows),
        unsettled: this._tallies[0].unsettled + this._correction.unsettled,
      };
    }

    _values() {
      const { counters, rows } = this._counts();
      return this.measures.values(counters, rows);
    }
  }

  function tableOf(tables, name) {
    const table = mapOf(tables.machines).get(name);
    if (table === undefined) throw unknown("the spec", "machine", name);
    return table;
  }

  function checkChannel(channel, message) {
    if (message.channels.length > 0 && !message.channels.includes(channel)) {
      throw unknown(message.name, "channel", channel);
    }
  }

  /** Those whom the delivery tells exist, and know what they are told. */
  function checkTold(delivery, message) {
    for (const move of delivery === null ? [] : delivery.moves) {
      for (const [hearers, event] of Object.entries(move.tell)) {
        if (!Object.keys(HEARERS).includes(hearers)) throw unknown("a deployment", "hearer", hearers);
        if (!message.events.includes(event)) throw unknown(message.name, "event", event);
      }
    }
  }

  sendspecEngine.deployment = (options) => new Deployment(options);
})();
