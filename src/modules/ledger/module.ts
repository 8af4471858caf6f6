import { defineModule } from '../../kernel/module.ts'
import { words } from './words.ts'

export const ledgerModule = defineModule({
  name: 'ledger',
  owns: ['entries', 'entry_texts', 'ledger_keys'],
  words: [words],
})
