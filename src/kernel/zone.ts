import { Temporal } from 'temporal-polyfill'

/**
 * Between instants (ISO 8601 in UTC, years 1000-9999) and the wall clock of an IANA zone. The zone is always named by
 * the caller, the machine's own is never used. A bad instant or zone is a `RangeError`, a bug: settings are checked
 * with `isZone`, what people type by the contracts. Three to six microseconds a call, so nothing is cached.
 */

/** The date on the zone's wall, `YYYY-MM-DD`. */
export function localDate(instant: string, zone: string): string {
  return localDateTime(instant, zone).slice(0, 'YYYY-MM-DD'.length)
}

/** Date and time on the zone's wall, `YYYY-MM-DDTHH:MM:SS`; parts of a second are dropped. */
export function localDateTime(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toString({ timeZone: zone }).slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)
}

/**
 * The instant at which the zone's wall shows `YYYY-MM-DDTHH:MM[:SS]`, as `YYYY-MM-DDTHH:MM:SS.sssZ`. A time shown
 * twice (the clock was put back) is taken the first time, one never shown (put forward) as if it had not been: the
 * "compatible" rule of RFC 5545 and Temporal.
 */
export function toInstant(localDateTime: string, zone: string): string {
  if (!LOCAL_DATE_TIME.test(localDateTime)) throw new RangeError(`not a local date-time: ${localDateTime}`)
  return Temporal.PlainDateTime.from(localDateTime)
    .toZonedDateTime(zone, { disambiguation: 'compatible' })
    .toInstant()
    .toString({ smallestUnit: 'millisecond' })
}

/** Whether the name is a zone of the IANA database in its own spelling; bare offsets like `+08:00` are none. */
export function isZone(name: string): boolean {
  if (!/^[A-Z]/.test(name)) return false
  try {
    return EPOCH.toZonedDateTimeISO(name).timeZoneId === name
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Temporal alone would read `…+02:00` as a local time and silently forget the offset. */
const LOCAL_DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0)
