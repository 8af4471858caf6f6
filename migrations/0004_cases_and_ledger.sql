-- The loop. Three things make the database, and not the program, enforce it:
--   transitions   the legal acts as data; each entry points at the row that allows it
--   entries       numbered 1, 2, 3 … within a case, each pointing at the one before it, whose "to" is its "from"
--   cases         points at its last entry and has that entry's "to" as its state
-- Two writers of one case both try to insert the same entry number, and one of them fails.

create table transitions (
  action text not null,
  from_state text not null,
  to_state text not null,
  post text not null,
  constraint transitions_pk primary key (action, from_state, to_state, post)
);

comment on table transitions is 'The transition table (src/modules/cases/transitions.ts), written here at every migration. from_state is ''none'' for a case that is not there yet.';

create table case_numbers (
  park_id uuid not null,
  year int not null,
  last int not null,
  constraint case_numbers_pk primary key (park_id, year),
  constraint case_numbers_park_fk foreign key (park_id) references parks (id)
);

comment on table case_numbers is 'The last case number given in each year: without gaps, because it is taken in the transaction that registers the case.';

create table cases (
  park_id uuid not null,
  id uuid not null,
  version int not null,
  state text not null,
  number text not null,
  year int not null,
  serial text not null,
  kind text not null,
  text text not null,
  category text,
  source text,
  urgency text not null,
  confidential boolean not null,
  asker_kind text not null,
  enterprise_id uuid,
  asker_name text,
  contact_name text,
  contact_phone text,
  registered_by uuid not null,
  registrar_asks boolean not null,
  officer_id uuid,
  rung text not null,
  lead_department_id uuid,
  departments uuid[] not null,
  lead_leader text,
  co_departments text,
  demand text,
  progress text,
  remark text,
  deadline jsonb,
  due_at timestamptz,
  due_on date,
  first_due_on date,
  yellow_at timestamptz,
  provisional boolean not null,
  registered_at timestamptz not null,
  registered_on date not null,
  dispatched_at timestamptz,
  dispatched_on date,
  dispatched_by uuid,
  respond_by timestamptz,
  responded_at timestamptz,
  responded_on date,
  accepted_at timestamptz,
  accepted_by uuid,
  worked_by uuid[] not null,
  return_count int not null,
  replied_at timestamptz,
  replied_on date,
  replied_by uuid,
  answer text,
  outcome text,
  review_on date,
  first_replied_on date,
  first_reply_due_on date,
  reply_working_days int,
  reject_count int not null,
  confirmed_at timestamptz,
  confirmed_on date,
  confirmed_by uuid,
  for_asker boolean not null,
  by_default boolean not null,
  rating int,
  comment text,
  dispute text,
  countersigned_by uuid,
  struck_off_at timestamptz,
  struck_off_on date,
  struck_off_by uuid,
  reopen_count int not null,
  key_list boolean not null,
  imported_from text,
  import_hash text,
  recorded_at timestamptz not null,
  entry_hash bytea not null,
  search tsvector not null,
  constraint cases_pk primary key (park_id, id),
  constraint cases_park_fk foreign key (park_id) references parks (id),
  constraint cases_number_key unique (park_id, number),
  constraint cases_imported_from_key unique (park_id, imported_from),
  constraint cases_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id),
  constraint cases_lead_department_fk foreign key (park_id, lead_department_id) references departments (park_id, id),
  constraint cases_state_check check (state in ('registered', 'dispatched', 'accepted', 'returned', 'replied', 'confirmed', 'struck_off', 'suspended', 'closed_refused', 'closed_withdrawn', 'closed_merged', 'closed_handed_over')),
  constraint cases_kind_check check (kind in ('request', 'obstacle', 'hazard', 'finding', 'commitment', 'instruction')),
  constraint cases_asker_check check (asker_kind in ('enterprise', 'resident', 'project', 'department', 'inspector') and (asker_kind = 'enterprise') = (enterprise_id is not null)),
  constraint cases_rung_check check (rung in ('on_spot', 'department', 'weekly', 'roundtable', 'consultation')),
  constraint cases_urgency_check check (urgency in ('normal', 'urgent', 'critical')),
  constraint cases_outcome_check check (outcome in ('solved', 'explained', 'partly_solved')),
  constraint cases_dispute_check check (dispute in ('open', 'allowed')),
  constraint cases_rating_check check (rating is null or (rating between 1 and 5 and not by_default)),
  constraint cases_returns_check check (return_count between 0 and 2),
  constraint cases_worked_by_check check ((accepted_by is null or accepted_by = any (worked_by)) and (replied_by is null or replied_by = any (worked_by))),
  constraint cases_own_work_check check (confirmed_by is null or confirmed_by <> all (worked_by)),
  constraint cases_own_strike_off_check check (struck_off_by is null or struck_off_by <> all (worked_by)),
  constraint cases_dispute_decided_check check (state <> 'struck_off' or dispute is null or dispute = 'allowed')
);

comment on table cases is 'Cases (事项) as they stand now: the fold of their entries. version is the number of the last entry.';

comment on column cases.deadline is 'What the due date was computed from, so that it can be explained day by day: rule, start, working days, pauses, or the date as given.';

comment on column cases.departments is 'Every department that was ever charged with the case: who held it may go on seeing it.';

comment on column cases.registrar_asks is 'Whoever registered the case is the asker or speaks for him: where the asker is confidential, so is he.';

comment on column cases.worked_by is 'Everybody who ever accepted or answered the case, also before it was worked again: none of them confirms it or strikes it off.';

comment on column cases.imported_from is 'Identity of an imported row: its year and 序号 on paper, "2022/17". import_hash is the hash of its content, to see what changed.';

create table entries (
  park_id uuid not null,
  case_id uuid not null,
  seq int not null,
  id uuid not null,
  previous_seq int generated always as (case when seq > 1 then seq - 1 end) stored,
  action text not null,
  from_state text not null,
  to_state text not null,
  post text not null,
  user_id uuid not null,
  recorded_at timestamptz not null,
  happened_at timestamptz not null,
  body jsonb not null,
  hash bytea not null,
  mac bytea not null,
  mac_key text not null,
  constraint entries_pk primary key (park_id, case_id, seq),
  constraint entries_to_state_key unique (park_id, case_id, seq, to_state),
  constraint entries_transition_fk foreign key (action, from_state, to_state, post) references transitions (action, from_state, to_state, post),
  constraint entries_previous_fk foreign key (park_id, case_id, previous_seq, from_state) references entries (park_id, case_id, seq, to_state),
  constraint entries_first_check check ((seq = 1) = (from_state = 'none') and seq > 0)
);

comment on table entries is 'The ledger (台账记录): every change of a case is one entry, never changed and never removed. hash is SHA-256 over 0x00 and the entry''s canonical JSON (RFC 8785), which holds the hash of the entry before it; mac is HMAC-SHA-256 of the same under a key kept outside the database.';

create index entries_recorded_at on entries (park_id, recorded_at);

create index entries_action on entries (park_id, action, happened_at);

alter table cases add constraint cases_last_entry_fk foreign key (park_id, id, version, state) references entries (park_id, case_id, seq, to_state);

create table ledger_keys (
  id text not null,
  created_at timestamptz not null,
  constraint ledger_keys_pk primary key (id)
);

comment on table ledger_keys is 'Names of the keys that entries were authenticated with. The keys themselves are never in the database; a server that lacks one of them refuses to start.';

create table entry_texts (
  park_id uuid not null,
  case_id uuid not null,
  seq int not null,
  opened jsonb not null,
  constraint entry_texts_pk primary key (park_id, case_id, seq),
  constraint entry_texts_entry_fk foreign key (park_id, case_id, seq) references entries (park_id, case_id, seq)
);

comment on table entry_texts is 'What an entry says in words, and personal data: [{path, salt, value}]. The entry itself holds only the salted hash of each, so that lawful erasure leaves every proof valid.';

create table case_past (
  like cases,
  recorded_to timestamptz not null,
  constraint case_past_pk primary key (park_id, id, version)
);

comment on table case_past is 'Cases as they stood between recorded_at and recorded_to: written when the next entry replaces them, so that any figure can be asked as of any moment.';

create index case_past_recorded on case_past (park_id, recorded_to, recorded_at);

create index cases_newest on cases (park_id, registered_at desc, id desc);

create index cases_due on cases (park_id, due_at, id) where due_at is not null;

create index cases_state on cases (park_id, state, registered_at desc, id desc);

create index cases_department on cases (park_id, lead_department_id, registered_at desc, id desc) where lead_department_id is not null;

create index cases_enterprise on cases (park_id, enterprise_id, registered_at desc, id desc) where enterprise_id is not null;

create index cases_departments on cases using gin (departments);

create index cases_search on cases using gin (search);

alter table case_numbers enable row level security;

alter table cases enable row level security;

alter table entries enable row level security;

alter table entry_texts enable row level security;

alter table case_past enable row level security;

create policy case_numbers_park on case_numbers using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy cases_park on cases using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy entries_park on entries using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy entry_texts_park on entry_texts using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy case_past_park on case_past using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select on transitions to bihuan_app, bihuan_auditor;

grant select, insert on ledger_keys to bihuan_app;

grant select on ledger_keys to bihuan_auditor;

grant select, insert, update on case_numbers to bihuan_app;

grant select, insert, update on cases to bihuan_app;

grant select, insert on entries, entry_texts, case_past to bihuan_app;

grant select on cases, entries, entry_texts, case_past, case_numbers to bihuan_auditor;
