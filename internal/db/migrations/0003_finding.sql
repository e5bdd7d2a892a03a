-- What the daily reconciliation of MOCO and the ledger has found. Times are
-- unix milliseconds of the database's clock; 0 means "never".

-- +goose Up
CREATE TABLE finding (
    account     TEXT NOT NULL,
    key         TEXT NOT NULL, -- kind, and what it is about
    kind        TEXT NOT NULL,
    invoice_id  BIGINT NOT NULL,
    identifier  TEXT NOT NULL,
    level       INTEGER NOT NULL, -- that a customer was sent, as MOCO showed; 0 if none
    body        TEXT NOT NULL,    -- in words
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    resolved_at BIGINT NOT NULL,
    told        TEXT NOT NULL, -- what people were told last: '', open, resolved
    PRIMARY KEY (account, key)
);

-- +goose Down
DROP TABLE finding;
