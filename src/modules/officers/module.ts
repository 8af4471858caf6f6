import { defineModule } from '../../kernel/module.ts'
import { acceptHandOver } from './accept-hand-over.ts'
import { assignOfficer } from './assign-officer.ts'
import { handOver } from './hand-over.ts'
import { listOfficers, oneHandOver } from './queries.ts'
import { words } from './words.ts'

export const officersModule = defineModule({
  name: 'officers',
  owns: ['officer_assignments', 'officer_hand_overs'],
  commands: [assignOfficer, handOver, acceptHandOver],
  queries: [listOfficers, oneHandOver],
  words: [words],
})
