-- Messages in the trash, with all that follows them; there they are not searched.

ALTER TABLE messages ADD COLUMN deleted_at TEXT;

CREATE INDEX messages_below ON messages (parent_id);
CREATE INDEX messages_in_trash ON messages (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TRIGGER message_removed AFTER UPDATE OF deleted_at ON messages WHEN new.deleted_at IS NOT NULL BEGIN
    DELETE FROM said WHERE message_id = new.id;
END;

CREATE TRIGGER message_restored AFTER UPDATE OF deleted_at ON messages WHEN new.deleted_at IS NULL BEGIN
    INSERT INTO unread (message_id) VALUES (new.id);
END;
