import { existsSync } from 'node:fs'
import type { Request } from '../kernel/command.ts'
import { Failure } from '../kernel/failure.ts'
import { isSameFile, requireWritable } from '../kernel/files.ts'
import { answer } from '../kernel/query.ts'
import { writeWorkbookFile } from '../kernel/spreadsheet/write.ts'
import type { Language } from '../kernel/words.ts'
import { label } from '../modules/cases/index.ts'
import { currentPark } from '../modules/parks/index.ts'
import { newIssue } from '../modules/people/index.ts'
import type { RosterOutcome } from '../modules/roster/contract.ts'
import {
  applyRoster,
  issueSlips,
  readRoster,
  reasonOf,
  refusedSheets,
  slipSheets,
  staff,
  type Slip,
} from '../modules/roster/index.ts'
import type { Product } from '../product.ts'
import { actingIn, requestOf } from './actors.ts'
import { optional, type Invocation, type Subcommand } from './subcommand.ts'

export const importPeopleCommand: Subcommand = {
  name: 'import people',
  usage: 'FILE.xlsx --park CODE [--make-departments] [--dry-run] [--report OUT.xlsx] [--passwords OUT.xlsx]',
  summary: {
    zh: '导入花名册：部门和人员；--passwords 给新来的人发一次性密码',
    en: 'Import departments and people; --passwords gives the new ones one-time passwords',
  },
  options: {
    park: { type: 'string' },
    'make-departments': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    report: { type: 'string' },
    passwords: { type: 'string' },
  },
  words: [1, 1],
  async run(invocation) {
    const { terminal, words, values } = invocation
    const { language, dictionary } = terminal
    const [file = ''] = words
    const report = optional(invocation, 'report')
    const passwords = optional(invocation, 'passwords')
    checkFiles({ file, report, passwords })
    const { product, principal } = await actingIn(invocation)
    const { runtime } = product
    const request = requestOf(principal)
    const park = await answer(runtime, currentPark, {}, principal)
    const roster = await readRoster(file, {
      departments: park.departments.map(({ name }) => name),
      makeDepartments: values['make-departments'] === true,
    })
    const dryRun = values['dry-run'] === true
    const outcome = await applyRoster(runtime, { ...request, rehearsal: dryRun }, roster)
    if (report !== undefined)
      await writeWorkbookFile(report, refusedSheets(outcome.refused, { dictionary, language }))
    const slips =
      dryRun || passwords === undefined ? [] : await slipsFor(product, { request, outcome, language })
    if (passwords !== undefined && slips.length > 0) await writePasswords(passwords, slips, language)
    if (terminal.json) terminal.say(JSON.stringify(resultOf(invocation, outcome, slips.length)))
    else for (const line of summary(invocation, outcome, slips.length)) terminal.say(line)
    return 0
  },
}

/** @throws Failure where a file that is written is read too, exists and holds passwords, or cannot be written */
function checkFiles({
  file,
  report,
  passwords,
}: Readonly<Record<'file' | 'report' | 'passwords', string | undefined>>): void {
  for (const [option, path] of [
    ['--report', report],
    ['--passwords', passwords],
  ] as const) {
    if (path === undefined) continue
    for (const written of [path, `${path}.part`])
      if (file !== undefined && isSameFile(file, written))
        throw new Failure('invalid', 'kernel.file_twice', { option, other: 'FILE.xlsx', file: path })
    requireWritable(path)
  }
  if (report !== undefined && report === passwords)
    throw new Failure('invalid', 'kernel.file_twice', {
      option: '--passwords',
      other: '--report',
      file: report,
    })
  if (passwords !== undefined && existsSync(passwords))
    throw new Failure('conflict', 'roster.passwords_there', { file: passwords })
}

/** One-time passwords for those of the roster who cannot sign in yet; who has a slip already keeps it. */
async function slipsFor(
  { runtime }: Product,
  { request, outcome, language }: { request: Request; outcome: RosterOutcome; language: Language },
): Promise<Slip[]> {
  const named = new Set(outcome.people.map(({ person }) => person.name))
  const { people } = await answer(runtime, staff, {}, request.principal)
  const without = people.filter(({ name, password }) => named.has(name) && password === 'none')
  if (without.length === 0) return []
  const issued = await issueSlips(runtime, request, {
    issue: newIssue(runtime.clock()),
    people: without.map(({ id }) => id),
  })
  const byId = new Map(without.map((person) => [person.id, person]))
  return issued.map(({ id, name, password }) => ({
    name,
    password,
    posts: (byId.get(id)?.posts ?? [])
      .map(({ post, department }) => `${department ?? ''} ${label('post', post, language)}`.trim())
      .join(language === 'zh' ? '、' : ', '),
  }))
}

/** Readable by whoever runs the command alone, from the first byte on. */
async function writePasswords(file: string, slips: readonly Slip[], language: Language): Promise<void> {
  const before = process.umask(0o077)
  try {
    await writeWorkbookFile(file, slipSheets(slips, language))
  } finally {
    process.umask(before)
  }
}

const count = (outcome: RosterOutcome, wanted: string) =>
  outcome.people.filter(({ result }) => result === wanted).length

function resultOf({ terminal }: Invocation, outcome: RosterOutcome, passwords: number) {
  return {
    added: count(outcome, 'added'),
    extended: count(outcome, 'extended'),
    unchanged: count(outcome, 'unchanged'),
    departments: outcome.departments.filter(({ result }) => result === 'added').map(({ name }) => name),
    passwords,
    refused: outcome.refused.map((row) => ({
      sheet: row.sheet,
      row: row.row,
      column: row.column,
      cell: row.cell,
      value: row.value,
      code: row.code,
      reason: reasonOf({ ...row, accepted: [] }, terminal),
      accepted: row.accepted,
    })),
  }
}

function summary(invocation: Invocation, outcome: RosterOutcome, passwords: number): string[] {
  const { terminal, values } = invocation
  const zh = terminal.language === 'zh'
  const { added, extended, unchanged, departments, refused } = resultOf(invocation, outcome, passwords)
  const quote = (value: string) => (value === '' ? '' : zh ? `“${value}”` : ` "${value}"`)
  return [
    ...(values['dry-run'] === true
      ? [zh ? '预演：什么都没有写入。' : 'Rehearsal: nothing was written.']
      : []),
    zh
      ? `人员：新增 ${added}，加了岗位 ${extended}，已有 ${unchanged}，退回 ${refused.length} 行；新建部门 ${departments.length} 个。`
      : `People: ${added} added, ${extended} with another post, ${unchanged} already here, ${refused.length} rows refused; ${departments.length} departments made.`,
    ...(departments.length > 0
      ? [zh ? `新建的部门：${departments.join('、')}` : `Departments made: ${departments.join(', ')}`]
      : []),
    ...refused.map(({ row, sheet, cell, value, reason, accepted }) => {
      const ways =
        accepted.length === 0
          ? ''
          : zh
            ? `可以写：${accepted.join('、')}。`
            : ` Accepted: ${accepted.join(', ')}.`
      return zh
        ? `  “${sheet}”第 ${row} 行 ${cell}${quote(value)}：${reason}。${ways}`
        : `  "${sheet}" row ${row}, ${cell}${quote(value)}: ${reason}.${ways}`
    }),
    ...(passwords > 0
      ? [
          zh
            ? `${passwords} 个一次性密码写在 ${optional(invocation, 'passwords') ?? ''}，发完请删掉这个文件。`
            : `${passwords} one-time passwords are in ${optional(invocation, 'passwords') ?? ''}; delete it when they are handed out.`,
        ]
      : []),
  ]
}
