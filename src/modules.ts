import type { Module } from './kernel/module.ts'
import { auditModule } from './modules/audit/index.ts'
import { casesModule } from './modules/cases/index.ts'
import { enterprisesModule } from './modules/enterprises/index.ts'
import { filesModule } from './modules/files/index.ts'
import { figuresModule } from './modules/figures/index.ts'
import { intakeModule } from './modules/intake/index.ts'
import { ledgerModule } from './modules/ledger/index.ts'
import { noticesModule } from './modules/notices/index.ts'
import { rosterModule } from './modules/roster/index.ts'
import { officersModule } from './modules/officers/index.ts'
import { parksModule } from './modules/parks/index.ts'
import { peopleModule } from './modules/people/index.ts'
import { projectsModule } from './modules/projects/index.ts'

/** The table of contents of the product. */
export const MODULES: readonly Module[] = [
  parksModule,
  peopleModule,
  officersModule,
  enterprisesModule,
  projectsModule,
  ledgerModule,
  filesModule,
  casesModule,
  figuresModule,
  noticesModule,
  intakeModule,
  rosterModule,
  auditModule,
]
