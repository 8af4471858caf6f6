import { shown, type Words } from './words.ts'

const UNFIT: Readonly<Record<string, { zh: string; en: string }>> = {
  version: { zh: '版本太旧，要 15 或更新', en: 'is too old; 15 or newer is needed' },
  encoding: { zh: '编码不是 UTF8，请建一个 UTF8 的数据库', en: 'is not encoded in UTF8; create one that is' },
  ctype: {
    zh: 'LC_CTYPE 是 C，查不了中文，请用 C.UTF-8 或 ICU 建库',
    en: 'has LC_CTYPE=C, with which Chinese cannot be searched; create it with C.UTF-8 or ICU',
  },
}

/** What each setting may be. */
const SETTINGS: Readonly<Record<string, { zh: string; en: string }>> = {
  data: { zh: '目录的路径', en: 'the path of a folder' },
  port: { zh: ' 0 到 65535 的数', en: 'a number from 0 to 65535' },
  host: { zh: '本机的主机名或地址', en: 'a host name or address of this machine' },
  database_url: {
    zh: ' postgres://用户:密码@主机:端口/库名',
    en: 'postgres://user:password@host:port/database',
  },
  tls_cert: { zh: ' PEM 文件的路径', en: 'the path of a PEM file' },
  tls_key: { zh: ' PEM 文件的路径', en: 'the path of a PEM file' },
  proxy: { zh: '反向代理的地址，用逗号分开', en: 'the addresses of the reverse proxy, separated by commas' },
  language: { zh: ' zh 或 en', en: 'zh or en' },
  log_level: { zh: ' debug、info、warn、error 或 silent', en: 'debug, info, warn, error or silent' },
  metrics_open: { zh: ' 1 或 0', en: '1 or 0' },
  file_megabytes: { zh: ' 1 到 200 的整数', en: 'a whole number from 1 to 200' },
  smtp_url: {
    zh: ' smtps://用户:密码@主机:端口（或 smtp://）',
    en: 'smtps://user:password@host:port (or smtp://)',
  },
  mail_from: { zh: '一个电子邮件地址', en: 'an e-mail address' },
  notice_folder: { zh: '目录的路径', en: 'the path of a folder' },
  public_url: { zh: ' https://主机', en: 'https://host' },
  password_policy: { zh: ' nist 或 mlps3', en: 'nist or mlps3' },
  password_least: { zh: ' 8 到 64 的数', en: 'a number from 8 to 64' },
}

/** Why a file cannot be written, by the system's code. */
const UNWRITABLE: Readonly<Record<string, { zh: string; en: string }>> = {
  ENOENT: { zh: '没有这个文件夹，请先建好', en: 'there is no such folder; make it first' },
  ENOTDIR: { zh: '路径中间有一段不是文件夹', en: 'a part of the path is no folder' },
  EISDIR: { zh: '这是文件夹，请写上文件名', en: 'it is a folder; add the name of a file' },
  ENOTFILE: { zh: '这不是普通文件', en: 'it is no ordinary file' },
  EACCES: { zh: '没有写入的权限', en: 'you may not write there' },
  EPERM: { zh: '没有写入的权限', en: 'you may not write there' },
  EROFS: { zh: '磁盘是只读的', en: 'the disk is read-only' },
  ENOSPC: { zh: '磁盘满了', en: 'the disk is full' },
  EDQUOT: { zh: '磁盘配额用完了', en: 'the disk quota is used up' },
  ENAMETOOLONG: { zh: '文件名太长', en: 'the name is too long' },
}
const unwritable = (reason: unknown) =>
  UNWRITABLE[String(reason)] ?? { zh: String(reason), en: String(reason) }

const accepted = (key: unknown) => SETTINGS[String(key)] ?? { zh: '文字', en: 'text' }

/** The words of the kernel's own refusals and of what is wrong outside it. */
export const kernelWords: Words = {
  'kernel.scope_missing': {
    zh: ({ scope }) => `这个令牌没有“${shown(scope)}”权限范围。请用带这个范围的令牌。`,
    en: ({ scope }) => `This token lacks the scope "${shown(scope)}". Use a token that has it.`,
  },
  'kernel.year_file': {
    zh: ({ path }) =>
      `${shown(path)} 读不出放假安排：要有 year、notices、holidays（name、off、work），写法同 src/kernel/calendar-days.ts。`,
    en: ({ path }) =>
      `${shown(path)} holds no official days: it needs year, notices and holidays (name, off, work), as in src/kernel/calendar-days.ts.`,
  },
  'kernel.input': {
    zh: () => '填写的内容有误，请按提示改正。',
    en: () => 'Some of what was given is wrong; mend what is named.',
  },
  'kernel.json_bad': { zh: () => '请求正文不是 JSON。', en: () => 'The body of the request is not JSON.' },
  'kernel.body_no_json': {
    zh: () => '请求正文要是 JSON，请求头写 Content-Type: application/json。',
    en: () => 'The body of a request is JSON; send it with the header Content-Type: application/json.',
  },
  'kernel.address_malformed': {
    zh: () => '地址写得不对：太长，或者 % 后面不是两位十六进制数。',
    en: () => 'The address is malformed: too long, or with a % that two hexadecimal digits do not follow.',
  },
  'kernel.http_malformed': {
    zh: () => '这不是 HTTP 请求。',
    en: () => 'This is not an HTTP request.',
  },
  'kernel.http_timeout': {
    zh: () => '等了很久，请求还没有发完。请再发一次。',
    en: () => 'The request did not arrive in time; send it again.',
  },
  'kernel.http_headers_too_big': {
    zh: () => '请求头太大。',
    en: () => 'The headers of the request are too big.',
  },
  'kernel.body_too_big': {
    zh: () => '请求正文太大，至多 64 KB。',
    en: () => 'The body of the request is too big; 64 KB at most.',
  },
  'kernel.key_missing': {
    zh: () =>
      '缺少请求头 Idempotency-Key：每个写请求要带一个自己生成的、不重复的键（1 至 255 个可见的 ASCII 字符）。',
    en: () =>
      'The header Idempotency-Key is missing: each writing request carries a key of its own making (1 to 255 visible ASCII characters).',
  },
  'kernel.key_bad': {
    zh: () => '请求头 Idempotency-Key 要是 1 至 255 个可见的 ASCII 字符，中间没有空格。',
    en: () => 'The header Idempotency-Key must be 1 to 255 visible ASCII characters without a space.',
  },
  'kernel.key_used_for_other': {
    zh: ({ key }) => `键 ${shown(key)} 已用于另一个请求。新的请求请用新的键。`,
    en: ({ key }) => `The key ${shown(key)} was used for another request. Use a new key for a new request.`,
  },
  'kernel.cursor_bad': {
    zh: () => '翻页的 cursor 不对，请从第一页重新取。',
    en: () => 'The cursor is not one of ours; begin again at the first page.',
  },
  'kernel.moment_out_of_reach': {
    zh: ({ moment }) => `“${shown(moment)}”不在公元 1 年至 9999 年之间。`,
    en: ({ moment }) => `"${shown(moment)}" does not lie in the years 1 to 9999.`,
  },
  'kernel.nobody': { zh: () => '请先登录。', en: () => 'Sign in first.' },
  'kernel.forbidden': {
    zh: () => '这个岗位不能办，请找交办中心。',
    en: () => 'Not for this post; ask the dispatch centre.',
  },
  'kernel.foreign_origin': {
    zh: () => '请求来自别的网站，已拒绝。请从本系统的页面操作。',
    en: () => 'The request came from another site and was refused. Act from the pages of this system.',
  },
  'kernel.no_such_route': {
    zh: ({ path }) => `没有 ${shown(path)} 这个地址。`,
    en: ({ path }) => `There is nothing at ${shown(path)}.`,
  },
  'kernel.database_down': {
    zh: ({ where }) =>
      `数据库${where === undefined ? '' : `（${shown(where)}）`}连不上。稍候再试；用同一个键重试，不会办两次。`,
    en: ({ where }) =>
      `The database${where === undefined ? '' : ` at ${shown(where)}`} cannot be reached. Try again in a moment; with the same key nothing happens twice.`,
  },
  'kernel.database_busy': {
    zh: () => '数据库正忙。稍候再试；用同一个键重试，不会办两次。',
    en: () => 'The database is busy. Try again in a moment; with the same key nothing happens twice.',
  },
  'kernel.fault': {
    zh: ({ request_id }) => `系统出错，已记下。请把编号 ${shown(request_id)} 告诉管理员。`,
    en: ({ request_id }) =>
      `Something is wrong on our side and has been noted. Tell the administrator this number: ${shown(request_id)}.`,
  },
  'kernel.setting_unknown': {
    zh: ({ setting, allowed }) => `没有 ${shown(setting)} 这个设置。可用的设置：${shown(allowed)}。`,
    en: ({ setting, allowed }) => `There is no setting ${shown(setting)}. Settings are: ${shown(allowed)}.`,
  },
  'kernel.setting_bad': {
    zh: ({ setting, value, key }) =>
      `设置 ${shown(setting)} 的值${value === undefined ? '' : `“${shown(value)}”`}不对，应是${accepted(key).zh}。`,
    en: ({ setting, value, key }) =>
      `The setting ${shown(setting)} ${value === undefined ? 'is wrong' : `cannot be "${shown(value)}"`}; it is ${accepted(key).en}.`,
  },
  'kernel.config_unreadable': {
    zh: ({ file }) => `${shown(file)} 不是 JSON 对象，请改正或移走。`,
    en: ({ file }) => `${shown(file)} is not a JSON object; mend it or move it away.`,
  },
  'kernel.file_unwritable': {
    zh: ({ file, reason }) => `写不了“${shown(file)}”：${unwritable(reason).zh}。请换个地方，或改好后再来。`,
    en: ({ file, reason }) =>
      `"${shown(file)}" cannot be written: ${unwritable(reason).en}. Choose another place, or mend this one and try again.`,
  },
  'kernel.file_twice': {
    zh: ({ file, option, other }) =>
      `${shown(option)} 和 ${shown(other)} 是同一个文件“${shown(file)}”，一个会盖掉另一个。请换一个文件名。`,
    en: ({ file, option, other }) =>
      `${shown(option)} and ${shown(other)} are one and the same file, "${shown(file)}", and one would overwrite the other. Choose another name.`,
  },
  'kernel.secret_bad': {
    zh: (d) => `${shown(d['file'])} 应全是十六进制字符，现在不是。请从备份恢复整个 secrets 目录。`,
    en: (d) =>
      `${shown(d['file'])} should hold nothing but hexadecimal digits. Restore the whole secrets folder from a backup.`,
  },
  'kernel.database_unfit': {
    zh: ({ what, found }) =>
      `这个 PostgreSQL 不能用：${UNFIT[String(what)]?.zh ?? ''}（现在是 ${shown(found)}）。`,
    en: ({ what, found }) =>
      `This PostgreSQL cannot be used: it ${UNFIT[String(what)]?.en ?? ''} (found: ${shown(found)}).`,
  },
  'kernel.database_unsafe': {
    zh: ({ what }) =>
      `数据库设置不安全（${shown(what)}），断电会丢数据或园区之间隔离失效，拒绝启动。请改正数据库的设置。`,
    en: ({ what }) =>
      `The database is set up unsafely (${shown(what)}): data could be lost in a power cut, or parks not be kept apart. Change the setting in the database; it will not be started like this.`,
  },
  'kernel.no_checksums': {
    zh: () => '提醒：数据库没有开数据校验和（data_checksums），磁盘损坏会发现得晚。',
    en: () =>
      'Note: the database has no data checksums (data_checksums); damage to the disk will be noticed late.',
  },
  'kernel.database_newer': {
    zh: ({ migration }) =>
      `数据库已经升级到更新的版本（${shown(migration)}），请用新版本的程序。要退回旧版本：用新版本的程序执行 bihuan rollback，或用 bihuan restore 恢复升级前的备份，再启动旧版本。`,
    en: ({ migration }) =>
      `The database belongs to a newer version (${shown(migration)}); use the newer program. To go back to this one: run bihuan rollback with the newer program, or bihuan restore with a backup from before, and start this one then.`,
  },
  'kernel.migration_failed': {
    zh: ({ migration, statement, said }) =>
      `迁移 ${shown(migration)} 的第 ${shown(statement)} 条语句执行失败，这个文件里的改动都没有留下：${shown(said)}`,
    en: ({ migration, statement, said }) =>
      `Statement ${shown(statement)} of the migration ${shown(migration)} failed; nothing of that file stands: ${shown(said)}`,
  },
  'kernel.migration_changed': {
    zh: ({ migration }) => `已执行过的迁移 ${shown(migration)} 被改动过。迁移只增不改，请恢复原文件。`,
    en: ({ migration }) =>
      `The migration ${shown(migration)} ran before and has been changed since. Restore the file: migrations are only added.`,
  },
  'kernel.may_not_make_roles': {
    zh: ({ user }) =>
      `数据库账号 ${shown(user)} 不能建角色。请数据库管理员执行：ALTER ROLE ${shown(user)} CREATEROLE;`,
    en: ({ user }) =>
      `The database account ${shown(user)} may not create roles. Ask its administrator to run: ALTER ROLE ${shown(user)} CREATEROLE;`,
  },
  'kernel.may_not_make_database': {
    zh: ({ user, database }) =>
      `还没有“${shown(database)}”这个数据库，账号 ${shown(user)} 又不能建。请数据库管理员执行：CREATE DATABASE "${shown(database)}" OWNER "${shown(user)}" ENCODING 'UTF8';`,
    en: ({ user, database }) =>
      `There is no database "${shown(database)}", and the account ${shown(user)} may not make it. Ask its administrator to run: CREATE DATABASE "${shown(database)}" OWNER "${shown(user)}" ENCODING 'UTF8';`,
  },
  'kernel.database_refuses': {
    zh: ({ user }) =>
      `数据库不让账号 ${shown(user)} 登录。请核对 BIHUAN_DATABASE_URL 里的用户名和密码，以及数据库的 pg_hba.conf。`,
    en: ({ user }) =>
      `The database does not let ${shown(user)} in. Check name and password in BIHUAN_DATABASE_URL, and the database's pg_hba.conf.`,
  },
  'kernel.port_taken': {
    zh: ({ host, port }) =>
      `${shown(host)}:${shown(port)} 已被占用。换一个端口（--port 8081 或 BIHUAN_PORT=8081），或先停掉占用它的程序。`,
    en: ({ host, port }) =>
      `${shown(host)}:${shown(port)} is taken. Choose another port (--port 8081 or BIHUAN_PORT=8081) or stop what uses it.`,
  },
  'kernel.address_bad': {
    zh: ({ host }) => `本机没有 ${shown(host)} 这个地址。`,
    en: ({ host }) => `This machine has no address ${shown(host)}.`,
  },
  'kernel.plain_http': {
    zh: ({ host }) =>
      `不能在 ${shown(host)} 上用明文 HTTP：密码会被看见，手机的摄像头和离线功能也不能用。请给 --tls-cert 和 --tls-key，或在反向代理后面用 BIHUAN_PROXY 写明代理的地址。`,
    en: ({ host }) =>
      `Plain HTTP is refused on ${shown(host)}: passwords would be seen, and a phone's camera and offline work would not function. Give --tls-cert and --tls-key, or name the reverse proxy in BIHUAN_PROXY.`,
  },
  'kernel.tls_unreadable': {
    zh: ({ file }) => `读不了证书文件 ${shown(file)}。--tls-cert 和 --tls-key 要一起给，都是 PEM 文件。`,
    en: ({ file }) =>
      `The file ${shown(file)} cannot be read. Give --tls-cert and --tls-key together, both PEM files.`,
  },
  'calendar.year_unpublished': {
    zh: ({ year, published }) =>
      `${shown(year)} 年的放假安排还没有载入，算不出工作日；现有 ${shown(published)} 年。请载入国务院办公厅公布的该年安排。`,
    en: ({ year, published }) =>
      `The official calendar of ${shown(year)} is not loaded, so working days cannot be counted; there are ${shown(published)}. Load that year's notice of the State Council.`,
  },
  'calendar.date_invalid': {
    zh: ({ date }) => `“${shown(date)}”不是日期。请写成 2026-10-09 这样。`,
    en: ({ date }) => `"${shown(date)}" is not a date. Write it like 2026-10-09.`,
  },
  'calendar.working_days_out_of_range': {
    zh: ({ min, max }) => `工作日数要是 ${shown(min)} 到 ${shown(max)} 的整数。`,
    en: ({ min, max }) => `The number of working days is a whole number from ${shown(min)} to ${shown(max)}.`,
  },
  'calendar.official_year_gap': {
    zh: ({ year }) => `放假安排缺 ${shown(year)} 年，请先载入这一年。`,
    en: ({ year }) => `The official calendar of ${shown(year)} is missing; load that year first.`,
  },
  'calendar.official_day_invalid': {
    zh: ({ year, name, day }) => `${shown(year)} 年“${shown(name)}”里的 ${shown(day)} 不是那一年的日期。`,
    en: ({ year, name, day }) => `${shown(day)} of "${shown(name)}" is no day of ${shown(year)}.`,
  },
  'calendar.official_day_twice': {
    zh: ({ date, name }) => `${shown(date)}（${shown(name)}）写了两次。`,
    en: ({ date, name }) => `${shown(date)} (${shown(name)}) is given twice.`,
  },
  'calendar.make_up_on_weekday': {
    zh: ({ date }) => `${shown(date)} 本来就是工作日，不会是调休上班日，请核对。`,
    en: ({ date }) => `${shown(date)} is a working day anyway and cannot be a make-up day; check it.`,
  },
  'office_hours.moment_invalid': {
    zh: ({ moment }) => `“${shown(moment)}”不是时刻。请写成 2026-10-09T09:30 这样。`,
    en: ({ moment }) => `"${shown(moment)}" is not a moment. Write it like 2026-10-09T09:30.`,
  },
  'office_hours.minutes_out_of_range': {
    zh: ({ min }) => `分钟数至少是 ${shown(min)}。`,
    en: ({ min }) => `The number of minutes is at least ${shown(min)}.`,
  },
  'office_hours.season_invalid': {
    zh: ({ from, to }) => `办公时间的季节 ${shown(from)} 至 ${shown(to)} 写得不对，应如 05-01 至 09-30。`,
    en: ({ from, to }) =>
      `The season ${shown(from)} to ${shown(to)} is not right; write it like 05-01 to 09-30.`,
  },
  'office_hours.season_gap': {
    zh: ({ day }) => `${shown(day)} 没有办公时间，各季节要合起来覆盖全年。`,
    en: ({ day }) => `${shown(day)} has no office hours; the seasons together cover the year.`,
  },
  'office_hours.season_overlap': {
    zh: ({ day }) => `${shown(day)} 在两个季节里，请改成只在一个。`,
    en: ({ day }) => `${shown(day)} lies in two seasons; let it lie in one.`,
  },
  'office_hours.spans_invalid': {
    zh: ({ from, to }) => `${shown(from)} 至 ${shown(to)} 的办公时间要按先后写成 08:30–12:00 这样。`,
    en: ({ from, to }) =>
      `The office hours of ${shown(from)} to ${shown(to)} are given in order, like 08:30–12:00.`,
  },
}
