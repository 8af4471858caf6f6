-- Posts end instead of going away; people leave; others stand in for them; contacts come by invitation; tokens are
-- confined; passwords are changed, reset and, where that is asked for, expire. The program before this one still runs:
-- it knows no ended posts and makes tokens that may do everything, as it always did.

alter table posts add column until_at timestamptz;

comment on table posts is 'The posts (岗位) a person holds or held, from created_at until until_at (null: now); permissions belong to posts. Never deleted, since entries were made in them.';

create index posts_enterprise on posts (park_id, enterprise_id) where enterprise_id is not null;

revoke delete on posts from bihuan_app;

grant update (until_at) on posts to bihuan_app;

alter table users add column left_at timestamptz;

alter table users add column handed_over_to uuid;

alter table users add constraint users_handed_over_fk foreign key (park_id, handed_over_to) references users (park_id, id);

create index users_handed_over on users (park_id, handed_over_to) where handed_over_to is not null;

alter table accounts add column closed_at timestamptz;

alter table accounts add column password_at timestamptz;

alter table sessions add column only_password boolean not null default false;

create index sessions_user on sessions (user_id);

alter table tokens add column scopes text[] not null default '{all}';

alter table tokens add column post_id uuid;

alter table tokens add column name text;

create index tokens_user on tokens (user_id);

alter table audit add column stands_in_for uuid;

create table stand_ins (
  park_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  stand_in_id uuid not null,
  post_id uuid,
  department_id uuid,
  from_at timestamptz not null,
  until_at timestamptz not null,
  reason text not null,
  made_by uuid not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint stand_ins_pk primary key (park_id, id),
  constraint stand_ins_user_fk foreign key (park_id, user_id) references users (park_id, id),
  constraint stand_ins_stand_in_fk foreign key (park_id, stand_in_id) references users (park_id, id),
  constraint stand_ins_post_fk foreign key (park_id, post_id) references posts (park_id, id),
  constraint stand_ins_department_fk foreign key (park_id, department_id) references departments (park_id, id),
  constraint stand_ins_other_check check (user_id <> stand_in_id),
  constraint stand_ins_period_check check (from_at < until_at),
  constraint stand_ins_posts_check check (post_id is null or department_id is null)
);

comment on table stand_ins is 'Who stands in for whom (代理), from when until when: for one post, for the posts of one department, or for all but enterprise and admin. ended_at: ended early.';

create index stand_ins_stand_in on stand_ins (park_id, stand_in_id, until_at) where ended_at is null;

create index stand_ins_user on stand_ins (park_id, user_id, until_at);

create table invitations (
  park_id uuid not null,
  id uuid not null,
  enterprise_id uuid not null,
  code_hash bytea not null,
  name text not null,
  phone text,
  made_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by uuid,
  revoked_at timestamptz,
  constraint invitations_pk primary key (park_id, id),
  constraint invitations_code_key unique (park_id, code_hash),
  constraint invitations_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id),
  constraint invitations_used_fk foreign key (park_id, used_by) references users (park_id, id),
  constraint invitations_used_check check ((used_at is null) = (used_by is null) and (used_at is null or revoked_at is null))
);

comment on table invitations is 'Invitations (邀请) to act for an enterprise: one use, seven days; only the SHA-256 of the code is kept. Removed thirty days after they ended.';

create index invitations_enterprise on invitations (park_id, enterprise_id);

create table reset_codes (
  park_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  code_hash bytea not null,
  made_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint reset_codes_pk primary key (park_id, id),
  constraint reset_codes_code_key unique (park_id, code_hash),
  constraint reset_codes_user_fk foreign key (park_id, user_id) references users (park_id, id)
);

comment on table reset_codes is 'Codes with which people set a new password: one use, fifteen minutes; only the SHA-256 is kept.';

create index reset_codes_user on reset_codes (park_id, user_id);

create table former_passwords (
  park_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  password_hash text not null,
  created_at timestamptz not null,
  constraint former_passwords_pk primary key (park_id, id),
  constraint former_passwords_user_fk foreign key (park_id, user_id) references users (park_id, id)
);

comment on table former_passwords is 'The last hashes of a person''s passwords, where a policy forbids to use them again.';

create index former_passwords_user on former_passwords (park_id, user_id, created_at);

create table attempts (
  key_hash bytea not null,
  since timestamptz not null,
  failures int not null,
  constraint attempts_pk primary key (key_hash)
);

comment on table attempts is 'Failed attempts to get in, by address and by name, each as a keyed hash. Shared: counted before the park is known, also for names that do not exist.';

create index attempts_since on attempts (since);

alter table stand_ins enable row level security;

alter table invitations enable row level security;

alter table reset_codes enable row level security;

alter table former_passwords enable row level security;

create policy stand_ins_park on stand_ins using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy invitations_park on invitations using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy reset_codes_park on reset_codes using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy former_passwords_park on former_passwords using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert, update (ended_at) on stand_ins to bihuan_app;

grant select, insert, update (used_at, used_by, revoked_at) on invitations to bihuan_app;

grant select, insert, update (used_at) on reset_codes to bihuan_app;

grant select, insert, delete on former_passwords to bihuan_app;

grant select, insert, update, delete on attempts to bihuan_app;

grant select, delete on invitations, reset_codes, attempts to bihuan_worker;

grant select on stand_ins to bihuan_auditor;

grant select on stand_ins to bihuan_worker;
