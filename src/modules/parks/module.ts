import { defineModule } from '../../kernel/module.ts'
import { addDayOff } from './add-day-off.ts'
import { addDepartment } from './add-department.ts'
import { addDepartments } from './add-departments.ts'
import { addPark } from './add-park.ts'
import { choose } from './choose.ts'
import { currentPark } from './queries.ts'
import { words } from './words.ts'

export const parksModule = defineModule({
  name: 'parks',
  owns: ['parks', 'departments', 'deadline_rules', 'park_days_off', 'park_choices'],
  commands: [addPark, addDepartment, addDepartments, addDayOff, choose],
  queries: [currentPark],
  words: [words],
})
