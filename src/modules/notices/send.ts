import type { Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { About } from './contract.ts'
import type { Hold } from './rules.ts'
import { insertNotices } from './store.ts'
import type { TemplateCode } from './templates.ts'

export interface Telling {
  readonly parkId: string
  readonly now: string
  /** What it is about, once for each receiver: whoever was told under this key is not told again. */
  readonly key: string
  readonly template: TemplateCode
  readonly caseId?: string
  readonly about: About
  /** Whom. Who may see the case is for the caller to know. */
  readonly to: readonly string[]
  /** Goes out in quiet hours too, to those who allowed it. */
  readonly urgent?: boolean
  /**
   * Until when messages outside the product wait: the end of quiet hours, office hours, or not at all. Unless said,
   * reminders wait for office hours, everything else for the end of quiet hours.
   */
  readonly hold?: Hold
}

/**
 * Tells people something, in the caller's transaction, under the role of the application or of a job. At once inside
 * the product; outside it by a message, for those who have a channel. A key that was used before adds nothing.
 */
export function sendNotices(tx: Tx, telling: Telling): void {
  const { parkId, now, key, template, caseId, about, to, urgent = false } = telling
  const { hold = template.startsWith('reminder.') ? 'office' : 'quiet' } = telling
  const users = [...new Set(to)]
  if (users.length === 0) return
  tx.send(insertNotices, {
    parkId,
    now,
    key,
    template,
    caseId: caseId ?? null,
    about: JSON.stringify(About.parse(about)),
    ids: users.map(() => newId(now)),
    users,
    urgent,
    hold,
  })
}

/**
 * The key of a reminder about a deadline. It carries which deadline is meant (how many stretches it has had, and its
 * day), so that a case that came back and got a new one is reminded of again.
 */
export const reminderKey = (
  what: string,
  caseId: string,
  { runs, due_on }: { readonly runs: number; readonly due_on: string },
): string => `reminder/${what}/${caseId}/${runs}/${due_on}`
