import { defineModule } from '../../kernel/module.ts'
import { listAudit } from './queries.ts'

export const auditModule = defineModule({ name: 'audit', queries: [listAudit] })
