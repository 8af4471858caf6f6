import type { TestPark } from '../../../test/support/park.ts'
import type { z } from 'zod'
import type { EnterpriseView, RegisterEnterprise } from './contract.ts'
import { registerEnterprise } from './register-enterprise.ts'

/** An enterprise of the register, as a dispatcher adds it. */
export const anEnterprise = (
  park: TestPark,
  over: Partial<z.input<typeof RegisterEnterprise>> = {},
): Promise<EnterpriseView> =>
  park.act('dispatcher', registerEnterprise, { name: '示例新材料有限公司', ...over })
