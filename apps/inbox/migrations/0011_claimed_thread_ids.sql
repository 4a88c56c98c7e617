-- An id somebody merely referred to leads nobody but them: a stranger who names a mail before it arrives must not stand in its way.
-- Empty: the id of the message itself, known to everybody. Else the sender who referred to it.
alter table message_thread_ids add column claimed_by text not null default '';

update message_thread_ids t set claimed_by = coalesce(m.sender_key, '')
from messages m
where m.id = t.message_id and m.direction = 'inbound' and not starts_with(m.external_id, t.thread_id);

alter table message_thread_ids drop constraint message_thread_ids_pkey;
alter table message_thread_ids add primary key (account_id, thread_id, claimed_by, message_id);

-- Where the sender wants answers, shown beside who they are, never followed by itself; and why a conversation is linked instead of joined.
alter table messages add column reply_to text[] not null default '{}';
alter table conversations add column linked_because text check (linked_because in ('stranger', 'refuted'));
update conversations set linked_because = 'stranger' where linked_conversation_id is not null;
