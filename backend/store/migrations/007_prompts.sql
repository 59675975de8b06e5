-- The prompt library: texts under a name, with variables; and what was being written when the page was left.

CREATE TABLE prompts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE drafts (
    place TEXT PRIMARY KEY,
    parts TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
