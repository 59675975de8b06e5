-- Summaries of the older messages of long threads, each belonging to the last message that it stands for.

CREATE TABLE summaries (
    message_id TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    messages INTEGER NOT NULL,
    left_out INTEGER NOT NULL DEFAULT 0,
    model_id TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

ALTER TABLE runs ADD COLUMN folded_id TEXT;
