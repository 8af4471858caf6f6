import type { Tx } from '../../kernel/database.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import { findOfficerOn } from '../officers/index.ts'
import type { EnterpriseView, SizeClass } from './contract.ts'
import { selectFacts, selectTags, type FactRow, type LineRow } from './profile-store.ts'
import type { RecordRow } from './record-store.ts'
import { asKind } from './record.ts'
import { findEnterprise } from './resolve.ts'

interface Reading {
  readonly tx: Tx
  readonly parkId: string
  readonly now: string
}

/** An enterprise after a command, as a list would show it. */
export async function viewOfRecord(ctx: Reading, row: RecordRow, today: string): Promise<EnterpriseView> {
  const { tx, parkId } = ctx
  const [officer, master] = await Promise.all([
    findOfficerOn(tx, { parkId, subjectId: row.id, day: today }),
    row.master_id === null ? undefined : findEnterprise(tx, parkId, { id: row.master_id }),
  ])
  const line = { ...row, officer_id: officer?.id ?? null, officer_name: officer?.name ?? null }
  const [view] = await viewsOf(ctx, [line], today)
  if (!view) throw new Error('one row gives one view')
  return { ...view, merged_into: master ? { id: master.id, name: master.name } : null }
}

/** Rows of the register with the facts and tags that hold today. */
export async function viewsOf(
  { tx, parkId, now }: Reading,
  rows: readonly LineRow[],
  today: string,
): Promise<EnterpriseView[]> {
  const ids = rows.map(({ id }) => id)
  const [facts, tags] = await Promise.all([
    tx.all(selectFacts, { parkId, ids, day: today }),
    tx.all(selectTags, { parkId, ids, at: now }),
  ])
  return rows.map((row) => {
    const held = heldBy(facts.filter(({ enterprise_id }) => enterprise_id === row.id))
    return {
      id: row.id,
      version: row.version,
      name: row.name,
      code: row.code,
      code_fault: row.code_fault,
      kind: asKind(row.kind),
      contact: { name: maskName(row.contact_name), phone: maskPhone(row.contact_phone) },
      size: held.size?.class ?? null,
      industry: held.industry && { code: held.industry.code, name: held.industry.name },
      above_size: held.above_size?.value ?? null,
      tags: tags.filter(({ enterprise_id }) => enterprise_id === row.id).map(({ tag }) => tag),
      officer: row.officer_id === null ? null : { id: row.officer_id, name: row.officer_name ?? '' },
      merged_into: null,
    }
  })
}

/** The facts of one enterprise, each with since when and by whose word. */
export function heldBy(facts: readonly FactRow[]) {
  const of = (wanted: string) => facts.find(({ fact }) => fact === wanted)
  const said = ({ valid_from, said_by, source }: FactRow) => ({ valid_from, said_by, source })
  const [size, industry, above] = [of('size'), of('industry'), of('above_size')]
  return {
    size: size ? { class: size.value as SizeClass, ...said(size) } : null, // marked cast: a CHECK allows no other
    industry: industry
      ? { code: industry.value, name: industry.name ?? industry.value, ...said(industry) }
      : null,
    above_size: above ? { value: above.value === 'yes', ...said(above) } : null,
  }
}
