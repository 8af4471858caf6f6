create table case_likeness (
  park_id uuid not null,
  case_id uuid not null,
  registered_at timestamptz not null,
  bands int[] not null,
  constraint case_likeness_pk primary key (park_id, case_id)
);

comment on table case_likeness is 'What finds a case whose text is like another: sixteen numbers drawn from its pairs of characters, of which two like texts share some. An index and no record: it can be made again from the cases.';

create index case_likeness_bands on case_likeness using gin (bands);

alter table case_likeness enable row level security;

create policy case_likeness_park on case_likeness using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert, update on case_likeness to bihuan_app;
