/* Generated from generator/sendspec_gen/assets/engine_run.js by `sendspec generate`. Do not edit. */
// What was done to a delivery, as a list that can be gone through again: step back, slide through time, share.
//
// An action is plain data, fit for JSON and so for an address: `["record", "ann", "delivered", 5, "250 ok"]`.

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

  /** Do an action to a deployment; what follows the verb is as there. */
  function act(deployment, [verb, ...rest]) {
    if (!Object.keys(ACTIONS).includes(verb)) throw unknown("the engine", "action", verb);
    return ACTIONS[verb](deployment, ...rest);
  }

  /** A deployment and all that was done to it, which can be gone through again. */
  class Run {
    /** Begin at the start of the actions; `options` are those of a deployment. */
    constructor(options, actions = []) {
      this.options = options;
      this.actions = [...actions];
      this._begin();
    }

    /** Do an action now and remember it; what had been done after this place is forgotten. */
    do(action) {
      this.goTo(this.position);
      const answer = act(this.deployment, action);
      this.actions.splice(this.position, Infinity, action);
      this.answers.push(answer);
      return answer;
    }

    /** Go to where so many actions are done, and let time pass from there up to `at`, which is no action. */
    goTo(position, at = null) {
      if (position < this.position || this._looksAhead) this._begin();
      while (this.position < Math.min(position, this.actions.length)) {
        this.answers.push(act(this.deployment, this.actions[this.position]));
      }
      if (at === null) return;
      this.deployment.hearClock(at);
      this._looksAhead = true;
    }

    /** How many actions are done. */
    get position() {
      return this.answers.length;
    }

    _begin() {
      this.deployment = sendspecEngine.deployment(this.options);
      /** What came of each action that is done. */
      this.answers = [];
      this._looksAhead = false;
    }
  }

  sendspecEngine.run = (options, actions) => new Run(options, actions);
  sendspecEngine.act = act;
})();
