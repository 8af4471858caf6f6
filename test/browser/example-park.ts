import { consoleActor } from '../../src/kernel/actor.ts'
import { run, type Command, type Principal } from '../../src/kernel/command.ts'
import { newId } from '../../src/kernel/ids.ts'
import type { Runtime } from '../../src/kernel/runtime.ts'
import { toInstant } from '../../src/kernel/zone.ts'
import { acceptCase } from '../../src/modules/cases/accept-case.ts'
import { confirmForAsker } from '../../src/modules/cases/confirm-for-asker.ts'
import type { CaseView, DispatchCase, ImportedCase, RegisterCase } from '../../src/modules/cases/contract.ts'
import { dispatchCase } from '../../src/modules/cases/dispatch-case.ts'
import { anImportedRow } from '../../src/modules/cases/fixtures.ts'
import { importCases } from '../../src/modules/cases/index.ts'
import { noteCase } from '../../src/modules/cases/note-case.ts'
import { registerCase } from '../../src/modules/cases/register-case.ts'
import { reopenCase } from '../../src/modules/cases/reopen-case.ts'
import { replyCase } from '../../src/modules/cases/reply-case.ts'
import { returnCase } from '../../src/modules/cases/return-case.ts'
import { strikeOffCase } from '../../src/modules/cases/strike-off-case.ts'
import { addPark } from '../../src/modules/parks/index.ts'
import { addUser } from '../../src/modules/people/index.ts'
import type { z } from 'zod'

export const PASSWORD = '青花-瓷器-2026'
export const SCRIPT =
  '<script>document.title="executed"</script><img src=x onerror="document.title=\'executed\'">'

const PEOPLE = {
  dispatcher: { name: '陈调度员', post: 'dispatcher' },
  handler: { name: '刘工', post: 'handler', department: '建设交通局' },
  returnVisitor: { name: '何回访员', post: 'return_visitor' },
  supervisor: { name: '督查员', post: 'supervisor' },
  admin: { name: '管理员', post: 'admin' },
} as const
export type Who = keyof typeof PEOPLE

/** The park in which the pages are looked at: one case of each sort, on the day of the mockups. */
export interface ExamplePark {
  readonly id: string
  readonly name: string
  readonly person: (who: Who) => { readonly name: string; readonly password: string }
  /** The cases, by what they show. */
  readonly cases: Readonly<Record<Example, CaseView>>
}

export type Example =
  | 'dueToday'
  | 'late'
  | 'returned'
  | 'registered'
  | 'struckOff'
  | 'reopened'
  | 'confidential'
  | 'long'
  | 'script'

/** Tells the story of the park up to Friday 9 October 2026, 10:24, each step at its moment. */
export async function foundExamplePark(
  runtime: Runtime,
  setClock: (instant: string) => void,
): Promise<ExamplePark> {
  const id = newId(toInstant('2026-08-20T09:00', ZONE))
  const ids = new Map<Who, string>()
  const principal = (who: Who | 'console'): Principal =>
    who === 'console' ? consoleActor(id) : { parkId: id, userId: ids.get(who) ?? '' }
  async function act<I extends z.ZodType, S, O>(
    at: string,
    who: Who | 'console',
    command: Command<I, S, O>,
    input: z.input<I>,
  ): Promise<O> {
    setClock(toInstant(at, ZONE))
    return (await run(runtime, command, input, { principal: principal(who), requestId: 'test' })).value
  }
  const register = (at: string, text: string, more: Partial<z.input<typeof RegisterCase>> = {}) =>
    act(at, 'dispatcher', registerCase, {
      kind: 'request',
      text,
      asker: { kind: 'enterprise', name: '示例电气装备有限公司' },
      ...more,
    })
  const dispatch = (
    at: string,
    { id: caseId, version }: CaseView,
    more: Partial<z.input<typeof DispatchCase>> = {},
  ) => act(at, 'dispatcher', dispatchCase, { id: caseId, version, department: '建设交通局', ...more })

  const name = '示例经开区'
  await act('2026-08-20T09:00', 'console', addPark, { id, code: 'shili-jk', name, departments: DEPARTMENTS })
  for (const [who, person] of Object.entries(PEOPLE)) {
    const { id: userId } = await act('2026-08-20T09:00', 'console', addUser, {
      ...person,
      password: PASSWORD,
    })
    ids.set(who as Who, userId)
  }
  await act('2026-08-20T10:00', 'console', importCases, { rows: importedRows() })

  const solved = async (at: string, text: string, more: Partial<z.input<typeof RegisterCase>> = {}) => {
    const day = at.slice(0, 10)
    let file = await dispatch(at, await register(at, text, more))
    file = await act(`${day}T15:05`, 'handler', acceptCase, { id: file.id, version: file.version })
    file = await act(`${day}T16:40`, 'handler', replyCase, {
      id: file.id,
      version: file.version,
      answer: '已更换 6 盏路灯，夜间巡查改为每周一次。',
      outcome: 'solved',
      happened_at: toInstant(`${day}T16:05`, ZONE),
    })
    file = await act(`${day}T17:10`, 'returnVisitor', confirmForAsker, {
      id: file.id,
      version: file.version,
      by: {
        way: 'told',
        how: 'telephone',
        rating: 5,
        evidence: '电话回访，企业说灯都亮了',
        text: '很快，谢谢',
      },
    })
    return act(`${day}T17:25`, 'dispatcher', strikeOffCase, {
      id: file.id,
      version: file.version,
      evidence: '前后照片 4 张',
    })
  }
  const struckOff = await solved('2026-09-10T09:30', '宿舍区夜间路灯不亮 6 盏', {
    category: '市政设施',
    source: '服务热线',
  })
  const again = await solved('2026-09-14T10:00', '3 号标准厂房货梯停运', {
    category: '厂房设施',
    asker: { kind: 'enterprise', name: '示例精密金属有限公司' },
  })
  const reopened = await act('2026-10-08T09:00', 'supervisor', reopenCase, {
    id: again.id,
    version: again.version,
    reason: '货梯修好两周又停了，要查清原因',
  })

  const late = await dispatch(
    '2026-09-21T13:30',
    await register('2026-09-21T09:12', '排污许可变更受理后无回音', {
      category: '环保审批',
      asker: { kind: 'enterprise', name: '示例表面处理有限公司' },
    }),
    { department: '生态环境分局', deadline: { working_days: 7 }, lead_leader: '王副主任' },
  )
  const bus = await dispatch(
    '2026-09-24T16:10',
    await register('2026-09-24T14:58', '东门公交班次太少，夜班职工 20:00 以后下班无车可坐', {
      category: '交通出行',
      source: '企业端',
    }),
    { demand: '实地数人，给出加班车方案和日期', lead_leader: '周副主任' },
  )
  const accepted = await act('2026-09-28T09:05', 'handler', acceptCase, { id: bus.id, version: bus.version })
  const dueToday = await act('2026-10-09T09:12', 'handler', noteCase, {
    id: bus.id,
    version: accepted.version,
    text: '已同公交公司到东门踏勘，夜间 20:00—22:00 平均每晚 130 人候车。拟从 10月19日 起加开 2 班，今天下班前正式答复。',
    public: true,
  })

  const tomorrow = await register('2026-09-28T10:00', '冷链车辆进园限行时段调整', {
    category: '交通出行',
    asker: { kind: 'enterprise', name: '示例食品有限公司' },
  })
  const charged = await dispatch('2026-09-28T14:00', tomorrow)
  await act('2026-09-28T15:30', 'handler', acceptCase, { id: charged.id, version: charged.version })
  const twice = await dispatch(
    '2026-10-08T10:00',
    await register('2026-10-08T09:20', '雨水井返味', { category: '市政设施' }),
  )
  const returned = await act('2026-10-08T14:20', 'handler', returnCase, {
    id: twice.id,
    version: twice.version,
    reason: '这段管网归标准厂房运营公司养护，不在我局',
  })
  const confidential = await dispatch(
    '2026-10-08T15:00',
    await register('2026-10-08T14:40', '隔壁车间夜里偷排，气味大', {
      category: '环保投诉',
      confidential: true,
      urgency: 'urgent',
      asker: { kind: 'enterprise', name: '示例传感技术有限公司' },
    }),
    { deadline: { rule: 'complex' } },
  )
  const registered = await register('2026-10-09T09:36', '申请新增 630 kVA 用电容量，手续卡在哪一步')
  const long = await register('2026-10-09T09:50', LONG, { category: '人才服务', kind: 'obstacle' })
  const script = await register('2026-10-09T10:04', SCRIPT)
  setClock(toInstant('2026-10-09T10:24', ZONE))
  return {
    id,
    name,
    person: (who) => ({ name: PEOPLE[who].name, password: PASSWORD }),
    cases: { dueToday, late, returned, registered, struckOff, reopened, confidential, long, script },
  }
}

const ZONE = 'Asia/Shanghai'
const DEPARTMENTS = ['建设交通局', '生态环境分局', '自然资源分局', '经济发展局', '行政审批局', '综合执法大队']

const LONG = `我们厂今年新招了 86 名技术工人，租住在园区人才公寓，按规定可以领租金补贴，但是从 5 月到现在一直没有到账。
打过三次电话，每次都说在走流程。
请问卡在哪一步，什么时候能到账？附件里有名单和银行回单。`

/** Sixty-odd rows of last year's ledger on paper: more than a page, with all that paper leaves open. */
function importedRows(): ImportedCase[] {
  const row = (serial: number, more: Partial<ImportedCase>): ImportedCase =>
    anImportedRow({
      serial: String(serial),
      hash: `row-${serial}`,
      text: `${serial} 号楼道${serial % 2 === 0 ? '灯不亮' : '门禁失灵'}`,
      rung: serial % 7 === 0 ? 'weekly' : 'department',
      key_list: serial % 9 === 0,
      asker: { name: '示例纺织有限公司', code: null, contact_name: '张主任', contact_phone: '10000003375' },
      lead_leader: '李副主任',
      department: '综合执法大队',
      co_departments: '公路养护站、供电所',
      demand: '限期办结',
      progress: '已到现场，更换配件',
      ...more,
    })
  const closed = Array.from({ length: 60 }, (_, i) => row(i + 1, {}))
  return [
    ...closed,
    row(61, {
      state: 'accepted',
      text: '历史遗留：老厂房产权证补办',
      deadline: null,
      replied_on: null,
      answer: null,
      outcome: null,
      rating: null,
      struck_off_on: null,
      rung: 'consultation',
    }),
    row(62, {
      rating: null,
      by_default: true,
      deadline: { given: '11月底前', working_days: null, due_on: '2025-11-30' },
    }),
  ]
}
