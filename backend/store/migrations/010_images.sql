-- Pictures in messages and drafts, each once, whoever names it; their bytes come last, so that the rest is read quickly.

CREATE TABLE images (
    id TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- Which messages have pictures is known without reading all of them.
CREATE INDEX messages_with_images ON messages (thread_id) WHERE instr(parts, '"kind":"image"') > 0;

ALTER TABLE drafts ADD COLUMN images TEXT NOT NULL DEFAULT '[]';
