export { projectsModule } from './module.ts'
export { findProject } from './store.ts'
export { registerProject } from './register-project.ts'
