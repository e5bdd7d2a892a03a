-- Whether each file and each message has arrived at each of its places. Times
-- are unix milliseconds of the database's clock.

-- +goose Up
CREATE TABLE delivery (
    account    TEXT NOT NULL,
    entry      TEXT NOT NULL, -- the action that delivers
    place      TEXT NOT NULL, -- a channel, mailto:ADDRESS, dir:FOLDER, s3://…
    run        TEXT NOT NULL,
    name       TEXT NOT NULL, -- the file's, or ''
    state      TEXT NOT NULL, -- pending, delivered, failed
    attempts   INTEGER NOT NULL,
    reason     TEXT NOT NULL, -- of the last attempt that failed, or ''
    sha256     TEXT NOT NULL, -- of the file, or ''
    receipt    TEXT NOT NULL, -- what the place called it
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account, entry, place)
);
CREATE INDEX delivery_run ON delivery (account, run);

-- +goose Down
DROP TABLE delivery;
