import { defineModule } from '../../kernel/module.ts'
import { listEnterprises } from './queries.ts'
import { words } from './words.ts'

export const enterprisesModule = defineModule({
  name: 'enterprises',
  owns: ['enterprises'],
  queries: [listEnterprises],
  words: [words],
})
