export { checkCreditCode } from './credit-code.ts'
export { enterprisesModule } from './module.ts'
export { findEnterprise, getEnterprise, resolveEnterprises, type Found } from './resolve.ts'
