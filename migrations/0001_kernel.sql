-- The kernel's own tables: parks, and what the road of a command leaves behind (idempotency keys, audit, outbox).
-- Roles exist before the first migration runs (src/kernel/roles.ts): bihuan_owner owns, bihuan_app works,
-- bihuan_worker runs jobs, bihuan_auditor reads. Row-level security is enabled and not forced: forcing it makes
-- a distributed PostgreSQL retry shard moves for ever, and the application is never the owner anyway.

create table parks (
  id uuid not null,
  code text not null,
  name text not null,
  time_zone text not null,
  office_hours jsonb not null,
  created_at timestamptz not null,
  constraint parks_pk primary key (id),
  constraint parks_code_key unique (code),
  constraint parks_code_check check (code ~ '^[a-z0-9][a-z0-9-]{0,39}$')
);

comment on table parks is 'The tenants (园区). Small and rarely written: shared by all, a reference table where the database is distributed.';

create table idempotency_keys (
  park_id uuid not null,
  key text not null,
  request_hash bytea not null,
  answer text not null,
  created_at timestamptz not null,
  constraint idempotency_keys_pk primary key (park_id, key)
);

comment on table idempotency_keys is 'What an unsafe request was answered, so that the same key gives the same answer and no second effect. Kept 30 days.';

create index idempotency_keys_created_at on idempotency_keys (park_id, created_at);

create table audit (
  park_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  user_id uuid not null,
  post text not null,
  action text not null,
  subject_id uuid,
  request_id text not null,
  summary jsonb not null,
  constraint audit_pk primary key (park_id, id)
);

comment on table audit is 'Who did what, when, in which post: one row for each command, in its transaction. No personal data: the summary is written by the command.';

create index audit_at on audit (park_id, at desc, id desc);

create index audit_subject on audit (park_id, subject_id, at) where subject_id is not null;

create table outbox (
  park_id uuid not null,
  id uuid not null,
  topic text not null,
  key text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  attempts int not null default 0,
  not_before timestamptz not null,
  done_at timestamptz,
  constraint outbox_pk primary key (park_id, id),
  constraint outbox_key unique (park_id, topic, key)
);

comment on table outbox is 'Facts announced inside a transaction whose effects happen outside it: the key is unique, and the effect carries it. not_before: when it is tried again.';

create index outbox_waiting on outbox (park_id, not_before) where done_at is null;

alter table idempotency_keys enable row level security;

alter table audit enable row level security;

alter table outbox enable row level security;

create policy idempotency_keys_park on idempotency_keys using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy audit_park on audit using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy outbox_park on outbox using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert on parks to bihuan_app;

grant select, insert on idempotency_keys to bihuan_app;

grant select, insert on audit to bihuan_app;

grant select, insert on outbox to bihuan_app;

grant select on parks to bihuan_worker;

grant select, delete on idempotency_keys to bihuan_worker;

grant select, update, delete on outbox to bihuan_worker;

grant select on parks to bihuan_auditor;

grant select on audit to bihuan_auditor;
