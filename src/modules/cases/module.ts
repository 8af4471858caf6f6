import { defineModule } from '../../kernel/module.ts'
import { amendCase } from './amend-case.ts'
import { answerOnSpot } from './answer-on-spot.ts'
import { coAccept, coReply, coReturn, setCoOrganisers } from './co-organise.ts'
import { decideExtension, requestExtension } from './extend-case.ts'
import { decideSuspension, requestSuspension, resumeCase } from './suspend-case.ts'
import { escalateCase, markKey, reassignHandler, superviseCase, urgeCase } from './steer-case.ts'
import { objectToRefusal, refuseCase } from './refuse-case.ts'
import { proposeReply, sendBack } from './propose-reply.ts'
import { redispatchCase } from './redispatch-case.ts'
import { words as actWords } from './act.words.ts'
import { acceptCase } from './accept-case.ts'
import { attachFile } from './attach-file.ts'
import { askerWords } from './asker.words.ts'
import { betweenParks } from './between-parks.ts'
import { confirmCase } from './confirm-case.ts'
import { confirmForAsker } from './confirm-for-asker.ts'
import { countersignCase } from './countersign-case.ts'
import { decideDispute } from './decide-dispute.ts'
import { dispatchCase } from './dispatch-case.ts'
import { figures } from './figures.ts'
import { fileWords } from './file-words.ts'
import { caseFileHolder } from './files.ts'
import { caseFiles } from './list-files.ts'
import { handOverCase } from './hand-over-case.ts'
import { importCases } from './import-cases.ts'
import { ledgerLines, ledgerYears } from './ledger-lines.ts'
import { listCases } from './list-cases.ts'
import { mergeCases } from './merge-cases.ts'
import { nameOtherPart } from './name-other-part.ts'
import { noteCase } from './note-case.ts'
import { openWorkOf } from './open-work.ts'
import { caseEntries, oneCase } from './queries.ts'
import { registerCase } from './register-case.ts'
import { rejectCase } from './reject-case.ts'
import { reopenCase } from './reopen-case.ts'
import { replyCase } from './reply-case.ts'
import { returnCase } from './return-case.ts'
import { similarCases } from './similar-cases.ts'
import { showContact } from './show-contact.ts'
import { strikeOffCase } from './strike-off-case.ts'
import { takeBackCase } from './take-back-case.ts'
import { takeOverCase } from './take-over-case.ts'
import { transitionRows } from './transitions.ts'
import { withdrawCase } from './withdraw-case.ts'
import { clocksJob } from './sweep.ts'
import { tendCase } from './tend-case.ts'
import { clockWords } from './clock.words.ts'
import { words } from './words.ts'
import { contactWords } from './contact.words.ts'

export const casesModule = defineModule({
  name: 'cases',
  owns: [
    'transitions',
    'case_numbers',
    'cases',
    'case_past',
    'case_likeness',
    'case_files',
    'case_wakes',
    'clock_effects',
  ],
  commands: [
    registerCase,
    refuseCase,
    objectToRefusal,
    answerOnSpot,
    dispatchCase,
    redispatchCase,
    setCoOrganisers,
    coAccept,
    coReturn,
    coReply,
    proposeReply,
    sendBack,
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
    requestExtension,
    decideExtension,
    requestSuspension,
    decideSuspension,
    resumeCase,
    escalateCase,
    amendCase,
    urgeCase,
    superviseCase,
    reassignHandler,
    markKey,
    attachFile,
    importCases,
    showContact,
    tendCase,
  ],
  jobs: [clocksJob],
  queries: [similarCases, listCases, oneCase, caseEntries, caseFiles, ledgerYears, ledgerLines],
  figures,
  openWork: openWorkOf,
  words: [words, actWords, askerWords, clockWords, fileWords, contactWords],
  listeners: [betweenParks],
  fileHolder: caseFileHolder,
  reference: [
    { table: 'transitions', columns: ['action', 'from_state', 'to_state', 'post'], rows: transitionRows },
  ],
})
