import { v7 } from 'uuid'

/** A new id: UUID version 7 (RFC 9562), its time part taken from the given instant so that ids sort by time. */
export function newId(now: string): string {
  return v7({ msecs: new Date(now).getTime() })
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text is a UUID in its one canonical spelling (lower case). */
export const isId = (text: string): boolean => UUID.test(text)
