create table users (
  park_id uuid not null,
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  constraint users_pk primary key (park_id, id),
  constraint users_park_fk foreign key (park_id) references parks (id),
  constraint users_name_key unique (park_id, name)
);

comment on table users is 'People (用户) of a park, by the name they sign in with.';

create table accounts (
  user_id uuid not null,
  park_id uuid not null,
  name text not null,
  password_hash text,
  failures int not null,
  locked_until timestamptz,
  created_at timestamptz not null,
  constraint accounts_pk primary key (user_id)
);

comment on table accounts is 'What a user signs in with. Shared, because the park is not known before sign-in; everything else about a person is in users, behind the park.';

create index accounts_name on accounts (name);

create table posts (
  park_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  post text not null,
  department_id uuid,
  enterprise_id uuid,
  created_at timestamptz not null,
  constraint posts_pk primary key (park_id, id),
  constraint posts_user_fk foreign key (park_id, user_id) references users (park_id, id),
  constraint posts_department_fk foreign key (park_id, department_id) references departments (park_id, id),
  constraint posts_enterprise_fk foreign key (park_id, enterprise_id) references enterprises (park_id, id),
  constraint posts_post_check check (post in ('dispatcher', 'handler', 'head', 'officer', 'hotline', 'return_visitor', 'leader', 'supervisor', 'enterprise', 'admin', 'auditor')),
  constraint posts_place_check check ((post = 'enterprise') = (enterprise_id is not null) and (post not in ('handler', 'head') or department_id is not null))
);

comment on table posts is 'The posts (岗位) a person holds; permissions belong to posts.';

create index posts_user on posts (park_id, user_id);

create index posts_department on posts (park_id, department_id) where department_id is not null;

create table sessions (
  token_hash bytea not null,
  park_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  constraint sessions_pk primary key (token_hash),
  constraint sessions_account_fk foreign key (user_id) references accounts (user_id)
);

comment on table sessions is 'Signed-in browsers. The token is 256 random bits and only its SHA-256 is kept. Shared: found before the park is known.';

create index sessions_expires_at on sessions (expires_at);

create table tokens (
  token_hash bytea not null,
  id uuid not null,
  park_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint tokens_pk primary key (token_hash),
  constraint tokens_account_fk foreign key (user_id) references accounts (user_id)
);

comment on table tokens is 'API tokens (令牌) for programs; only the SHA-256 of each is kept. Shared: found before the park is known.';

alter table users enable row level security;

alter table posts enable row level security;

create policy users_park on users using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy posts_park on posts using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert, update on accounts to bihuan_app;

grant select, insert, update on users to bihuan_app;

grant select, insert, delete on posts to bihuan_app;

grant select, insert, update, delete on sessions to bihuan_app;

grant select, insert, delete on tokens to bihuan_app;

grant select, delete on sessions, tokens to bihuan_worker;

grant select on users, posts to bihuan_auditor;
