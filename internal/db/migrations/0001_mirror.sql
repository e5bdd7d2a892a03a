-- What MOCO says, as it came. Times are milliseconds since 1970 in UTC, 0 is
-- "never".

-- +goose Up
CREATE TABLE record (
    account    TEXT   NOT NULL,           -- the sub-domain
    kind       TEXT   NOT NULL,           -- the data set, such as 'invoices'
    id         BIGINT NOT NULL,           -- MOCO's id; negative if the object had none that could be read
    parent_id  BIGINT NOT NULL DEFAULT 0, -- the invoice of a payment or reminder
    identifier TEXT   NOT NULL DEFAULT '',-- the number that people use, such as 'R2610-022'
    updated_at BIGINT NOT NULL,           -- MOCO's own time of the last change
    body       TEXT   NOT NULL,           -- the JSON object, byte for byte
    first_seen BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,           -- when this body was stored, or the object came back
    gone_at    BIGINT NOT NULL DEFAULT 0, -- when a complete list no longer had it
    PRIMARY KEY (account, kind, id)
);
-- The account comes last here: an index that begins like the primary key is
-- taken for it by PostgreSQL as long as it has no statistics.
CREATE INDEX record_identifier ON record (lower(identifier), kind, account);
CREATE INDEX record_parent ON record (parent_id, kind, account);

CREATE TABLE pull_state (
    account   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    cursor    BIGINT NOT NULL, -- the next pull asks for changes after this moment of MOCO's clock
    pulled_at BIGINT NOT NULL, -- end of the last complete pull
    full_at   BIGINT NOT NULL, -- end of the last complete pull of everything
    total     BIGINT NOT NULL, -- how many objects that one had
    PRIMARY KEY (account, kind)
);

-- +goose Down
DROP TABLE pull_state;
DROP TABLE record;
