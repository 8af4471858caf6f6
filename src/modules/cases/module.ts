import { defineModule } from '../../kernel/module.ts'
import { acceptCase } from './accept-case.ts'
import { askerWords } from './asker.words.ts'
import { betweenParks } from './between-parks.ts'
import { confirmCase } from './confirm-case.ts'
import { confirmForAsker } from './confirm-for-asker.ts'
import { countersignCase } from './countersign-case.ts'
import { decideDispute } from './decide-dispute.ts'
import { dispatchCase } from './dispatch-case.ts'
import { figures } from './figures.ts'
import { handOverCase } from './hand-over-case.ts'
import { importCases } from './import-cases.ts'
import { ledgerLines, ledgerYears } from './ledger-lines.ts'
import { listCases } from './list-cases.ts'
import { mergeCases } from './merge-cases.ts'
import { nameOtherPart } from './name-other-part.ts'
import { noteCase } from './note-case.ts'
import { caseEntries, oneCase } from './queries.ts'
import { registerCase } from './register-case.ts'
import { rejectCase } from './reject-case.ts'
import { reopenCase } from './reopen-case.ts'
import { replyCase } from './reply-case.ts'
import { returnCase } from './return-case.ts'
import { strikeOffCase } from './strike-off-case.ts'
import { takeBackCase } from './take-back-case.ts'
import { takeOverCase } from './take-over-case.ts'
import { transitionRows } from './transitions.ts'
import { withdrawCase } from './withdraw-case.ts'
import { words } from './words.ts'

export const casesModule = defineModule({
  name: 'cases',
  owns: ['transitions', 'case_numbers', 'cases', 'case_past'],
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
    withdrawCase,
    mergeCases,
    handOverCase,
    takeOverCase,
    nameOtherPart,
    takeBackCase,
    noteCase,
    importCases,
  ],
  queries: [listCases, oneCase, caseEntries, ledgerYears, ledgerLines],
  figures,
  words: [words, askerWords],
  listeners: [betweenParks],
  reference: [
    { table: 'transitions', columns: ['action', 'from_state', 'to_state', 'post'], rows: transitionRows },
  ],
})
