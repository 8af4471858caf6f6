/** The one place from which time enters: gives the present instant as ISO 8601 in UTC with milliseconds. */
export type Clock = () => string

/** The clock of the machine. */
export const systemClock: Clock = () => new Date().toISOString()

/** The instant so many milliseconds later (earlier when negative). */
export const shiftInstant = (instant: string, milliseconds: number): string =>
  new Date(new Date(instant).getTime() + milliseconds).toISOString()

/** Any ISO 8601 spelling of an instant in the one that the product uses: UTC with milliseconds. */
export const normalInstant = (instant: string): string => new Date(instant).toISOString()
