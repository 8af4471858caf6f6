-- What the whole loop needs of a case besides 0004: several askers and opposite parties, co-organisers, requests that
-- a second person decides, pauses, parents and children, other parks, and a clock for each step. All of it is set by
-- entries, like everything else in the table. Two posts come with it: the liaison of an external department, and the city.

alter table posts drop constraint posts_post_check;

alter table posts add constraint posts_post_check check (post in ('dispatcher', 'handler', 'head', 'liaison', 'officer', 'hotline', 'return_visitor', 'leader', 'supervisor', 'enterprise', 'admin', 'auditor', 'city'));

alter table posts drop constraint posts_place_check;

alter table posts add constraint posts_place_check check ((post = 'enterprise') = (enterprise_id is not null) and (post not in ('handler', 'head', 'liaison') or department_id is not null));

alter table cases
  add column subject text,
  add column project_id uuid,
  add column parent_id uuid,
  add column about_department_id uuid,
  add column return_visitor_id uuid,
  add column handler_id uuid,
  add column parties jsonb not null default '[]',
  add column party_enterprises uuid[] not null default '{}',
  add column opposite_names text,
  add column asker_confirmed_on date,
  add column merged_into uuid,
  add column handed_from jsonb,
  add column handed_to jsonb,
  add column refusal text,
  add column refused_on date,
  add column refused_by uuid,
  add column object_by timestamptz,
  add column objected boolean not null default false,
  add column co_organisers jsonb not null default '[]',
  add column proposal jsonb,
  add column proposed_answer text,
  add column pending jsonb,
  add column pending_reason text,
  add column extension_count int not null default 0,
  add column suspended_at timestamptz,
  add column suspended_on date,
  add column suspended_until date,
  add column pauses jsonb not null default '[]',
  add column urge_count int not null default 0,
  add column urged_at timestamptz,
  add column supervised_at timestamptz,
  add column supervised_by uuid,
  add column clocks jsonb not null default '[]',
  add column lamp_yellow_at timestamptz,
  add column lamp_red_at timestamptz;

alter table case_past
  add column subject text,
  add column project_id uuid,
  add column parent_id uuid,
  add column about_department_id uuid,
  add column return_visitor_id uuid,
  add column handler_id uuid,
  add column parties jsonb not null default '[]',
  add column party_enterprises uuid[] not null default '{}',
  add column opposite_names text,
  add column asker_confirmed_on date,
  add column merged_into uuid,
  add column handed_from jsonb,
  add column handed_to jsonb,
  add column refusal text,
  add column refused_on date,
  add column refused_by uuid,
  add column object_by timestamptz,
  add column objected boolean not null default false,
  add column co_organisers jsonb not null default '[]',
  add column proposal jsonb,
  add column proposed_answer text,
  add column pending jsonb,
  add column pending_reason text,
  add column extension_count int not null default 0,
  add column suspended_at timestamptz,
  add column suspended_on date,
  add column suspended_until date,
  add column pauses jsonb not null default '[]',
  add column urge_count int not null default 0,
  add column urged_at timestamptz,
  add column supervised_at timestamptz,
  add column supervised_by uuid,
  add column clocks jsonb not null default '[]',
  add column lamp_yellow_at timestamptz,
  add column lamp_red_at timestamptz;

alter table cases add constraint cases_parent_fk foreign key (park_id, parent_id) references cases (park_id, id);

alter table cases add constraint cases_merged_into_fk foreign key (park_id, merged_into) references cases (park_id, id);

alter table cases add constraint cases_about_department_fk foreign key (park_id, about_department_id) references departments (park_id, id);

alter table cases add constraint cases_parent_check check (parent_id is null or parent_id <> id);

alter table cases add constraint cases_merged_check check ((state = 'closed_merged') = (merged_into is not null) and (merged_into is null or merged_into <> id));

alter table cases add constraint cases_refused_check check ((state = 'closed_refused') = (refused_on is not null));

alter table cases add constraint cases_suspended_check check ((state = 'suspended') = (suspended_on is not null));

alter table cases add constraint cases_extensions_check check (extension_count between 0 and 2);

alter table cases add constraint cases_about_check check (about_department_id is null or lead_department_id is null or about_department_id <> lead_department_id);

comment on column cases.parties is 'Who asks or is concerned besides the first asker, each with his own confirmation: [{key, role, kind, enterprise_id, case_id, number, registered_by, confirmed_on, rating, by_default, for_asker, left_on}]. Those who came by a merged case name it.';

comment on column cases.party_enterprises is 'The enterprises among the parties that have not left: who may see the case besides the asker.';

comment on column cases.about_department_id is 'The department of the person whom a complaint is about: it is never charged with the case and never sees it.';

comment on column cases.co_organisers is 'Departments that help the lead, each with a clock of its own: [{department_id, state, asked_at, due_at, due_on, accepted_at, accepted_by, replied_at, replied_on, replied_by}].';

comment on column cases.proposal is 'An answer that the head has still to sign: {by, at, outcome, review_on, …}; its words are in proposed_answer.';

comment on column cases.pending is 'What the head has asked and the dispatch centre has not decided: {what, by, at, until, decide_by}. It lapses when the due date or another state comes first.';

comment on column cases.pauses is 'Suspensions that have ended: [{from, to, working_days}]. The reply clock got these days back.';

comment on column cases.clocks is 'The clocks that run or stand still: [{step, department_id, version, started_at, due_at, yellow_at, stands_since}]. version is the number of the entry that set the clock: every effect of a clock happens once for each.';

comment on column cases.lamp_red_at is 'The earliest due moment of all running clocks, and lamp_yellow_at the earliest moment one of them is near: the lamp is the worst of them.';

create index cases_parent on cases (park_id, parent_id) where parent_id is not null;

create index cases_merged_into on cases (park_id, merged_into) where merged_into is not null;

create index cases_party_enterprises on cases using gin (party_enterprises) where party_enterprises <> '{}';
