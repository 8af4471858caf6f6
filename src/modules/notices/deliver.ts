import { inPark } from '../../kernel/database.ts'
import type { Job } from '../../kernel/jobs.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { localDate } from '../../kernel/zone.ts'
import { getParkTime, type ParkTime } from '../parks/index.ts'
import { About, Channel, type QuietHours } from './contract.ts'
import { holdDelivery, noteDelivery, takeDelivery, type DueDelivery } from './delivery-store.ts'
import { render } from './render.ts'
import { DEFAULT_QUIET, opensAt } from './rules.ts'
import { sendNotices } from './send.ts'
import { faultOf, senderFor, type Message } from './senders.ts'
import { selectQuietHours } from './store.ts'

/** After so many tries (the last some seventeen hours after the first) a message is given up, and that is said. */
export const MOST_ATTEMPTS = 10
/** In one sweep of one park; what is left waits a minute. */
const MOST_AT_ONCE = 200

interface ParkClock {
  readonly time: ParkTime
  readonly quiet: QuietHours
}

/** Sends what is due outside the product, by each receiver's channel. */
export const deliverNotices: Job = {
  name: 'notices.deliver',
  every: '* * * * *',
  async sweep(runtime, parkId) {
    // A channel that fails would fail for everybody: it has a rest until the next sweep, the others go on.
    const skip: Channel[] = []
    let clock: ParkClock | undefined
    for (let i = 0; i < MOST_AT_ONCE; i++) {
      const now = runtime.clock()
      const due = await inPark(runtime.database.worker, parkId, 'write', (tx) =>
        tx.first(takeDelivery, { parkId, now, skip }),
      )
      if (!due) return
      clock ??= await clockOf(runtime, parkId)
      const failed = await deliver(runtime, { parkId, now, due, clock })
      if (failed) skip.push(failed)
    }
  },
}

const clockOf = (runtime: Runtime, parkId: string): Promise<ParkClock> =>
  inPark(runtime.database.worker, parkId, 'read', async (tx) => {
    const [time, quiet] = await Promise.all([getParkTime(tx, parkId), tx.first(selectQuietHours, { parkId })])
    return { time, quiet: quiet ?? DEFAULT_QUIET }
  })

interface Turn {
  readonly parkId: string
  readonly now: string
  readonly due: DueDelivery
  readonly clock: ParkClock
}

/** @returns the channel, when it failed */
async function deliver(runtime: Runtime, turn: Turn): Promise<Channel | undefined> {
  const { parkId, now, due, clock } = turn
  const channel = Channel.parse(due.channel ?? 'none')
  const { id, address } = due
  // Nobody to bring it to any more: the channel was closed by its owner, or he holds no post.
  if (channel === 'none' || address === null || !due.serves) {
    await note(runtime, turn, { state: 'dropped', fault: null })
    return undefined
  }
  const until = opensAt(now, {
    hold: due.hold,
    urgent: due.urgent,
    urgentAtOnce: due.urgentAtOnce ?? false,
    quiet: due.quietFrom && due.quietTo ? { from: due.quietFrom, to: due.quietTo } : clock.quiet,
    zone: clock.time.zone,
    working: clock.time.working,
  })
  if (until > now) {
    await inPark(runtime.database.worker, parkId, 'write', (tx) => {
      tx.send(holdDelivery, { parkId, id, until })
      return Promise.resolve()
    })
    return undefined
  }
  try {
    const sender = senderFor(runtime.settings, channel)
    if (!sender) throw Object.assign(new Error('no sender'), { code: 'channel_closed' })
    await sender.send(messageOf(runtime, due, address))
  } catch (error) {
    await giveUpOrWait(runtime, turn, faultOf(error))
    return channel
  }
  await note(runtime, turn, { state: 'sent', fault: null })
  return undefined
}

function messageOf({ settings }: Runtime, due: DueDelivery, to: string): Message {
  const language = due.language === 'zh' || due.language === 'en' ? due.language : settings.language
  const { title, body } = render(due.template, About.parse(due.about), language)
  const path = due.caseId === null ? '/notices' : `/cases/${due.caseId}`
  const link = settings.public_url === undefined ? path : new URL(path, settings.public_url).href
  return {
    id: due.id,
    to,
    language,
    subject: language === 'zh' ? `【闭环】${title}` : `[Bihuan] ${title}`,
    text: `${body}\n${link}\n`,
  }
}

async function giveUpOrWait(runtime: Runtime, turn: Turn, fault: string): Promise<void> {
  const { parkId, now, due, clock } = turn
  const isOver = due.attempts >= MOST_ATTEMPTS
  runtime.log.warn(
    { park: parkId, delivery: due.id, channel: due.channel, attempts: due.attempts, fault, given_up: isOver },
    'a notice was not delivered',
  )
  await note(runtime, turn, { state: isOver ? 'given_up' : 'waiting', fault })
  if (!isOver) return
  await inPark(runtime.database.worker, parkId, 'write', (tx) => {
    sendNotices(tx, {
      parkId,
      now,
      // Once a day: a mail server that is down fails everything.
      key: `delivery.given_up/${localDate(now, clock.time.zone)}`,
      template: 'delivery.given_up',
      about: {},
      to: [due.userId],
      hold: 'inside',
    })
    return Promise.resolve()
  })
}

const note = (
  runtime: Runtime,
  { parkId, due }: Turn,
  { state, fault }: { state: string; fault: string | null },
): Promise<void> =>
  inPark(runtime.database.worker, parkId, 'write', (tx) => {
    const doneAt = state === 'waiting' ? null : runtime.clock()
    tx.send(noteDelivery, { parkId, id: due.id, state, fault, doneAt })
    return Promise.resolve()
  })
