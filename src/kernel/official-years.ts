import { OFFICIAL_YEARS, type OfficialYear } from './calendar-days.ts'

/**
 * Years of official days that came after this version of the program: files that an administrator put into the data
 * folder. Read once, when the product opens; whatever is kept by what a calendar was made of is kept by `edition` too.
 */
let added: readonly OfficialYear[] = []
let loadings = 0

/** The years added to the built-in ones, or replacing them. */
export const addedYears = (): readonly OfficialYear[] => added

export function loadOfficialYears(years: readonly OfficialYear[]): void {
  added = years
  loadings += 1
}

/** Another number after each loading. */
export const edition = (): number => loadings

/** The last year whose official days are known. */
export const publishedTo = (): number => Math.max(...[...OFFICIAL_YEARS, ...added].map(({ year }) => year))
