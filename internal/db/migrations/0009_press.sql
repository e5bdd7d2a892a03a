-- What people have pressed in Slack. Times are unix milliseconds of the
-- database's clock; 0 means "never".

-- +goose Up
CREATE TABLE press (
    account    TEXT NOT NULL,
    id         TEXT NOT NULL, -- the same however often Slack delivers it
    action     TEXT NOT NULL,
    actor      TEXT NOT NULL, -- slack:U04ANNA
    place      TEXT NOT NULL, -- channel and id of the message; '' for a form
    body       TEXT NOT NULL, -- JSON
    at         BIGINT NOT NULL,
    held_until BIGINT NOT NULL, -- a worker carries it out until then
    tries      INTEGER NOT NULL,
    done_at    BIGINT NOT NULL,
    outcome    TEXT NOT NULL, -- done, refused, failed; '' until then
    note       TEXT NOT NULL, -- what the message says of it
    PRIMARY KEY (account, id)
);
CREATE INDEX press_place ON press (account, place, done_at);

-- +goose Down
DROP TABLE press;
