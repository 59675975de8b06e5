-- What a thread's model is told and how it chooses its words; personas are sets of that under a name.

ALTER TABLE threads ADD COLUMN system_prompt TEXT;
ALTER TABLE threads ADD COLUMN sampling TEXT;

CREATE TABLE personas (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    system_prompt TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
