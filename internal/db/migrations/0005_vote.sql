-- What people said to lines that wait for them, and what the message that asked
-- them shows of it. Times are unix milliseconds of the database's clock.

-- +goose Up
-- One row per person and line: who says something else later changes his row,
-- and the events have both.
CREATE TABLE vote (
    plan   TEXT NOT NULL,
    n      INTEGER NOT NULL,
    person TEXT NOT NULL, -- the same for every way that he comes: slack:U04ANNA, or anna
    voter  TEXT NOT NULL, -- as he came: Anna@slack:U04ANNA, or anna@host
    yes    INTEGER NOT NULL,
    reason TEXT NOT NULL,
    hash   TEXT NOT NULL, -- of the plan that he saw
    needed INTEGER NOT NULL, -- how many had to agree when he voted
    at     BIGINT NOT NULL,
    PRIMARY KEY (plan, n, person)
);

-- What the message of a request (its entry) was last edited to.
CREATE TABLE request_shown (
    entry   TEXT PRIMARY KEY,
    shown   TEXT NOT NULL,    -- a hash of what it says
    final   INTEGER NOT NULL, -- nothing more can happen to it
    tries   INTEGER NOT NULL, -- edits that failed since
    next_at BIGINT NOT NULL   -- when the next try is due
);

-- +goose Down
DROP TABLE request_shown;
DROP TABLE vote;
