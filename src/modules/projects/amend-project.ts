import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { findEnterprise, getEnterprise, mayKeep } from '../enterprises/index.ts'
import { findOfficerOn } from '../officers/index.ts'
import { AmendProject, ProjectView } from './contract.ts'
import { findProject, lockProject, updateProject } from './store.ts'
import { todayIn } from '../parks/index.ts'

/** Changes the code, name or enterprise of a project; what it was stands in the audit. */
export const amendProject = defineCommand({
  name: 'projects.amend',
  route: { method: 'POST', path: '/projects/{id}/amend', summary: 'Amend a project' },
  input: AmendProject,
  answer: ProjectView,
  async load({ tx, parkId }, { id, enterprise }) {
    const [row, meant] = await Promise.all([
      tx.first(lockProject, { parkId, id }),
      typeof enterprise === 'string' ? getEnterprise(tx, parkId, enterprise) : null,
    ])
    if (!row) throw new Failure('missing', 'projects.missing')
    return { row, meant }
  },
  allow: mayKeep,
  async handle({ tx, parkId, now }, input, { row, meant }) {
    if (input.version !== row.version)
      throw new Failure('conflict', 'projects.changed_since', {
        version: row.version,
        yours: input.version,
      })
    const code = input.code ?? row.code
    const other = code === row.code ? undefined : await findProject(tx, parkId, { code })
    if (other) throw new Failure('conflict', 'projects.code_taken', { field: 'code', code })
    const enterpriseId = input.enterprise === undefined ? row.enterprise_id : (meant?.id ?? null)
    const next = { id: row.id, version: row.version + 1, code, name: input.name ?? row.name }
    tx.send(updateProject, { parkId, ...next, enterpriseId })
    const [enterprise, officer] = await Promise.all([
      enterpriseId === null ? undefined : findEnterprise(tx, parkId, { id: enterpriseId }),
      findOfficerOn(tx, { parkId, subjectId: row.id, day: await todayIn(tx, parkId, now) }),
    ])
    return {
      ...next,
      enterprise: enterprise ? { id: enterprise.id, name: enterprise.name } : null,
      officer: officer ?? null,
    }
  },
  audit: ({ reason }, view, { row }) => ({
    subjectId: row.id,
    summary: {
      reason,
      was: { code: row.code, name: row.name, enterprise: row.enterprise_id },
      became: { code: view.code, name: view.name, enterprise: view.enterprise?.id ?? null },
    },
  }),
})
