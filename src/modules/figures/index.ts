export { figuresModule } from './module.ts'
export { askFigure, askNumber, figureRows } from './queries.ts'
