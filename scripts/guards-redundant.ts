/**
 * Guards behind which another one stands: without them nothing can be done or seen that must not be, so no test misses
 * them. Each with its reason; a wrong entry would hide a hole, so whoever adds one shows the second lock.
 */
export const REDUNDANT: Readonly<Record<string, string>> = {
  // A person's sessions and tokens end with him, and http.ts looks for them before any upload is taken in.
  'src/kernel/transfer.ts refusal kernel.nobody':
    'authenticated() in http.ts refuses who has no session or token',
  // What is odd about a backup is told once all of it has been read; these stand between that and the database.
  'src/backup/fill.ts refusal backup.unknown_table #2':
    'readMembers() refuses a backup whose tables are not those that its head names',
  'src/backup/verify-restored.ts refusal backup.differs #2':
    'readMembers() refuses other counts than the manifest has; this one would find rows that COPY lost',
  // These forbid nothing: they put into words what has failed already.
  'src/backup/restore.ts refusal postgres.disk_full': 'PostgreSQL has refused to write',
  // Said so that the planner may use an index that has only such rows.
  "src/modules/cases/scope.ts scope party: c.party_enterprises <> '{}'":
    'an empty array overlaps with nothing',
  "src/modules/cases/scope.ts scope party: c.party_people <> '{}'": 'an empty array overlaps with nothing',
  'src/modules/cases/scope.ts scope ofOwnProjects: oa.project_id is not null': 'null is in no list',
  // The park by name, beside row-level security; test/catalogue.test.ts asks for it by the plan.
  'src/modules/cases/scope.ts scope ofOwnEnterprises: oe.park_id = oa.park_id':
    'the policy of enterprises shows the rows of one park',
  'src/modules/cases/scope.ts scope isToday: oa.park_id = ${p.readerPark}::uuid':
    'the policy of officer_assignments shows the rows of one park',
}
