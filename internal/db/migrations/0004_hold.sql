-- What people keep back from dunning. Times are unix milliseconds of the
-- database's clock; 0 means "never". Days are written as 2026-12-02.

-- +goose Up
CREATE TABLE hold (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL,
    kind       TEXT NOT NULL, -- hold, promise, dispute
    matcher    TEXT NOT NULL, -- JSON
    author     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL, -- the last day, or ''
    amount     TEXT NOT NULL, -- JSON
    created_at BIGINT NOT NULL,
    warned_at  BIGINT NOT NULL, -- when people were told that it ends soon
    ended_at   BIGINT NOT NULL,
    ended_by   TEXT NOT NULL, -- '' if its last day has passed
    ended_why  TEXT NOT NULL
);
CREATE INDEX hold_account ON hold (account, created_at);

-- +goose Down
DROP TABLE hold;
