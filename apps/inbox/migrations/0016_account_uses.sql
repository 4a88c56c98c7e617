-- What providers are paid for, counted per account, day (UTC) and item, as channels name their items.
create table account_uses (
  account_id bigint not null references channel_accounts on delete cascade,
  day date not null,
  item text not null,
  count integer not null,
  primary key (account_id, day, item)
);
