import { fieldTitle, isField } from './fields.ts'

export { isNothing, normalForm, readText, shownCell } from './cells.ts'
export { exportLedger } from './export-ledger.ts'
export { withoutHints } from './header-names.ts'
export { importLedger, type ImportResult } from './import-ledger.ts'
export { importRegister, type RegisterImportResult } from './import-register.ts'
export { readLedgerMap } from './ledger-map.ts'
export { intakeModule } from './module.ts'
export type { Counts, ImportTold } from './tally.ts'

/** The usual header of a field. */
export const columnTitle = (field: string): string => (isField(field) ? fieldTitle(field) : field)
