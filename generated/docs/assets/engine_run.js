/* Generated from generator/sendspec_gen/assets/engine_run.js by `sendspec generate`. Do not edit. */
(() => {
"use strict";
const { unknown } = sendspecEngine.inside;
const ACTIONS = {
add: (deployment, ...recipients) => deployment.add(...recipients),
record: (deployment, recipient, event, at, reason) => deployment.record(recipient, event, at, reason),
fire: (deployment, event, at) => deployment.fire(event, at),
say: (deployment, facts) => deployment.say(facts),
clock: (deployment, at) => deployment.hearClock(at),
stats: (deployment) => deployment.computeStats(),
};
function act(deployment, [verb, ...rest]) {
if (!Object.keys(ACTIONS).includes(verb)) throw unknown("the engine", "action", verb);
return ACTIONS[verb](deployment, ...rest);
}
class Run {
constructor(options, actions = []) {
this.options = options;
this.actions = [...actions];
this._begin();
}
do(action) {
this.goTo(this.position);
const answer = act(this.deployment, action);
this.actions.splice(this.position, Infinity, action);
this.answers.push(answer);
return answer;
}
goTo(position, at = null) {
if (position < this.position || this._looksAhead) this._begin();
while (this.position < Math.min(position, this.actions.length)) {
this.answers.push(act(this.deployment, this.actions[this.position]));
}
if (at === null) return;
this.deployment.hearClock(at);
this._looksAhead = true;
}
get position() {
return this.answers.length;
}
_begin() {
this.deployment = sendspecEngine.deployment(this.options);
this.answers = [];
this._looksAhead = false;
}
}
sendspecEngine.run = (options, actions) => new Run(options, actions);
sendspecEngine.act = act;
})();
