export { checkCreditCode } from './credit-code.ts'
export { enterprisesModule } from './module.ts'
export {
  findEnterprise,
  findEnterprises,
  getEnterprise,
  resolveEnterprises,
  sameName,
  type Found,
  type Naming,
} from './resolve.ts'
