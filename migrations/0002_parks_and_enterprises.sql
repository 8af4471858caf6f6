create table departments (
  park_id uuid not null,
  id uuid not null,
  name text not null,
  kind text not null,
  created_at timestamptz not null,
  constraint departments_pk primary key (park_id, id),
  constraint departments_park_fk foreign key (park_id) references parks (id),
  constraint departments_name_key unique (park_id, name),
  constraint departments_kind_check check (kind in ('own', 'external'))
);

comment on table departments is 'Departments (部门) of the park, and bodies outside it that it can charge with a case (external: bus company, police, power grid).';

create table deadline_rules (
  park_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  working_days int not null,
  valid_from date not null,
  source text not null,
  constraint deadline_rules_pk primary key (park_id, id),
  constraint deadline_rules_park_fk foreign key (park_id) references parks (id),
  constraint deadline_rules_code_key unique (park_id, code, valid_from),
  constraint deadline_rules_days_check check (working_days between 1 and 1000)
);

comment on table deadline_rules is 'How many working days a kind of matter gets, with the day the rule holds from and where it comes from. A rule is never changed: a newer row follows it.';

create table park_days_off (
  park_id uuid not null,
  day date not null,
  name text not null,
  created_at timestamptz not null,
  constraint park_days_off_pk primary key (park_id, day),
  constraint park_days_off_park_fk foreign key (park_id) references parks (id)
);

comment on table park_days_off is 'Days off that the park adds to the official calendar.';

create table enterprises (
  park_id uuid not null,
  id uuid not null,
  name text not null,
  name_key text not null,
  code text,
  code_fault text,
  contact_name text,
  contact_phone text,
  created_at timestamptz not null,
  constraint enterprises_pk primary key (park_id, id),
  constraint enterprises_park_fk foreign key (park_id) references parks (id)
);

comment on table enterprises is 'Bodies the park serves (市场主体). code is the unified social credit code; code_fault says what is wrong with it, null when nothing is. Only a right code tells one enterprise from another; without one the name does.';

create index enterprises_name on enterprises (park_id, name_key);

create unique index enterprises_code_key on enterprises (park_id, code) where code_fault is null;

create unique index enterprises_name_key on enterprises (park_id, name_key) where code is null or code_fault is not null;

alter table departments enable row level security;

alter table deadline_rules enable row level security;

alter table park_days_off enable row level security;

alter table enterprises enable row level security;

create policy departments_park on departments using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy deadline_rules_park on deadline_rules using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy park_days_off_park on park_days_off using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy enterprises_park on enterprises using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert, update on departments to bihuan_app;

grant select, insert on deadline_rules to bihuan_app;

grant select, insert, delete on park_days_off to bihuan_app;

grant select, insert, update on enterprises to bihuan_app;

grant select on departments, deadline_rules, park_days_off to bihuan_auditor;
