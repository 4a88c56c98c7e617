-- What is set of an account's sending: how much, with which signature, and what it answers by itself (null: nothing).
alter table channel_accounts
  add column signature text not null default '',
  add column limit_per_minute integer check (limit_per_minute > 0),
  add column limit_per_hour integer check (limit_per_hour > 0),
  add column automatic_answer text,
  -- What the provider said one message may have, in bytes; null while it has not said.
  add column sending_max_bytes bigint,
  -- Why the last copy could not be filed with the provider, as {detail, sentence, at}; null when it could.
  add column sent_copy_problem jsonb;

alter table agents add column signature text not null default '';

-- Blind copies, for agents to see; and whom the provider refused while it took the message for the others, as
-- [{recipient, reason, sentence}].
alter table messages
  add column recipients_bcc text[] not null default '{}',
  add column refused_recipients jsonb not null default '[]';

-- Null: as a reply is addressed anew; else what the agent chose.
alter table drafts
  add column cc text[],
  add column bcc text[],
  add column signed boolean not null default true;

-- When an account with a limit may hand over what: reserved under a lock, so that all workers together keep to it.
create table sending_slots (
  id bigint generated always as identity primary key,
  account_id bigint not null references channel_accounts on delete cascade,
  message_id bigint not null references messages on delete cascade,
  at timestamptz not null,
  used boolean not null default false
);
create index sending_slots_by_account on sending_slots (account_id, at desc);
create index sending_slots_by_message on sending_slots (message_id);

-- Replies whose copy is still to be filed where the provider keeps what was sent. A row is written with the receipt and goes when the copy
-- is there.
create table sent_copies (
  message_id bigint primary key references messages on delete cascade,
  account_id bigint not null references channel_accounts on delete cascade,
  attempts integer not null default 0,
  look_after timestamptz not null default now()
);
create index sent_copies_due on sent_copies (look_after);

-- First messages that may be answered by the desk itself, and what became of that: the rows are what the bounds count.
create table automatic_answers (
  conversation_id bigint primary key references conversations on delete cascade,
  account_id bigint not null references channel_accounts on delete cascade,
  address text not null,
  domain text not null,
  state text not null default 'open' check (state in ('open', 'sent', 'withheld')),
  created_at timestamptz not null default now(),
  decided_at timestamptz
);
create index automatic_answers_open on automatic_answers (created_at) where state = 'open';
create index automatic_answers_by_account on automatic_answers (account_id, decided_at) where state = 'sent';
create index automatic_answers_by_address on automatic_answers (address, decided_at) where state = 'sent';
create index automatic_answers_by_domain on automatic_answers (domain, decided_at) where state = 'sent';
