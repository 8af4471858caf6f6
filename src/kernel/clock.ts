import { Failure } from './failure.ts'

/** The one place from which time enters: gives the present instant as ISO 8601 in UTC with milliseconds. */
export type Clock = () => string

/** The clock of the machine. */
export const systemClock: Clock = () => new Date().toISOString()

/** The instant so many milliseconds later (earlier when negative). */
export const shiftInstant = (instant: string, milliseconds: number): string =>
  new Date(new Date(instant).getTime() + milliseconds).toISOString()

/** Seconds since 1970, as the operating system counts. */
export const secondsOf = (instant: string): number => new Date(instant).getTime() / 1000
/** The instant in whole seconds since 1970, as other systems count time. */
export const unixSeconds = (instant: string): number => Math.floor(new Date(instant).getTime() / 1000)

/**
 * Any ISO 8601 spelling of an instant in the one that the product uses: UTC with milliseconds.
 * @throws Failure `kernel.moment_out_of_reach` where an offset carries it out of the years with four digits
 */
export function normalInstant(instant: string): string {
  const normal = new Date(instant).toISOString()
  if (!/^\d{4}-/.test(normal)) throw new Failure('invalid', 'kernel.moment_out_of_reach', { moment: instant })
  return normal
}
