import { defineModule } from '../../kernel/module.ts'
import { acceptCase } from './accept-case.ts'
import { confirmCase } from './confirm-case.ts'
import { confirmForAsker } from './confirm-for-asker.ts'
import { countersignCase } from './countersign-case.ts'
import { decideDispute } from './decide-dispute.ts'
import { dispatchCase } from './dispatch-case.ts'
import { figures } from './figures.ts'
import { importCases } from './import-cases.ts'
import { ledgerLines, ledgerYears } from './ledger-lines.ts'
import { listCases } from './list-cases.ts'
import { noteCase } from './note-case.ts'
import { caseEntries, oneCase } from './queries.ts'
import { registerCase } from './register-case.ts'
import { rejectCase } from './reject-case.ts'
import { reopenCase } from './reopen-case.ts'
import { replyCase } from './reply-case.ts'
import { returnCase } from './return-case.ts'
import { strikeOffCase } from './strike-off-case.ts'
import { transitionRows } from './transitions.ts'
import { clocksJob } from './sweep.ts'
import { tendCase } from './tend-case.ts'
import { clockWords } from './clock.words.ts'
import { words } from './words.ts'

export const casesModule = defineModule({
  name: 'cases',
  owns: ['transitions', 'case_numbers', 'cases', 'case_past', 'case_wakes', 'clock_effects'],
  commands: [
    registerCase,
    dispatchCase,
    acceptCase,
    returnCase,
    replyCase,
    confirmCase,
    confirmForAsker,
    rejectCase,
    decideDispute,
    countersignCase,
    strikeOffCase,
    reopenCase,
    noteCase,
    importCases,
    tendCase,
  ],
  jobs: [clocksJob],
  queries: [listCases, oneCase, caseEntries, ledgerYears, ledgerLines],
  figures,
  words: [words, clockWords],
  reference: [
    { table: 'transitions', columns: ['action', 'from_state', 'to_state', 'post'], rows: transitionRows },
  ],
})
