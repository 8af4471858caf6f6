export { checkCreditCode, normalCreditCode } from './credit-code.ts'
export { enterprisesModule } from './module.ts'
export {
  findEnterprise,
  getEnterprise,
  nameKey,
  resolveEnterprises,
  type Found,
  type Naming,
} from './resolve.ts'
