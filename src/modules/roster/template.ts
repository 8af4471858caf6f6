import type { SheetPlan } from '../../kernel/spreadsheet/write.ts'
import { POST_WORDS } from './post-names.ts'
import { titleOf } from './roster-columns.ts'

/** What each post does in the loop, for whoever fills in the template; in the order of the words. */
const DUTIES: readonly string[] = [
  '登记、交办、核对销号',
  '签收交给本部门的事，办理并答复；要写部门',
  '看本部门全部事项，可以代经办人办理；要写部门',
  '代企业提事，跟进自己提的事',
  '接电话，登记诉求',
  '回访提出人，代为确认评价',
  '看全园区的进度',
  '裁定不满意的事，会签，可以要求重办',
  '加部门、加人，不看事项',
  '看全部记录，不能改',
]

/** The template of a roster: people, departments, and what may be written. Its example rows are not imported. */
export function rosterTemplate(departments: readonly string[]): SheetPlan[] {
  return [
    {
      name: '人员',
      columns: [
        { title: `${titleOf('name')}（必填）`, width: 22 },
        { title: titleOf('department'), width: 24, choices: departments },
        { title: `${titleOf('post')}（必填）`, width: 22, choices: POST_WORDS },
        { title: `${titleOf('phone')}（选填）`, width: 18 },
      ],
      rows: [['例：示例经办员', departments[0] ?? '示例建设局', '经办人', '10000000000']],
    },
    {
      name: '部门',
      columns: [
        { title: '部门名称（必填）', width: 28 },
        { title: titleOf('kind'), width: 14, choices: ['自有', '外部'] },
      ],
      rows: [['例：示例供电所', '外部']],
    },
    {
      name: '说明',
      columns: [
        { title: '可以写的岗位', width: 18 },
        { title: '做什么', width: 60 },
      ],
      rows: [
        ...POST_WORDS.map((word, i) => [word, DUTIES[i] ?? '']),
        ['', '一个人有几个岗位：写在一格里，用顿号隔开，如 经办人、督查；或者写成几行，名字相同。'],
        ['', '姓名就是登录名，园区里不能重名；重名的加上部门区分，如 示例员（建设局）。'],
        ['', '“例：”开头的行不会导入，留着也可以。'],
      ],
    },
  ]
}
