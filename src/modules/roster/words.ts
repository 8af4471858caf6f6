import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'roster.missing': {
    zh: () => '没有这份花名册：它不是您上传的，或者已经过了一天。请重新上传。',
    en: () => 'There is no such roster: it is not yours, or a day has passed. Upload it again.',
  },
  'roster.no_sheet': {
    zh: ({ sheets }) =>
      `没有找到人员表或部门表（看了：${shown(sheets)}）。人员表的表头要有“姓名”和“岗位”，部门表要有“部门名称”。可以先下载模板。`,
    en: ({ sheets }) =>
      `No sheet of people or departments was found (looked at: ${shown(sheets)}). The header of people has 姓名 and 岗位 (name, post), that of departments 部门名称 (department name). The template shows how.`,
  },
  'roster.no_file': {
    zh: () => '还没有选文件。请选一个 .xlsx 文件。',
    en: () => 'No file was chosen. Choose an .xlsx file.',
  },
  'roster.file_too_big': {
    zh: () => '文件太大，至多 5 MB。花名册里只留人员和部门两张表，再上传。',
    en: () => 'The file is too big: 5 MB at most. Leave only people and departments in it.',
  },
  'roster.upload_bad': {
    zh: () => '上传没有完成。请再选一次文件。',
    en: () => 'The upload did not arrive whole. Choose the file again.',
  },
  'roster.issue_stale': {
    zh: () => '这一页放得太久了，没有发密码。请回到名单重新发放。',
    en: () => 'This page is too old; no password was given out. Go back to the list and begin again.',
  },
  'roster.passwords_there': {
    zh: ({ file }) => `“${shown(file)}”已经有了，不覆盖。请换一个文件名。`,
    en: ({ file }) => `"${shown(file)}" exists and is not overwritten. Choose another name.`,
  },
  'roster.name_missing': { zh: () => '没有写姓名；请补上', en: () => 'the name is missing; add it' },
  'roster.name_form': {
    zh: () => '姓名要在一行里，至多 60 个字',
    en: () => 'a name is one line of at most 60 characters',
  },
  'roster.name_twice': {
    zh: ({ name, row }) =>
      `“${shown(name)}”在第 ${shown(row)} 行已有，电话不同；是同一个人就写成一样，是两个人就换一个登录名，如 ${shown(name)}（部门）`,
    en: ({ name, row }) =>
      `"${shown(name)}" stands in row ${shown(row)} with another telephone; make them alike, or for another person choose another name`,
  },
  'roster.post_missing': { zh: () => '没有写岗位', en: () => 'the post is missing' },
  'roster.post_unknown': {
    zh: ({ post }) => `没有“${shown(post)}”这个岗位`,
    en: ({ post }) => `there is no post "${shown(post)}"`,
  },
  'roster.phone_form': {
    zh: () => '电话只用数字和连字符，5 至 20 位；不知道就留空',
    en: () => 'a telephone has 5 to 20 digits and hyphens; leave it out if unknown',
  },
  'roster.department_missing': {
    zh: () => '没有写部门名称；请补上',
    en: () => 'the name of the department is missing; add it',
  },
  'roster.department_form': {
    zh: () => '部门名称要在一行里，至多 100 个字',
    en: () => 'the name of a department is one line of at most 100 characters',
  },
  'roster.department_unknown': {
    zh: ({ department }) =>
      `园区没有“${shown(department)}”这个部门；改成已有的，或在部门表里列出，或勾选“没有的部门一并建上”（命令行 --make-departments）`,
    en: ({ department }) =>
      `the park has no department "${shown(department)}"; name one it has, list it on a sheet of departments, or choose to have departments made (--make-departments)`,
  },
  'roster.department_needed': {
    zh: () => '经办人和部门负责人要写部门；请补上',
    en: () => 'a handler or head needs a department; add it',
  },
  'roster.kind_unknown': { zh: () => '部门类型看不懂', en: () => 'the kind of department is not known' },
  'roster.cell_error': {
    zh: () => '这一格是公式出错的结果；请改成文字',
    en: () => 'the cell holds the error of a formula; write text instead',
  },
}
