-- The first day of a park: people come in from a spreadsheet, with passwords that hold for one sign-in.

alter table accounts add column must_change boolean not null default false;

comment on column accounts.must_change is 'The password was handed out on paper: it opens nothing but the page on which its owner chooses another.';

alter table users add column phone text;

alter table users add constraint users_phone_check check (phone ~ '^\+?[0-9][0-9-]{4,19}$');

comment on column users.phone is 'Telephone at work, when the park gave it. Personal data.';

create table roster_drafts (
  park_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  file_name text not null,
  content jsonb not null,
  outcome jsonb,
  created_at timestamptz not null,
  settled_at timestamptz,
  constraint roster_drafts_pk primary key (park_id, id),
  constraint roster_drafts_settled_check check ((outcome is null) = (settled_at is null))
);

comment on table roster_drafts is 'A roster (花名册) as it was read from a spreadsheet, kept between the look at it and the confirmation, and for a day afterwards: what is written is what was seen, and not what a browser sends back.';

create index roster_drafts_created_at on roster_drafts (park_id, created_at);

alter table roster_drafts enable row level security;

create policy roster_drafts_park on roster_drafts using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert on roster_drafts to bihuan_app;

grant update (outcome, settled_at) on roster_drafts to bihuan_app;

grant select, delete on roster_drafts to bihuan_worker;
