export { figuresModule } from './module.ts'
export { askFigure, figureRows } from './queries.ts'
