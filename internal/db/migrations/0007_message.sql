-- What was said and may be edited later, and the pace of each channel. Times
-- are unix milliseconds of the database's clock; 0 means "never".

-- +goose Up
CREATE TABLE message (
    account    TEXT NOT NULL,
    name       TEXT NOT NULL, -- what it is, such as 'digest|overdue-daily|#finance|2026-11-23'
    kind       TEXT NOT NULL, -- digest, alert, incident
    channel    TEXT NOT NULL, -- Slack's own id; '' until it was posted
    ts         TEXT NOT NULL, -- the message's id in the channel; '' until it was posted
    hash       TEXT NOT NULL, -- of what it says
    thread     TEXT NOT NULL, -- JSON: id and hash of each answer that belongs to it
    body       TEXT NOT NULL, -- JSON: what an edit has to know
    editable   INTEGER NOT NULL, -- 1 while an edit is expected
    held_until BIGINT NOT NULL, -- somebody posts or edits it until then
    posted_at  BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account, name)
);
CREATE INDEX message_editable ON message (account, kind, editable);

-- When the next message may go to a channel: one a second, or when Slack said
-- so. The channel '' is all of Slack.
CREATE TABLE message_pace (
    account TEXT NOT NULL,
    channel TEXT NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (account, channel)
);

-- The plan of an earlier day, to say what has changed since.
CREATE INDEX plan_job ON plan (account, job, created_at);

-- +goose Down
DROP INDEX plan_job;
DROP TABLE message_pace;
DROP TABLE message;
