// Runs the simulator's engine for the tests: a request a line on standard input, an answer a line on standard output.
//
// {"load": [text, …]}                       runs scripts, such as tables.js
// {"show": [[value, unit], …]}              writes values of KPIs
// {"script": {actors: [{machine, facts}, …], actions: [[actor, verb, …], …]}}    machines that share a tally
// {"deliveries": [{options, actions, quiet: 2, back: 3}, …]}  each a delivery with its messages, looked at after each
//                                           action but the first two, from all sides at the end, and when gone back to
//                                           the third action; not the latter if `back` is null

"use strict";

const fs = require("node:fs");
const readline = require("node:readline");
const vm = require("node:vm");

for (const path of process.argv.slice(2)) vm.runInThisContext(fs.readFileSync(path, "utf8"), { filename: path });

const asked = {
  load: (texts) => texts.map((text) => void vm.runInThisContext(text)),
  show: (values) => values.map(([value, unit]) => sendspecEngine.show(value, unit)),
  script: play,
  deliveries: (deliveries) => deliveries.map(deploy),
};

// ── machines ──

function play({ actors, actions }) {
  const tally = sendspecEngine.tally();
  const measures = sendspecEngine.measures(sendspecTables.measures);
  const machines = actors.map(({ machine, facts }) => {
    return sendspecEngine.machine(sendspecTables.machines[machine], { facts, listener: tally });
  });
  const seen = (machine, answer = null) => ({
    answer,
    state: machine.state,
    status: machine.status,
    settled: machine.settled,
    due: machine.due,
    counters: Object.fromEntries(tally.counters),
    kpis: Object.fromEntries(measures.values(tally.counters, tally.rows)),
  });
  return actions.map(([actor, verb, ...rest]) => seen(machines[actor], toMachine[verb](machines[actor], ...rest)));
}

const toMachine = {
  look: () => null,
  put: (machine, state) => void (machine.state = state),
  say: (machine, facts) => machine.say(facts),
  fire: (machine, event, at) => ruledBy(machine, machine.fire(event, at)),
  ask: (machine, event, at) => ruledBy(machine, machine.ask(event, at)),
  clock: (machine, at) => machine.hearClock(at),
};

/** The answer with the id of the move that it comes of: taken, refused, or still closed. */
function ruledBy({ table }, answer) {
  const index = answer.move === null ? answer.early : answer.move;
  return { ...answerOf(answer), rule: index === null ? null : table.moves[index].id };
}

function answerOf({ moved, event, source, target, effects, tell, refusal }) {
  return refusal === null ? { moved, event, source, target, effects, tell } : { refusal };
}

// ── a delivery ──

function deploy({ options, actions, quiet, back }) {
  const run = sendspecEngine.run({ tables: sendspecTables, ...options });
  const { deployment } = run;
  const fresh = { rows: 0, unexpected: 0 };
  const seen = actions.map((action, index) => {
    const answer = tried(() => answerTo(run, action));
    return index < quiet ? { answer } : { answer, ...look(deployment, fresh) };
  });
  return back === null ? { seen } : { seen, ended: ended(deployment), again: goneBack(run, options, back) };
}

/** What is seen when all was done, some time passed, and all but the first actions is taken back. */
function goneBack({ actions }, options, position) {
  const run = sendspecEngine.run({ tables: sendspecTables, ...options }, actions);
  run.goTo(actions.length, (run.deployment.now || 0) + 1e12);
  run.goTo(position);
  return look(run.deployment, { rows: 0, unexpected: 0 });
}

function answerTo(run, action) {
  if (action[0] === "miscount") return run.deployment._tallies[action[1]].begin(run.deployment._tables[action[1]]);
  const answer = run.do(action);
  return action[0] === "fire" || action[0] === "record" ? answerOf(answer) : answer;
}

function tried(doing) {
  try {
    const answer = doing();
    return answer === undefined ? null : answer;
  } catch (error) {
    return "error";
  }
}

function look(deployment, fresh) {
  const rows = deployment.rows.slice(fresh.rows).map(rowOf);
  const unexpected = deployment.unexpected.slice(fresh.unexpected).map(unexpectedOf);
  fresh.rows += rows.length;
  fresh.unexpected += unexpected.length;
  return {
    rows,
    unexpected,
    progress: { ...deployment.progress, statuses: Object.entries(deployment.progress.statuses) },
    counters: Object.entries(deployment.counters),
    tiles: deployment.block().map(({ name, value, text }) => [name, value, text]),
    messages: deployment.recipients.map((recipient) => {
      const tracking = deployment.trackingOf(recipient);
      return [deployment.messageOf(recipient), ...(tracking === null ? [] : [tracking])].map((machine) => {
        return [machine.state, machine.due];
      });
    }),
    now: deployment.now,
  };
}

/** All that is known when all is done. */
function ended(deployment) {
  return {
    histories: deployment.recipients.map((recipient) => deployment.history(recipient).map(rowOf)),
    sending_log: deployment.sendingLog.map(rowOf),
    tracking_log: deployment.trackingLog.map(rowOf),
    kpis: deployment.kpis,
    unsettled: deployment.unsettled,
    durations: deployment.durations,
    facts: deployment.delivery.facts,
    arrows: deployment.rows.map(({ move, clock }) => [move, clock]),
  };
}

function unexpectedOf({ at, recipient, event, reason, answer }) {
  return [at, recipient, event, reason, answer.source, answer.refusal];
}

function rowOf({ at, recipient, kind, event, state, status, reason, moved }) {
  return [at, recipient, kind, event, state, status, reason, moved];
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  const answers = Object.entries(request).map(([what, given]) => asked[what](given));
  process.stdout.write(`${JSON.stringify(answers[0])}\n`);
});
