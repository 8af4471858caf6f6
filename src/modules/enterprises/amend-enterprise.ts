import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { todayIn } from '../parks/index.ts'
import { AmendEnterprise, EnterpriseView } from './contract.ts'
import { checkCreditCode } from './credit-code.ts'
import { nameKey } from './likeness.ts'
import { viewOfRecord } from './profile.ts'
import { insertFormerName, updateRecord, type RecordRow } from './record-store.ts'
import { lockRecord, mayKeep, requireFresh, tellChanges, type Change } from './record.ts'
import { selectNamed } from './store.ts'

/** Corrects what the register says; what it said before stays in the history, a former name still means this one. */
export const amendEnterprise = defineCommand({
  name: 'enterprises.amend',
  route: { method: 'POST', path: '/enterprises/{id}/amend', summary: 'Correct what the register says' },
  input: AmendEnterprise,
  answer: EnterpriseView,
  load: (ctx, { id }) => lockRecord(ctx, id),
  allow: mayKeep,
  async handle(ctx, input, row) {
    requireFresh(row, input.version)
    const next = await amendRecord(ctx, row, input)
    return viewOfRecord(ctx, next, await todayIn(ctx.tx, ctx.parkId, ctx.now))
  },
  audit: ({ id, version: _, reason: __, ...fields }) => ({
    subjectId: id,
    summary: { fields: Object.keys(fields) },
  }),
})

/** What may be amended; what is not given stays. */
export type Amendment = Omit<Partial<AmendEnterprise>, 'id' | 'version'>

/** Writes an amendment of a locked row. @returns the row as it stands now; the same when nothing differs */
export async function amendRecord(ctx: Context, row: RecordRow, amendment: Amendment): Promise<RecordRow> {
  const next = amended(row, amendment)
  const changes = FIELDS.flatMap((field): Change[] =>
    row[field] === next[field] ? [] : [{ field, was: row[field], became: next[field] }],
  )
  if (changes.length === 0) return row
  const holder = await findHolder(ctx, row, amendment)
  if (holder) throw new Failure('conflict', 'enterprises.taken', holder)
  const { parkId, now, tx } = ctx
  const { version: _, ...columns } = next
  tx.send(updateRecord, { parkId, ...columns, to: next.version })
  if (next.name_key !== row.name_key)
    tx.send(insertFormerName, { parkId, id: row.id, nameKey: row.name_key, name: row.name, now })
  tellChanges(ctx, next, { act: 'amend', reason: amendment.reason, changes })
  return next
}

const FIELDS = ['name', 'code', 'kind', 'address', 'contact_name', 'contact_phone'] as const

function amended(row: RecordRow, { name, code, kind, address, ...contact }: Amendment): RecordRow {
  const checked = typeof code === 'string' ? checkCreditCode(code) : undefined
  const fault = checked === undefined || checked.valid ? null : checked.fault
  return {
    ...row,
    version: row.version + 1,
    ...(name !== undefined && { name, name_key: nameKey(name) }),
    ...(code !== undefined && { code: checked?.code ?? null, code_fault: fault }),
    ...(kind !== undefined && { kind }),
    ...(address !== undefined && { address }),
    ...(contact.contact_name !== undefined && { contact_name: contact.contact_name }),
    ...(contact.contact_phone !== undefined && { contact_phone: contact.contact_phone }),
  }
}

/** Who else has the name or code that an amendment gives: a right code is one enterprise's, and so is a name without one. */
export async function findHolder(
  { tx, parkId }: Context,
  row: RecordRow,
  amendment: Amendment,
): Promise<{ readonly id: string; readonly name: string; readonly field: 'code' | 'name' } | undefined> {
  const { code, code_fault, name_key } = amended(row, amendment)
  const right = code_fault === null ? code : null
  const others = await tx.all(selectNamed, {
    parkId,
    ids: [],
    codes: right === null ? [] : [right],
    nameKeys: right === null ? [name_key] : [],
  })
  const other = others.find(
    (one) =>
      one.id !== row.id && !one.former && (right !== null || one.code === null || one.code_fault !== null),
  )
  return (
    other && { id: other.master_id ?? other.id, name: other.name, field: right === null ? 'name' : 'code' }
  )
}
