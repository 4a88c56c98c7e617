-- Credentials that are replaced by use are renewed by one process at a time.
alter table channel_accounts
  add column renewing_by uuid,
  add column renewing_until timestamptz;

-- An admin who went to a provider's pages to let the desk into an account. Bound to their session; answered once; what was typed and
-- the PKCE verifier are sealed.
create table provider_sign_ins (
  id bigint generated always as identity primary key,
  state_hash bytea not null unique,
  session_id text not null references agent_sessions on delete cascade,
  channel text not null,
  account_id bigint references channel_accounts,
  account_name text not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  answered_at timestamptz,
  failure jsonb
);
create index provider_sign_ins_session on provider_sign_ins (session_id);
