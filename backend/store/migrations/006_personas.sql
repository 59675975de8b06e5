-- What a thread's model is told before all else and how it chooses its words; personas are such words under a name.

ALTER TABLE threads ADD COLUMN system_prompt TEXT;
ALTER TABLE threads ADD COLUMN sampling TEXT;

CREATE TABLE personas (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    system_prompt TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
