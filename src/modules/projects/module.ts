import { defineModule } from '../../kernel/module.ts'
import { amendProject } from './amend-project.ts'
import { listProjects } from './queries.ts'
import { registerProject } from './register-project.ts'
import { words } from './words.ts'

export const projectsModule = defineModule({
  name: 'projects',
  owns: ['projects'],
  commands: [registerProject, amendProject],
  queries: [listProjects],
  words: [words],
})
