import { v7 } from 'uuid'

/** A new id: UUID version 7 (RFC 9562), its time part taken from the given instant so that ids sort by time. */
export function newId(now: string): string {
  return v7({ msecs: new Date(now).getTime() })
}
