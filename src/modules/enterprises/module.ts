import { defineModule } from '../../kernel/module.ts'
import { contactWords } from './contact.words.ts'
import { listEnterprises } from './queries.ts'
import { showContact } from './show-contact.ts'
import { words } from './words.ts'

export const enterprisesModule = defineModule({
  name: 'enterprises',
  owns: ['enterprises'],
  commands: [showContact],
  queries: [listEnterprises],
  words: [words, contactWords],
})
