-- The first of the messages one reply was divided into: where one of them failed, those behind it do not go out alone.
alter table messages add column part_of bigint references messages on delete cascade;
create index messages_part_of on messages (part_of) where part_of is not null;
