import { isDeepStrictEqual } from 'node:util'
import type { ParkSummary } from './manifest.ts'

/** The codes of parks that are not what they were, each with what differs. */
export function differing(before: readonly ParkSummary[], now: readonly ParkSummary[]): readonly string[] {
  return before.flatMap((park) => {
    const same = now.find(({ id }) => id === park.id)
    if (!same) return [park.code]
    const parts = (['cases', 'entries', 'heads'] as const).filter((part) => park[part] !== same[part])
    // What an older schema or program could not be asked is not compared.
    const figures =
      park.figures === null || same.figures === null
        ? []
        : Object.keys(park.figures).filter(
            (name) =>
              same.figures?.[name] !== undefined &&
              !isDeepStrictEqual(park.figures?.[name], same.figures[name]),
          )
    return [...parts, ...figures].map((part) => `${park.code}: ${part}`)
  })
}
