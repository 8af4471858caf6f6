import { addDays } from '../kernel/calendar.ts'
import { label } from '../modules/cases/index.ts'
import { isOpen, type CaseView, type ExplainedRun } from '../modules/cases/contract.ts'
import { sayDay, sayFullDay, sayMoment, sayTime } from './dates.ts'
import { dayStrip } from './day-strip.ts'
import { html, type Html } from './html.ts'
import { LAMP_SHAPES } from './icons.ts'
import { answersRun, lookOf, workingDaysTo } from './lamp.ts'
import { own } from './layout.ts'
import type { Desk } from './visit.ts'

type Deadline = NonNullable<CaseView['deadline']>

/** The first card of a case: when it is due, how long that is, by which rule, and why, day by day. */
export function deadlineCard(desk: Desk, view: CaseView): Html {
  const { case: words } = desk.words
  const { deadline } = view
  const run = deadline?.runs.at(-1)
  if (!deadline || !run) return withoutDeadline(desk, view)
  const look = lookOf(view)
  const { headline, pill } = standing(desk, view, deadline)
  const former = deadline.runs.slice(0, -1)
  return html`<section class="card deadline ${look}">
    <div class="head">
      <h2 class="lamp ${look}">
        ${LAMP_SHAPES[look]}<span
          ><span class="vh">${desk.words.lamp.colour[view.lamp]}</span>${headline}</span
        >
      </h2>
      ${pill !== undefined && html`<span class="pill ${look}">${pill}</span>`}
      <span class="sp"></span>
      <span class="rule">${rule(desk, run)}</span>
    </div>
    <p>
      ${run.sentence[desk.language]}
      ${deadline.first_due_on !== deadline.due_on && words.firstDue(sayDay(deadline.first_due_on, desk))}
      ${deadline.provisional && words.provisional}
    </p>
    ${dayStrip(desk, view, run)}
    ${
      former.length > 0 &&
      html`<h3>${words.formerRuns}</h3>
        <ul class="former">
          ${former.map((each) => html`<li>${formerRun(desk, each)}</li>`)}
        </ul>`
    }
  </section>`
}

/** The headline of the card, and what stands beside it: where the clock is, or how it ended. */
function standing(
  desk: Desk,
  view: CaseView,
  { due_on, due_at }: Deadline,
): { readonly headline: string; readonly pill?: string } {
  const { case: words } = desk.words
  const lamp = answerLamp(view)
  if (lamp === 'grey')
    return { headline: ending(desk, view), pill: label('state', view.state, desk.language) }
  const colour = label('lamp', lamp, desk.language)
  const days = workingDaysTo(desk, due_on)
  if (lamp === 'red') {
    return { headline: words.late(Math.abs(days ?? 0)), pill: words.shouldHave(sayMoment(due_at, desk)) }
  }
  const time = sayTime(due_at, desk.zone)
  const headline =
    due_on === desk.today
      ? words.dueToday(time)
      : due_on === addDays(desk.today, 1)
        ? words.dueTomorrow(time)
        : words.dueOn(sayMoment(due_at, desk))
  return { headline, pill: days === undefined || days === 0 ? colour : `${colour} · ${words.left(days)}` }
}

/** The colour of the answer's clock, whatever the others show; an imported case has no clock but its due date. */
const answerLamp = ({ clocks, lamp, state }: CaseView): CaseView['lamp'] =>
  clocks.find(({ step }) => step === 'reply')?.lamp ?? (answersRun(state) ? lamp : 'grey')

function ending({ words: { case: words }, ...desk }: Desk, view: CaseView): string {
  if (view.first_replied_on === null) return words.ended
  const day = sayDay(view.first_replied_on, desk)
  return view.late === true ? words.repliedLate(day) : words.repliedInTime(day)
}

function rule(desk: Desk, { rule: by, working_days: days }: ExplainedRun): Html {
  const { case: words } = desk.words
  if (days === null) return html`${words.ruleGiven}`
  if (by === null) return html`${words.ruleDays(days)}`
  return own(desk, words.rule(by.name, days, sayFullDay(by.valid_from, desk.language)))
}

const formerRun = (desk: Desk, run: ExplainedRun): string =>
  desk.words.case.former(
    desk.words.case.run[run.why],
    sayDay(run.from, desk),
    run.working_days,
    sayDay(run.due_on, desk),
  )

function withoutDeadline({ words: { case: words } }: Desk, { imported, state }: CaseView): Html {
  const [title, why] = imported
    ? [words.noDeadlineImported, words.noDeadlineImportedWhy]
    : isOpen(state)
      ? [words.noDeadline, words.noDeadlineWhy]
      : [words.ended, undefined]
  return html`<section class="card deadline still">
    <div class="head">
      <h2 class="lamp still">${LAMP_SHAPES.still}<span>${title}</span></h2>
    </div>
    ${why !== undefined && html`<p>${why}</p>`}
  </section>`
}
