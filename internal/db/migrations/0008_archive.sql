-- What was delivered for a period, to tell later what has changed since, and
-- the periods that are closed. Times are unix milliseconds of the database's
-- clock; days are written as 2026-10-31.

-- +goose Up
CREATE TABLE delivered (
    account  TEXT   NOT NULL,
    export   TEXT   NOT NULL, -- its name in the configuration
    from_day TEXT   NOT NULL,
    to_day   TEXT   NOT NULL,
    template TEXT   NOT NULL,
    file     TEXT   NOT NULL,
    sha256   TEXT   NOT NULL,
    run      TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    body     TEXT   NOT NULL, -- the rows, packed; '' if there are too many
    PRIMARY KEY (account, export, from_day, to_day)
);
CREATE TABLE period_lock (
    account   TEXT   NOT NULL,
    from_day  TEXT   NOT NULL,
    to_day    TEXT   NOT NULL,
    locked_at BIGINT NOT NULL,
    locked_by TEXT   NOT NULL,
    reason    TEXT   NOT NULL,
    PRIMARY KEY (account, from_day, to_day)
);

-- +goose Down
DROP TABLE period_lock;
DROP TABLE delivered;
