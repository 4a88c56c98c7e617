-- Rows that others refer to are looked for whenever one is deleted: without these, removing the demo beside a large desk would read
-- whole tables once per row.
create index ledger_duplicates on ledger (duplicate_of) where duplicate_of is not null;
create index conversations_linked on conversations (linked_conversation_id) where linked_conversation_id is not null;
create index conversations_by_identity on conversations (identity_id);
