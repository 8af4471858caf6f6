import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { todayIn } from '../parks/index.ts'
import { ClassifyEnterprise, EnterpriseView } from './contract.ts'
import { viewOfRecord } from './profile.ts'
import { setVersion } from './record-store.ts'
import { addFacts, factsOf, lockRecord, mayKeep, requireFresh, tellChanges } from './record.ts'

/** Says from which day on an enterprise has a size class, an industry, or is above designated size, and who says so. */
export const classifyEnterprise = defineCommand({
  name: 'enterprises.classify',
  route: {
    method: 'POST',
    path: '/enterprises/{id}/classify',
    summary: 'Size class, industry, above designated size: from a day on',
  },
  input: ClassifyEnterprise,
  answer: EnterpriseView,
  async load(ctx, { id }) {
    const [row, today] = await Promise.all([lockRecord(ctx, id), todayIn(ctx.tx, ctx.parkId, ctx.now)])
    return { row, today }
  },
  allow: mayKeep,
  handle(ctx, input, { row, today }) {
    requireFresh(row, input.version)
    const facts = factsOf(input)
    if (facts.length === 0) throw new Failure('invalid', 'enterprises.nothing_said', {})
    const next = { ...row, version: row.version + 1 }
    const validFrom = input.valid_from ?? today
    ctx.tx.send(setVersion, { parkId: ctx.parkId, id: row.id, to: next.version })
    addFacts(ctx, row.id, { facts, validFrom, saidBy: input.said_by, source: input.source })
    tellChanges(ctx, next, {
      act: 'classify',
      changes: facts.map(({ fact, value }) => ({ field: fact, was: null, became: `${value} ${validFrom}` })),
    })
    return viewOfRecord(ctx, next, today)
  },
  audit: ({ id, size, industry, above_size }) => ({
    subjectId: id,
    summary: { size: size ?? null, industry: industry?.code ?? null, above_size: above_size ?? null },
  }),
})
