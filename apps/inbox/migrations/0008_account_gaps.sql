-- History a provider no longer had, as its channel reported it: the latest few, newest first. The event log has them all.
alter table channel_accounts add column gaps jsonb not null default '[]';
