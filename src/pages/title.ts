const LONGEST = 60

/**
 * The title of a case: the asker's own words. Of long ones the first line, cut where a sentence ends or at the least
 * between two characters; the whole text then stands below it.
 */
export function titleOf(text: string): string {
  const whole = text.trim()
  const line = [...(whole.split('\n')[0] ?? '').trim()]
  if (line.length === [...whole].length && line.length <= LONGEST) return whole
  const start = line.slice(0, LONGEST).join('')
  const sentence = line.length > LONGEST ? /^.{12,}(?=[。！？；!?;])/su.exec(start)?.[0] : undefined
  return `${(sentence ?? start).replace(/[。；;，,]$/u, '')}…`
}
