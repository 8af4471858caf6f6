create table park_choices (
  park_id uuid not null,
  id uuid not null,
  name text not null,
  value jsonb not null,
  chosen_at timestamptz not null,
  chosen_by uuid not null,
  constraint park_choices_pk primary key (park_id, id),
  constraint park_choices_park_fk foreign key (park_id) references parks (id),
  constraint park_choices_name_check check (name in ('sign_off'))
);

comment on table park_choices is 'What a park decides for itself where the loop leaves it open: sign_off (which outcomes only the head may answer with). Never changed: a newer row follows, and the newest holds.';

create index park_choices_newest on park_choices (park_id, name, chosen_at desc);

alter table park_choices enable row level security;

create policy park_choices_park on park_choices using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert on park_choices to bihuan_app;

grant select on park_choices to bihuan_worker, bihuan_auditor;
