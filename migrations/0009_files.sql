-- Files (附件) that people send. The bytes lie in the data folder under the hash of their content; here stands what is
-- known of them. A file belongs to nothing until an act takes it; what nobody takes is removed after some days.

create table file_contents (
  park_id uuid not null,
  sha256 text not null,
  size int not null,
  type text not null,
  stored_at timestamptz not null,
  constraint file_contents_pk primary key (park_id, sha256),
  constraint file_contents_park_fk foreign key (park_id) references parks (id),
  constraint file_contents_hash_check check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint file_contents_size_check check (size > 0)
);

comment on table file_contents is 'Contents that are kept, once for each park however often they are sent. Whoever stores or removes the bytes holds the lock of the row, so that neither can happen behind the other''s back.';

create table files (
  park_id uuid not null,
  id uuid not null,
  sha256 text not null,
  name text not null,
  kept_place boolean not null,
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  held_by text,
  constraint files_pk primary key (park_id, id),
  constraint files_content_fk foreign key (park_id, sha256) references file_contents (park_id, sha256)
);

comment on table files is 'Files (附件) as they were sent: each has a name of its own and one content. Seen by its uploader alone until it is held.';

comment on column files.held_by is 'The module to whose things it is attached; that module knows who may see it. Null: attached to nothing, removed after seven days.';

create index files_content on files (park_id, sha256);

create index files_waiting on files (park_id, uploaded_at) where held_by is null;

create table case_files (
  park_id uuid not null,
  file_id uuid not null,
  case_id uuid not null,
  seq int not null,
  internal boolean not null,
  constraint case_files_pk primary key (park_id, file_id),
  constraint case_files_file_fk foreign key (park_id, file_id) references files (park_id, id),
  constraint case_files_case_fk foreign key (park_id, case_id) references cases (park_id, id)
);

comment on table case_files is 'Which entry of which case a file came with. The entry holds its hash; one file belongs to one case. Internal ones are not shown to askers.';

create index case_files_case on case_files (park_id, case_id, seq, file_id);

alter table file_contents enable row level security;

alter table files enable row level security;

alter table case_files enable row level security;

create policy file_contents_park on file_contents using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy files_park on files using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

create policy case_files_park on case_files using (park_id = nullif(current_setting('app.park_id', true), '')::uuid) with check (park_id = nullif(current_setting('app.park_id', true), '')::uuid);

grant select, insert, update (stored_at) on file_contents to bihuan_app;

grant select, insert, update (held_by) on files to bihuan_app;

grant select, insert on case_files to bihuan_app;

grant select, insert, update (stored_at), delete on file_contents to bihuan_worker;

grant select, delete on files to bihuan_worker;

grant select on file_contents, files, case_files to bihuan_auditor;
