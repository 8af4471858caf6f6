import { holds } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { Choose, ParkChoices } from './contract.ts'
import { findChoices, insertChoice } from './store.ts'

/** The park decides what the loop leaves open: which answers only the head gives. */
export const choose = defineCommand({
  name: 'parks.choose',
  route: { method: 'POST', path: '/park/choices', summary: 'Decide what the loop leaves to the park' },
  input: Choose,
  answer: ParkChoices,
  load: ({ tx, parkId }) => findChoices(tx, parkId),
  allow: (actor) => (actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'),
  handle({ tx, parkId, now, actor }, chosen, before) {
    for (const [name, value] of Object.entries(chosen)) {
      const row = { parkId, id: newId(now), name, value: JSON.stringify(value), now, userId: actor.userId }
      tx.send(insertChoice, row)
    }
    return { ...before, ...chosen }
  },
  audit: (chosen) => ({ summary: { chosen: Object.keys(chosen).join(', ') } }),
})
