-- Whether the sender's domain vouches for them (null: written by the desk, or stored before this), what is special about the mail's
-- form, and who wrote what an agent forwarded in, as {key, address, displayName}.
alter table messages
  add column sender_proof text check (sender_proof in ('proven', 'claimed', 'refuted')),
  add column marks text[] not null default '{}',
  add column forwarded_from jsonb;
