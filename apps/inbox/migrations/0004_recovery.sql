-- A link for somebody who is at the desk already and has lost their password. It goes when they go.
alter table invitations add column agent_id text references agents on delete cascade;
create index invitations_recovery on invitations (agent_id) where agent_id is not null;
