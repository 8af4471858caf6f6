import { enterprisesOf, holds, POSTS, type Actor, type Capacity } from '../../kernel/actor.ts'
import { normalInstant } from '../../kernel/clock.ts'
import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { checkCreditCode, findEnterprise, resolveEnterprises, type Found } from '../enterprises/index.ts'
import { findAssignments, officerOn, type AssignmentRow } from '../officers/index.ts'
import { getClockwork, getDepartment } from '../parks/index.ts'
import { findProject } from '../projects/index.ts'
import { beginCase } from './begin-case.ts'
import { definedOnly, type Setting } from './act.ts'
import { CaseView, isOpen, RegisterCase } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { canSee } from './sight.ts'
import { NO_NEIGHBOURS, numberOf, takeNumber, lockCase, type LoadedCase } from './store.ts'
import { whoMay } from './transitions.ts'
import { concerned } from './parties.ts'
import { viewOf } from './view.ts'

/** Opens a case in the ledger: who asks, for what, by which way it came. */
export const registerCase = defineCommand({
  name: 'cases.register',
  route: { method: 'POST', path: '/cases', status: 201, summary: 'Register a case' },
  input: RegisterCase,
  answer: CaseView,
  async load({ tx, parkId }, { asker, project }) {
    const [work, enterprise, asking, named] = await Promise.all([
      getClockwork(tx, parkId),
      asker.kind === 'enterprise' ? findEnterprise(tx, parkId, asker) : undefined,
      asker.kind === 'project' ? findProject(tx, parkId, asker) : undefined,
      project === undefined ? undefined : findProject(tx, parkId, { id: project }),
    ])
    return { work, enterprise, project: asking, named }
  },
  allow: (actor, { enterprise }, input) => capacityOf(actor, input, enterprise) ?? 'forbidden',
  async handle(ctx, input, { work, enterprise: known, project, named }) {
    const { parkId, now, tx, actor } = ctx
    const happenedAt = input.happened_at === undefined ? now : normalInstant(input.happened_at)
    if (happenedAt > now) throw new Failure('invalid', 'cases.not_yet', { field: 'happened_at' })
    if (input.project !== undefined && !named)
      throw new Failure('invalid', 'projects.unknown', { field: 'project', name: input.project })
    const enterprise =
      input.asker.kind === 'enterprise' ? (known ?? (await enterpriseOf(ctx, input))) : undefined
    const askerName = enterprise ? undefined : (project?.name ?? (await nameOf(ctx, input)))
    const subjectId = enterprise?.id ?? project?.id
    const officers = subjectId === undefined ? [] : await findAssignments(tx, parkId, subjectId)
    const asksHimself = registrarAsks(ctx, input, enterprise)
    const [about, parent] = await Promise.all([
      input.about_department === undefined ? null : getDepartment(tx, parkId, input.about_department),
      input.parent === undefined ? null : openParent(ctx, input.parent),
    ])
    const others = await concerned(ctx, input.opposite, enterprise)
    // Not while loading: a request that is repeated under its key loads too, and would take a number for no case.
    const taken = await tx.one(takeNumber, { parkId, now })
    const registeredOn = dayOf(happenedAt, taken.timeZone)
    const officer = officerFor(ctx, {
      officers,
      on: registeredOn,
      asksHimself,
      confidential: input.confidential,
    })
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
      project_id: project?.id ?? named?.id ?? null,
      registered_by: actor.userId,
      registrar_asks: asksHimself,
      officer_id: officer?.id ?? null,
      registered_at: happenedAt,
      registered_on: registeredOn,
      subject: input.subject ?? null,
      parent_id: parent?.id ?? null,
      about_department_id: about?.id ?? null,
      ...others.set,
    }
    const said = definedOnly({ text: input.text, asker_name: askerName, ...others.said })
    const row = beginCase(ctx, {
      id,
      set,
      said: { ...said, text: input.text },
      by: { userId: actor.userId, post: ctx.as },
      happenedAt,
      work,
      enterpriseName: enterprise?.name ?? null,
      ...(actor.actsFor && { besides: { stands_in_for: actor.actsFor } }),
    })
    const loaded: LoadedCase = {
      ...row,
      ...NO_NEIGHBOURS,
      clockwork: work,
      enterprise_name: enterprise?.name ?? null,
      registrar_name: actor.name,
      parent_number: parent?.number ?? null,
      party_names: others.party_names,
      officer_name: officer?.name ?? null,
      officers: officers.map(({ user_id, from_day, until_day }) => ({
        user: user_id,
        from: from_day,
        until: until_day,
      })),
    }
    return viewOf(loaded, { actor, now, time: work.time })
  },
  audit: (_, view) => ({ subjectId: view.id, summary: { number: view.number } }),
})

/**
 * The case that this one is a part of; locked, so that it cannot be struck off while a part is being added.
 * @throws Failure `cases.missing`, `cases.parent_ended`
 */
async function openParent(ctx: Context, id: string): Promise<LoadedCase> {
  const parent = await lockCase(ctx, id)
  if (!canSee(ctx.actor, parent)) throw new Failure('missing', 'cases.missing')
  if (!isOpen(parent.state)) {
    throw new Failure('conflict', 'cases.parent_ended', { number: parent.number, state: parent.state })
  }
  return parent
}

interface Asking {
  readonly officers: readonly AssignmentRow[]
  readonly on: string
  readonly asksHimself: boolean
  readonly confidential: boolean
}

/**
 * The officer who registers, else the one whom the enterprise or project has on that day. Who speaks for the asker is
 * not the officer of the case: the officer's name is shown, the asker's may be kept. For the same reason a confidential
 * case names no officer but the one who registered it: whose officer he is would tell who asked.
 */
function officerFor(
  { actor, as }: Context,
  { officers, on, asksHimself, confidential }: Asking,
): { readonly id: string; readonly name: string } | undefined {
  if (as === 'officer' && !asksHimself) return { id: actor.userId, name: actor.name }
  const officer = confidential ? undefined : officerOn(officers, on)
  return officer && { id: officer.user_id, name: officer.user_name }
}

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
 * The name of an asker who is no enterprise and no project of the register. Residents and inspectors have neither id nor
 * code, departments no code: what we could not look up is refused, since it would be dropped without a word and the case would have no asker.
 */
async function nameOf({ tx, parkId, actor, as }: Context, { asker }: RegisterCase): Promise<string> {
  const { kind, id, code, name } = asker
  if (kind === 'project' && (id ?? code) !== undefined) {
    const field = code === undefined ? 'asker.id' : 'asker.code'
    throw new Failure('invalid', 'projects.unknown', { field, name: code ?? id })
  }
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
      return as === 'handler' || as === 'head' || as === 'liaison' || as === 'leader'
    case 'inspector':
      return as === 'supervisor'
    case 'project':
    case 'resident':
      return false
  }
}
