-- What was said as it is searched: texts of messages, titles of threads; and the list of what is yet to be read for it.

CREATE TABLE said (
    id INTEGER PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    message_id TEXT UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX said_by_thread ON said (thread_id);
CREATE UNIQUE INDEX said_titles ON said (thread_id) WHERE message_id IS NULL;

CREATE VIRTUAL TABLE said_words USING fts5 (
    text, content = 'said', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2'
);

CREATE TRIGGER said_added AFTER INSERT ON said BEGIN
    INSERT INTO said_words (rowid, text) VALUES (new.id, new.text);
END;

CREATE TRIGGER said_removed AFTER DELETE ON said BEGIN
    INSERT INTO said_words (said_words, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE TRIGGER said_changed AFTER UPDATE OF text ON said BEGIN
    INSERT INTO said_words (said_words, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO said_words (rowid, text) VALUES (new.id, new.text);
END;

CREATE TABLE unread (
    id INTEGER PRIMARY KEY,
    thread_id TEXT,
    message_id TEXT
) STRICT;

CREATE TRIGGER thread_added AFTER INSERT ON threads BEGIN
    INSERT INTO unread (thread_id) VALUES (new.id);
END;

CREATE TRIGGER thread_renamed AFTER UPDATE OF id, title ON threads BEGIN
    INSERT INTO unread (thread_id) VALUES (new.id);
END;

CREATE TRIGGER message_added AFTER INSERT ON messages BEGIN
    INSERT INTO unread (message_id) VALUES (new.id);
END;

CREATE TRIGGER reply_ended AFTER UPDATE OF status ON runs WHEN new.status NOT IN ('queued', 'running') BEGIN
    INSERT INTO unread (message_id) VALUES (new.message_id);
END;

INSERT INTO unread (message_id) SELECT id FROM messages ORDER BY rowid;
INSERT INTO unread (thread_id) SELECT id FROM threads ORDER BY rowid;
