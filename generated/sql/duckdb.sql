-- Generated from spec/ by `sendspec generate`. Do not edit.
--
-- The fold of an event log for DuckDB: statuses, counters and KPIs in every mode.
-- README.md beside this file says what the table `events` must be and what the results are.
--
-- Views: each result is computed when it is asked for. Where that takes long, write TABLE for VIEW at sendspec_objects
-- and sendspec_steps, and run the file anew when there are more events.
-- An object takes a step of the recursion for each of its events and deadlines, and time grows by the square of the
-- longest history: some thousand events of one message are too many.

-- May be replaced: up to when events are heard, and how many microseconds a bucket of the series lasts.
CREATE OR REPLACE VIEW sendspec_settings AS
SELECT
  MAX(time) AS as_of,
  CAST(60000000 AS BIGINT) AS bucket
FROM events
WHERE
  NOT message IS NULL AND NOT recipient IS NULL AND NOT event IS NULL;

-- The events that are heard, by which kind of machine, and which goes first where times are equal.
CREATE OR REPLACE VIEW sendspec_events AS
SELECT CAST(event AS TEXT) AS event, CAST(kind AS TEXT) AS kind, CAST(place AS BIGINT) AS place
FROM (VALUES
  ('relayed', 'log', 0),
  ('delivered', 'log', 1),
  ('soft_bounced', 'log', 2),
  ('hard_bounced', 'log', 3),
  ('expired', 'log', 4),
  ('cancelled', 'log', 5),
  ('excluded', 'log', 6),
  ('opened', 'tracking', 0),
  ('clicked', 'tracking', 1),
  ('mirror_page_viewed', 'tracking', 2),
  ('unsubscribed', 'tracking', 3),
  ('complained', 'tracking', 4)
) AS given (event, kind, place);

-- The modes, and the machine that runs beside every mode.
CREATE OR REPLACE VIEW sendspec_machines AS
SELECT CAST(machine AS TEXT) AS machine, CAST(kind AS TEXT) AS kind, CAST(initial_state AS TEXT) AS initial_state
FROM (VALUES
  ('native_mta', 'log', 'pending'),
  ('enhanced_mta', 'log', 'pending'),
  ('enhanced_mta_efs', 'log', 'pending'),
  ('enhanced_mta_efs_v8', 'log', 'pending'),
  ('tracking', 'tracking', 'untouched')
) AS given (machine, kind, initial_state);

-- Whose moves a mode counts.
CREATE OR REPLACE VIEW sendspec_parts AS
SELECT CAST(mode AS TEXT) AS mode, CAST(machine AS TEXT) AS machine
FROM (VALUES
  ('native_mta', 'native_mta'),
  ('native_mta', 'tracking'),
  ('enhanced_mta', 'enhanced_mta'),
  ('enhanced_mta', 'tracking'),
  ('enhanced_mta_efs', 'enhanced_mta_efs'),
  ('enhanced_mta_efs', 'tracking'),
  ('enhanced_mta_efs_v8', 'enhanced_mta_efs_v8'),
  ('enhanced_mta_efs_v8', 'tracking')
) AS given (mode, machine);

-- What a state shows; the event that its deadline raises so many microseconds after entry or start.
CREATE OR REPLACE VIEW sendspec_states AS
SELECT CAST(machine AS TEXT) AS machine, CAST(state AS TEXT) AS state, CAST(status AS TEXT) AS status, CAST(settled AS BOOLEAN) AS settled, CAST(raised AS TEXT) AS raised, CAST(lasts AS BIGINT) AS lasts, CAST(counted_from AS TEXT) AS counted_from, CAST(most_strikes AS BIGINT) AS most_strikes
FROM (VALUES
  ('native_mta', 'pending', 'pending', FALSE, NULL, NULL, NULL, NULL),
  ('native_mta', 'excluded', 'ignored', TRUE, NULL, NULL, NULL, NULL),
  ('native_mta', 'retrying', 'failed', FALSE, 'expired', 302400000000, 'start', 7),
  ('native_mta', 'expired', 'failed', TRUE, NULL, NULL, NULL, NULL),
  ('native_mta', 'cancelled', 'delivery_canceled', TRUE, NULL, NULL, NULL, NULL),
  ('native_mta', 'delivered', 'sent', TRUE, NULL, NULL, NULL, NULL),
  ('native_mta', 'failed', 'failed', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta', 'pending', 'pending', FALSE, NULL, NULL, NULL, NULL),
  ('enhanced_mta', 'relayed', 'sent', FALSE, NULL, NULL, NULL, NULL),
  ('enhanced_mta', 'excluded', 'ignored', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta', 'retrying', 'sent', FALSE, NULL, NULL, NULL, NULL),
  ('enhanced_mta', 'expired', 'failed', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta', 'cancelled', 'delivery_canceled', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta', 'delivered', 'sent', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta', 'failed', 'failed', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs', 'pending', 'pending', FALSE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs', 'relayed', 'pending', FALSE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs', 'excluded', 'ignored', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs', 'retrying', 'failed', FALSE, 'expired', 302400000000, 'start', 8),
  ('enhanced_mta_efs', 'expired', 'failed', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs', 'cancelled', 'delivery_canceled', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs', 'delivered', 'sent', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs', 'failed', 'failed', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs_v8', 'pending', 'pending', FALSE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs_v8', 'relayed', 'taken_into_account', FALSE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs_v8', 'excluded', 'ignored', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs_v8', 'retrying', 'taken_into_account', FALSE, 'expired', 302400000000, 'start', 8),
  ('enhanced_mta_efs_v8', 'expired', 'failed', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs_v8', 'cancelled', 'delivery_canceled', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs_v8', 'delivered', 'sent', TRUE, NULL, NULL, NULL, NULL),
  ('enhanced_mta_efs_v8', 'failed', 'failed', TRUE, NULL, NULL, NULL, NULL),
  ('tracking', 'untouched', NULL, FALSE, NULL, NULL, NULL, NULL),
  ('tracking', 'inferred', NULL, FALSE, NULL, NULL, NULL, NULL),
  ('tracking', 'opened', NULL, FALSE, NULL, NULL, NULL, NULL),
  ('tracking', 'clicked_unopened', NULL, FALSE, NULL, NULL, NULL, NULL),
  ('tracking', 'clicked', NULL, FALSE, NULL, NULL, NULL, NULL)
) AS given (machine, state, status, settled, raised, lasts, counted_from, most_strikes);

-- What a state answers to an event that it does not ignore; sooner than a gap after entry it does.
CREATE OR REPLACE VIEW sendspec_answers AS
SELECT CAST(machine AS TEXT) AS machine, CAST(state AS TEXT) AS state, CAST(event AS TEXT) AS event, CAST(answer AS TEXT) AS answer, CAST(target AS TEXT) AS target, CAST(gap AS BIGINT) AS gap
FROM (VALUES
  ('native_mta', 'pending', 'delivered', 'moved', 'delivered', NULL),
  ('native_mta', 'pending', 'soft_bounced', 'moved', 'retrying', NULL),
  ('native_mta', 'pending', 'hard_bounced', 'moved', 'failed', NULL),
  ('native_mta', 'pending', 'expired', 'moved', 'expired', NULL),
  ('native_mta', 'pending', 'cancelled', 'moved', 'cancelled', NULL),
  ('native_mta', 'pending', 'excluded', 'moved', 'excluded', NULL),
  ('native_mta', 'excluded', 'delivered', 'moved', 'delivered', NULL),
  ('native_mta', 'excluded', 'soft_bounced', 'moved', 'retrying', NULL),
  ('native_mta', 'excluded', 'hard_bounced', 'moved', 'failed', NULL),
  ('native_mta', 'excluded', 'expired', 'moved', 'expired', NULL),
  ('native_mta', 'excluded', 'cancelled', 'moved', 'cancelled', NULL),
  ('native_mta', 'retrying', 'delivered', 'moved', 'delivered', NULL),
  ('native_mta', 'retrying', 'soft_bounced', 'moved', 'retrying', NULL),
  ('native_mta', 'retrying', 'hard_bounced', 'moved', 'failed', NULL),
  ('native_mta', 'retrying', 'expired', 'moved', 'expired', NULL),
  ('native_mta', 'retrying', 'cancelled', 'moved', 'cancelled', NULL),
  ('native_mta', 'expired', 'delivered', 'moved', 'delivered', NULL),
  ('native_mta', 'expired', 'hard_bounced', 'moved', 'failed', NULL),
  ('native_mta', 'expired', 'cancelled', 'moved', 'cancelled', NULL),
  ('native_mta', 'expired', 'excluded', 'refused', NULL, NULL),
  ('native_mta', 'cancelled', 'delivered', 'moved', 'delivered', NULL),
  ('native_mta', 'cancelled', 'hard_bounced', 'moved', 'failed', NULL),
  ('native_mta', 'cancelled', 'excluded', 'refused', NULL, NULL),
  ('native_mta', 'delivered', 'hard_bounced', 'moved', 'failed', NULL),
  ('native_mta', 'delivered', 'excluded', 'refused', NULL, NULL),
  ('native_mta', 'failed', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta', 'pending', 'relayed', 'moved', 'relayed', NULL),
  ('enhanced_mta', 'pending', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta', 'pending', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta', 'pending', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta', 'pending', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta', 'pending', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta', 'pending', 'excluded', 'moved', 'excluded', NULL),
  ('enhanced_mta', 'relayed', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta', 'relayed', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta', 'relayed', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta', 'relayed', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta', 'relayed', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta', 'relayed', 'excluded', 'moved', 'excluded', NULL),
  ('enhanced_mta', 'excluded', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta', 'excluded', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta', 'excluded', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta', 'excluded', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta', 'excluded', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta', 'retrying', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta', 'retrying', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta', 'retrying', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta', 'retrying', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta', 'retrying', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta', 'expired', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta', 'expired', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta', 'expired', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta', 'expired', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta', 'cancelled', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta', 'cancelled', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta', 'cancelled', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta', 'delivered', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta', 'delivered', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta', 'failed', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta_efs', 'pending', 'relayed', 'moved', 'relayed', NULL),
  ('enhanced_mta_efs', 'pending', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs', 'pending', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta_efs', 'pending', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs', 'pending', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta_efs', 'pending', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs', 'pending', 'excluded', 'moved', 'excluded', NULL),
  ('enhanced_mta_efs', 'relayed', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs', 'relayed', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta_efs', 'relayed', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs', 'relayed', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta_efs', 'relayed', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs', 'relayed', 'excluded', 'moved', 'excluded', NULL),
  ('enhanced_mta_efs', 'excluded', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs', 'excluded', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta_efs', 'excluded', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs', 'excluded', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta_efs', 'excluded', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs', 'retrying', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs', 'retrying', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta_efs', 'retrying', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs', 'retrying', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta_efs', 'retrying', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs', 'expired', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs', 'expired', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs', 'expired', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs', 'expired', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta_efs', 'cancelled', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs', 'cancelled', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs', 'cancelled', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta_efs', 'delivered', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs', 'delivered', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta_efs', 'failed', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta_efs_v8', 'pending', 'relayed', 'moved', 'relayed', NULL),
  ('enhanced_mta_efs_v8', 'pending', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs_v8', 'pending', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta_efs_v8', 'pending', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs_v8', 'pending', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta_efs_v8', 'pending', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs_v8', 'pending', 'excluded', 'moved', 'excluded', NULL),
  ('enhanced_mta_efs_v8', 'relayed', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs_v8', 'relayed', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta_efs_v8', 'relayed', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs_v8', 'relayed', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta_efs_v8', 'relayed', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs_v8', 'relayed', 'excluded', 'moved', 'excluded', NULL),
  ('enhanced_mta_efs_v8', 'excluded', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs_v8', 'excluded', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta_efs_v8', 'excluded', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs_v8', 'excluded', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta_efs_v8', 'excluded', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs_v8', 'retrying', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs_v8', 'retrying', 'soft_bounced', 'moved', 'retrying', NULL),
  ('enhanced_mta_efs_v8', 'retrying', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs_v8', 'retrying', 'expired', 'moved', 'expired', NULL),
  ('enhanced_mta_efs_v8', 'retrying', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs_v8', 'expired', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs_v8', 'expired', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs_v8', 'expired', 'cancelled', 'moved', 'cancelled', NULL),
  ('enhanced_mta_efs_v8', 'expired', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta_efs_v8', 'cancelled', 'delivered', 'moved', 'delivered', NULL),
  ('enhanced_mta_efs_v8', 'cancelled', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs_v8', 'cancelled', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta_efs_v8', 'delivered', 'hard_bounced', 'moved', 'failed', NULL),
  ('enhanced_mta_efs_v8', 'delivered', 'excluded', 'refused', NULL, NULL),
  ('enhanced_mta_efs_v8', 'failed', 'excluded', 'refused', NULL, NULL),
  ('tracking', 'untouched', 'opened', 'moved', 'opened', NULL),
  ('tracking', 'untouched', 'clicked', 'moved', 'clicked_unopened', NULL),
  ('tracking', 'untouched', 'mirror_page_viewed', 'moved', 'inferred', NULL),
  ('tracking', 'untouched', 'unsubscribed', 'moved', 'inferred', NULL),
  ('tracking', 'untouched', 'complained', 'moved', 'untouched', NULL),
  ('tracking', 'inferred', 'opened', 'moved', 'opened', NULL),
  ('tracking', 'inferred', 'clicked', 'moved', 'clicked_unopened', NULL),
  ('tracking', 'inferred', 'mirror_page_viewed', 'moved', 'inferred', NULL),
  ('tracking', 'inferred', 'unsubscribed', 'moved', 'inferred', NULL),
  ('tracking', 'inferred', 'complained', 'moved', 'inferred', NULL),
  ('tracking', 'opened', 'opened', 'moved', 'opened', NULL),
  ('tracking', 'opened', 'clicked', 'moved', 'clicked', NULL),
  ('tracking', 'opened', 'mirror_page_viewed', 'moved', 'opened', NULL),
  ('tracking', 'opened', 'unsubscribed', 'moved', 'opened', NULL),
  ('tracking', 'opened', 'complained', 'moved', 'opened', NULL),
  ('tracking', 'clicked_unopened', 'opened', 'moved', 'clicked', NULL),
  ('tracking', 'clicked_unopened', 'clicked', 'moved', 'clicked_unopened', NULL),
  ('tracking', 'clicked_unopened', 'mirror_page_viewed', 'moved', 'clicked_unopened', NULL),
  ('tracking', 'clicked_unopened', 'unsubscribed', 'moved', 'clicked_unopened', NULL),
  ('tracking', 'clicked_unopened', 'complained', 'moved', 'clicked_unopened', NULL),
  ('tracking', 'clicked', 'opened', 'moved', 'clicked', NULL),
  ('tracking', 'clicked', 'clicked', 'moved', 'clicked', NULL),
  ('tracking', 'clicked', 'mirror_page_viewed', 'moved', 'clicked', NULL),
  ('tracking', 'clicked', 'unsubscribed', 'moved', 'clicked', NULL),
  ('tracking', 'clicked', 'complained', 'moved', 'clicked', NULL)
) AS given (machine, state, event, answer, target, gap);

-- What is counted: counters, messages that show a status, messages whose fate is open.
CREATE OR REPLACE VIEW sendspec_measures AS
SELECT CAST(kind AS TEXT) AS kind, CAST(name AS TEXT) AS name
FROM (VALUES
  ('counter', 'to_deliver'),
  ('counter', 'delivered'),
  ('counter', 'bounces_errors'),
  ('counter', 'processed'),
  ('counter', 'opens'),
  ('counter', 'unique_opens'),
  ('counter', 'clicks'),
  ('counter', 'unique_clicks'),
  ('counter', 'mirror_pages'),
  ('counter', 'unsubscribes'),
  ('counter', 'complaints'),
  ('counter', 'erroneous_addresses'),
  ('counter', 'quarantined_addresses'),
  ('counter', 'denylisted_addresses'),
  ('status', 'pending'),
  ('status', 'taken_into_account'),
  ('status', 'sent'),
  ('status', 'failed'),
  ('status', 'delivery_canceled'),
  ('status', 'ignored'),
  ('unsettled', 'unsettled')
) AS given (kind, name);

-- What a move adds to a measure, sums included; the first move of an object comes from nowhere by no event.
CREATE OR REPLACE VIEW sendspec_effects AS
SELECT CAST(machine AS TEXT) AS machine, CAST(state AS TEXT) AS state, CAST(event AS TEXT) AS event, CAST(kind AS TEXT) AS kind, CAST(name AS TEXT) AS name, CAST(amount AS BIGINT) AS amount
FROM (VALUES
  ('native_mta', '', '', 'counter', 'to_deliver', 1),
  ('native_mta', '', '', 'status', 'pending', 1),
  ('native_mta', '', '', 'unsettled', 'unsettled', 1),
  ('native_mta', 'pending', 'delivered', 'counter', 'delivered', 1),
  ('native_mta', 'pending', 'delivered', 'counter', 'processed', 1),
  ('native_mta', 'pending', 'delivered', 'status', 'pending', -1),
  ('native_mta', 'pending', 'delivered', 'unsettled', 'unsettled', -1),
  ('native_mta', 'pending', 'delivered', 'status', 'sent', 1),
  ('native_mta', 'pending', 'soft_bounced', 'counter', 'bounces_errors', 1),
  ('native_mta', 'pending', 'soft_bounced', 'counter', 'processed', 1),
  ('native_mta', 'pending', 'soft_bounced', 'status', 'pending', -1),
  ('native_mta', 'pending', 'soft_bounced', 'status', 'failed', 1),
  ('native_mta', 'pending', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('native_mta', 'pending', 'hard_bounced', 'counter', 'processed', 1),
  ('native_mta', 'pending', 'hard_bounced', 'status', 'pending', -1),
  ('native_mta', 'pending', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('native_mta', 'pending', 'hard_bounced', 'status', 'failed', 1),
  ('native_mta', 'pending', 'expired', 'counter', 'bounces_errors', 1),
  ('native_mta', 'pending', 'expired', 'counter', 'processed', 1),
  ('native_mta', 'pending', 'expired', 'status', 'pending', -1),
  ('native_mta', 'pending', 'expired', 'unsettled', 'unsettled', -1),
  ('native_mta', 'pending', 'expired', 'status', 'failed', 1),
  ('native_mta', 'pending', 'cancelled', 'status', 'pending', -1),
  ('native_mta', 'pending', 'cancelled', 'unsettled', 'unsettled', -1),
  ('native_mta', 'pending', 'cancelled', 'status', 'delivery_canceled', 1),
  ('native_mta', 'pending', 'excluded', 'counter', 'to_deliver', -1),
  ('native_mta', 'pending', 'excluded', 'status', 'pending', -1),
  ('native_mta', 'pending', 'excluded', 'unsettled', 'unsettled', -1),
  ('native_mta', 'pending', 'excluded', 'status', 'ignored', 1),
  ('native_mta', 'excluded', 'delivered', 'counter', 'to_deliver', 1),
  ('native_mta', 'excluded', 'delivered', 'counter', 'delivered', 1),
  ('native_mta', 'excluded', 'delivered', 'counter', 'processed', 1),
  ('native_mta', 'excluded', 'delivered', 'status', 'ignored', -1),
  ('native_mta', 'excluded', 'delivered', 'status', 'sent', 1),
  ('native_mta', 'excluded', 'soft_bounced', 'counter', 'to_deliver', 1),
  ('native_mta', 'excluded', 'soft_bounced', 'counter', 'bounces_errors', 1),
  ('native_mta', 'excluded', 'soft_bounced', 'counter', 'processed', 1),
  ('native_mta', 'excluded', 'soft_bounced', 'status', 'ignored', -1),
  ('native_mta', 'excluded', 'soft_bounced', 'status', 'failed', 1),
  ('native_mta', 'excluded', 'soft_bounced', 'unsettled', 'unsettled', 1),
  ('native_mta', 'excluded', 'hard_bounced', 'counter', 'to_deliver', 1),
  ('native_mta', 'excluded', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('native_mta', 'excluded', 'hard_bounced', 'counter', 'processed', 1),
  ('native_mta', 'excluded', 'hard_bounced', 'status', 'ignored', -1),
  ('native_mta', 'excluded', 'hard_bounced', 'status', 'failed', 1),
  ('native_mta', 'excluded', 'expired', 'counter', 'to_deliver', 1),
  ('native_mta', 'excluded', 'expired', 'counter', 'bounces_errors', 1),
  ('native_mta', 'excluded', 'expired', 'counter', 'processed', 1),
  ('native_mta', 'excluded', 'expired', 'status', 'ignored', -1),
  ('native_mta', 'excluded', 'expired', 'status', 'failed', 1),
  ('native_mta', 'excluded', 'cancelled', 'counter', 'to_deliver', 1),
  ('native_mta', 'excluded', 'cancelled', 'status', 'ignored', -1),
  ('native_mta', 'excluded', 'cancelled', 'status', 'delivery_canceled', 1),
  ('native_mta', 'retrying', 'delivered', 'counter', 'delivered', 1),
  ('native_mta', 'retrying', 'delivered', 'counter', 'bounces_errors', -1),
  ('native_mta', 'retrying', 'delivered', 'status', 'failed', -1),
  ('native_mta', 'retrying', 'delivered', 'unsettled', 'unsettled', -1),
  ('native_mta', 'retrying', 'delivered', 'status', 'sent', 1),
  ('native_mta', 'retrying', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('native_mta', 'retrying', 'expired', 'unsettled', 'unsettled', -1),
  ('native_mta', 'retrying', 'cancelled', 'counter', 'bounces_errors', -1),
  ('native_mta', 'retrying', 'cancelled', 'counter', 'processed', -1),
  ('native_mta', 'retrying', 'cancelled', 'status', 'failed', -1),
  ('native_mta', 'retrying', 'cancelled', 'unsettled', 'unsettled', -1),
  ('native_mta', 'retrying', 'cancelled', 'status', 'delivery_canceled', 1),
  ('native_mta', 'expired', 'delivered', 'counter', 'delivered', 1),
  ('native_mta', 'expired', 'delivered', 'counter', 'bounces_errors', -1),
  ('native_mta', 'expired', 'delivered', 'status', 'failed', -1),
  ('native_mta', 'expired', 'delivered', 'status', 'sent', 1),
  ('native_mta', 'expired', 'cancelled', 'counter', 'bounces_errors', -1),
  ('native_mta', 'expired', 'cancelled', 'counter', 'processed', -1),
  ('native_mta', 'expired', 'cancelled', 'status', 'failed', -1),
  ('native_mta', 'expired', 'cancelled', 'status', 'delivery_canceled', 1),
  ('native_mta', 'cancelled', 'delivered', 'counter', 'delivered', 1),
  ('native_mta', 'cancelled', 'delivered', 'counter', 'processed', 1),
  ('native_mta', 'cancelled', 'delivered', 'status', 'delivery_canceled', -1),
  ('native_mta', 'cancelled', 'delivered', 'status', 'sent', 1),
  ('native_mta', 'cancelled', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('native_mta', 'cancelled', 'hard_bounced', 'counter', 'processed', 1),
  ('native_mta', 'cancelled', 'hard_bounced', 'status', 'delivery_canceled', -1),
  ('native_mta', 'cancelled', 'hard_bounced', 'status', 'failed', 1),
  ('native_mta', 'delivered', 'hard_bounced', 'counter', 'delivered', -1),
  ('native_mta', 'delivered', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('native_mta', 'delivered', 'hard_bounced', 'status', 'sent', -1),
  ('native_mta', 'delivered', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta', '', '', 'counter', 'to_deliver', 1),
  ('enhanced_mta', '', '', 'status', 'pending', 1),
  ('enhanced_mta', '', '', 'unsettled', 'unsettled', 1),
  ('enhanced_mta', 'pending', 'relayed', 'counter', 'delivered', 1),
  ('enhanced_mta', 'pending', 'relayed', 'counter', 'processed', 1),
  ('enhanced_mta', 'pending', 'relayed', 'status', 'pending', -1),
  ('enhanced_mta', 'pending', 'relayed', 'status', 'sent', 1),
  ('enhanced_mta', 'pending', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta', 'pending', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta', 'pending', 'delivered', 'status', 'pending', -1),
  ('enhanced_mta', 'pending', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'pending', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta', 'pending', 'soft_bounced', 'counter', 'delivered', 1),
  ('enhanced_mta', 'pending', 'soft_bounced', 'counter', 'processed', 1),
  ('enhanced_mta', 'pending', 'soft_bounced', 'status', 'pending', -1),
  ('enhanced_mta', 'pending', 'soft_bounced', 'status', 'sent', 1),
  ('enhanced_mta', 'pending', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'pending', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta', 'pending', 'hard_bounced', 'status', 'pending', -1),
  ('enhanced_mta', 'pending', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'pending', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta', 'pending', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'pending', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta', 'pending', 'expired', 'status', 'pending', -1),
  ('enhanced_mta', 'pending', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'pending', 'expired', 'status', 'failed', 1),
  ('enhanced_mta', 'pending', 'cancelled', 'status', 'pending', -1),
  ('enhanced_mta', 'pending', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'pending', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta', 'pending', 'excluded', 'counter', 'to_deliver', -1),
  ('enhanced_mta', 'pending', 'excluded', 'status', 'pending', -1),
  ('enhanced_mta', 'pending', 'excluded', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'pending', 'excluded', 'status', 'ignored', 1),
  ('enhanced_mta', 'relayed', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'relayed', 'hard_bounced', 'counter', 'delivered', -1),
  ('enhanced_mta', 'relayed', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'relayed', 'hard_bounced', 'status', 'sent', -1),
  ('enhanced_mta', 'relayed', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'relayed', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta', 'relayed', 'expired', 'counter', 'delivered', -1),
  ('enhanced_mta', 'relayed', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'relayed', 'expired', 'status', 'sent', -1),
  ('enhanced_mta', 'relayed', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'relayed', 'expired', 'status', 'failed', 1),
  ('enhanced_mta', 'relayed', 'cancelled', 'counter', 'delivered', -1),
  ('enhanced_mta', 'relayed', 'cancelled', 'counter', 'processed', -1),
  ('enhanced_mta', 'relayed', 'cancelled', 'status', 'sent', -1),
  ('enhanced_mta', 'relayed', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'relayed', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta', 'relayed', 'excluded', 'counter', 'to_deliver', -1),
  ('enhanced_mta', 'relayed', 'excluded', 'counter', 'delivered', -1),
  ('enhanced_mta', 'relayed', 'excluded', 'counter', 'processed', -1),
  ('enhanced_mta', 'relayed', 'excluded', 'status', 'sent', -1),
  ('enhanced_mta', 'relayed', 'excluded', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'relayed', 'excluded', 'status', 'ignored', 1),
  ('enhanced_mta', 'excluded', 'delivered', 'counter', 'to_deliver', 1),
  ('enhanced_mta', 'excluded', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta', 'excluded', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta', 'excluded', 'delivered', 'status', 'ignored', -1),
  ('enhanced_mta', 'excluded', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta', 'excluded', 'soft_bounced', 'counter', 'to_deliver', 1),
  ('enhanced_mta', 'excluded', 'soft_bounced', 'counter', 'delivered', 1),
  ('enhanced_mta', 'excluded', 'soft_bounced', 'counter', 'processed', 1),
  ('enhanced_mta', 'excluded', 'soft_bounced', 'status', 'ignored', -1),
  ('enhanced_mta', 'excluded', 'soft_bounced', 'status', 'sent', 1),
  ('enhanced_mta', 'excluded', 'soft_bounced', 'unsettled', 'unsettled', 1),
  ('enhanced_mta', 'excluded', 'hard_bounced', 'counter', 'to_deliver', 1),
  ('enhanced_mta', 'excluded', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'excluded', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta', 'excluded', 'hard_bounced', 'status', 'ignored', -1),
  ('enhanced_mta', 'excluded', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta', 'excluded', 'expired', 'counter', 'to_deliver', 1),
  ('enhanced_mta', 'excluded', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'excluded', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta', 'excluded', 'expired', 'status', 'ignored', -1),
  ('enhanced_mta', 'excluded', 'expired', 'status', 'failed', 1),
  ('enhanced_mta', 'excluded', 'cancelled', 'counter', 'to_deliver', 1),
  ('enhanced_mta', 'excluded', 'cancelled', 'status', 'ignored', -1),
  ('enhanced_mta', 'excluded', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta', 'retrying', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'retrying', 'hard_bounced', 'counter', 'delivered', -1),
  ('enhanced_mta', 'retrying', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'retrying', 'hard_bounced', 'status', 'sent', -1),
  ('enhanced_mta', 'retrying', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'retrying', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta', 'retrying', 'expired', 'counter', 'delivered', -1),
  ('enhanced_mta', 'retrying', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'retrying', 'expired', 'status', 'sent', -1),
  ('enhanced_mta', 'retrying', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'retrying', 'expired', 'status', 'failed', 1),
  ('enhanced_mta', 'retrying', 'cancelled', 'counter', 'delivered', -1),
  ('enhanced_mta', 'retrying', 'cancelled', 'counter', 'processed', -1),
  ('enhanced_mta', 'retrying', 'cancelled', 'status', 'sent', -1),
  ('enhanced_mta', 'retrying', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta', 'retrying', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta', 'expired', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta', 'expired', 'delivered', 'counter', 'bounces_errors', -1),
  ('enhanced_mta', 'expired', 'delivered', 'status', 'failed', -1),
  ('enhanced_mta', 'expired', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta', 'expired', 'cancelled', 'counter', 'bounces_errors', -1),
  ('enhanced_mta', 'expired', 'cancelled', 'counter', 'processed', -1),
  ('enhanced_mta', 'expired', 'cancelled', 'status', 'failed', -1),
  ('enhanced_mta', 'expired', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta', 'cancelled', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta', 'cancelled', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta', 'cancelled', 'delivered', 'status', 'delivery_canceled', -1),
  ('enhanced_mta', 'cancelled', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta', 'cancelled', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'cancelled', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta', 'cancelled', 'hard_bounced', 'status', 'delivery_canceled', -1),
  ('enhanced_mta', 'cancelled', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta', 'delivered', 'hard_bounced', 'counter', 'delivered', -1),
  ('enhanced_mta', 'delivered', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta', 'delivered', 'hard_bounced', 'status', 'sent', -1),
  ('enhanced_mta', 'delivered', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs', '', '', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs', '', '', 'status', 'pending', 1),
  ('enhanced_mta_efs', '', '', 'unsettled', 'unsettled', 1),
  ('enhanced_mta_efs', 'pending', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs', 'pending', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'pending', 'delivered', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'pending', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'pending', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs', 'pending', 'soft_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'pending', 'soft_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'pending', 'soft_bounced', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'pending', 'soft_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'pending', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'pending', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'pending', 'hard_bounced', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'pending', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'pending', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'pending', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'pending', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'pending', 'expired', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'pending', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'pending', 'expired', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'pending', 'cancelled', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'pending', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'pending', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs', 'pending', 'excluded', 'counter', 'to_deliver', -1),
  ('enhanced_mta_efs', 'pending', 'excluded', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'pending', 'excluded', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'pending', 'excluded', 'status', 'ignored', 1),
  ('enhanced_mta_efs', 'relayed', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs', 'relayed', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'relayed', 'delivered', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'relayed', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'relayed', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs', 'relayed', 'soft_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'relayed', 'soft_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'relayed', 'soft_bounced', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'relayed', 'soft_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'relayed', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'relayed', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'relayed', 'hard_bounced', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'relayed', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'relayed', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'relayed', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'relayed', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'relayed', 'expired', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'relayed', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'relayed', 'expired', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'relayed', 'cancelled', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'relayed', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'relayed', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs', 'relayed', 'excluded', 'counter', 'to_deliver', -1),
  ('enhanced_mta_efs', 'relayed', 'excluded', 'status', 'pending', -1),
  ('enhanced_mta_efs', 'relayed', 'excluded', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'relayed', 'excluded', 'status', 'ignored', 1),
  ('enhanced_mta_efs', 'excluded', 'delivered', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs', 'excluded', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs', 'excluded', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'excluded', 'delivered', 'status', 'ignored', -1),
  ('enhanced_mta_efs', 'excluded', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs', 'excluded', 'soft_bounced', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs', 'excluded', 'soft_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'excluded', 'soft_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'excluded', 'soft_bounced', 'status', 'ignored', -1),
  ('enhanced_mta_efs', 'excluded', 'soft_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'excluded', 'soft_bounced', 'unsettled', 'unsettled', 1),
  ('enhanced_mta_efs', 'excluded', 'hard_bounced', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs', 'excluded', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'excluded', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'excluded', 'hard_bounced', 'status', 'ignored', -1),
  ('enhanced_mta_efs', 'excluded', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'excluded', 'expired', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs', 'excluded', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'excluded', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'excluded', 'expired', 'status', 'ignored', -1),
  ('enhanced_mta_efs', 'excluded', 'expired', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'excluded', 'cancelled', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs', 'excluded', 'cancelled', 'status', 'ignored', -1),
  ('enhanced_mta_efs', 'excluded', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs', 'retrying', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs', 'retrying', 'delivered', 'counter', 'bounces_errors', -1),
  ('enhanced_mta_efs', 'retrying', 'delivered', 'status', 'failed', -1),
  ('enhanced_mta_efs', 'retrying', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'retrying', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs', 'retrying', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'retrying', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'retrying', 'cancelled', 'counter', 'bounces_errors', -1),
  ('enhanced_mta_efs', 'retrying', 'cancelled', 'counter', 'processed', -1),
  ('enhanced_mta_efs', 'retrying', 'cancelled', 'status', 'failed', -1),
  ('enhanced_mta_efs', 'retrying', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs', 'retrying', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs', 'expired', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs', 'expired', 'delivered', 'counter', 'bounces_errors', -1),
  ('enhanced_mta_efs', 'expired', 'delivered', 'status', 'failed', -1),
  ('enhanced_mta_efs', 'expired', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs', 'expired', 'cancelled', 'counter', 'bounces_errors', -1),
  ('enhanced_mta_efs', 'expired', 'cancelled', 'counter', 'processed', -1),
  ('enhanced_mta_efs', 'expired', 'cancelled', 'status', 'failed', -1),
  ('enhanced_mta_efs', 'expired', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs', 'cancelled', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs', 'cancelled', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'cancelled', 'delivered', 'status', 'delivery_canceled', -1),
  ('enhanced_mta_efs', 'cancelled', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs', 'cancelled', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'cancelled', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs', 'cancelled', 'hard_bounced', 'status', 'delivery_canceled', -1),
  ('enhanced_mta_efs', 'cancelled', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs', 'delivered', 'hard_bounced', 'counter', 'delivered', -1),
  ('enhanced_mta_efs', 'delivered', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs', 'delivered', 'hard_bounced', 'status', 'sent', -1),
  ('enhanced_mta_efs', 'delivered', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', '', '', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs_v8', '', '', 'status', 'pending', 1),
  ('enhanced_mta_efs_v8', '', '', 'unsettled', 'unsettled', 1),
  ('enhanced_mta_efs_v8', 'pending', 'relayed', 'status', 'pending', -1),
  ('enhanced_mta_efs_v8', 'pending', 'relayed', 'status', 'taken_into_account', 1),
  ('enhanced_mta_efs_v8', 'pending', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs_v8', 'pending', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'pending', 'delivered', 'status', 'pending', -1),
  ('enhanced_mta_efs_v8', 'pending', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'pending', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs_v8', 'pending', 'soft_bounced', 'status', 'pending', -1),
  ('enhanced_mta_efs_v8', 'pending', 'soft_bounced', 'status', 'taken_into_account', 1),
  ('enhanced_mta_efs_v8', 'pending', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'pending', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'pending', 'hard_bounced', 'status', 'pending', -1),
  ('enhanced_mta_efs_v8', 'pending', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'pending', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'pending', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'pending', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'pending', 'expired', 'status', 'pending', -1),
  ('enhanced_mta_efs_v8', 'pending', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'pending', 'expired', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'pending', 'cancelled', 'status', 'pending', -1),
  ('enhanced_mta_efs_v8', 'pending', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'pending', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs_v8', 'pending', 'excluded', 'counter', 'to_deliver', -1),
  ('enhanced_mta_efs_v8', 'pending', 'excluded', 'status', 'pending', -1),
  ('enhanced_mta_efs_v8', 'pending', 'excluded', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'pending', 'excluded', 'status', 'ignored', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'delivered', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'hard_bounced', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'expired', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'expired', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'cancelled', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs_v8', 'relayed', 'excluded', 'counter', 'to_deliver', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'excluded', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'excluded', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'relayed', 'excluded', 'status', 'ignored', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'delivered', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'delivered', 'status', 'ignored', -1),
  ('enhanced_mta_efs_v8', 'excluded', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'soft_bounced', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'soft_bounced', 'status', 'ignored', -1),
  ('enhanced_mta_efs_v8', 'excluded', 'soft_bounced', 'status', 'taken_into_account', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'soft_bounced', 'unsettled', 'unsettled', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'hard_bounced', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'hard_bounced', 'status', 'ignored', -1),
  ('enhanced_mta_efs_v8', 'excluded', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'expired', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'expired', 'status', 'ignored', -1),
  ('enhanced_mta_efs_v8', 'excluded', 'expired', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'cancelled', 'counter', 'to_deliver', 1),
  ('enhanced_mta_efs_v8', 'excluded', 'cancelled', 'status', 'ignored', -1),
  ('enhanced_mta_efs_v8', 'excluded', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'delivered', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'retrying', 'delivered', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'retrying', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'hard_bounced', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'retrying', 'hard_bounced', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'retrying', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'expired', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'expired', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'expired', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'retrying', 'expired', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'retrying', 'expired', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'retrying', 'cancelled', 'status', 'taken_into_account', -1),
  ('enhanced_mta_efs_v8', 'retrying', 'cancelled', 'unsettled', 'unsettled', -1),
  ('enhanced_mta_efs_v8', 'retrying', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs_v8', 'expired', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs_v8', 'expired', 'delivered', 'counter', 'bounces_errors', -1),
  ('enhanced_mta_efs_v8', 'expired', 'delivered', 'status', 'failed', -1),
  ('enhanced_mta_efs_v8', 'expired', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs_v8', 'expired', 'cancelled', 'counter', 'bounces_errors', -1),
  ('enhanced_mta_efs_v8', 'expired', 'cancelled', 'counter', 'processed', -1),
  ('enhanced_mta_efs_v8', 'expired', 'cancelled', 'status', 'failed', -1),
  ('enhanced_mta_efs_v8', 'expired', 'cancelled', 'status', 'delivery_canceled', 1),
  ('enhanced_mta_efs_v8', 'cancelled', 'delivered', 'counter', 'delivered', 1),
  ('enhanced_mta_efs_v8', 'cancelled', 'delivered', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'cancelled', 'delivered', 'status', 'delivery_canceled', -1),
  ('enhanced_mta_efs_v8', 'cancelled', 'delivered', 'status', 'sent', 1),
  ('enhanced_mta_efs_v8', 'cancelled', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'cancelled', 'hard_bounced', 'counter', 'processed', 1),
  ('enhanced_mta_efs_v8', 'cancelled', 'hard_bounced', 'status', 'delivery_canceled', -1),
  ('enhanced_mta_efs_v8', 'cancelled', 'hard_bounced', 'status', 'failed', 1),
  ('enhanced_mta_efs_v8', 'delivered', 'hard_bounced', 'counter', 'delivered', -1),
  ('enhanced_mta_efs_v8', 'delivered', 'hard_bounced', 'counter', 'bounces_errors', 1),
  ('enhanced_mta_efs_v8', 'delivered', 'hard_bounced', 'status', 'sent', -1),
  ('enhanced_mta_efs_v8', 'delivered', 'hard_bounced', 'status', 'failed', 1),
  ('tracking', 'untouched', 'opened', 'counter', 'opens', 1),
  ('tracking', 'untouched', 'opened', 'counter', 'unique_opens', 1),
  ('tracking', 'untouched', 'clicked', 'counter', 'opens', 1),
  ('tracking', 'untouched', 'clicked', 'counter', 'unique_opens', 1),
  ('tracking', 'untouched', 'clicked', 'counter', 'clicks', 1),
  ('tracking', 'untouched', 'clicked', 'counter', 'unique_clicks', 1),
  ('tracking', 'untouched', 'mirror_page_viewed', 'counter', 'opens', 1),
  ('tracking', 'untouched', 'mirror_page_viewed', 'counter', 'unique_opens', 1),
  ('tracking', 'untouched', 'mirror_page_viewed', 'counter', 'mirror_pages', 1),
  ('tracking', 'untouched', 'unsubscribed', 'counter', 'opens', 1),
  ('tracking', 'untouched', 'unsubscribed', 'counter', 'unique_opens', 1),
  ('tracking', 'untouched', 'unsubscribed', 'counter', 'unsubscribes', 1),
  ('tracking', 'untouched', 'complained', 'counter', 'complaints', 1),
  ('tracking', 'inferred', 'clicked', 'counter', 'clicks', 1),
  ('tracking', 'inferred', 'clicked', 'counter', 'unique_clicks', 1),
  ('tracking', 'inferred', 'mirror_page_viewed', 'counter', 'mirror_pages', 1),
  ('tracking', 'inferred', 'unsubscribed', 'counter', 'unsubscribes', 1),
  ('tracking', 'inferred', 'complained', 'counter', 'complaints', 1),
  ('tracking', 'opened', 'opened', 'counter', 'opens', 1),
  ('tracking', 'opened', 'clicked', 'counter', 'clicks', 1),
  ('tracking', 'opened', 'clicked', 'counter', 'unique_clicks', 1),
  ('tracking', 'opened', 'mirror_page_viewed', 'counter', 'mirror_pages', 1),
  ('tracking', 'opened', 'unsubscribed', 'counter', 'unsubscribes', 1),
  ('tracking', 'opened', 'complained', 'counter', 'complaints', 1),
  ('tracking', 'clicked_unopened', 'clicked', 'counter', 'clicks', 1),
  ('tracking', 'clicked_unopened', 'mirror_page_viewed', 'counter', 'mirror_pages', 1),
  ('tracking', 'clicked_unopened', 'unsubscribed', 'counter', 'unsubscribes', 1),
  ('tracking', 'clicked_unopened', 'complained', 'counter', 'complaints', 1),
  ('tracking', 'clicked', 'opened', 'counter', 'opens', 1),
  ('tracking', 'clicked', 'clicked', 'counter', 'clicks', 1),
  ('tracking', 'clicked', 'mirror_page_viewed', 'counter', 'mirror_pages', 1),
  ('tracking', 'clicked', 'unsubscribed', 'counter', 'unsubscribes', 1),
  ('tracking', 'clicked', 'complained', 'counter', 'complaints', 1)
) AS given (machine, state, event, kind, name, amount);

-- Of what a KPI is made: a measure, perhaps in percent of a counter.
CREATE OR REPLACE VIEW sendspec_formulas AS
SELECT CAST(kpi AS TEXT) AS kpi, CAST(kind AS TEXT) AS kind, CAST(name AS TEXT) AS name, CAST(whole AS TEXT) AS whole
FROM (VALUES
  ('to_deliver', 'counter', 'to_deliver', NULL),
  ('sent', 'status', 'sent', NULL),
  ('delivered_rate', 'counter', 'delivered', 'to_deliver'),
  ('bounces_errors_rate', 'counter', 'bounces_errors', 'to_deliver'),
  ('report_delivered_rate', 'counter', 'delivered', 'processed'),
  ('open_rate', 'counter', 'unique_opens', 'delivered'),
  ('click_through_rate', 'counter', 'unique_clicks', 'delivered')
) AS given (kpi, kind, name, whole);

-- The log as it is read; rows without a message, recipient, time or event are left out.
CREATE OR REPLACE VIEW sendspec_log AS
SELECT
  known.kind AS kind,
  CAST(events.message AS TEXT) AS message,
  TRANSLATE(
    CAST(events.recipient AS TEXT),
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'abcdefghijklmnopqrstuvwxyz'
  ) AS folded,
  CAST(events.recipient AS TEXT) AS recipient,
  EPOCH_US(events.time) AS heard_at,
  EPOCH_US(settings.as_of) AS as_of,
  CAST(events.event AS TEXT) AS event,
  known.place AS place,
  NULLIF(CAST(events.event_id AS TEXT), '') AS event_id,
  CAST(events.reason AS TEXT) AS reason
FROM events
CROSS JOIN sendspec_settings AS settings
LEFT JOIN sendspec_events AS known
  ON known.event = CAST(events.event AS TEXT)
WHERE
  NOT events.message IS NULL
  AND NOT events.recipient IS NULL
  AND NOT events.time IS NULL
  AND NOT events.event IS NULL;

-- The events of each recipient of each message in order, without repeats.
CREATE OR REPLACE VIEW sendspec_history AS
SELECT
  kind,
  message,
  folded,
  recipient,
  ROW_NUMBER() OVER (
    PARTITION BY kind, message, folded
    ORDER BY heard_at, place, reason NULLS FIRST, recipient, event_id NULLS FIRST
  ) AS number,
  heard_at,
  as_of,
  event,
  reason
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY message, folded, event, event_id, CASE WHEN event_id IS NULL THEN heard_at END, CASE WHEN event_id IS NULL THEN reason END
      ORDER BY heard_at, place, reason NULLS FIRST, recipient
    ) AS copy
  FROM sendspec_log
  WHERE
    NOT kind IS NULL AND heard_at <= as_of
) AS copies
WHERE
  copy = 1;

-- The events of each recipient of each message as arrays; a reason begins with `=`, for want of null.
CREATE OR REPLACE VIEW sendspec_objects AS
SELECT
  kind,
  message,
  folded,
  MIN(CASE WHEN number = 1 THEN recipient END) AS recipient,
  MIN(as_of) AS as_of,
  MIN(heard_at) AS began,
  ARRAY_AGG(heard_at ORDER BY number) AS times,
  ARRAY_AGG(event ORDER BY number) AS events,
  ARRAY_AGG(CASE WHEN reason IS NULL THEN '' ELSE CONCAT('=', reason) END ORDER BY number) AS reasons
FROM sendspec_history
GROUP BY
  kind,
  message,
  folded;

-- Every object in every machine step by step: it begins, hears events, is struck by deadlines (first on a tie), ends.
CREATE OR REPLACE VIEW sendspec_steps AS
WITH RECURSIVE steps AS (
  SELECT
    machines.machine AS machine,
    objects.kind AS kind,
    objects.message AS message,
    objects.folded AS folded,
    objects.recipient AS recipient,
    objects.as_of AS as_of,
    objects.times AS times,
    objects.events AS events,
    objects.reasons AS reasons,
    CAST(0 AS BIGINT) AS heard,
    CAST(0 AS BIGINT) AS strikes,
    CAST('began' AS TEXT) AS answer,
    FALSE AS by_clock,
    CAST('' AS TEXT) AS source,
    CAST('' AS TEXT) AS event,
    machines.initial_state AS state,
    objects.began AS happened,
    objects.began AS since,
    CAST(NULL AS BIGINT) AS started,
    CAST(NULL AS BIGINT) AS entered,
    CAST(NULL AS TEXT) AS reason
  FROM sendspec_objects AS objects
  JOIN sendspec_machines AS machines
    ON machines.kind = objects.kind
  UNION ALL
  SELECT
    machine,
    kind,
    message,
    folded,
    recipient,
    as_of,
    times,
    events,
    reasons,
    CASE WHEN is_due OR next_answer = 'ended' THEN heard ELSE heard + 1 END,
    CASE WHEN is_due THEN strikes + 1 ELSE 0 END,
    next_answer,
    is_due,
    state,
    next_event,
    CASE WHEN next_answer = 'moved' THEN target ELSE state END,
    happens,
    CASE WHEN next_answer = 'moved' AND target <> state THEN happens ELSE since END,
    CASE
      WHEN next_answer IN ('moved', 'ignored')
      THEN COALESCE(started, happens)
      ELSE started
    END,
    CASE WHEN next_answer = 'moved' THEN happens ELSE entered END,
    CASE
      WHEN next_answer = 'moved' AND NOT is_due
      THEN COALESCE(SUBSTRING(heard_reason, 2), reason)
      ELSE reason
    END
  FROM (
    SELECT
      chosen.*,
      answers.target,
      CASE
        WHEN chosen.next_event IS NULL
        THEN 'ended'
        WHEN answers.answer IS NULL
        THEN 'ignored'
        WHEN NOT chosen.is_due AND chosen.happens < chosen.entered + answers.gap
        THEN 'ignored'
        ELSE answers.answer
      END AS next_answer
    FROM (
      SELECT
        timed.*,
        CASE WHEN timed.is_due THEN timed.raised ELSE timed.heard_event END AS next_event,
        CASE
          WHEN timed.is_due
          THEN timed.due
          ELSE COALESCE(timed.heard_at, timed.happened)
        END AS happens
      FROM (
        SELECT
          followed.*,
          COALESCE(
            followed.due <= COALESCE(followed.heard_at, followed.as_of)
            AND followed.strikes < followed.most_strikes,
            FALSE
          ) AS is_due
        FROM (
          SELECT
            steps.*,
            states.raised,
            states.most_strikes,
            CASE
              WHEN states.counted_from = 'entry' AND NOT steps.entered IS NULL
              THEN steps.entered + states.lasts
              ELSE GREATEST(steps.started + states.lasts, COALESCE(steps.entered, steps.started))
            END AS due,
            steps.events[steps.heard + 1] AS heard_event,
            steps.times[steps.heard + 1] AS heard_at,
            NULLIF(steps.reasons[steps.heard + 1], '') AS heard_reason
          FROM steps
          JOIN sendspec_states AS states
            ON states.machine = steps.machine AND states.state = steps.state
          WHERE
            steps.answer <> 'ended'
        ) AS followed
      ) AS timed
    ) AS chosen
    LEFT JOIN sendspec_answers AS answers
      ON answers.machine = chosen.machine
      AND answers.state = chosen.state
      AND answers.event = chosen.next_event
  ) AS answered
)
SELECT
  machine,
  kind,
  message,
  folded,
  recipient,
  heard,
  answer,
  by_clock,
  source,
  event,
  state,
  happened,
  since,
  started,
  entered,
  reason
FROM steps;

-- What became of each recipient of each message in each mode: the sending logs.
CREATE OR REPLACE VIEW sendspec_statuses AS
SELECT
  steps.message,
  steps.recipient,
  steps.machine AS mode,
  steps.state,
  states.status,
  MAKE_TIMESTAMPTZ(steps.since) AS since,
  steps.reason
FROM sendspec_steps AS steps
JOIN sendspec_states AS states
  ON states.machine = steps.machine AND states.state = steps.state
JOIN sendspec_parts AS parts
  ON parts.mode = steps.machine AND parts.machine = steps.machine
WHERE
  steps.answer = 'ended';

-- How often each state of each machine heard each event, from the log or from its own clock, and what it answered.
CREATE OR REPLACE VIEW sendspec_moves AS
SELECT
  machine,
  source AS state,
  event,
  answer AS kind,
  by_clock,
  COUNT(*) AS times
FROM sendspec_steps
WHERE
  answer IN ('moved', 'ignored', 'refused')
GROUP BY
  machine,
  source,
  event,
  answer,
  by_clock;

-- What was added to each measure in each bucket of time, whose beginning is in microseconds since 1970.
CREATE OR REPLACE VIEW sendspec_added AS
SELECT
  parts.mode,
  effects.kind,
  effects.name,
  moves.bucket,
  CAST(SUM(moves.times * effects.amount) AS BIGINT) AS amount
FROM (
  SELECT
    machine,
    source,
    event,
    bucket,
    COUNT(*) AS times
  FROM (
    SELECT
      steps.machine,
      steps.source,
      steps.event,
      steps.happened - (
        steps.happened % settings.bucket + settings.bucket
      ) % settings.bucket AS bucket
    FROM sendspec_steps AS steps
    CROSS JOIN sendspec_settings AS settings
    WHERE
      steps.answer IN ('began', 'moved')
  ) AS changes
  GROUP BY
    machine,
    source,
    event,
    bucket
) AS moves
JOIN sendspec_effects AS effects
  ON effects.machine = moves.machine
  AND effects.state = moves.source
  AND effects.event = moves.event
JOIN sendspec_parts AS parts
  ON parts.machine = moves.machine
GROUP BY
  parts.mode,
  effects.kind,
  effects.name,
  moves.bucket;

-- Each measure in each mode: counters (sums included), the messages of each status, and those whose fate is open.
CREATE OR REPLACE VIEW sendspec_totals AS
SELECT
  wanted.mode,
  wanted.kind,
  wanted.name,
  CAST(COALESCE(SUM(added.amount), 0) AS BIGINT) AS value
FROM (
  SELECT
    parts.mode,
    measures.kind,
    measures.name
  FROM sendspec_parts AS parts
  CROSS JOIN sendspec_measures AS measures
  WHERE
    parts.mode = parts.machine
) AS wanted
LEFT JOIN sendspec_added AS added
  ON added.mode = wanted.mode AND added.kind = wanted.kind AND added.name = wanted.name
GROUP BY
  wanted.mode,
  wanted.kind,
  wanted.name;

-- The counters.
CREATE OR REPLACE VIEW sendspec_counters AS
SELECT
  mode,
  name AS counter,
  value
FROM sendspec_totals
WHERE
  kind = 'counter';

-- The KPIs: messages, or percent from 0 to 100; null where it is a share of nothing.
CREATE OR REPLACE VIEW sendspec_kpis AS
SELECT
  shown.mode,
  formulas.kpi,
  CASE
    WHEN formulas.whole IS NULL
    THEN CAST(shown.value AS DOUBLE)
    ELSE CAST(100 * shown.value AS DOUBLE) / NULLIF(CAST(wholes.value AS DOUBLE), 0)
  END AS value
FROM sendspec_formulas AS formulas
JOIN sendspec_totals AS shown
  ON shown.kind = formulas.kind AND shown.name = formulas.name
LEFT JOIN sendspec_totals AS wholes
  ON wholes.mode = shown.mode
  AND wholes.kind = 'counter'
  AND wholes.name = formulas.whole;

-- Each KPI at the end of each bucket in which something changed; in those between it stays as it is.
CREATE OR REPLACE VIEW sendspec_series AS
WITH levels AS (
  SELECT
    wanted.mode,
    wanted.kind,
    wanted.name,
    wanted.bucket,
    CAST(SUM(COALESCE(added.amount, 0)) OVER (
      PARTITION BY wanted.mode, wanted.kind, wanted.name
      ORDER BY wanted.bucket NULLS FIRST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS BIGINT) AS value
  FROM (
    SELECT
      buckets.mode,
      measures.kind,
      measures.name,
      buckets.bucket
    FROM (
      SELECT DISTINCT
        mode,
        bucket
      FROM sendspec_added
    ) AS buckets
    CROSS JOIN sendspec_measures AS measures
  ) AS wanted
  LEFT JOIN sendspec_added AS added
    ON added.mode = wanted.mode
    AND added.kind = wanted.kind
    AND added.name = wanted.name
    AND added.bucket = wanted.bucket
)
SELECT
  shown.mode,
  formulas.kpi,
  MAKE_TIMESTAMPTZ(shown.bucket) AS bucket,
  CASE
    WHEN formulas.whole IS NULL
    THEN CAST(shown.value AS DOUBLE)
    ELSE CAST(100 * shown.value AS DOUBLE) / NULLIF(CAST(wholes.value AS DOUBLE), 0)
  END AS value
FROM sendspec_formulas AS formulas
JOIN levels AS shown
  ON shown.kind = formulas.kind AND shown.name = formulas.name
LEFT JOIN levels AS wholes
  ON wholes.mode = shown.mode
  AND wholes.bucket = shown.bucket
  AND wholes.kind = 'counter'
  AND wholes.name = formulas.whole;

-- What the rows of the log came to; `unexpected` ones were heard, and refused in one mode or more.
CREATE OR REPLACE VIEW sendspec_account AS
SELECT
  'heard' AS name,
  COUNT(*) AS events
FROM sendspec_history
UNION ALL
SELECT
  'duplicates' AS name,
  (
    SELECT
      COUNT(*)
    FROM sendspec_log
    WHERE
      NOT kind IS NULL AND heard_at <= as_of
  ) - (
    SELECT
      COUNT(*)
    FROM sendspec_history
  ) AS events
UNION ALL
SELECT
  'later' AS name,
  COUNT(*) AS events
FROM sendspec_log
WHERE
  NOT kind IS NULL AND heard_at > as_of
UNION ALL
SELECT
  'unknown' AS name,
  COUNT(*) AS events
FROM sendspec_log
WHERE
  kind IS NULL
UNION ALL
SELECT
  'not_understood' AS name,
  COUNT(*) AS events
FROM events
WHERE
  message IS NULL OR recipient IS NULL OR time IS NULL OR event IS NULL
UNION ALL
SELECT
  'unexpected' AS name,
  COUNT(*) AS events
FROM (
  SELECT DISTINCT
    kind,
    message,
    folded,
    heard
  FROM sendspec_steps
  WHERE
    answer = 'refused'
) AS refusals;
