-- What a message said before it was edited. `said_at`: when it said so.
create table message_versions (
  id bigint generated always as identity primary key,
  message_id bigint not null references messages on delete cascade,
  said_at timestamptz not null,
  body_text text not null,
  body_sentence jsonb,
  body_html text,
  text_fold integer,
  folded_html text
);
create index message_versions_by_message on message_versions (message_id, said_at);

-- Changes that have been made to messages: each is made once, however often it comes.
create table message_changes (
  account_id bigint not null references channel_accounts on delete cascade,
  external_id text not null,
  message_id bigint not null references messages on delete cascade,
  type text not null check (type in ('edited', 'deleted', 'added', 'reacted')),
  changed_at timestamptz not null,
  primary key (account_id, external_id)
);
create index message_changes_by_message on message_changes (message_id);

alter table messages
  add column edited_at timestamptz,
  -- Taken back by whoever sent it; what it said stays.
  add column deleted_at timestamptz,
  -- Signs people have put on it, as [{key, name, signs, at}]; null for none.
  add column reactions jsonb,
  -- Which of its channel's ways it went or came by.
  add column way text,
  -- The message of the same conversation it names as the one it answers.
  add column answers_id bigint references messages on delete set null;
create index messages_by_answered on messages (answers_id) where answers_id is not null;

alter table contact_identities add column is_group boolean not null default false;

-- A file the provider keeps until it is asked for has no blob before. `fetch_state` is null for files that came with their message.
alter table attachments
  alter column blob drop not null,
  alter column size drop not null,
  -- The ledger row of the change that added it to a message that was there; null for the message's own.
  add column added_by bigint,
  add column fetch_state text check (fetch_state in ('pending', 'there', 'failed', 'refused')),
  add column fetch_ref jsonb,
  add column fetch_detail text,
  add column fetch_sentence jsonb,
  add column fetch_attempts integer not null default 0,
  add column fetch_after timestamptz,
  add check (blob is not null or fetch_state in ('pending', 'failed', 'refused'));
create index attachments_to_fetch on attachments (fetch_after) where fetch_state = 'pending';
