import { z } from 'zod'
import { defineQuery } from '../../kernel/query.ts'
import { UserView } from './contract.ts'
import { viewOf } from './view.ts'

/** The reader himself, with his posts. */
export const me = defineQuery({
  name: 'people.me',
  route: { method: 'GET', path: '/me', summary: 'The caller and the posts held' },
  input: z.strictObject({}),
  answer: UserView,
  allow: () => true,
  answerWith: ({ tx, actor }) => viewOf(tx, actor),
})
