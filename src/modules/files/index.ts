export { claimFiles } from './claim.ts'
export { conditionOf, pathOf } from './content-store.ts'
export { filesModule } from './module.ts'
