-- What is to become of replies that were sent: other words, or nothing. A row goes when it is done; one request a message, the latest.
create table sent_changes (
  message_id bigint primary key references messages on delete cascade,
  account_id bigint not null references channel_accounts on delete cascade,
  kind text not null check (kind in ('edit', 'retract')),
  body_text text,
  body_html text,
  requested_by text references agents on delete set null,
  requested_at timestamptz not null default now(),
  -- Grows when something else is asked for: the answer to what was asked before decides nothing any more.
  version integer not null default 1,
  state text not null default 'waiting' check (state in ('waiting', 'failed')),
  detail text,
  sentence jsonb,
  technical text,
  attempts integer not null default 0,
  try_after timestamptz not null default now(),
  check ((kind = 'edit') = (body_text is not null))
);
create index sent_changes_waiting on sent_changes (try_after) where state = 'waiting';
