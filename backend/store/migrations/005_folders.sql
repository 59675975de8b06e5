-- Where threads lie: folders, at most one within another; pinned above the days, or archived out of the way.

CREATE TABLE folders (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent_id TEXT REFERENCES folders (id) ON DELETE SET NULL,
    collapsed INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX folders_by_parent ON folders (parent_id);

ALTER TABLE threads ADD COLUMN folder_id TEXT REFERENCES folders (id) ON DELETE SET NULL;
ALTER TABLE threads ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;

CREATE INDEX threads_by_folder ON threads (folder_id);
CREATE INDEX threads_in_trash ON threads (deleted_at) WHERE deleted_at IS NOT NULL;
