-- What a person said of their models, what was measured of them and why one did not load; and models that wait to go.

CREATE TABLE model_options (
    model_id TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL DEFAULT '{}',
    measured TEXT,
    trouble TEXT
) STRICT;

CREATE TABLE removed_models (
    id TEXT PRIMARY KEY,
    description TEXT NOT NULL,
    removed_at TEXT NOT NULL
) STRICT;
