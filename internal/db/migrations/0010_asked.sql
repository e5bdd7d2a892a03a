-- What a person has set for an export that is made on request: JSON with days,
-- numbers and words of the configuration, never a customer's.

-- +goose Up
ALTER TABLE run ADD COLUMN asked TEXT NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE run DROP COLUMN asked;
