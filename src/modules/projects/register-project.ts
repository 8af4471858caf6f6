import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { getEnterprise, mayKeep } from '../enterprises/index.ts'
import { ProjectView, RegisterProject } from './contract.ts'
import { insertProject } from './store.ts'

/** Adds a project to the park. */
export const registerProject = defineCommand({
  name: 'projects.register',
  route: { method: 'POST', path: '/projects', status: 201, summary: 'Register a project' },
  input: RegisterProject,
  answer: ProjectView,
  async load({ tx, parkId }, { enterprise }) {
    return { enterprise: typeof enterprise === 'string' ? await getEnterprise(tx, parkId, enterprise) : null }
  },
  allow: mayKeep,
  async handle({ tx, parkId, now }, { code, name }, { enterprise }) {
    const id = newId(now)
    const added = await tx.first(insertProject, {
      parkId,
      id,
      code,
      name,
      enterpriseId: enterprise?.id ?? null,
      now,
    })
    if (!added) throw new Failure('conflict', 'projects.code_taken', { field: 'code', code })
    return {
      id,
      version: 1,
      code,
      name,
      enterprise: enterprise && { id: enterprise.id, name: enterprise.name },
      officer: null,
    }
  },
  audit: (_, view) => ({ subjectId: view.id, summary: { code: view.code } }),
})
