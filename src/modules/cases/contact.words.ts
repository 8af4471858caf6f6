import type { Words } from '../../kernel/words.ts'

export const contactWords: Words = {
  'cases.contact_unknown': {
    zh: () => '这件事没有留联系人和电话。请向提出人所在企业或登记人了解。',
    en: () => 'No contact was left with this case. Ask the enterprise, or whoever registered it.',
  },
}
