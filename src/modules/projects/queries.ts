import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { defineQuery } from '../../kernel/query.ts'
import { isOfPark } from '../officers/index.ts'
import { todayIn } from '../parks/index.ts'
import { ListProjects, ProjectList } from './contract.ts'
import { PROJECT_FILTERS, projectView, selectProjects } from './store.ts'

/** The projects of the park, by code. */
export const listProjects = defineQuery({
  name: 'projects.list',
  route: { method: 'GET', path: '/projects', summary: 'Projects of the park' },
  input: ListProjects,
  answer: ProjectList,
  allow: isOfPark,
  async answerWith({ tx, parkId, now }, { q, limit, cursor, enterprise, officer }) {
    const [afterCode, afterId] =
      cursor === undefined ? [] : decodeCursor(cursor, z.tuple([z.string(), z.uuid()]))
    const given = {
      ...(q !== undefined && { pattern: `%${q.replace(/[\\%_]/g, '\\$&')}%` }),
      ...(enterprise !== undefined && { enterprise }),
      ...(officer !== undefined && { officer }),
      ...(afterId !== undefined && { afterId }),
    }
    const rows = await tx.all(selectProjects(PROJECT_FILTERS.filter((name) => name in given)), {
      ...given,
      parkId,
      today: await todayIn(tx, parkId, now),
      limit: limit + 1,
      ...(afterCode !== undefined && { afterCode }),
    })
    const last = rows[limit - 1]
    return {
      items: rows.slice(0, limit).map(projectView),
      next: rows.length > limit && last ? encodeCursor([last.code, last.id]) : null,
    }
  },
})
