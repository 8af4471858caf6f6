import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../kernel/settings.ts'
import { tableDocument } from './table-document.ts'
import { TRANSITIONS } from './transitions.ts'
import { labels } from './labels.ts'

test('the document of the transition table says what the table says (else: npm run loop-table)', () => {
  expect(readFileSync(join(ROOT, 'docs/transitions.md'), 'utf8')).toBe(tableDocument())
})

test('every act, state and post of the table has its word in both languages', () => {
  for (const { action, from, to, who } of TRANSITIONS) {
    expect(labels.action[action], action).toBeDefined()
    for (const state of [...from, to]) {
      if (state !== 'none' && state !== 'same') expect(labels.state[state], state).toBeDefined()
    }
    for (const post of who) expect(labels.post[post], post).toBeDefined()
  }
})
