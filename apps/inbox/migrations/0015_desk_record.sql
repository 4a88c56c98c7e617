-- By what a desk notices that its database is not the one it wrote last, but an earlier state of it: src/restored/.
create table desk_record (
  only_row boolean primary key default true check (only_row),
  -- The same in every copy and dump of this desk's database.
  id uuid not null default gen_random_uuid(),
  -- Another one in a restored dump, in a copy recovered by another server and on a promoted standby. Null until the first start.
  identity text,
  -- Grows while the desk runs. A mark kept outside the database must never be ahead of it.
  beats bigint not null default 0,
  beaten_at timestamptz not null default now()
);
insert into desk_record default values;
