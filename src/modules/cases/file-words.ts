import type { Words } from '../../kernel/words.ts'

export const fileWords: Words = {
  'cases.attach_public': {
    zh: () => '企业上传的附件对园区公开，请把 public 写成 true。',
    en: () => 'A file that the asker attaches is public; set public to true.',
  },
}
