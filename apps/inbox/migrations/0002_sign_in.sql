-- The first admin's link works only until there is an admin, however many of them were printed.
alter table invitations add column first_admin boolean not null default false;

-- What rate-limiter-flexible counts in: sign-in attempts by account and by address, shared between processes.
create table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
