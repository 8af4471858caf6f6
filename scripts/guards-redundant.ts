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
}
