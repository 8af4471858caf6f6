/** The words of a search in Chinese: all pairs of neighbouring characters, since words have no spaces between them. */
export function bigrams(text: string): string[] {
  const characters = [...normal(text)]
  const pairs = new Set<string>()
  for (let i = 0; i + 1 < characters.length; i++) {
    const pair = `${characters[i] ?? ''}${characters[i + 1] ?? ''}`
    if (!/\s/.test(pair)) pairs.add(pair)
  }
  return [...pairs]
}

/** As typed on any keyboard: full width or half, upper case or lower. Punctuation separates. */
export const normal = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
