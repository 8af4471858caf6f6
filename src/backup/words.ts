import { shown, type Words } from '../kernel/words.ts'

/** The words of backups, restores and upgrades. */
export const backupWords: Words = {
  'backup.there_already': {
    zh: ({ file }) => `“${shown(file)}”已经有了，备份不覆盖任何文件。请换一个文件名。`,
    en: ({ file }) =>
      `"${shown(file)}" is there already, and a backup overwrites nothing. Choose another name.`,
  },
  'backup.nothing': {
    zh: ({ data }) =>
      `${shown(data)} 里还没有数据，没有可备份的。请用 --data 或 --database-url 指明要备份的是哪一套。`,
    en: ({ data }) =>
      `There is nothing in ${shown(data)} to back up. Name the installation with --data or --database-url.`,
  },
  'backup.passphrase_unreadable': {
    zh: ({ file }) => `读不了口令文件 ${shown(file)}。请核对路径和权限。`,
    en: ({ file }) =>
      `The passphrase file ${shown(file)} cannot be read. Check its path and who may read it.`,
  },
  'backup.passphrase_short': {
    zh: ({ file, least }) => `${shown(file)} 第一行的口令太短，至少 ${shown(least)} 个字符。`,
    en: ({ file, least }) =>
      `The passphrase in the first line of ${shown(file)} is too short; ${shown(least)} characters at least.`,
  },
  'backup.passphrase_missing': {
    zh: ({ file }) => `“${shown(file)}”是加了口令的备份，请用 --passphrase-file 给出口令文件。`,
    en: ({ file }) => `"${shown(file)}" is locked with a passphrase; name its file with --passphrase-file.`,
  },
  'backup.passphrase_wrong': {
    zh: ({ file }) => `口令不对，打不开“${shown(file)}”（文件开头完好）。`,
    en: ({ file }) => `The passphrase is wrong for "${shown(file)}" (the beginning of the file is intact).`,
  },
  'backup.not_locked': {
    zh: ({ file }) =>
      `“${shown(file)}”没有加口令，却给了口令。若确是这份备份，请去掉 --passphrase-file 再试。`,
    en: ({ file }) =>
      `"${shown(file)}" is not locked, but a passphrase was given. If it is the right backup, leave out --passphrase-file.`,
  },
  'backup.missing': {
    zh: ({ file, reason }) => `读不了“${shown(file)}”（${shown(reason)}）。请核对路径和权限。`,
    en: ({ file, reason }) =>
      `"${shown(file)}" cannot be read (${shown(reason)}). Check its path and who may read it.`,
  },
  'backup.not_ours': {
    zh: ({ file }) => `“${shown(file)}”不是闭环的备份，或者开头已损坏。什么都没有改动。`,
    en: ({ file }) =>
      `"${shown(file)}" is no backup of Bihuan, or its beginning is damaged. Nothing was touched.`,
  },
  'backup.cut_off': {
    zh: ({ file, position }) =>
      `备份“${shown(file)}”不完整：在第 ${shown(position)} 字节处断了（可能没有传完，或结尾已损坏）。请重新取一份完整的备份。什么都没有改动。`,
    en: ({ file, position }) =>
      `The backup "${shown(file)}" is not whole: it breaks off at byte ${shown(position)} (perhaps it was not copied to its end, or its end is damaged). Fetch a whole one. Nothing was touched.`,
  },
  'backup.altered': {
    zh: ({ file, position }) =>
      `备份“${shown(file)}”损坏或被改过${position === undefined ? '' : `（在第 ${shown(position)} 字节附近或之前）`}，校验不符。请换一份备份。什么都没有改动。`,
    en: ({ file, position }) =>
      `The backup "${shown(file)}" is damaged or was altered${position === undefined ? '' : ` (at or before byte ${shown(position)})`}: its checksum does not fit. Take another backup. Nothing was touched.`,
  },
  'backup.newer_form': {
    zh: ({ file, form }) =>
      `“${shown(file)}”是更新版本的程序所做的备份（格式 ${shown(form)}），本程序读不懂。请用新版本的程序恢复。`,
    en: ({ file, form }) =>
      `"${shown(file)}" was made by a newer program (form ${shown(form)}) and cannot be read by this one. Restore it with the newer program.`,
  },
  'backup.newer': {
    zh: ({ version, migration }) =>
      `这份备份由更新的版本 ${shown(version)} 所做（含迁移 ${shown(migration)}），本程序没有。请用 ${shown(version)} 或更新的程序恢复。什么都没有改动。`,
    en: ({ version, migration }) =>
      `This backup is of a newer version, ${shown(version)} (it has the migration ${shown(migration)}, which this program lacks). Restore it with ${shown(version)} or newer. Nothing was touched.`,
  },
  'backup.other_history': {
    zh: ({ version, migration }) =>
      `这份备份（版本 ${shown(version)}）所用的迁移 ${shown(migration)} 与本程序的不同。请用做备份的那个程序恢复。什么都没有改动。`,
    en: ({ version, migration }) =>
      `The migration ${shown(migration)} of this backup (version ${shown(version)}) is not the one of this program. Restore it with the program that made it. Nothing was touched.`,
  },
  'backup.unknown_table': {
    zh: ({ table }) =>
      `这份备份里有本程序没有的表或列：${shown(table)}。请用做备份的那个程序恢复。什么都没有改动。`,
    en: ({ table }) =>
      `The backup has a table or column that this program does not have: ${shown(table)}. Restore it with the program that made it. Nothing was touched.`,
  },
  'backup.place_taken': {
    zh: ({ data, parts }) =>
      `${shown(data)} 里已有一套数据（${shown(parts)}），恢复不覆盖任何东西。请用 --data 换一个目录；或加 --force，原有的会移到其中一个带日期的文件夹里保留。`,
    en: ({ data, parts }) =>
      `${shown(data)} holds an installation already (${shown(parts)}), and a restore overwrites nothing. Name another folder with --data; or add --force: what is there is then kept in a dated folder inside.`,
  },
  'backup.place_in_use': {
    zh: ({ data }) => `${shown(data)} 正在使用中。请先停止那里的服务和命令，再恢复。`,
    en: ({ data }) => `${shown(data)} is in use. Stop the server and the commands there first.`,
  },
  'backup.database_taken': {
    zh: ({ database }) =>
      `数据库“${shown(database)}”里已有一套数据，恢复不覆盖任何东西。请指定一个空的数据库；或加 --force，原有的会改名为一个带日期的模式（schema）保留。`,
    en: ({ database }) =>
      `The database "${shown(database)}" holds an installation already, and a restore overwrites nothing. Name an empty database; or add --force: what is there is then kept as a schema with a dated name.`,
  },
  'backup.database_in_use': {
    zh: ({ database, users }) =>
      `数据库“${shown(database)}”正在使用中（${shown(users)}）。请先停止连着它的服务，再恢复。`,
    en: ({ database, users }) =>
      `The database "${shown(database)}" is in use (${shown(users)}). Stop the servers that are connected to it first.`,
  },
  'backup.restore_at_work': {
    zh: ({ data }) => `另一个恢复正在 ${shown(data)} 里进行，请等它结束。`,
    en: ({ data }) => `Another restore is at work in ${shown(data)}; wait for it to end.`,
  },
  'backup.restore_unfinished': {
    zh: ({ data }) =>
      `${shown(data)} 里的恢复没有做完就中断了，不能启动。请再执行一次 bihuan restore：它会先复原，再从头恢复。`,
    en: ({ data }) =>
      `A restore into ${shown(data)} was broken off, so it cannot be started. Run bihuan restore again: it first undoes what was half done.`,
  },
  'backup.restore_unfinished_database': {
    zh: () =>
      '这个数据库里的恢复还在进行，或没有做完就中断了，不能启动。若已中断，请再执行一次 bihuan restore：它会先复原，再从头恢复。',
    en: () =>
      'A restore is at work in this database, or was broken off, so it cannot be started. If it was broken off, run bihuan restore again: it first undoes what was half done.',
  },
  'backup.differs': {
    zh: ({ differences }) => `恢复出来的与备份所记的不符：${shown(differences)}。没有启用，原有的没有改动。`,
    en: ({ differences }) =>
      `What was restored is not what the backup says: ${shown(differences)}. It was not put in place; what was there is untouched.`,
  },
  'backup.unsound': {
    zh: ({ parks }) =>
      `备份完好，但其中的台账对不上（园区与处数：${shown(parks)}），备份之前就已如此。没有启用。仍要恢复，请加 --accept-unsound，再用 bihuan verify 看是哪几条。`,
    en: ({ parks }) =>
      `The backup is whole, but the ledger in it is unsound (park and places: ${shown(parks)}), and was so before. It was not put in place. To restore it nevertheless add --accept-unsound; bihuan verify then names the entries.`,
  },
  'backup.interrupted': {
    zh: () => '已中断，没有留下半份文件，原有的没有改动。',
    en: () => 'Interrupted. Nothing half done is left, and what was there is untouched.',
  },
  'backup.no_copy': {
    zh: ({ folder }) => `${shown(folder)} 里没有升级前的备份，没有可退回的。`,
    en: ({ folder }) => `There is no copy from before an upgrade in ${shown(folder)} to go back to.`,
  },
  'backup.rollback_unconfirmed': {
    zh: ({ copy, as_of, version }) =>
      `将退回到 ${shown(as_of)} 的备份 ${shown(copy)}（由 ${shown(version)} 版在升级前自动备份）；此后办的事都不在其中，现有的数据会移到一旁保留。确认退回请加 --yes。`,
    en: ({ copy, as_of, version }) =>
      `This goes back to ${shown(as_of)}, the copy ${shown(copy)} that version ${shown(version)} made before its upgrade. What was done since is not in it; what is here now is kept aside. To confirm, add --yes.`,
  },
  'backup.upgrade_copying': {
    zh: () => '程序有更新，升级数据库之前先自动备份',
    en: () => 'The program is newer than the database: making a copy before it is upgraded',
  },
  'backup.upgrade_migrating': { zh: () => '正在升级数据库', en: () => 'Upgrading the database' },
  'backup.upgrade_failed': {
    zh: ({ migration, statement, said, copy }) =>
      `升级失败：迁移 ${shown(migration)} 的第 ${shown(statement)} 条语句：${shown(said)}。这个文件里的改动都没有留下，它之前的迁移已完成。升级前的备份在 ${shown(copy)}。排除原因后再启动；或执行 bihuan rollback --yes 退回，再用旧版本的程序启动。`,
    en: ({ migration, statement, said, copy }) =>
      `The upgrade failed at statement ${shown(statement)} of the migration ${shown(migration)}: ${shown(said)}. Nothing of that file stands; those before it are done. The copy from before is ${shown(copy)}. Mend the cause and start again; or run bihuan rollback --yes and start the older program.`,
  },
  'backup.upgrade_changed': {
    zh: ({ changed, copy }) =>
      `升级之后与升级之前不符：${shown(changed)}。没有启动。升级前的备份在 ${shown(copy)}，请执行 bihuan rollback --yes 退回，再用旧版本的程序启动，并告知开发者。`,
    en: ({ changed, copy }) =>
      `After the upgrade these are not what they were: ${shown(changed)}. It was not started. The copy from before is ${shown(copy)}: run bihuan rollback --yes, start the older program, and tell the developers.`,
  },
  'backup.checking': { zh: () => '正在检查备份', en: () => 'Checking the backup' },
  'backup.filling': { zh: () => '备份完好，正在恢复', en: () => 'The backup is whole; restoring it' },
  'backup.verifying': {
    zh: () => '正在核对台账和指标',
    en: () => 'Verifying the ledger and comparing the figures',
  },
}
