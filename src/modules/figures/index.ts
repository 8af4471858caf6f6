export { figuresModule } from './module.ts'
export { askFigure, askNumber, figureRows, readNumber } from './queries.ts'
