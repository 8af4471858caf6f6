import type { SheetPlan } from '../../kernel/spreadsheet/write.ts'
import type { Dictionary, Language } from '../../kernel/words.ts'
import type { RefusedRow } from './contract.ts'

/** Why a row was refused, and the way out. */
export const reasonOf = (
  { code, detail, accepted }: RefusedRow,
  { dictionary, language }: { readonly dictionary: Dictionary; readonly language: Language },
): string => {
  const reason = dictionary.say(code, detail, language)
  if (accepted.length === 0) return reason
  return language === 'zh'
    ? `${reason}。可以写：${accepted.join('、')}`
    : `${reason}. Accepted: ${accepted.join(', ')}`
}

/** The refused rows as a workbook: where, why, and the row as it stands, to be mended and imported again. */
export function refusedSheets(
  refused: readonly RefusedRow[],
  words: { readonly dictionary: Dictionary; readonly language: Language },
): SheetPlan[] {
  const zh = words.language === 'zh'
  const widest = Math.max(0, ...refused.map(({ cells }) => cells.length))
  return [
    {
      name: zh ? '退回的行' : 'Refused rows',
      columns: [
        { title: zh ? '工作表' : 'Sheet', width: 14 },
        { title: zh ? '行' : 'Row', width: 6 },
        { title: zh ? '单元格' : 'Cell', width: 8 },
        { title: zh ? '列' : 'Column', width: 14 },
        { title: zh ? '原来写的' : 'What stands there', width: 20 },
        { title: zh ? '原因和办法' : 'Why, and what to do', width: 60 },
        ...Array.from({ length: widest }, (_, i) => ({ title: zh ? `原第 ${i + 1} 列` : `Column ${i + 1}` })),
      ],
      rows: refused.map((row) => [
        row.sheet,
        row.row,
        row.cell,
        row.column,
        row.value,
        reasonOf(row, words),
        ...row.cells,
      ]),
    },
  ]
}

/** Somebody's slip: how to sign in for the first time. */
export interface Slip {
  readonly name: string
  readonly posts: string
  readonly password: string
}

/** Slips as a workbook, for whoever makes people from the command line. */
export const slipSheets = (slips: readonly Slip[], language: Language): SheetPlan[] => [
  {
    name: language === 'zh' ? '一次性密码' : 'One-time passwords',
    columns: [
      { title: language === 'zh' ? '登录名' : 'User name', width: 24 },
      { title: language === 'zh' ? '岗位' : 'Posts', width: 40 },
      { title: language === 'zh' ? '一次性密码' : 'One-time password', width: 24 },
    ],
    rows: slips.map(({ name, posts, password }) => [name, posts, password]),
  },
]
