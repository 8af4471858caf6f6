import { z } from 'zod'
import { defineQuery } from '../../kernel/query.ts'
import { ParkView } from './contract.ts'
import { findDeadlineRules } from './rules-store.ts'
import { findDaysOff, findDepartments, getPark } from './store.ts'

/** The reader's park: its departments, deadline rules and own days off. */
export const currentPark = defineQuery({
  name: 'parks.current',
  route: {
    method: 'GET',
    path: '/park',
    summary: "The caller's park with its departments, deadline rules and days off",
  },
  input: z.strictObject({}),
  answer: ParkView,
  allow: () => true,
  async answerWith({ tx, parkId }) {
    const [park, departments, rules, daysOff] = await Promise.all([
      getPark(tx, parkId),
      findDepartments(tx, parkId),
      findDeadlineRules(tx, parkId),
      findDaysOff(tx, parkId),
    ])
    const { id, code, name, timeZone } = park
    return { id, code, name, time_zone: timeZone, departments, deadline_rules: rules, days_off: daysOff }
  },
})
