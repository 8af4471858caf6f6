import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { normalInstant } from '../../kernel/clock.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { Failure } from '../../kernel/failure.ts'
import type { Figure, FigureParams } from '../../kernel/figure.ts'
import { defineQuery, type QueryContext } from '../../kernel/query.ts'
import { tables } from '../../kernel/statement.ts'
import { localDate, toInstant } from '../../kernel/zone.ts'
import { ledgerSize } from '../ledger/index.ts'
import { getPark } from '../parks/index.ts'
import {
  AskFigure,
  AskFigureRows,
  FigureAbout,
  FigureDimension,
  FigureRows,
  FigureView,
  NumberView,
} from './contract.ts'

interface Shape {
  readonly figure: string
  readonly scope: string
  readonly past: boolean
  readonly from: boolean
  readonly to: boolean
  readonly by?: FigureDimension
}

interface Params extends FigureParams {
  readonly from?: string
  readonly to?: string
  readonly groupKey?: string
  readonly afterDay?: string
  readonly afterKey?: string
  readonly limit?: number
}

/** The figures by the name that a shape carries: a shape is plain text, so that it can be a key. */
const registry = new Map<string, Figure>()

const { shaped } = tables(
  'cases',
  'case_past',
  'entries',
  'departments',
  'enterprises',
  'enterprise_masters',
  'officer_assignments',
  'users',
)

const inPeriod = (figure: Figure, shape: Shape, p: Params): RawBuilder<unknown> => sql`
  ${figure.source(shape, p)}
  ${shape.from ? sql`and ${figure.moment(p)} >= ${p.from}::date` : sql``}
  ${shape.to ? sql`and ${figure.moment(p)} <= ${p.to}::date` : sql``}`

const figureOf = ({ figure }: Shape): Figure => {
  const found = registry.get(figure)
  if (!found) throw new Error(`no figure ${figure}`)
  return found
}

/** Middle value, or the mean of the two middle ones, exactly: percentiles of PostgreSQL are floats. */
const median = (measure: RawBuilder<unknown>) => sql`(percentile_disc(0.5) within group (order by ${measure})
  + percentile_disc(0.5) within group (order by ${measure} desc)) / 2.0`

const aggregates = ({ hit, measure }: Figure) => sql`count(*)::int as rows,
  ${hit ? sql`count(*) filter (where ${hit})::int` : sql`null::int`} as hits,
  ${measure ? sql`(${median(measure)})::float8` : sql`null::float8`} as middle`

interface Totals {
  readonly rows: number
  readonly hits: number | null
  readonly middle: number | null
}

/** With `by`: of the one group that is asked for. */
const selectTotals = shaped<Shape, Params>()('figures.totals', (_, shape, p) => {
  const figure = figureOf(shape)
  const dimension = shape.by && figure.dimensions(p)[shape.by]
  return sql<Totals>`select ${aggregates(figure)} ${inPeriod(figure, shape, p)}
    ${dimension ? sql`and ${dimension.key} = ${p.groupKey}::text` : sql``}
    ${dimension?.within ? sql`and ${dimension.within(sql<string>`${p.groupKey}::text`)}` : sql``}`
})

const selectGroups = shaped<Shape & { readonly by: FigureDimension }, Params>()(
  'figures.groups',
  (_, shape, p) => {
    const figure = figureOf(shape)
    const dimension = figure.dimensions(p)[shape.by]
    if (!dimension) throw new Error(`${figure.name} cannot be divided by ${shape.by}`)
    return sql<Totals & { key: string | null; label: string | null }>`
    select ${dimension.key} as key, max(${dimension.label}) as label, ${aggregates(figure)}
    ${inPeriod(figure, shape, p)}
    group by 1
    order by ${shape.by === 'month' ? sql`1` : sql`count(*) desc, 2`}`
  },
)

const selectRows = shaped<Shape & { readonly one: boolean; readonly after: boolean }, Params>()(
  'figures.rows',
  (_, shape, p) => {
    const figure = figureOf(shape)
    const dimension = shape.by && figure.dimensions(p)[shape.by]
    return sql<{
      on: string
      key: string
      hit: boolean | null
      measure: number | null
      row: Record<string, unknown>
    }>`
      select ${figure.moment(p)} as "on", ${figure.key} as key, ${figure.hit ?? sql`null::boolean`} as hit,
        ${figure.measure ?? sql`null::int`} as measure, ${figure.shown(p)} as row
      ${inPeriod(figure, shape, p)}
      ${dimension && shape.one ? sql`and ${dimension.key} is not distinct from nullif(${p.groupKey}::text, '')` : sql``}
      ${shape.after ? sql`and (${figure.moment(p)}, ${figure.key}) > (${p.afterDay}::date, ${p.afterKey}::text)` : sql``}
      order by ${figure.moment(p)}, ${figure.key}
      limit ${p.limit}`
  },
)

/** Everything that is the same for a number, its groups and its rows. */
async function prepare(
  { tx, parkId, now, actor, runtime }: QueryContext,
  asked: { name: string; from?: string | undefined; to?: string | undefined; as_of?: string | undefined },
) {
  const figure = runtime.figures.get(asked.name)
  if (!figure)
    throw new Failure('missing', 'figures.unknown', { name: asked.name, known: [...runtime.figures.keys()] })
  registry.set(figure.name, figure)
  if (asked.from !== undefined && asked.to !== undefined && asked.from > asked.to) {
    throw new Failure('invalid', 'figures.period_backwards', { from: asked.from, to: asked.to })
  }
  const park = await getPark(tx, parkId)
  const asOf = asked.as_of === undefined ? now : momentOf(asked.as_of, { now, zone: park.timeZone })
  const { shape: scope, params } = figure.scope(actor)
  const shape: Shape = {
    figure: figure.name,
    scope,
    past: asOf < now,
    from: asked.from !== undefined,
    to: asked.to !== undefined,
  }
  const common: Params = {
    ...params,
    parkId,
    asOf,
    zone: park.timeZone,
    ...(asked.from !== undefined && { from: asked.from }),
    ...(asked.to !== undefined && { to: asked.to }),
  }
  return { figure, shape, common, asOf }
}

/**
 * The moment that is asked for: of a day its last instant, of today this one. What has not come yet is no state of the
 * ledger: the same question would be answered otherwise later, though it names its moment.
 */
function momentOf(asOf: string, { now, zone }: { now: string; zone: string }): string {
  const isDay = z.iso.date().safeParse(asOf).success
  if (isDay && asOf === localDate(now, zone)) return now
  const instant = isDay ? `${toInstant(`${asOf}T23:59:59`, zone).slice(0, 19)}.999Z` : normalInstant(asOf)
  if (instant > now)
    throw new Failure('invalid', 'figures.as_of_future', { field: 'as_of', as_of: asOf, now })
  return instant
}

/** The number that totals give, by the kind of the figure. */
function valueOf(figure: Figure, { rows, hits, middle }: Totals): number | null {
  switch (figure.kind) {
    case 'count':
      return rows
    case 'rate':
      return rows === 0 ? null : Math.round(((hits ?? 0) * 1_000_000) / rows) / 10_000
    case 'median':
      return middle
  }
}

const maySee: (actor: QueryContext['actor']) => boolean = (actor) =>
  actor.console || actor.holdings.some(({ post }) => post !== 'admin')

export const listFigures = defineQuery({
  name: 'figures.list',
  route: { method: 'GET', path: '/figures', summary: 'The catalogue of figures' },
  input: z.strictObject({}),
  answer: z.object({ items: z.array(FigureAbout), next: z.null() }),
  allow: maySee,
  answerWith: ({ runtime }) =>
    Promise.resolve({
      items: [...runtime.figures.values()].map(({ name, title, definition, unit }) => {
        return { name, title, definition, unit, by: FigureDimension.options }
      }),
      next: null,
    }),
})

/** One figure, of a period, as of any moment, divided by a dimension, and how large the ledger was that it counts. */
export const askFigure = defineQuery({
  name: 'figures.ask',
  route: { method: 'GET', path: '/figures/{name}', summary: 'One figure, of a period, as of any moment' },
  input: AskFigure,
  answer: FigureView,
  allow: maySee,
  async answerWith(ctx, asked) {
    const number = await numberOf(ctx, asked)
    return { ...number, ledger_size: await ledgerSize(ctx.tx, ctx.parkId, number.as_of) }
  },
})

/** The same for our own screens, which need not say how large the ledger was: counting it costs by what is stored. */
export const askNumber = defineQuery({
  name: 'figures.number',
  input: AskFigure,
  answer: NumberView,
  allow: maySee,
  answerWith: numberOf,
})

async function numberOf(
  ctx: QueryContext,
  { by, language = 'zh', ...asked }: z.output<typeof AskFigure>,
): Promise<NumberView> {
  const { figure, shape, common, asOf } = await prepare(ctx, asked)
  const [totals, groups] = await Promise.all([
    ctx.tx.first(selectTotals(shape), common),
    by === undefined ? undefined : ctx.tx.all(selectGroups({ ...shape, by }), common),
  ])
  const total = totals ?? { rows: 0, hits: null, middle: null }
  const words = by === undefined ? undefined : figure.dimensions(common)[by]?.words
  return {
    name: figure.name,
    title: figure.title,
    value: valueOf(figure, total),
    unit: figure.unit,
    numerator: total.hits,
    denominator: total.rows,
    from: asked.from ?? null,
    to: asked.to ?? null,
    as_of: asOf,
    ...(groups && {
      groups: groups.map((group) => ({
        key: group.key,
        label: words?.[group.key ?? '']?.[language] ?? group.label ?? '—',
        value: valueOf(figure, group),
        denominator: group.rows,
      })),
    }),
  }
}

/**
 * The number of one group, for other modules inside their own question: the definition of the figure and no other. `key`
 * is an id.
 */
export async function readNumber(
  ctx: QueryContext,
  { by, key, ...asked }: { name: string; by: FigureDimension; key: string; as_of?: string },
): Promise<Pick<NumberView, 'name' | 'title' | 'value' | 'unit'>> {
  const { figure, shape, common } = await prepare(ctx, asked)
  const totals = await ctx.tx.first(selectTotals({ ...shape, by }), { ...common, groupKey: key })
  const { name, title, unit } = figure
  return { name, title, unit, value: valueOf(figure, totals ?? { rows: 0, hits: null, middle: null }) }
}

/** The rows that a figure counts. */
export const figureRows = defineQuery({
  name: 'figures.rows',
  route: { method: 'GET', path: '/figures/{name}/rows', summary: 'The rows that a figure counts' },
  // They tell of cases: a token for numbers alone does not read them.
  scope: 'cases:read',
  input: AskFigureRows,
  answer: FigureRows,
  allow: maySee,
  async answerWith(ctx, { by, key, limit, cursor, ...asked }) {
    const { shape, common } = await prepare(ctx, asked)
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.iso.date(), z.string()]))
    const statement = selectRows({
      ...shape,
      one: by !== undefined && key !== undefined,
      after: after !== undefined,
      ...(by !== undefined && { by }),
    })
    const rows = await ctx.tx.all(statement, {
      ...common,
      limit: limit + 1,
      ...(key !== undefined && { groupKey: key }),
      ...(after && { afterDay: after[0], afterKey: after[1] }),
    })
    const last = rows[limit - 1]
    return {
      items: rows.slice(0, limit).map(({ on, hit, measure, row }) => ({ on, hit, measure, row })),
      next: rows.length > limit && last ? encodeCursor([last.on, last.key]) : null,
    }
  },
})
