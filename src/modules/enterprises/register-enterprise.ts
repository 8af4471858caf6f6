import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { todayIn } from '../parks/index.ts'
import { EnterpriseView, RegisterEnterprise } from './contract.ts'
import { checkCreditCode } from './credit-code.ts'
import { nameKey } from './likeness.ts'
import { viewOfRecord } from './profile.ts'
import { insertRecord, insertTag, type RecordRow } from './record-store.ts'
import { addFacts, factsOf, mayKeep, onceEach, tellChanges } from './record.ts'
import { findEnterprise } from './resolve.ts'

/** Adds an enterprise to the register, with what is known of it. */
export const registerEnterprise = defineCommand({
  name: 'enterprises.register',
  route: { method: 'POST', path: '/enterprises', status: 201, summary: 'Add an enterprise to the register' },
  input: RegisterEnterprise,
  answer: EnterpriseView,
  async load({ tx, parkId, now }, { name, code }) {
    const [known, today] = await Promise.all([
      findEnterprise(tx, parkId, { name, ...(code !== undefined && { code }) }),
      todayIn(tx, parkId, now),
    ])
    return { known, today }
  },
  allow: mayKeep,
  async handle(ctx, input, { known, today }) {
    if (known)
      throw new Failure('conflict', 'enterprises.exists', {
        id: known.id,
        name: known.name,
        code: known.code,
      })
    const row = await addRecord(ctx, input, {
      validFrom: input.valid_from ?? today,
      saidBy: input.said_by ?? ctx.actor.name,
      source: input.source ?? REGISTERED,
    })
    return viewOfRecord(ctx, row, today)
  },
  audit: (_, view) => ({ subjectId: view.id }),
})

const REGISTERED = '登记时填报'

interface Word {
  readonly validFrom: string
  readonly saidBy: string
  readonly source: string
}

/** Writes a new enterprise with its facts and tags; that it is not there yet is the caller's to know. */
export async function addRecord(
  ctx: Context,
  given: Omit<RegisterEnterprise, 'valid_from' | 'said_by' | 'source'>,
  word: Word,
): Promise<RecordRow> {
  const { tx, parkId, now, actor } = ctx
  const checked = given.code === undefined ? undefined : checkCreditCode(given.code)
  const row: RecordRow = {
    id: newId(now),
    version: 1,
    name: given.name,
    name_key: nameKey(given.name),
    code: checked?.code ?? null,
    code_fault: checked === undefined || checked.valid ? null : checked.fault,
    kind: given.kind,
    address: given.address ?? null,
    contact_name: given.contact_name ?? null,
    contact_phone: given.contact_phone ?? null,
    merged_into: null,
    master_id: null,
  }
  const added = await tx.first(insertRecord, { parkId, now, ...row })
  if (!added) throw new Failure('conflict', 'enterprises.exists', { name: row.name, code: row.code })
  tellChanges(ctx, row, { act: 'register', changes: [{ field: null, was: null, became: row.name }] })
  addFacts(ctx, row.id, { facts: factsOf(given), ...word })
  for (const tag of onceEach(given.tags))
    tx.send(insertTag, { parkId, id: newId(now), enterpriseId: row.id, tag, now, userId: actor.userId })
  return row
}
