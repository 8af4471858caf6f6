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

/** The language a browser or program asks for; Chinese when it asks for neither. */
export function languageOf(acceptLanguage: string | undefined, otherwise: Language = 'zh'): Language {
  for (const part of (acceptLanguage ?? '').split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase()
    if (tag === 'zh' || tag === 'en') return tag
  }
  return otherwise
}

/** A value of a refusal's detail as text. */
export const shown = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map(shown).join('、')
      : JSON.stringify(value ?? null)
