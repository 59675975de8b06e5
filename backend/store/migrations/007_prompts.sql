-- The prompt library: texts under a name, with variables; and what was begun and not sent, in a thread or a new one.

CREATE TABLE prompts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    deleted_at TEXT
) STRICT;

CREATE UNIQUE INDEX prompts_by_name ON prompts (name COLLATE NOCASE) WHERE deleted_at IS NULL;

CREATE TABLE drafts (
    place TEXT PRIMARY KEY,
    text TEXT NOT NULL DEFAULT '',
    documents TEXT NOT NULL DEFAULT '[]',
    updated_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER drafts_go_with_their_thread AFTER DELETE ON threads BEGIN
    DELETE FROM drafts WHERE place = old.id;
END;
