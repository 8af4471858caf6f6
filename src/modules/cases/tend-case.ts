import { z } from 'zod'
import { isSystem } from '../../kernel/actor.ts'
import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { localDate } from '../../kernel/zone.ts'
import { act, clockworkOf } from './act.ts'
import { clocksAfter, waitsForOthers } from './clocks.ts'
import { FORGET_PENDING } from './columns.ts'
import { isOpen, Rung } from './contract.ts'
import { recountedDeadline } from './deadlines.ts'
import { effectsOf, keyOf, nextOpen, resumesAt, type Effect } from './effects.ts'
import { label } from './labels.ts'
import { resumption } from './resumption.ts'
import { lockDueCase, type LoadedCase } from './store.ts'
import { findDone, sendDone, settleWake, wakeOf } from './wakes.ts'
import { runsOf } from './work-again.ts'

const Tended = z.object({
  /** What was done, by step and effect. */
  done: z.array(z.object({ step: z.string(), effect: z.string(), level: z.number().int() })),
  next_at: z.string().nullable(),
})

/**
 * Does to one case what is due by itself: what the system decides (a request lapses, a suspension ends, a deadline is
 * counted again), then reminders and escalations. All of it in one transaction with the marks that say it is done, so
 * that a killed server leaves it undone or done, never half or twice.
 */
export const tendCase = defineCommand({
  name: 'cases.tend',
  input: z.strictObject({ id: z.uuid() }),
  answer: Tended,
  async load({ tx, parkId }, { id }) {
    // In this order: what was done is read under the lock of the case.
    const [row, done] = await Promise.all([lockDueCase(tx, parkId, id), findDone(tx, parkId, id)])
    return { row, done }
  },
  allow: (actor) => (isSystem(actor) ? 'system' : 'forbidden'),
  handle(ctx, _, { row: found, done }) {
    // Another server, or somebody who is at work on it just now: the next sweep comes soon.
    if (!found) throw new Failure('conflict', 'cases.tended_elsewhere', {})
    let row = decided(ctx, found)
    const work = clockworkOf(row)
    const happened: Effect[] = []
    // Back at night after an outage, the server decides at once, and tells nobody before the offices open.
    const areOfficesOpen = nextOpen(work.time, ctx.now) === ctx.now
    for (const effect of areOfficesOpen ? effectsOf(row, work).effects : []) {
      if (effect.at > ctx.now || done.has(keyOf(effect))) continue
      if (effect.effect === 'escalate') row = escalate(ctx, row, effect)
      tell(ctx, row, effect)
      sendDone(ctx, row.id, effect)
      happened.push(effect)
    }
    const ahead = effectsOf(row, work)
    const isDone = new Set([...done, ...happened.map(keyOf)])
    const open = ahead.effects.filter((effect) => !isDone.has(keyOf(effect)))
    const awaits = ahead.awaits || awaitsDays(ctx, row)
    const wake = wakeOf(row, work, { open, awaits, now: ctx.now })
    ctx.tx.send(settleWake, { parkId: ctx.parkId, caseId: row.id, ...wake })
    return {
      done: happened.map(({ step, effect, level }) => ({ step, effect, level })),
      next_at: wake.nextAt,
    }
  },
  audit: ({ id }, { done }) => ({ subjectId: id, summary: { done } }),
})

/** What the system decides before anybody is reminded of anything. */
function decided(ctx: Context, found: LoadedCase): LoadedCase {
  let row = found
  const { time } = clockworkOf(row)
  if (row.pending !== null && row.pending.decide_by <= ctx.now) {
    row = act(ctx, row, { action: 'lapse', to: row.state, set: FORGET_PENDING })
  }
  if (
    row.state === 'suspended' &&
    row.suspended_until !== null &&
    resumesAt(time, row.suspended_until) <= ctx.now
  ) {
    row = act(ctx, row, { action: 'resume', to: 'accepted', set: resumption(time, row, ctx.now) })
  }
  const again = recountedDeadline(time, { ...row, runs: runsOf(row) })
  if (again || hasToBeRecounted(ctx, row)) {
    row = act(ctx, row, { action: 'recount', to: row.state, set: again ?? {} })
  }
  return row
}

/** Whether the clocks would be others if they were counted now. */
function hasToBeRecounted(ctx: Context, row: LoadedCase): boolean {
  if (!isOpen(row.state)) return false
  const strikeOff = row.clocks.find(({ step }) => step === 'strike_off')
  if (strikeOff && (strikeOff.stands_since !== null) !== waitsForOthers(row)) return true
  const { clocks } = wouldBe(ctx, row)
  return clocks.length !== row.clocks.length || clocks.some((clock) => !row.clocks.includes(clock))
}

const awaitsDays = (ctx: Context, row: LoadedCase): boolean => isOpen(row.state) && wouldBe(ctx, row).awaits

const wouldBe = (ctx: Context, row: LoadedCase) =>
  clocksAfter({
    before: row,
    after: { ...row, version: row.version + 1 },
    action: 'recount',
    now: ctx.now,
    work: clockworkOf(row),
  })

/** A case climbs, and never comes down: somebody may have taken it higher already. */
function escalate(ctx: Context, row: LoadedCase, { rung, level, due_at }: Effect): LoadedCase {
  const rungs = Rung.options
  const now = rungs.findIndex((one) => one === row.rung)
  const to = rung !== null && rungs.indexOf(rung) > now ? rung : undefined
  const { time } = clockworkOf(row)
  const late = time.calendar.workingDaysBetween(localDate(due_at, time.zone), localDate(ctx.now, time.zone))
  return act(ctx, row, {
    action: 'escalate',
    to: row.state,
    set: to === undefined ? {} : { rung: to },
    said: {
      reason:
        `到期未答复${late > 0 ? `，已超 ${late} 个工作日` : ''}，按升级阶梯第 ${level} 级` +
        (to === undefined ? '提醒。' : `升级到“${label('rung', to, 'zh')}”。`),
    },
  })
}

/** Tells whoever listens; the fact's key is that of the effect. */
function tell(ctx: Context, row: LoadedCase, effect: Effect): void {
  const { step, department_id, version, level, due_at } = effect
  ctx.announce('cases.clock', `${row.id}/${keyOf(effect)}`, {
    case_id: row.id,
    number: row.number,
    step,
    department_id,
    effect: effect.effect,
    level,
    version,
    rung: effect.rung,
    due_at,
    tell: effect.tell,
  })
}
