import type { Language } from '../kernel/words.ts'
import { en } from './words.en.ts'
import { zh, type PageWords } from './words.zh.ts'

export type { PageWords } from './words.zh.ts'

/** The texts of the pages by language. */
export const pageWords: Readonly<Record<Language, PageWords>> = { zh, en }
