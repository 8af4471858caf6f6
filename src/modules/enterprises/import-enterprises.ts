import { z } from 'zod'
import { defineCommand, type Context } from '../../kernel/command.ts'
import {
  changeOfficer,
  findAssignmentsOf,
  findOfficers,
  officerOn,
  sinceOf,
  type AssignmentRow,
} from '../officers/index.ts'
import { todayIn } from '../parks/index.ts'
import { amendRecord, findHolder } from './amend-enterprise.ts'
import {
  ImportedEnterprise,
  ImportEnterprises,
  type EnterpriseRowGiven,
  type ImportedField,
} from './contract.ts'
import { checkCreditCode } from './credit-code.ts'
import { selectFacts, selectTags } from './profile-store.ts'
import { heldBy } from './profile.ts'
import { lockRecords, setVersion, type RecordRow } from './record-store.ts'
import { addFacts, factsOf, mayKeep, onceEach, tellChanges } from './record.ts'
import { addRecord } from './register-enterprise.ts'
import { findEnterprises, sameName } from './resolve.ts'
import { changeTags } from './tag-enterprise.ts'

/**
 * Takes in rows of a register as offices keep it. A row whose enterprise is here already changes nothing, unless
 * `update`; what the file leaves empty is never taken away, and tags are only added.
 */
export const importEnterprises = defineCommand({
  name: 'enterprises.import',
  input: ImportEnterprises,
  answer: z.array(ImportedEnterprise),
  async load({ tx, parkId, now }) {
    const [today, officers] = await Promise.all([todayIn(tx, parkId, now), findOfficers(tx, parkId)])
    return { today, officers }
  },
  allow: mayKeep,
  async handle(ctx, input, { today, officers }) {
    const { rows } = input
    const namings = rows.map(({ name, code }) => ({ name, code: code ?? undefined }))
    const [found, byName] = await Promise.all([
      findEnterprises(ctx.tx, ctx.parkId, namings),
      findEnterprises(
        ctx.tx,
        ctx.parkId,
        rows.map(({ name }) => ({ name })),
      ),
    ])
    const validFrom = input.valid_from ?? today
    const known = await standingOf(ctx, {
      ids: found.flatMap((one) => one?.id ?? []),
      day: validFrom,
    })
    const import_: Import = {
      today,
      validFrom,
      source: input.source,
      update: input.update,
      officers: new Map(officers.map(({ id, name }) => [name, id])),
      taken: new Set(input.taken),
    }
    const results: ImportedEnterprise[] = []
    // One after the other: what a row does the next one must see.
    for (const [i, row] of rows.entries()) {
      const here = known.get(found[i]?.id ?? '')
      const isKnownAs = here !== undefined && byName[i]?.id === here.record.id
      results.push(await takeIn(ctx, import_, { row, here, isKnownAs }))
    }
    return results
  },
  audit: ({ rows, source }, results) => ({
    summary: {
      source,
      rows: rows.length,
      imported: results.filter(({ result }) => result === 'imported').length,
      updated: results.filter(({ result }) => result === 'updated').length,
    },
  }),
})

interface Import {
  readonly today: string
  readonly validFrom: string
  readonly source: string
  readonly update: boolean
  /** Ids by name, of those who hold the post. */
  readonly officers: ReadonlyMap<string, string>
  /** Enterprises that rows before meant. Written to. */
  readonly taken: Set<string>
}

/** An enterprise as it stands before its row. */
interface Standing {
  readonly record: RecordRow
  readonly held: ReturnType<typeof heldBy>
  readonly tags: readonly string[]
  /** Its officers, the newest first. */
  readonly periods: readonly AssignmentRow[]
}

async function standingOf(
  { tx, parkId, now }: Context,
  { ids, day }: { ids: string[]; day: string },
): Promise<Map<string, Standing>> {
  if (ids.length === 0) return new Map()
  const [records, facts, tags, periods] = await Promise.all([
    tx.all(lockRecords, { parkId, ids }),
    tx.all(selectFacts, { parkId, ids, day }),
    tx.all(selectTags, { parkId, ids, at: now }),
    findAssignmentsOf(tx, parkId, ids),
  ])
  return new Map(
    records.map((record) => [
      record.id,
      {
        record,
        held: heldBy(facts.filter(({ enterprise_id }) => enterprise_id === record.id)),
        tags: tags.filter(({ enterprise_id }) => enterprise_id === record.id).map(({ tag }) => tag),
        periods: periods.filter(({ enterprise_id }) => enterprise_id === record.id),
      },
    ]),
  )
}

interface InHand {
  readonly row: EnterpriseRowGiven
  readonly here: Standing | undefined
  /** Whether the row's name alone means the same enterprise: its own, a former one, or that of a merged duplicate. */
  readonly isKnownAs: boolean
}

async function takeIn(ctx: Context, import_: Import, hand: InHand): Promise<ImportedEnterprise> {
  const { row, here } = hand
  const told = {
    id: here?.record.id ?? null,
    name: here?.record.name ?? row.name,
    changes: [],
    refusal: null,
  }
  const refused = (
    code: NonNullable<ImportedEnterprise['refusal']>['code'],
    accepted: string[] = [],
  ): ImportedEnterprise => ({ ...told, result: 'refused', refusal: { code, accepted } })
  const officerId = row.officer === null ? null : import_.officers.get(row.officer)
  if (officerId === undefined) return refused('unknown_officer', [...import_.officers.keys()])
  if (here && import_.taken.has(here.record.id)) return refused('same_enterprise', [here.record.name])
  if (!here) {
    const id = await addRow(ctx, import_, { row, officerId })
    import_.taken.add(id)
    return { ...told, id, result: 'imported' }
  }
  import_.taken.add(here.record.id)
  const officer = officerOn(here.periods, import_.today)
  const changes = changesOf(hand, here)
  if (officerId !== null && officer?.user_id !== officerId)
    changes.push({ field: 'officer', was: officer?.user_name ?? null, now: row.officer })
  if (changes.length === 0) return { ...told, result: 'unchanged' }
  const since = sinceOf(here.periods)
  const changesOfficer = changes.some(({ field }) => field === 'officer')
  if (changesOfficer && since !== null && since > import_.today) return refused('officer_ahead', [since])
  if (await isTaken(ctx, here.record, changes)) return refused('name_or_code_taken')
  if (!import_.update) return { ...told, changes, result: 'changed' }
  await correct(ctx, import_, { row, here, changes, officerId })
  return { ...told, changes, result: 'updated' }
}

type Changes = ImportedEnterprise['changes']

/** What the row says otherwise than the register; what it does not say is no difference. */
function changesOf({ row, isKnownAs }: InHand, { record, held, tags }: Standing): Changes {
  const code = row.code === null ? null : checkCreditCode(row.code)
  // A wrong code on paper says nothing against what is known.
  const tellsCode = code !== null && (code.valid || record.code === null)
  const industry = row.industry && factsOf({ industry: row.industry ?? undefined })[0]
  const pairs: readonly (readonly [ImportedField, string | null, string | null])[] = [
    ['name', record.name, isKnownAs || sameName(record.name, row.name) ? null : row.name],
    ['code', record.code, tellsCode ? code.code : null],
    ['kind', record.kind, row.kind],
    ['address', record.address, row.address],
    ['contact_name', record.contact_name, row.contact_name],
    ['contact_phone', record.contact_phone, row.contact_phone],
    ['size', held.size?.class ?? null, row.size],
    ['industry', held.industry?.code ?? null, industry?.value ?? null],
    ['above_size', flag(held.above_size?.value ?? null), flag(row.above_size)],
  ]
  const missing = onceEach(row.tags).filter((tag) => !tags.includes(tag))
  return [
    ...pairs.flatMap(([field, was, now]) => (now === null || now === was ? [] : [{ field, was, now }])),
    ...(missing.length === 0
      ? []
      : [{ field: 'tags' as const, was: tags.join('、') || null, now: [...tags, ...missing].join('、') }]),
  ]
}

const flag = (value: boolean | null): string | null => (value === null ? null : value ? 'yes' : 'no')

async function addRow(
  ctx: Context,
  { today, validFrom, source }: Import,
  { row, officerId }: { row: EnterpriseRowGiven; officerId: string | null },
): Promise<string> {
  const record = await addRecord(
    ctx,
    {
      name: row.name,
      code: row.code ?? undefined,
      kind: row.kind ?? 'company',
      address: row.address ?? undefined,
      contact_name: row.contact_name ?? undefined,
      contact_phone: row.contact_phone ?? undefined,
      tags: row.tags,
      ...saidIn(row),
    },
    { validFrom, saidBy: ctx.actor.name, source },
  )
  const subject = { kind: 'enterprise', id: record.id } as const
  if (officerId !== null)
    await changeOfficer(ctx, { subject, officer: { id: officerId }, from: today, reason: source })
  return record.id
}

const saidIn = ({ size, industry, above_size }: EnterpriseRowGiven) => ({
  size: size ?? undefined,
  industry: industry ?? undefined,
  above_size: above_size ?? undefined,
})

/** Whether the new name or code is another's. */
async function isTaken(ctx: Context, record: RecordRow, changes: Changes): Promise<boolean> {
  const now = (field: ImportedField) => changes.find((change) => change.field === field)?.now ?? undefined
  const [name, code] = [now('name'), now('code')]
  if (name === undefined && code === undefined) return false
  return (await findHolder(ctx, record, { name, code })) !== undefined
}

interface Correction {
  readonly row: EnterpriseRowGiven
  readonly here: Standing
  readonly changes: Changes
  readonly officerId: string | null
}

async function correct(
  ctx: Context,
  { today, validFrom, source }: Import,
  { row, here, changes, officerId }: Correction,
): Promise<void> {
  const has = (field: ImportedField) => changes.some((change) => change.field === field)
  const given = <T>(field: ImportedField, value: T | null): T | undefined =>
    has(field) && value !== null ? value : undefined
  const amended = await amendRecord(ctx, here.record, {
    reason: source,
    name: given('name', row.name),
    code: given('code', row.code),
    kind: given('kind', row.kind),
    address: given('address', row.address),
    contact_name: given('contact_name', row.contact_name),
    contact_phone: given('contact_phone', row.contact_phone),
  })
  const facts = factsOf(saidIn(row)).filter(({ fact }) => has(fact))
  addFacts(ctx, amended.id, { facts, validFrom, saidBy: ctx.actor.name, source })
  const tags = await changeTags(ctx, amended.id, { add: row.tags, remove: [] })
  const more = [
    ...facts.map(({ fact, value }) => ({ field: fact, was: null, became: `${value} ${validFrom}` })),
    ...tags,
  ]
  if (more.length > 0) {
    const next = { ...amended, version: amended.version + 1 }
    ctx.tx.send(setVersion, { parkId: ctx.parkId, id: next.id, to: next.version })
    tellChanges(ctx, next, { act: 'import', reason: source, changes: more })
  }
  const subject = { kind: 'enterprise', id: amended.id } as const
  if (has('officer') && officerId !== null)
    await changeOfficer(ctx, { subject, officer: { id: officerId }, from: today, reason: source })
}
