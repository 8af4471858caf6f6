import { enterprisesOf, holds, POSTS, type Actor, type Capacity } from '../../kernel/actor.ts'
import { normalInstant } from '../../kernel/clock.ts'
import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { checkCreditCode, findEnterprise, resolveEnterprises, type Found } from '../enterprises/index.ts'
import { append } from '../ledger/index.ts'
import { getClockwork, getDepartment } from '../parks/index.ts'
import { asFacts, definedOnly, spokenColumns, type Setting } from './act.ts'
import { BLANK, type CaseRow } from './columns.ts'
import { CaseView, RegisterCase } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { firstClocks } from './first-clocks.ts'
import { bigrams } from './search.ts'
import { insertCases, numberOf, rowJson, takeNumber, type LoadedCase } from './store.ts'
import { whoMay } from './transitions.ts'
import { viewOf } from './view.ts'

/** Opens a case in the ledger: who asks, for what, by which way it came. */
export const registerCase = defineCommand({
  name: 'cases.register',
  route: { method: 'POST', path: '/cases', status: 201, summary: 'Register a case' },
  input: RegisterCase,
  answer: CaseView,
  async load({ tx, parkId }, { asker }) {
    const [work, enterprise] = await Promise.all([
      getClockwork(tx, parkId),
      asker.kind === 'enterprise' ? findEnterprise(tx, parkId, asker) : undefined,
    ])
    return { work, enterprise }
  },
  allow: (actor, { enterprise }, input) => capacityOf(actor, input, enterprise) ?? 'forbidden',
  async handle(ctx, input, { work, enterprise: known }) {
    const { parkId, now, tx, actor } = ctx
    const happenedAt = input.happened_at === undefined ? now : normalInstant(input.happened_at)
    if (happenedAt > now) throw new Failure('invalid', 'cases.not_yet', { field: 'happened_at' })
    const enterprise =
      input.asker.kind === 'enterprise' ? (known ?? (await enterpriseOf(ctx, input))) : undefined
    const askerName = enterprise ? undefined : await nameOf(ctx, input)
    const asksHimself = registrarAsks(ctx, input, enterprise)
    // Not while loading: a request that is repeated under its key loads too, and would take a number for no case.
    const taken = await tx.first(takeNumber, { parkId, now })
    if (!taken) throw new Failure('missing', 'parks.missing', {})
    const id = newId(now)
    const number = numberOf(taken.year, taken.last)
    const set: Setting = {
      number,
      year: taken.year,
      serial: String(taken.last),
      kind: input.kind,
      category: input.category ?? null,
      source: input.source ?? DEFAULT_SOURCE[ctx.as] ?? null,
      urgency: input.urgency,
      confidential: input.confidential,
      asker_kind: input.asker.kind,
      enterprise_id: enterprise?.id ?? null,
      registered_by: actor.userId,
      registrar_asks: asksHimself,
      // Who speaks for the asker is not the officer of the case: the officer's name is shown, the asker's may be kept.
      officer_id: ctx.as === 'officer' && !asksHimself ? actor.userId : null,
      registered_at: happenedAt,
      registered_on: dayOf(happenedAt, taken.timeZone),
    }
    const said = definedOnly({ text: input.text, asker_name: askerName })
    const begun: CaseRow = {
      ...BLANK,
      ...set,
      text: input.text,
      ...spokenColumns(said),
      park_id: parkId,
      id,
      version: 1,
      state: 'registered',
      recorded_at: now,
      entry_hash: NO_HASH,
    }
    const { clocks, wake } = firstClocks(work, begun, now)
    const hash = append(ctx, {
      caseId: id,
      seq: 1,
      previous: null,
      action: 'register',
      from: 'none',
      to: 'registered',
      post: ctx.as,
      userId: actor.userId,
      happenedAt,
      set: asFacts({ ...set, ...clocks }),
      said,
    })
    const row: CaseRow = { ...begun, ...clocks, entry_hash: hash }
    // Who asked a confidential case must not be found by searching for him.
    const names = input.confidential ? [] : [enterprise?.name ?? askerName ?? '']
    const words = bigrams([input.text, number, ...names].join(' '))
    tx.send(insertCases, { parkId, rows: JSON.stringify([{ ...rowJson(row), bigrams: words, wake }]) })
    ctx.announce('cases.acted', `${id}/1`, { case_id: id, action: 'register', seq: 1 })
    const loaded: LoadedCase = {
      ...row,
      department_name: null,
      enterprise_name: enterprise?.name ?? null,
      registrar_name: actor.name,
      officer_name: row.officer_id === null ? null : actor.name,
      centre_leads: false,
      open_children: 0,
      helper_names: null,
      clockwork: work,
    }
    return viewOf(loaded, { actor, now, time: work.time })
  },
  audit: (_, view) => ({ subjectId: view.id, summary: { number: view.number } }),
})

/** Until the first entry is sealed. */
const NO_HASH = Buffer.alloc(0)

/** The way a case came when nobody says: known from who registers it. */
const DEFAULT_SOURCE: Readonly<Partial<Record<Capacity, string>>> = {
  enterprise: '企业端',
  officer: '服务专员',
  hotline: '服务热线',
  dispatcher: '交办中心',
  leader: '领导交办',
  supervisor: '督查',
}

function capacityOf(actor: Actor, input: RegisterCase, enterprise: Found | undefined): Capacity | undefined {
  const may = whoMay('register', 'none')
  return POSTS.find((post) => {
    if (!may.includes(post) || !holds(actor, post)) return false
    // Supervisors register what they found; enterprises ask for themselves and nobody else.
    if (post === 'supervisor') return input.kind === 'finding'
    if (post !== 'enterprise') return true
    const own = enterprise ? enterprisesOf(actor).includes(enterprise.id) : namesNobody(input)
    return own && input.asker.kind === 'enterprise' && ['request', 'obstacle', 'hazard'].includes(input.kind)
  })
}

const namesNobody = ({ asker }: RegisterCase) => !asker.id && !asker.code && !asker.name

/** The enterprise of an asker that the register does not know yet, or the asker's own when none is named. */
async function enterpriseOf(ctx: Context, input: RegisterCase): Promise<Found> {
  const { id, name, code } = input.asker
  if (id !== undefined) throw new Failure('invalid', 'enterprises.unknown', { name: id })
  const own = enterprisesOf(ctx.actor)[0]
  if (namesNobody(input) && own !== undefined) {
    const found = await findEnterprise(ctx.tx, ctx.parkId, { id: own })
    if (found) return found
  }
  // A code alone is all that is known of it: it stands as the name until somebody learns a better one.
  const known = name ?? (code === undefined ? undefined : checkCreditCode(code).code)
  if (known === undefined) throw unnamed()
  const [added] = await resolveEnterprises(ctx.tx, {
    parkId: ctx.parkId,
    now: ctx.now,
    namings: [{ name: known, code }],
  })
  if (!added) throw new Error('one name gives one enterprise')
  return added
}

/**
 * The name of an asker who is no enterprise. Only departments are kept by id and nobody but an enterprise by code: what
 * we could not look up is refused, since it would be dropped without a word and the case would have no asker.
 */
async function nameOf({ tx, parkId, actor, as }: Context, { asker }: RegisterCase): Promise<string> {
  const { kind, id, code, name } = asker
  if (code !== undefined) throw new Failure('invalid', 'cases.asker_by_name', { field: 'asker.code', kind })
  if (kind === 'department' && id !== undefined) return (await getDepartment(tx, parkId, id)).name
  if (id !== undefined) throw new Failure('invalid', 'cases.asker_by_name', { field: 'asker.id', kind })
  // A supervisor who names nobody found it himself, as an enterprise that names nobody asks for itself.
  if (name === undefined && kind === 'inspector' && as === 'supervisor') return actor.name
  if (name === undefined) throw unnamed()
  return name
}

const unnamed = () => new Failure('invalid', 'cases.asker_unnamed', { field: 'asker.name' })

/** Whether the registrar is the one who asks, or speaks for him: then his name tells who asked. */
function registrarAsks(
  { actor, as }: Context,
  { asker }: RegisterCase,
  enterprise: Found | undefined,
): boolean {
  if (asker.name === actor.name) return true
  switch (asker.kind) {
    case 'enterprise':
      return enterprise !== undefined && enterprisesOf(actor).includes(enterprise.id)
    case 'department':
      return as === 'handler' || as === 'head' || as === 'leader'
    case 'inspector':
      return as === 'supervisor'
    case 'project':
    case 'resident':
      return false
  }
}
