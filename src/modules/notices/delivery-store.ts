import { sql } from 'kysely'
import { BY_WORKER, tables } from '../../kernel/statement.ts'

const { prepared } = tables('notices', 'notice_settings', 'notice_deliveries', 'posts')

/** A message whose turn it is, with what its receiver wants. */
export interface DueDelivery {
  readonly id: string
  readonly userId: string
  readonly hold: 'quiet' | 'office' | 'none'
  readonly attempts: number
  readonly template: string
  readonly about: unknown
  readonly caseId: string | null
  readonly urgent: boolean
  readonly channel: string | null
  readonly address: string | null
  readonly language: string | null
  readonly quietFrom: string | null
  readonly quietTo: string | null
  readonly urgentAtOnce: boolean | null
  /** Whether the receiver still holds a post. */
  readonly serves: boolean
}

/**
 * Takes the next message of a channel that is not skipped. When it is tried again (after 1, 2, 4 … minutes) is written
 * before it is sent: a server that dies in between delays it and neither loses it nor sends it twice at once.
 */
export const takeDelivery = prepared<{ parkId: string; now: string; skip: string[] }>()(
  'notices.take_delivery',
  (_, p) => {
    return sql<DueDelivery>`
    with picked as materialized (
      select d.id, d.notice_id, s.channel, s.address, s.language, s.quiet_from, s.quiet_to, s.urgent_at_once,
        exists (select from posts h where h.park_id = ${p.parkId}::uuid and h.user_id = d.user_id) as serves
      from notice_deliveries d
      left join notice_settings s on s.park_id = d.park_id and s.user_id = d.user_id
      where d.park_id = ${p.parkId}::uuid and d.done_at is null and d.not_before <= ${p.now}::timestamptz
        and coalesce(s.channel, 'none') <> all(${p.skip}::text[])
      order by d.not_before limit 1 for update of d skip locked)
    update notice_deliveries as d
    set attempts = d.attempts + 1,
      not_before = ${p.now}::timestamptz + power(2, least(d.attempts, 10)) * interval '1 minute'
    from picked join notices n on n.park_id = ${p.parkId}::uuid and n.id = picked.notice_id
    where d.park_id = ${p.parkId}::uuid and d.id = picked.id
    returning d.id, d.user_id as "userId", d.hold, d.attempts, n.template, n.about, n.case_id as "caseId", n.urgent,
      picked.channel, picked.address, picked.language, picked.quiet_from as "quietFrom", picked.quiet_to as "quietTo",
      picked.urgent_at_once as "urgentAtOnce", picked.serves`
  },
  BY_WORKER,
)

/** Not yet: to wait is no attempt. */
export const holdDelivery = prepared<{ parkId: string; id: string; until: string }>()(
  'notices.hold_delivery',
  (db, p) =>
    db
      .updateTable('notice_deliveries')
      .set((eb) => ({ not_before: p.until, attempts: eb('attempts', '-', 1) }))
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
  BY_WORKER,
)

export const noteDelivery = prepared<{
  parkId: string
  id: string
  state: string
  fault: string | null
  doneAt: string | null
}>()(
  'notices.note_delivery',
  (db, p) =>
    db
      .updateTable('notice_deliveries')
      .set({ state: p.state, fault: p.fault, done_at: p.doneAt })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
  BY_WORKER,
)
