-- The register by date: what an enterprise is, since when and who says so; duplicates merged with their history;
-- projects; and the officer (服务专员) of an enterprise or project, by date.
alter table enterprises add column version int not null default 1;

alter table enterprises add column kind text not null default 'company';

alter table enterprises add column address text;

alter table enterprises add column merged_into uuid;

alter table enterprises add column master_id uuid;

alter table enterprises add constraint enterprises_kind_check check (kind in ('company', 'shop', 'school', 'institution'));

alter table enterprises add constraint enterprises_merged_check check ((merged_into is null) = (master_id is null) and master_id <> id);

alter table enterprises add constraint enterprises_merged_fk foreign key (park_id, merged_into) references enterprises (park_id, id);

alter table enterprises add constraint enterprises_master_fk foreign key (park_id, master_id) references enterprises (park_id, id);

create index enterprises_master on enterprises (park_id, master_id) where master_id is not null;

create index enterprises_by_name on enterprises (park_id, name, id);

comment on column enterprises.merged_into is 'The enterprise that this one was found to be a duplicate of, as it was decided; null for most.';

comment on column enterprises.master_id is 'The end of the chain of merged_into: what this one counts as now. One step, so that joins stay cheap.';

create table enterprise_masters (
  park_id uuid not null,
  enterprise_id uuid not null,
  from_at timestamptz not null,
  master_id uuid not null,
  until_at timestamptz,
  constraint enterprise_masters_pk primary key (park_id, enterprise_id, from_at),
  constraint enterprise_masters_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id),
  constraint enterprise_masters_master_fk foreign key (park_id, master_id) references enterprises (park_id, id),
  constraint enterprise_masters_until_check check (until_at >= from_at)
);

comment on table enterprise_masters is 'As which master a merged enterprise counted, from when until when: figures as of a former moment group by it. An enterprise without a row counts as itself.';

create table enterprise_changes (
  park_id uuid not null,
  id uuid not null,
  enterprise_id uuid not null,
  version int not null,
  at timestamptz not null,
  user_id uuid not null,
  post text not null,
  act text not null,
  field text,
  was text,
  became text,
  reason text,
  constraint enterprise_changes_pk primary key (park_id, id),
  constraint enterprise_changes_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id)
);

comment on table enterprise_changes is 'The history of the register: each field that was changed, from what to what, by whom, when and why. Only added to.';

create index enterprise_changes_enterprise on enterprise_changes (park_id, enterprise_id, at);

create table enterprise_former_names (
  park_id uuid not null,
  enterprise_id uuid not null,
  name_key text not null,
  name text not null,
  until_at timestamptz not null,
  constraint enterprise_former_names_pk primary key (park_id, enterprise_id, name_key, until_at),
  constraint enterprise_former_names_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id)
);

comment on table enterprise_former_names is 'Names that enterprises bore before they were renamed: a ledger that still uses one means the same enterprise.';

create index enterprise_former_names_key on enterprise_former_names (park_id, name_key);

create table enterprise_facts (
  park_id uuid not null,
  id uuid not null,
  enterprise_id uuid not null,
  fact text not null,
  value text not null,
  name text,
  valid_from date not null,
  said_by text not null,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  constraint enterprise_facts_pk primary key (park_id, id),
  constraint enterprise_facts_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id),
  constraint enterprise_facts_fact_check check (fact in ('size', 'industry', 'above_size')),
  constraint enterprise_facts_size_check check (fact <> 'size' or value in ('large', 'medium', 'small', 'micro')),
  constraint enterprise_facts_above_size_check check (fact <> 'above_size' or value in ('yes', 'no'))
);

comment on table enterprise_facts is 'Size class (统计上大中小微型企业划分办法 2017), industry (GB/T 4754-2017) and whether above designated size (规上), each from a day on, with who said so. The newest day that has come holds, of one day the last word. Only added to.';

create index enterprise_facts_enterprise on enterprise_facts (park_id, enterprise_id, fact, valid_from desc, recorded_at desc, id desc);

create table enterprise_tags (
  park_id uuid not null,
  id uuid not null,
  enterprise_id uuid not null,
  tag text not null,
  added_at timestamptz not null,
  added_by uuid not null,
  removed_at timestamptz,
  removed_by uuid,
  constraint enterprise_tags_pk primary key (park_id, id),
  constraint enterprise_tags_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id),
  constraint enterprise_tags_removed_check check ((removed_at is null) = (removed_by is null))
);

comment on table enterprise_tags is 'Labels (标签) that the park gives its enterprises, with when each was added and taken away.';

create unique index enterprise_tags_key on enterprise_tags (park_id, enterprise_id, tag) where removed_at is null;

create index enterprise_tags_tag on enterprise_tags (park_id, tag) where removed_at is null;

create table projects (
  park_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  enterprise_id uuid,
  version int not null,
  created_at timestamptz not null,
  constraint projects_pk primary key (park_id, id),
  constraint projects_park_fk foreign key (park_id) references parks (id),
  constraint projects_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id),
  constraint projects_code_key unique (park_id, code),
  constraint projects_name_check check (name <> '' and code <> '')
);

comment on table projects is 'Investment and construction projects (项目), by the code that the park gives them; enterprise_id is whose project it is.';

create index projects_name on projects (park_id, name);

create table officer_assignments (
  park_id uuid not null,
  id uuid not null,
  enterprise_id uuid,
  project_id uuid,
  user_id uuid not null,
  from_day date not null,
  until_day date,
  reason text,
  made_by uuid not null,
  made_at timestamptz not null,
  constraint officer_assignments_pk primary key (park_id, id),
  constraint officer_assignments_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id),
  constraint officer_assignments_project_fk foreign key (park_id, project_id) references projects (park_id, id),
  constraint officer_assignments_user_fk foreign key (park_id, user_id) references users (park_id, id),
  constraint officer_assignments_subject_check check ((enterprise_id is null) <> (project_id is null)),
  constraint officer_assignments_days_check check (until_day >= from_day)
);

comment on table officer_assignments is 'Who is the officer (服务专员) of an enterprise or project: from the first day, to the day before until_day; one without an end is open. Periods of one subject do not overlap: whoever assigns locks the subject, and only one may be open.';

create unique index officer_assignments_open_enterprise on officer_assignments (park_id, enterprise_id) where until_day is null and enterprise_id is not null;

create unique index officer_assignments_open_project on officer_assignments (park_id, project_id) where until_day is null and project_id is not null;

create index officer_assignments_enterprise on officer_assignments (park_id, enterprise_id, from_day) where enterprise_id is not null;

create index officer_assignments_project on officer_assignments (park_id, project_id, from_day) where project_id is not null;

create index officer_assignments_user on officer_assignments (park_id, user_id);

create table officer_hand_overs (
  park_id uuid not null,
  id uuid not null,
  from_user uuid not null,
  to_user uuid not null,
  day date not null,
  reason text not null,
  subjects int not null,
  case_ids uuid[] not null,
  made_by uuid not null,
  made_at timestamptz not null,
  accepted_at timestamptz,
  constraint officer_hand_overs_pk primary key (park_id, id),
  constraint officer_hand_overs_from_fk foreign key (park_id, from_user) references users (park_id, id),
  constraint officer_hand_overs_to_fk foreign key (park_id, to_user) references users (park_id, id),
  constraint officer_hand_overs_users_check check (from_user <> to_user)
);

comment on table officer_hand_overs is 'One officer hands everything over to another from a day on: what was open then, and when the successor said that he has it.';

create index officer_hand_overs_to on officer_hand_overs (park_id, to_user, made_at desc);

alter table cases add constraint cases_project_fk foreign key (park_id, project_id) references projects (park_id, id);

create index cases_project on cases (park_id, project_id) where project_id is not null;

alter table enterprise_masters enable row level security;

alter table enterprise_changes enable row level security;

alter table enterprise_former_names enable row level security;

alter table enterprise_facts enable row level security;

alter table enterprise_tags enable row level security;

alter table projects enable row level security;

alter table officer_assignments enable row level security;

alter table officer_hand_overs enable row level security;

create policy enterprise_masters_park on enterprise_masters using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy enterprise_changes_park on enterprise_changes using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy enterprise_former_names_park on enterprise_former_names using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy enterprise_facts_park on enterprise_facts using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy enterprise_tags_park on enterprise_tags using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy projects_park on projects using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy officer_assignments_park on officer_assignments using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy officer_hand_overs_park on officer_hand_overs using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert on enterprise_changes, enterprise_former_names, enterprise_facts to bihuan_app;

grant select, insert on enterprise_masters, enterprise_tags, projects, officer_assignments, officer_hand_overs to bihuan_app;

grant update (until_at) on enterprise_masters to bihuan_app;

grant update (removed_at, removed_by) on enterprise_tags to bihuan_app;

grant update (code, name, enterprise_id, version) on projects to bihuan_app;

grant update (until_day) on officer_assignments to bihuan_app;

grant update (accepted_at) on officer_hand_overs to bihuan_app;

-- Jobs judge who sees a case: its officers, and who speaks for a duplicate that was merged.
grant select on officer_assignments to bihuan_worker;

grant select (park_id, id, master_id) on enterprises to bihuan_worker;

grant select (project_id) on cases to bihuan_worker;
