import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { localDate } from '../../kernel/zone.ts'
import { fromToday, setter } from './add-deadline-rule.ts'
import { LadderView, SetLadder } from './contract.ts'
import { findLevels, insertLevel } from './rules-store.ts'
import { getPark } from './store.ts'

/** Sets how late cases climb, from a day on. What has been escalated stays so. */
export const setLadder = defineCommand({
  name: 'parks.set_ladder',
  route: {
    method: 'POST',
    path: '/escalation-ladders',
    status: 201,
    summary: 'Set the escalation ladder from a day on',
  },
  input: SetLadder,
  answer: LadderView,
  async load({ tx, parkId }) {
    const [park, levels] = await Promise.all([getPark(tx, parkId), findLevels(tx, parkId)])
    return { park, levels }
  },
  allow: (actor) => setter(actor),
  handle(ctx, { levels, source, ...input }, { park, levels: known }) {
    const valid_from = fromToday(input.valid_from, localDate(ctx.now, park.timeZone))
    if (known.some((level) => level.valid_from === valid_from)) {
      throw new Failure('conflict', 'parks.ladder_taken', { valid_from })
    }
    const falling = levels.findIndex((level, i) => {
      const before = levels[i - 1]
      return before !== undefined && level.after_working_days <= before.after_working_days
    })
    if (falling > 0) {
      throw new Failure('invalid', 'parks.ladder_order', { field: `levels.${falling}.after_working_days` })
    }
    return sendLadder(ctx, { levels, valid_from, source })
  },
  audit: (_, { valid_from, levels }) => ({ summary: { valid_from, levels: levels.length } }),
})

/** Sends the levels of a ladder and returns it as it is shown. */
export function sendLadder(
  ctx: Context,
  { levels, valid_from, source }: SetLadder & { readonly valid_from: string },
): LadderView {
  const rows = levels.map(({ after_working_days, rung = null, posts }, i) => ({
    level: i + 1,
    after_working_days,
    rung,
    posts,
  }))
  for (const row of rows) {
    ctx.tx.send(insertLevel, { parkId: ctx.parkId, id: newId(ctx.now), valid_from, source, ...row })
  }
  return { valid_from, source, levels: rows }
}
