-- Messages in the trash, with all that follows them.

ALTER TABLE messages ADD COLUMN deleted_at TEXT;
