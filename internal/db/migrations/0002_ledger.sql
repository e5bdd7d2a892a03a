-- What was decided and done. Times are unix milliseconds of the database's
-- clock unless a column says otherwise; 0 means "never".

-- +goose Up
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- The exact text of every rule file that a plan came from.
CREATE TABLE rule_text (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE run (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    job         TEXT NOT NULL,
    origin      TEXT NOT NULL, -- person, schedule, request
    asked_by    TEXT NOT NULL,
    tick        TEXT NOT NULL, -- the schedule's tick, or ''
    plan_only   INTEGER NOT NULL,
    status      TEXT NOT NULL,
    step        TEXT NOT NULL,
    plan        TEXT NOT NULL, -- its plan, or ''
    error       TEXT NOT NULL,
    summary     TEXT NOT NULL, -- JSON
    owner       TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL
);
CREATE INDEX run_created ON run (account, created_at);

CREATE TABLE plan (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL,
    run        TEXT NOT NULL,
    job        TEXT NOT NULL,
    hash       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    body       TEXT NOT NULL -- JSON
);

-- One row per line that a release may use, once.
CREATE TABLE plan_line (
    plan    TEXT NOT NULL,
    n       INTEGER NOT NULL,
    state   TEXT NOT NULL, -- open, used, rejected
    by_whom TEXT NOT NULL,
    at      BIGINT NOT NULL,
    reason  TEXT NOT NULL,
    PRIMARY KEY (plan, n)
);

CREATE TABLE entry (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    key         TEXT NOT NULL,
    action      TEXT NOT NULL,
    rule        TEXT NOT NULL,
    subject     TEXT NOT NULL, -- JSON
    invoice_id  BIGINT NOT NULL,
    level       INTEGER NOT NULL,
    run         TEXT NOT NULL,
    plan        TEXT NOT NULL,
    line        INTEGER NOT NULL,
    parent      TEXT NOT NULL,
    params      TEXT NOT NULL, -- JSON
    state       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    fence       BIGINT NOT NULL,
    owner       TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    deadline    BIGINT NOT NULL, -- after this a planned entry expires; 0 = never
    attempts    INTEGER NOT NULL,
    crashes     INTEGER NOT NULL,
    repeats     INTEGER NOT NULL, -- writes repeated after an ambiguous answer
    clean_reads INTEGER NOT NULL, -- reads since the intent that found nothing
    intent_at   BIGINT NOT NULL,
    baseline    TEXT NOT NULL, -- JSON: ids that existed before the write
    remote_id   TEXT NOT NULL,
    evidence    TEXT NOT NULL, -- JSON
    approved_by TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
-- Business identity: one living or done entry per account and key.
CREATE UNIQUE INDEX entry_live ON entry (account, key) WHERE state NOT IN ('skipped', 'failed', 'expired');
CREATE INDEX entry_due ON entry (account, state, next_at);
CREATE INDEX entry_run ON entry (run);
CREATE INDEX entry_invoice ON entry (account, invoice_id, action);

-- Append only; each row's hash covers the one before.
CREATE TABLE event (
    seq        BIGINT PRIMARY KEY,
    entry      TEXT NOT NULL,
    run        TEXT NOT NULL,
    at         BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    detail     TEXT NOT NULL, -- JSON
    prev_hash  TEXT NOT NULL,
    hash       TEXT NOT NULL
);
CREATE INDEX event_entry ON event (entry, seq);

-- One row per tick of a schedule: it ran, or why not.
CREATE TABLE tick (
    account  TEXT NOT NULL,
    schedule TEXT NOT NULL,
    identity TEXT NOT NULL, -- local date and minute
    at       BIGINT NOT NULL,
    status   TEXT NOT NULL, -- run, skipped
    reason   TEXT NOT NULL,
    run      TEXT NOT NULL,
    PRIMARY KEY (account, schedule, identity)
);
CREATE TABLE schedule (
    account TEXT NOT NULL,
    name    TEXT NOT NULL,
    handled BIGINT NOT NULL, -- every tick up to here has its row
    PRIMARY KEY (account, name)
);

-- The budget of requests of an account (GCRA): tat is in microseconds.
CREATE TABLE pace (
    account       TEXT PRIMARY KEY,
    tat           BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);

-- A level that a person accepted although MOCO shows less.
CREATE TABLE accepted_level (
    account    TEXT NOT NULL,
    invoice_id BIGINT NOT NULL,
    level      INTEGER NOT NULL,
    by_whom    TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (account, invoice_id)
);

-- +goose Down
DROP TABLE accepted_level;
DROP TABLE pace;
DROP TABLE schedule;
DROP TABLE tick;
DROP TABLE event;
DROP TABLE entry;
DROP TABLE plan_line;
DROP TABLE plan;
DROP TABLE run;
DROP TABLE rule_text;
DROP TABLE meta;
