-- Threads, the tree of their messages, the runs that wrote them, and the model files a person added.

CREATE TABLE threads (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    titled_by_hand INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT,
    head_id TEXT,
    model_id TEXT,
    voice_id TEXT
) STRICT;

CREATE INDEX threads_by_time ON threads (updated_at) WHERE deleted_at IS NULL;

CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    parts TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX messages_by_parent ON messages (thread_id, parent_id);

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    model_id TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    stop TEXT,
    read_tokens INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    left_out INTEGER NOT NULL DEFAULT 0,
    seconds REAL,
    first_token_seconds REAL,
    problem TEXT
) STRICT;

CREATE INDEX runs_by_message ON runs (message_id);
CREATE INDEX runs_in_flight ON runs (status) WHERE status IN ('queued', 'running');

CREATE TABLE models (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
