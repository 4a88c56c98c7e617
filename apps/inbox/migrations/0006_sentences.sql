-- Which sentence an English text is, as {code, values}, so that the interface can say it in the reader's language. Null where the
-- text is somebody's own words, or was stored before this.
alter table channel_accounts add column state_sentence jsonb;
alter table messages add column delivery_sentence jsonb, add column body_sentence jsonb;
alter table conversations add column snippet_sentence jsonb;
