-- Whether a thread's replies are spoken; messages that were said, and how far replies were heard.

ALTER TABLE threads ADD COLUMN speak_replies INTEGER;
ALTER TABLE messages ADD COLUMN spoken INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN heard INTEGER;
