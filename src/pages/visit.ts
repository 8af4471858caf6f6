import type { FastifyRequest } from 'fastify'
import { makeCalendar, type Calendar } from '../kernel/calendar.ts'
import type { Principal } from '../kernel/command.ts'
import { answer } from '../kernel/query.ts'
import type { Runtime } from '../kernel/runtime.ts'
import { languageOf, type Language } from '../kernel/words.ts'
import { localDate } from '../kernel/zone.ts'
import type { ParkView } from '../modules/parks/contract.ts'
import { unreadNotices } from '../modules/notices/index.ts'
import { currentPark } from '../modules/parks/index.ts'
import type { SessionView } from '../modules/people/contract.ts'
import { sessionOf } from '../modules/people/index.ts'
import type { Wall } from './dates.ts'
import { pageWords, type PageWords } from './words.ts'

/** What every page is drawn with. */
export interface Visit {
  readonly language: Language
  readonly words: PageWords
  /** Where the visitor is, path and query: where a change of language comes back to. */
  readonly here: string
}

/** The visit of somebody who is signed in. */
export interface Desk extends Visit, Wall {
  readonly principal: Principal
  readonly session: SessionView
  readonly park: ParkView
  readonly calendar: Calendar
  readonly now: string
  /** How many notices the visitor has not read. */
  readonly unread: number
}

export const LANGUAGE_COOKIE = 'lang'

/** The language of a visit: what the visitor chose, else what the browser asks for, else the installation's. */
export function visitOf(request: FastifyRequest, installed: Language): Visit {
  const chosen = request.cookies[LANGUAGE_COOKIE]
  const language =
    chosen === 'zh' || chosen === 'en' ? chosen : languageOf(request.headers['accept-language'], installed)
  return { language, words: pageWords[language], here: request.url }
}

/** Adds who is signed in, his park and its days. @throws Failure `kernel.nobody` */
export async function openDesk(runtime: Runtime, visit: Visit, principal: Principal): Promise<Desk> {
  const now = runtime.clock()
  const [session, park, { unread }] = await Promise.all([
    sessionOf(runtime, principal),
    answer(runtime, currentPark, {}, principal),
    answer(runtime, unreadNotices, {}, principal),
  ])
  const zone = park.time_zone
  const calendar = calendarOf(park)
  return { ...visit, principal, session, park, calendar, now, zone, today: localDate(now, zone), unread }
}

/** Whether all that somebody does is to administer: he looks after people and does not read cases. */
export const isOnlyAdmin = ({ session }: Pick<Desk, 'session'>): boolean =>
  session.user.posts.length > 0 && session.user.posts.every(({ post }) => post === 'admin')

/** Whether somebody looks after people, whatever else he does. */
export const isAdmin = ({ session }: Pick<Desk, 'session'>): boolean =>
  session.user.posts.some(({ post }) => post === 'admin')

/** A path of this site to go to, or the front page: an address from outside must not lead people elsewhere. */
export function safePath(to: unknown): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/'
  const here = 'http://here.invalid'
  const url = URL.canParse(to, here) ? new URL(to, here) : undefined
  return url?.origin === here ? url.pathname + url.search : '/'
}

/** Calendars are costly to lay out and few: kept by the days off that make them differ. */
const calendars = new Map<string, Calendar>()

function calendarOf({ days_off }: ParkView): Calendar {
  const key = JSON.stringify(days_off)
  const known = calendars.get(key)
  if (known) return known
  const calendar = makeCalendar({ daysOff: days_off.map(({ day, name }) => ({ date: day, name })) })
  if (calendars.size >= 200) calendars.clear()
  calendars.set(key, calendar)
  return calendar
}
