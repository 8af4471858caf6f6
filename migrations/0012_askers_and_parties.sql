-- Several askers and parties: when the first asker left a case that goes on for the others, and which people of the park
-- ask for themselves besides him. What a merged case counts as is looked up from it, also as of a former moment.

alter table cases
  add column asker_left_on date,
  add column party_people uuid[] not null default '{}';

alter table case_past
  add column asker_left_on date,
  add column party_people uuid[] not null default '{}';

comment on column cases.asker_left_on is 'When the first asker withdrew and the case went on for the other askers; null while he asks.';

comment on column cases.party_people is 'The people of the park among the parties who ask for themselves and have not left: they see the case, as the enterprises in party_enterprises do.';

create index cases_party_people on cases using gin (party_people) where party_people <> '{}';

create index cases_asker_left on cases (park_id, asker_left_on) where asker_left_on is not null;

create index case_past_merged_into on case_past (park_id, merged_into) where merged_into is not null;

create index case_past_asker_left on case_past (park_id, asker_left_on) where asker_left_on is not null;

-- Jobs judge who sees a case, and so who is told of it.
grant select (party_people) on cases to bihuan_worker;
