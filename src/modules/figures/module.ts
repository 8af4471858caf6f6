import { defineModule } from '../../kernel/module.ts'
import { askFigure, figureRows, listFigures } from './queries.ts'
import { words } from './words.ts'

export const figuresModule = defineModule({
  name: 'figures',
  queries: [listFigures, askFigure, figureRows],
  words: [words],
})
