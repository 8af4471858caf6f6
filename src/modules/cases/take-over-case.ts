import { z } from 'zod'
import { SYSTEM_ID } from '../../kernel/actor.ts'
import { defineCommand, type Context } from '../../kernel/command.ts'
import { Instant } from '../../kernel/contract.ts'
import { resolveEnterprises, type Found } from '../enterprises/index.ts'
import { beginCase } from './begin-case.ts'
import { getClockwork } from '../parks/index.ts'
import { definedOnly, SYSTEM, type Setting } from './act.ts'
import { AskerKind, CaseKind, Urgency, type Party } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { UNCONFIRMED, withParties } from './parties-rules.ts'
import { findCase, numberOf, takeNumber } from './store.ts'

/** Somebody who asks or is concerned, as another park names him. */
const Named = z.strictObject({ kind: AskerKind, name: z.string(), code: z.string().nullable() })

/** All that one park learns of another's case. */
export const TakeOverCase = z.strictObject({
  /** The id that the first park chose for our part. */
  id: z.uuid(),
  from: z.strictObject({ park_id: z.uuid(), park: z.string(), case_id: z.uuid(), number: z.string() }),
  kind: CaseKind,
  text: z.string(),
  category: z.string().nullable(),
  subject: z.string().nullable(),
  urgency: Urgency,
  confidential: z.boolean(),
  asker: Named,
  contact_name: z.string().nullable(),
  contact_phone: z.string().nullable(),
  registered_at: Instant,
  /** Everybody else who asks or is concerned; an asker keeps the number that he has in the first park. */
  others: z.array(
    Named.extend({ key: z.string(), role: z.enum(['asker', 'opposite']), number: z.string().nullable() }),
  ),
})
export type TakeOverCase = z.infer<typeof TakeOverCase>

/** Registers what another park handed over: done by the system, once, however often it is asked. */
export const takeOverCase = defineCommand({
  name: 'cases.take_over',
  input: TakeOverCase,
  answer: z.object({ id: z.uuid(), number: z.string() }),
  load: (ctx, { id }) => findCase(ctx.tx, ctx.parkId, id),
  allow: ({ userId }) => (userId === SYSTEM_ID ? 'system' : 'forbidden'),
  async handle(ctx, input, known) {
    if (known) return { id: known.id, number: known.number }
    const { parkId, now, tx } = ctx
    const { asker, parties, names } = await everybodyIn(ctx, input)
    const taken = await tx.one(takeNumber, { parkId, now })
    const number = numberOf(taken.year, taken.last)
    const set: Setting = {
      number,
      year: taken.year,
      serial: String(taken.last),
      kind: input.kind,
      category: input.category,
      subject: input.subject,
      source: '园区移交',
      urgency: input.urgency,
      confidential: input.confidential,
      asker_kind: input.asker.kind,
      enterprise_id: asker?.id ?? null,
      registered_by: SYSTEM_ID,
      registered_at: input.registered_at,
      registered_on: dayOf(input.registered_at, taken.timeZone),
      handed_from: { ...input.from, at: now },
      ...(parties.length > 0 && withParties(parties)),
    }
    const said = definedOnly({
      text: input.text,
      asker_name: asker ? undefined : input.asker.name,
      contact_name: input.contact_name ?? undefined,
      contact_phone: input.contact_phone ?? undefined,
      opposite_names: Object.keys(names).length === 0 ? undefined : JSON.stringify(names),
    })
    beginCase(ctx, {
      id: input.id,
      set,
      said: { ...said, text: input.text },
      by: SYSTEM,
      happenedAt: input.registered_at,
      work: await getClockwork(tx, parkId),
      enterpriseName: asker?.name ?? null,
    })
    return { id: input.id, number }
  },
  audit: ({ id, from }, { number }) => ({ subjectId: id, summary: { number, from: from.number } }),
})

/** Enterprises are found in our own register, or added to it; everybody else keeps his name alone. */
async function everybodyIn(
  { tx, parkId, now }: Context,
  { asker, others }: TakeOverCase,
): Promise<{ asker: Found | undefined; parties: Party[]; names: Readonly<Record<string, string>> }> {
  const enterprises = [asker, ...others].filter(({ kind }) => kind === 'enterprise')
  const found = await resolveEnterprises(tx, {
    parkId,
    now,
    namings: enterprises.map(({ name, code }) => ({ name, code: code ?? undefined })),
  })
  const inRegister = (named: (typeof enterprises)[number]) => found[enterprises.indexOf(named)]
  const names: Record<string, string> = {}
  const parties = others.map((other): Party => {
    const enterprise = inRegister(other)
    if (!enterprise) names[other.key] = other.name
    return {
      ...UNCONFIRMED,
      key: other.key,
      role: other.role,
      kind: other.kind,
      enterprise_id: enterprise?.id ?? null,
      case_id: null,
      number: other.number,
      registered_by: null,
      registrar_asks: false,
      left_on: null,
    }
  })
  return { asker: inRegister(asker), parties, names }
}
