import type { Capacity } from '../../kernel/actor.ts'
import type { Context } from '../../kernel/command.ts'
import { append, type Fact } from '../ledger/index.ts'
import type { Clockwork } from '../parks/index.ts'
import { asFacts, spokenColumns, type Setting } from './act.ts'
import { BLANK, type CaseRow } from './columns.ts'
import { firstClocks } from './first-clocks.ts'
import { findableBy } from './likeness.ts'
import { insertCases, rowJson } from './store.ts'

/** What a case begins with. */
interface Beginning {
  readonly id: string
  readonly set: Setting
  readonly said: Readonly<Record<string, string>> & { readonly text: string }
  readonly by: { readonly userId: string; readonly post: Capacity }
  /** When it was asked; a claim. */
  readonly happenedAt: string
  readonly work: Clockwork
  readonly enterpriseName: string | null
  /** Facts for the entry alone, which no column keeps. */
  readonly besides?: Readonly<Record<string, Fact>>
}

/** Until the first entry is sealed. */
const NO_HASH = Buffer.alloc(0)

/** Writes the first entry of a case and the case as it stands after it, with its clocks and what it is found by. */
export function beginCase(ctx: Context, beginning: Beginning): CaseRow {
  const { id, set, said, by, happenedAt, work, enterpriseName, besides } = beginning
  const { parkId, now, tx } = ctx
  const begun: CaseRow = {
    ...BLANK,
    ...set,
    text: said.text,
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
    post: by.post,
    userId: by.userId,
    happenedAt,
    set: asFacts({ ...set, ...clocks, ...besides }),
    said,
  })
  const row: CaseRow = { ...begun, ...clocks, entry_hash: hash }
  const found = findableBy({ ...row, enterprise_name: enterpriseName })
  tx.send(insertCases, { parkId, rows: JSON.stringify([{ ...rowJson(row), ...found, wake }]) })
  ctx.announce('cases.acted', `${id}/1`, { case_id: id, action: 'register', seq: 1 })
  return row
}
