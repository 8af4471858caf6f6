import { defineModule } from '../../kernel/module.ts'
import { addDayOff } from './add-day-off.ts'
import { addDepartment } from './add-department.ts'
import { addDepartments } from './add-departments.ts'
import { addPark } from './add-park.ts'
import { choose } from './choose.ts'
import { addDeadlineRule } from './add-deadline-rule.ts'
import { addRoute } from './add-route.ts'
import { endRoute } from './end-route.ts'
import { currentPark } from './queries.ts'
import { deadlineRules, ladder, routes } from './rules-queries.ts'
import { ruleWords } from './rules.words.ts'
import { setLadder } from './set-ladder.ts'
import { words } from './words.ts'

export const parksModule = defineModule({
  name: 'parks',
  owns: [
    'parks',
    'departments',
    'deadline_rules',
    'park_days_off',
    'escalation_levels',
    'routes',
    'park_choices',
  ],
  commands: [
    addPark,
    addDepartment,
    addDepartments,
    addDayOff,
    choose,
    addDeadlineRule,
    setLadder,
    addRoute,
    endRoute,
  ],
  queries: [currentPark, deadlineRules, ladder, routes],
  words: [words, ruleWords],
})
