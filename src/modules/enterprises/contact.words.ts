import type { Words } from '../../kernel/words.ts'

export const contactWords: Words = {
  'enterprises.missing': {
    zh: () => '没有这家企业，或者您看不到它。',
    en: () => 'There is no such enterprise, or it is not for you to see.',
  },
}
