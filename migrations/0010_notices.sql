create table notices (
  park_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  key text not null,
  template text not null,
  about jsonb not null,
  case_id uuid,
  urgent boolean not null,
  created_at timestamptz not null,
  read_at timestamptz,
  constraint notices_pk primary key (park_id, id),
  constraint notices_key unique (park_id, user_id, key),
  constraint notices_user_fk foreign key (park_id, user_id) references users (park_id, id),
  constraint notices_case_fk foreign key (park_id, case_id) references cases (park_id, id)
);

comment on table notices is 'What people are told (通知), one row a receiver. key names what it is about: an effect heard twice is one notice. about holds number, kind, state, days and department names; never personal data, never words of a case.';

create index notices_mine on notices (park_id, user_id, id desc);

create index notices_unread on notices (park_id, user_id, id desc) where read_at is null;

create table notice_settings (
  park_id uuid not null,
  user_id uuid not null,
  channel text not null,
  address text,
  language text,
  quiet_from text,
  quiet_to text,
  urgent_at_once boolean not null,
  updated_at timestamptz not null,
  constraint notice_settings_pk primary key (park_id, user_id),
  constraint notice_settings_user_fk foreign key (park_id, user_id) references users (park_id, id),
  constraint notice_settings_channel_check check (channel in ('none', 'email', 'file')),
  constraint notice_settings_address_check check (channel = 'none' or address is not null),
  constraint notice_settings_language_check check (language in ('zh', 'en')),
  constraint notice_settings_quiet_check check ((quiet_from is null) = (quiet_to is null) and quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and quiet_to ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
);

comment on table notice_settings is 'How somebody wants to be told outside the product. address is personal data: only its owner sees it, and masked. Quiet hours of his own stand before those of the park.';

create table quiet_hours (
  park_id uuid not null,
  quiet_from text not null,
  quiet_to text not null,
  constraint quiet_hours_pk primary key (park_id),
  constraint quiet_hours_park_fk foreign key (park_id) references parks (id),
  constraint quiet_hours_check check (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and quiet_to ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
);

comment on table quiet_hours is 'When a park sends nothing outside the product (免打扰时段), on its own wall; without a row 21:00-08:00. Two equal times: never quiet.';

create table notice_deliveries (
  park_id uuid not null,
  id uuid not null,
  notice_id uuid not null,
  user_id uuid not null,
  hold text not null,
  state text not null,
  attempts int not null default 0,
  not_before timestamptz not null,
  fault text,
  created_at timestamptz not null,
  done_at timestamptz,
  constraint notice_deliveries_pk primary key (park_id, id),
  constraint notice_deliveries_notice_key unique (park_id, notice_id),
  constraint notice_deliveries_notice_fk foreign key (park_id, notice_id) references notices (park_id, id) on delete cascade,
  constraint notice_deliveries_hold_check check (hold in ('quiet', 'office', 'none')),
  constraint notice_deliveries_state_check check (state in ('waiting', 'sent', 'given_up', 'dropped') and (state = 'waiting') = (done_at is null))
);

comment on table notice_deliveries is 'Messages that leave the product: one for each notice whose receiver has a channel. id stands in the message, so that one that arrives twice is known. fault is a code, never what a server said.';

create index notice_deliveries_waiting on notice_deliveries (park_id, not_before) where done_at is null;

create table webhooks (
  park_id uuid not null,
  id uuid not null,
  url text not null,
  topics text[] not null,
  secret bytea not null,
  former_secret bytea,
  former_until timestamptz,
  made_by uuid not null,
  made_at timestamptz not null,
  disabled_at timestamptz,
  disabled_why text,
  constraint webhooks_pk primary key (park_id, id),
  constraint webhooks_park_fk foreign key (park_id) references parks (id),
  constraint webhooks_url_key unique (park_id, url),
  constraint webhooks_former_check check ((former_secret is null) = (former_until is null)),
  constraint webhooks_disabled_check check ((disabled_at is null) = (disabled_why is null) and disabled_why in ('by_hand', 'gone'))
);

comment on table webhooks is 'Addresses of other systems that hear what happens to cases. Secrets are sealed under a key in the data folder. former_secret signs besides the present one until former_until.';

create table webhook_deliveries (
  park_id uuid not null,
  id uuid not null,
  webhook_id uuid not null,
  key text not null,
  topic text not null,
  body text not null,
  state text not null,
  attempts int not null default 0,
  not_before timestamptz not null,
  last_status int,
  fault text,
  created_at timestamptz not null,
  done_at timestamptz,
  constraint webhook_deliveries_pk primary key (park_id, id),
  constraint webhook_deliveries_key unique (park_id, webhook_id, key),
  constraint webhook_deliveries_webhook_fk foreign key (park_id, webhook_id) references webhooks (park_id, id) on delete cascade,
  constraint webhook_deliveries_state_check check (state in ('waiting', 'sent', 'given_up') and (state = 'waiting') = (done_at is null))
);

comment on table webhook_deliveries is 'One event for one webhook. id is the webhook-id of every attempt and of every replay, body the very bytes that are signed. fault is a code, never what a server said.';

create index webhook_deliveries_waiting on webhook_deliveries (park_id, not_before) where done_at is null;

create index webhook_deliveries_newest on webhook_deliveries (park_id, webhook_id, id desc);

alter table notices enable row level security;

alter table notice_settings enable row level security;

alter table quiet_hours enable row level security;

alter table notice_deliveries enable row level security;

alter table webhooks enable row level security;

alter table webhook_deliveries enable row level security;

create policy notices_park on notices using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy notice_settings_park on notice_settings using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy quiet_hours_park on quiet_hours using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy notice_deliveries_park on notice_deliveries using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy webhooks_park on webhooks using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy webhook_deliveries_park on webhook_deliveries using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert, update (read_at) on notices to bihuan_app;

grant select, insert, update on notice_settings, quiet_hours to bihuan_app;

grant select, insert on notice_deliveries to bihuan_app;

grant select, insert, update, delete on webhooks to bihuan_app;

grant select, update (state, not_before, attempts, done_at) on webhook_deliveries to bihuan_app;

grant select, insert on notices to bihuan_worker;

grant select on notice_settings, quiet_hours to bihuan_worker;

grant select, insert, update on notice_deliveries to bihuan_worker;

grant select, update (disabled_at, disabled_why) on webhooks to bihuan_worker;

grant select, insert, update on webhook_deliveries to bihuan_worker;

-- What a job must know to tell the right people, and nothing of what a case says or of who asks.
grant select (park_id, id, version, state, number, kind, confidential, enterprise_id, registered_by, registrar_asks, officer_id, lead_department_id, departments, due_on, return_count, dispute, handler_id, parties, party_enterprises, co_organisers, about_department_id, return_visitor_id) on cases to bihuan_worker;

grant select (park_id, case_id, seq, to_state, user_id, recorded_at) on entries to bihuan_worker;

grant select (park_id, id) on users to bihuan_worker;

grant select on posts, park_days_off to bihuan_worker;

grant select (park_id, id, name) on departments to bihuan_worker;
