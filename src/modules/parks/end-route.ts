import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { addDays } from '../../kernel/calendar.ts'
import { localDate } from '../../kernel/zone.ts'
import { setter } from './add-deadline-rule.ts'
import { EndRoute, RouteView } from './contract.ts'
import { endRouteOn, findRoutes } from './rules-store.ts'
import { getPark } from './store.ts'

/** Ends a routing rule; cases that it has sent on stay where they are. */
export const endRoute = defineCommand({
  name: 'parks.end_route',
  route: { method: 'POST', path: '/routes/{id}/end', summary: 'End a routing rule' },
  input: EndRoute,
  answer: RouteView,
  async load({ tx, parkId }) {
    const [park, routes] = await Promise.all([getPark(tx, parkId), findRoutes(tx, parkId)])
    return { park, routes }
  },
  allow: (actor) => setter(actor),
  handle(ctx, input, { park, routes }) {
    const route = routes.find(({ id }) => id === input.id)
    if (!route) throw new Failure('missing', 'parks.route_missing', {})
    const yesterday = addDays(localDate(ctx.now, park.timeZone), -1)
    const until = input.until ?? (yesterday < route.valid_from ? route.valid_from : yesterday)
    if (until < route.valid_from) {
      throw new Failure('invalid', 'parks.route_ends_before', {
        field: 'until',
        valid_from: route.valid_from,
      })
    }
    ctx.tx.send(endRouteOn, { parkId: ctx.parkId, id: route.id, until })
    return { ...route, until }
  },
  audit: ({ id }, { until }) => ({ subjectId: id, summary: { until } }),
})
