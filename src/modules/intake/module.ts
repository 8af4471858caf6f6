import { defineModule } from '../../kernel/module.ts'
import { exportNoted } from './export-ledger.ts'
import { registerWords } from './register-words.ts'
import { words } from './words.ts'

export const intakeModule = defineModule({
  name: 'intake',
  commands: [exportNoted],
  words: [words, registerWords],
})
