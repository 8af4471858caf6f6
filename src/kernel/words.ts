import type { Failure, FailureDetail } from './failure.ts'

export type Language = 'zh' | 'en'

/** A text in both languages, made from what it speaks of. */
export type Phrase = Readonly<Record<Language, (detail: FailureDetail) => string>>

/** The words of a module: one phrase for each failure code it throws. */
export type Words = Readonly<Record<string, Phrase>>

/** The dictionary of the running product: all modules' words together. */
export class Dictionary {
  readonly #phrases = new Map<string, Phrase>()

  constructor(words: readonly Words[]) {
    for (const part of words)
      for (const [code, phrase] of Object.entries(part)) this.#phrases.set(code, phrase)
  }

  has(code: string): boolean {
    return this.#phrases.has(code)
  }

  /** What a refusal says to a person: what is wrong, where, and the way out. */
  explain(failure: Failure, language: Language): string {
    return this.say(failure.code, failure.detail, language)
  }

  say(code: string, detail: FailureDetail, language: Language): string {
    return this.#phrases.get(code)?.[language](detail) ?? code
  }
}

/** The language a browser or program likes best of ours, by its weights (RFC 9110); `otherwise` when it likes none. */
export function languageOf(acceptLanguage: string | undefined, otherwise: Language = 'zh'): Language {
  const weights = new Map<Language, number>()
  for (const part of (acceptLanguage ?? '').split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const language = range.split('-')[0]
    if (language !== 'zh' && language !== 'en') continue
    const weight = Number(parameters.find((text) => text.startsWith('q='))?.slice('q='.length) ?? 1)
    // zh-TW, zh;q=0.8: who takes one spelling takes the language.
    if (weight >= 0) weights.set(language, Math.max(weight, weights.get(language) ?? 0))
  }
  const [best] = [...weights].toSorted(([, a], [, b]) => b - a)
  if (best && best[1] > 0) return best[0]
  return weights.has(otherwise) ? (otherwise === 'zh' ? 'en' : 'zh') : otherwise
}

/** A value of a refusal's detail as text. */
export const shown = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map(shown).join('、')
      : JSON.stringify(value ?? null)
