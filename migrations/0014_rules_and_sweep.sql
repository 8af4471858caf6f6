-- Clocks, routing and escalation as data with dates, and what the sweep over them needs. A rule of 0002 was found by its
-- code alone; now it also says for which step of the loop and which cases it holds, and the most specific one wins. Rows
-- written by the version before (only code and working_days) are reply rules that hold when they are named.

alter table deadline_rules
  add column step text not null default 'reply',
  add column kind text,
  add column category text,
  add column urgency text,
  add column unit text not null default 'working_days',
  add column amount int,
  add column automatic boolean not null default false,
  add column withdrawn boolean not null default false;

alter table deadline_rules alter column working_days drop not null;

alter table deadline_rules add constraint deadline_rules_step_check check (step in ('dispatch', 'accept', 'reply', 'confirm', 'strike_off', 'co_accept', 'co_reply', 'redispatch'));

alter table deadline_rules add constraint deadline_rules_unit_check check (unit in ('working_days', 'working_minutes', 'working_days_before') and (unit = 'working_days') = (working_days is not null));

alter table deadline_rules add constraint deadline_rules_amount_check check (coalesce(amount, working_days) between 1 and 100000);

comment on column deadline_rules.step is 'Which clock the rule sets; redispatch: how many working days a department that takes over gets, where there is such a rule (else the first due date stays).';

comment on column deadline_rules.kind is 'With category and urgency: the cases it is for; null is all. Of the rules that fit, the one that names most wins, then the newest.';

comment on column deadline_rules.unit is 'working_days, working_minutes (office hours), or working_days_before the due date of the lead department. amount is how many; working_days is the same number for the version before.';

comment on column deadline_rules.automatic is 'Holds for every case that fits, without being named.';

comment on column deadline_rules.withdrawn is 'From valid_from on the rule of this code holds no more.';

create table escalation_levels (
  park_id uuid not null,
  id uuid not null,
  valid_from date not null,
  level int not null,
  after_working_days int not null,
  rung text,
  posts text[] not null,
  source text not null,
  constraint escalation_levels_pk primary key (park_id, id),
  constraint escalation_levels_park_fk foreign key (park_id) references parks (id),
  constraint escalation_levels_level_key unique (park_id, valid_from, level),
  constraint escalation_levels_level_check check (level between 1 and 20),
  constraint escalation_levels_after_check check (after_working_days between 0 and 1000),
  constraint escalation_levels_rung_check check (rung in ('weekly', 'roundtable', 'consultation'))
);

comment on table escalation_levels is 'The escalation ladder (升级阶梯): how many working days after the due date a case climbs to which rung and who is told. The levels of one valid_from are one ladder; the newest that has begun holds.';

create table routes (
  park_id uuid not null,
  id uuid not null,
  category text,
  subject text,
  kind text,
  department_id uuid not null,
  lead_leader text,
  valid_from date not null,
  until date,
  created_at timestamptz not null,
  constraint routes_pk primary key (park_id, id),
  constraint routes_department_fk foreign key (park_id, department_id) references departments (park_id, id),
  constraint routes_until_check check (until is null or until >= valid_from)
);

comment on table routes is 'Routing rules (分派规则): which department cases of a category, subject and kind go to when the dispatcher names none. until is the last day on which it holds.';

create index routes_of_park on routes (park_id, valid_from);

create table case_wakes (
  park_id uuid not null,
  case_id uuid not null,
  next_at timestamptz,
  awaits_year int,
  constraint case_wakes_pk primary key (park_id, case_id),
  constraint case_wakes_case_fk foreign key (park_id, case_id) references cases (park_id, id)
);

comment on table case_wakes is 'When the sweep has to look at a case next: the earliest effect of its clocks that is not done. awaits_year: a due date leans on the official days of that year, whose notice was not out.';

create index case_wakes_next on case_wakes (park_id, next_at) where next_at is not null;

create index case_wakes_awaits on case_wakes (park_id, awaits_year) where awaits_year is not null;

create table clock_effects (
  park_id uuid not null,
  case_id uuid not null,
  step text not null,
  department_id uuid not null,
  version int not null,
  effect text not null,
  level int not null,
  planned_at timestamptz not null,
  done_at timestamptz not null,
  constraint clock_effects_pk primary key (park_id, case_id, step, department_id, version, effect, level),
  constraint clock_effects_case_fk foreign key (park_id, case_id) references cases (park_id, id),
  constraint clock_effects_effect_check check (effect in ('near', 'due', 'escalate', 'review'))
);

comment on table clock_effects is 'Reminders and escalations that have happened, written in the transaction of the effect: each happens once for each version of a clock. department_id is the co-organiser''s, and all zeros for a clock of the case itself.';

alter table escalation_levels enable row level security;

alter table routes enable row level security;

alter table case_wakes enable row level security;

alter table clock_effects enable row level security;

create policy escalation_levels_park on escalation_levels using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy routes_park on routes using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy case_wakes_park on case_wakes using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy clock_effects_park on clock_effects using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert on escalation_levels, clock_effects to bihuan_app;

grant select, insert, update on routes, case_wakes to bihuan_app;

grant select on case_wakes to bihuan_worker;

grant select on escalation_levels, routes, case_wakes, clock_effects to bihuan_auditor;

update deadline_rules set automatic = true where code = 'general';

insert into deadline_rules (park_id, id, code, name, step, urgency, unit, amount, working_days, automatic, valid_from, source)
select p.id, gen_random_uuid(), r.code, r.name, r.step, r.urgency, r.unit, r.amount, case when r.unit = 'working_days' then r.amount end, true, date '2007-01-01', '默认（2026-11-20），园区可另定'
from parks p cross join (values
  ('urgent', '紧急事项', 'reply', 'urgent', 'working_days', 2),
  ('critical', '特急事项', 'reply', 'critical', 'working_days', 1),
  ('dispatch', '交办', 'dispatch', null, 'working_days', 1),
  ('accept', '签收', 'accept', null, 'working_minutes', 240),
  ('accept_urgent', '紧急事项签收', 'accept', 'urgent', 'working_minutes', 120),
  ('accept_critical', '特急事项签收', 'accept', 'critical', 'working_minutes', 60),
  ('confirm', '提出人评价', 'confirm', null, 'working_days', 5),
  ('strike_off', '销号', 'strike_off', null, 'working_days', 3),
  ('co_accept', '配合部门签收', 'co_accept', null, 'working_minutes', 240),
  ('co_reply', '配合部门答复', 'co_reply', null, 'working_days_before', 2)
) as r (code, name, step, urgency, unit, amount)
on conflict do nothing;

insert into escalation_levels (park_id, id, valid_from, level, after_working_days, rung, posts, source)
select p.id, gen_random_uuid(), date '2007-01-01', l.level, l.after_working_days, l.rung, l.posts, '默认（2026-11-20），园区可另定'
from parks p cross join (values
  (1, 0, null, array['head', 'liaison']),
  (2, 2, 'weekly', array['head', 'liaison', 'leader']),
  (3, 5, 'roundtable', array['leader', 'supervisor']),
  (4, 10, 'consultation', array['leader', 'supervisor', 'dispatcher'])
) as l (level, after_working_days, rung, posts);
