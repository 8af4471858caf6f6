import { defineModule } from '../../kernel/module.ts'
import { acceptCase } from './accept-case.ts'
import { attachFile } from './attach-file.ts'
import { confirmCase } from './confirm-case.ts'
import { confirmForAsker } from './confirm-for-asker.ts'
import { countersignCase } from './countersign-case.ts'
import { decideDispute } from './decide-dispute.ts'
import { dispatchCase } from './dispatch-case.ts'
import { figures } from './figures.ts'
import { fileWords } from './file-words.ts'
import { caseFileHolder } from './files.ts'
import { importCases } from './import-cases.ts'
import { ledgerLines, ledgerYears } from './ledger-lines.ts'
import { listCases } from './list-cases.ts'
import { caseFiles } from './list-files.ts'
import { noteCase } from './note-case.ts'
import { caseEntries, oneCase } from './queries.ts'
import { registerCase } from './register-case.ts'
import { rejectCase } from './reject-case.ts'
import { reopenCase } from './reopen-case.ts'
import { replyCase } from './reply-case.ts'
import { returnCase } from './return-case.ts'
import { strikeOffCase } from './strike-off-case.ts'
import { transitionRows } from './transitions.ts'
import { words } from './words.ts'

export const casesModule = defineModule({
  name: 'cases',
  owns: ['transitions', 'case_numbers', 'cases', 'case_past', 'case_files'],
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
    attachFile,
    importCases,
  ],
  queries: [listCases, oneCase, caseEntries, caseFiles, ledgerYears, ledgerLines],
  figures,
  words: [words, fileWords],
  fileHolder: caseFileHolder,
  reference: [
    { table: 'transitions', columns: ['action', 'from_state', 'to_state', 'post'], rows: transitionRows },
  ],
})
