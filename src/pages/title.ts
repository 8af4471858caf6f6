const LONGEST = 60

/**
 * The title of a case: the asker's own words. Long ones are cut where a sentence ends, or at the least between two
 * characters; the whole text then stands below it.
 */
export function titleOf(text: string): string {
  const line = (text.trim().split('\n')[0] ?? '').trim()
  const characters = [...line]
  if (characters.length <= LONGEST) return line === text.trim() ? line : `${line}…`
  const start = characters.slice(0, LONGEST).join('')
  return `${/^.{12,}(?=[。！？；!?;])/su.exec(start)?.[0] ?? start}…`
}
