export { claimFiles, type ClaimedFile } from './claim.ts'
export { conditionOf, pathOf } from './content-store.ts'
export { filesModule } from './module.ts'
