export { checkCreditCode } from './credit-code.ts'
export { enterpriseCard } from './card.ts'
export { importEnterprises } from './import-enterprises.ts'
export { findIndustry } from './industries.ts'
export { nameKey } from './likeness.ts'
export { enterprisesModule } from './module.ts'
export { listEnterprises } from './queries.ts'
export { mayKeep } from './record.ts'
export {
  findEnterprise,
  findEnterprises,
  findMerged,
  getEnterprise,
  resolveEnterprises,
  sameName,
  type Found,
  type Naming,
} from './resolve.ts'
