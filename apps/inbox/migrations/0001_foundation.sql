-- The desk's tables. Forward only; applied under an advisory lock by src/db/migrate.ts.
-- Ids are bigints shown as opaque strings; times are timestamptz; nothing here knows a channel by name.

-- People who work at the desk -------------------------------------------------------------------------------------------

-- agents, agent_sessions, agent_credentials and agent_verifications are better-auth's four tables under the product's words.
create table agents (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  role text not null default 'agent' check (role in ('admin', 'agent')),
  locale text check (locale in ('en', 'zh-CN')),
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table agent_sessions (
  id text primary key,
  agent_id text not null references agents on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index agent_sessions_agent on agent_sessions (agent_id);

create table agent_credentials (
  id text primary key,
  agent_id text not null references agents on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index agent_credentials_agent on agent_credentials (agent_id);

create table agent_verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index agent_verifications_identifier on agent_verifications (identifier);

-- An invitation is a one-time link. The first admin's link is an invitation nobody sent (invited_by is null).
create table invitations (
  id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  email text,
  role text not null check (role in ('admin', 'agent')),
  invited_by text references agents on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);

create table api_keys (
  id bigint generated always as identity primary key,
  name text not null,
  key_hash bytea not null unique,
  role text not null check (role in ('admin', 'agent')),
  created_by text references agents on delete set null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table desk (
  only_row boolean primary key default true check (only_row),
  name text not null default 'Cordboard',
  created_at timestamptz not null default now()
);
insert into desk default values;

-- Lines -----------------------------------------------------------------------------------------------------------------

create table channel_accounts (
  id bigint generated always as identity primary key,
  channel text not null,
  name text not null,
  -- Settings without the secret fields; those are sealed together, bound to this row by the cipher's associated data.
  settings jsonb not null,
  sealed_secrets bytea,
  -- Whom the account writes as, by its settings: needed to read its messages, secrets or not.
  self jsonb not null default '{"keys": [], "displayName": null}',
  enabled boolean not null default true,
  demo boolean not null default false,
  state text not null default 'connecting',
  state_detail text not null default '',
  state_next_action text not null default 'none',
  state_progress jsonb,
  state_since timestamptz not null default now(),
  last_received_at timestamptz,
  last_sent_at timestamptz,
  -- When the listener last proved that the line is alive, mail or no mail.
  last_heard_at timestamptz,
  cursor jsonb,
  -- Mail already on the server when the account was connected is history: shown, not announced. Set when the first sync ends.
  first_synced_at timestamptz,
  -- Sending waits until then (a provider's rate limit); sending_held waits for a person (credentials dead).
  sending_waits_until timestamptz,
  sending_held boolean not null default false,
  lease_holder text,
  lease_epoch bigint not null default 0,
  lease_until timestamptz,
  -- Bumped on every change of settings, so that the holder reconnects with the new ones.
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);

-- Listener processes say here that they live, so that each takes its share of the accounts and no more.
create table listeners (
  id text primary key,
  seen_at timestamptz not null default now()
);

-- Everything accepted from providers, before anything is interpreted. Raw up to 1 MB lies here, larger in the blob store.
create table ledger (
  id bigint generated always as identity primary key,
  account_id bigint not null references channel_accounts,
  provider_key text not null,
  received_at timestamptz not null,
  accepted_at timestamptz not null default now(),
  media_type text not null,
  raw bytea,
  raw_blob text,
  raw_size integer not null,
  raw_sha256 bytea not null,
  -- Accepted during an account's first sync: history, not news.
  history boolean not null default false,
  -- The same bytes came before under another key (UIDVALIDITY changed, mail was moved): kept, but shown once.
  duplicate_of bigint references ledger,
  state text not null default 'open' check (state in ('open', 'done')),
  attempts integer not null default 0,
  last_error text,
  retry_at timestamptz,
  done_at timestamptz,
  unique (account_id, provider_key),
  check ((raw is null) <> (raw_blob is null))
);
alter table ledger alter column raw set storage external;
create index ledger_open on ledger (account_id, id) where state = 'open';
create index ledger_sha on ledger (account_id, raw_sha256);

-- Customers -------------------------------------------------------------------------------------------------------------

create table contacts (
  id bigint generated always as identity primary key,
  name text,
  demo boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table contact_identities (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contacts on delete cascade,
  channel text not null,
  -- Normalised by the channel: this, never a display name, says who somebody is.
  key text not null,
  address text not null,
  display_name text,
  created_at timestamptz not null default now(),
  unique (channel, key)
);
create index contact_identities_contact on contact_identities (contact_id);
create index contact_identities_key on contact_identities (key text_pattern_ops);

-- Conversations and messages ----------------------------------------------------------------------------------------------

create table conversations (
  id bigint generated always as identity primary key,
  account_id bigint not null references channel_accounts,
  contact_id bigint not null references contacts,
  -- Which of the contact's identities it is with: replies go there.
  identity_id bigint not null references contact_identities,
  -- Made by the client that wrote first, so that it never starts a second one.
  client_id text,
  -- The provider's own conversation, where the channel has one.
  thread_key text,
  subject text,
  status text not null default 'open' check (status in ('open', 'snoozed', 'resolved')),
  snoozed_until timestamptz,
  assignee_id text references agents on delete set null,
  priority text not null default 'normal' check (priority in ('urgent', 'high', 'normal', 'low')),
  labels text[] not null default '{}',
  -- What the list shows lies on the row, so a page of the list is one index walk.
  last_activity_at timestamptz not null,
  last_inbound_at timestamptz,
  last_message_id bigint,
  last_inbound_message_id bigint,
  snippet text not null default '',
  snippet_direction text not null default 'inbound' check (snippet_direction in ('inbound', 'outbound', 'note')),
  -- Replies of this conversation that failed or are unconfirmed.
  unsent_count integer not null default 0,
  -- A stranger referred to that conversation; an agent may look, nothing was joined.
  linked_conversation_id bigint references conversations on delete set null,
  demo boolean not null default false,
  created_at timestamptz not null default now()
);
create index conversations_by_status on conversations (status, last_activity_at desc, id desc);
create index conversations_by_assignee on conversations (assignee_id, status, last_activity_at desc, id desc);
create index conversations_by_account on conversations (account_id, status, last_activity_at desc, id desc);
create index conversations_by_activity on conversations (last_activity_at desc, id desc);
create index conversations_by_contact on conversations (contact_id, last_activity_at desc, id desc);
create index conversations_by_thread_key on conversations (account_id, thread_key) where thread_key is not null;
create index conversations_unsent on conversations (last_activity_at desc, id desc) where unsent_count > 0;
create unique index conversations_client_id on conversations (account_id, client_id) where client_id is not null;
create index conversations_snoozed on conversations (snoozed_until) where status = 'snoozed';

-- Who takes part, by identity key: the customer, and people an agent has written to. Only they may write into it.
create table conversation_participants (
  conversation_id bigint not null references conversations on delete cascade,
  key text not null,
  primary key (conversation_id, key)
);

create table messages (
  id bigint generated always as identity primary key,
  conversation_id bigint not null references conversations on delete cascade,
  account_id bigint not null references channel_accounts,
  direction text not null check (direction in ('inbound', 'outbound', 'note')),
  -- 'unreadable' entries show their reason as text and their bytes as a download.
  kind text not null default 'message' check (kind in ('message', 'unreadable')),
  external_id text,
  client_id text,
  ledger_id bigint references ledger,
  author_agent_id text references agents on delete set null,
  sender_key text,
  sender_address text,
  sender_name text,
  subject text,
  body_text text not null default '',
  body_html text,
  text_fold integer,
  folded_html text,
  recipients_to text[] not null default '{}',
  recipients_cc text[] not null default '{}',
  automation text not null default 'none' check (automation in ('none', 'auto_reply', 'bulk', 'bounce', 'report')),
  -- The message ids this one refers to, nearest first: what the next reply's References are built from.
  thread_references text[] not null default '{}',
  -- Outbound only: frozen at the click; what is stored is what goes on the wire.
  envelope jsonb,
  delivery_state text check (delivery_state in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unconfirmed')),
  delivery_detail text,
  delivery_technical text,
  delivery_at timestamptz,
  delivery_attempts integer not null default 0,
  deliver_after timestamptz,
  sending_until timestamptz,
  sent_at timestamptz,
  claimed_sent_at timestamptz,
  occurred_at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (account_id, external_id),
  check ((direction = 'outbound') = (delivery_state is not null)),
  check ((direction = 'outbound') = (envelope is not null))
);
-- The provider's order is the order of a conversation: one that arrives late is inserted where it belongs.
create index messages_by_conversation on messages (conversation_id, occurred_at desc, id desc);
create unique index messages_client_id on messages (conversation_id, client_id) where client_id is not null;
create index messages_to_send on messages (conversation_id, id) where delivery_state in ('queued', 'sending');
create index messages_unconfirmed on messages (account_id, id) where delivery_state = 'unconfirmed';
create index messages_ledger on messages (ledger_id) where ledger_id is not null;

-- Ids by which other messages refer to a message: its Message-ID, the one a provider put in its place, and ids it refers to itself
-- that nobody here has seen yet (their message may arrive later, or never).
create table message_thread_ids (
  account_id bigint not null references channel_accounts,
  thread_id text not null,
  message_id bigint not null references messages on delete cascade,
  primary key (account_id, thread_id, message_id)
);
create index message_thread_ids_message on message_thread_ids (message_id);

create table attachments (
  id bigint generated always as identity primary key,
  -- Null while it is an upload nobody has sent yet.
  message_id bigint references messages on delete cascade,
  blob text not null,
  file_name text not null,
  media_type text not null,
  size integer not null,
  content_id text,
  inline boolean not null default false,
  position integer not null default 0,
  uploaded_by text references agents on delete set null,
  created_at timestamptz not null default now()
);
create index attachments_by_message on attachments (message_id, position);
create index attachments_abandoned on attachments (created_at) where message_id is null;

-- Read marks and drafts are an agent's own.
create table conversation_reads (
  agent_id text not null references agents on delete cascade,
  conversation_id bigint not null references conversations on delete cascade,
  last_read_message_id bigint not null,
  primary key (agent_id, conversation_id)
);

create table drafts (
  agent_id text not null references agents on delete cascade,
  conversation_id bigint not null references conversations on delete cascade,
  mode text not null default 'reply' check (mode in ('reply', 'note')),
  text text not null,
  attachment_ids bigint[] not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (agent_id, conversation_id)
);

-- The log ---------------------------------------------------------------------------------------------------------------

-- Append-only, written by append_events() in the transaction that caused it.
create table events (
  id bigint generated always as identity primary key,
  type text not null,
  account_id bigint,
  conversation_id bigint,
  message_id bigint,
  actor_agent_id text,
  data jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index events_by_conversation on events (conversation_id, id) where conversation_id is not null;

-- Identity values commit out of order, and a reader that has passed id 7 would never see a 6 that commits later. So ids are
-- drawn under a lock that is held until commit: whoever draws later commits later. Call it as the last statement of a
-- transaction. NOTIFY takes a lock of the same kind at commit anyway, so this adds next to nothing.
create function append_events(new_events jsonb) returns bigint language plpgsql as $$
declare
  newest bigint;
begin
  perform pg_advisory_xact_lock(711000711);
  with appended as (
    insert into events (type, account_id, conversation_id, message_id, actor_agent_id, data)
    select e->>'type', (e->>'accountId')::bigint, (e->>'conversationId')::bigint, (e->>'messageId')::bigint,
           e->>'actorAgentId', coalesce(e->'data', '{}')
    from jsonb_array_elements(new_events) with ordinality as list(e, position) order by position
    returning id
  )
  select max(id) into newest from appended;
  perform pg_notify('cordboard_events', newest::text);
  return newest;
end $$;

-- Counters --------------------------------------------------------------------------------------------------------------

-- Badges read these instead of counting conversations. Changes are only ever inserted (no row is waited for) and folded into
-- conversation_counts by the sweep; a count is the sum over both.
create table conversation_counts (
  account_id bigint not null,
  status text not null,
  assignee_id text not null,
  count integer not null,
  primary key (account_id, status, assignee_id)
);

create table conversation_count_changes (
  account_id bigint not null,
  status text not null,
  assignee_id text not null,
  change integer not null
);

create function count_conversation_change() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    insert into conversation_count_changes values (old.account_id, old.status, coalesce(old.assignee_id, ''), -1);
  end if;
  if tg_op <> 'DELETE' then
    insert into conversation_count_changes values (new.account_id, new.status, coalesce(new.assignee_id, ''), 1);
  end if;
  return null;
end $$;

create trigger conversations_counted_insert after insert on conversations
  for each row execute function count_conversation_change();
create trigger conversations_counted_delete after delete on conversations
  for each row execute function count_conversation_change();
create trigger conversations_counted_update after update of account_id, status, assignee_id on conversations
  for each row when ((old.account_id, old.status, old.assignee_id) is distinct from (new.account_id, new.status, new.assignee_id))
  execute function count_conversation_change();

-- Search ----------------------------------------------------------------------------------------------------------------

-- Terms (words, and pairs of CJK characters) are made in Node: the same on every server locale.
create table conversation_search (
  message_id bigint primary key references messages on delete cascade,
  conversation_id bigint not null references conversations on delete cascade,
  terms tsvector not null
);
create index conversation_search_terms on conversation_search using gin (terms);
create index conversation_search_conversation on conversation_search (conversation_id);
