import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '../../src/kernel/calendar.ts'
import { ROOT } from '../../src/kernel/settings.ts'
import { writeWorkbookFile, type WritableCell } from '../../src/kernel/spreadsheet/write.ts'

/** The departments that a large ledger names. */
export const LARGE_DEPARTMENTS = ['建设交通局', '生态环境分局', '经济发展局']

/** Writes a ledger of so many rows of a year; every thousandth is wrong. */
export async function writeLargeLedger(file: string, rows: number): Promise<void> {
  const header = [
    '序号',
    '收集日期',
    '来源',
    '企业名称',
    '联系人',
    '联系电话',
    '问题类别',
    '问题描述',
    '责任部门',
    '交办日期',
    '办理时限',
    '办理进展',
    '答复日期',
    '销号情况',
    '销号日期',
    '满意度',
  ]
  await writeWorkbookFile(file, [
    {
      name: '台账',
      titles: ['示例大区企业诉求销号台账（2022年）'],
      columns: header.map((title) => ({ title })),
      rows: madeUp(rows),
    },
  ])
}

function* madeUp(rows: number): Generator<WritableCell[]> {
  for (let i = 1; i <= rows; i++) {
    const collected = addDays('2022-01-04', i % 330)
    const done = i % 10 !== 0
    yield [
      i,
      { date: collected },
      ['走访', '热线', '问卷'][i % 3] ?? '',
      `示例第${i % 3000}有限公司`,
      '陈经理',
      '10001533375',
      ['交通', '水电', '用工', '融资'][i % 4] ?? '',
      `第 ${i} 件：厂门前道路夜间照明不足，职工上下班不安全`,
      i % 1000 === 0 ? '不存在的局' : (LARGE_DEPARTMENTS[i % 3] ?? ''),
      { date: addDays(collected, 1) },
      '5个工作日',
      done ? '已办结' : '正在协调',
      done ? { date: addDays(collected, 6) } : null,
      done ? '是' : '否',
      done ? { date: addDays(collected, 9) } : null,
      done ? '满意' : null,
    ]
  }
}

/** Runs the command line and watches its memory. */
export function watched(args: readonly string[], data: string) {
  const child = spawn(join(ROOT, 'bihuan'), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BIHUAN_DATA: data, BIHUAN_LOG_LEVEL: 'silent' },
  })
  const seen = { peak: 0, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (seen.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (seen.stderr += chunk.toString()))
  const watch = setInterval(() => {
    seen.peak = Math.max(seen.peak, memoryOf(child.pid ?? 0))
  }, 100)
  const ended = new Promise<number | null>((resolve) =>
    child.on('close', (code) => {
      clearInterval(watch)
      resolve(code)
    }),
  )
  return { child, seen, ended }
}

function memoryOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
