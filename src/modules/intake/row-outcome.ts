import { fieldTitle, type Field } from './fields.ts'
import {
  outcomeWord,
  readDone,
  readOutcome,
  readProgress,
  readYesOrNo,
  type LedgerOutcome,
} from './judgements.ts'
import type { RowInHand } from './row-in-hand.ts'

/** What a row says of how far the matter is and how it ended. */
export interface Result {
  /** Null when nothing says one; counts only with a reply. */
  readonly outcome: LedgerOutcome | null
  readonly isBegun: boolean
  /** The column that says solved; null when none does. */
  readonly solvedBy: Field | null
  /** Whether 是否办结 says struck off, or that it is not done. */
  readonly done: 'struck_off' | 'not_done' | null
  /** The progress as it is kept. Without a reply an outcome is not yet one, and is kept here in its own words. */
  readonly progressOf: (step: { readonly isReplied: boolean }) => string | null
}

/** One column's word on the matter. */
interface Voice {
  readonly field: Field
  /** As written, and as it is kept when it stands alone: 是 says nothing without its header. */
  readonly text: string
  readonly alone: string
  readonly isBegun: boolean
  readonly isSolved: boolean
  /** Whether a reply with its outcome says the same. */
  readonly isOutcome: boolean
}

/**
 * Reads 办理进展, 办理结果 and 是否办结: the same word means the same in each. What is no outcome of ours is progress in
 * other words.
 */
export function readResult(hand: RowInHand): Result {
  const outcome = readOutcomeOf(hand)
  const done = readDone(hand.text('done') ?? '')
  const voices = [progressVoice(hand, 'progress'), outcomeVoice(hand, outcome), doneVoice(hand)].flatMap(
    (voice) => voice ?? [],
  )
  const solvedBy = voices.find(({ isSolved }) => isSolved)?.field ?? null
  return {
    outcome: outcome ?? (solvedBy === null ? null : 'solved'),
    isBegun: voices.some(({ isBegun }) => isBegun),
    solvedBy,
    done: done.kind === 'said' && done.value !== 'done' ? done.value : null,
    progressOf: ({ isReplied }) => {
      const [first, ...others] = voices.filter(({ isOutcome }) => !(isReplied && isOutcome))
      if (first === undefined) return null
      const further = others
        .filter(({ text }) => !first.text.includes(text))
        .map(({ field, text }) => `${headerOf(hand, field)}：${text}`)
      return [first.alone, ...further].join('\n')
    },
  }
}

function headerOf({ context }: RowInHand, field: Field): string {
  return context.mapping.columns.get(field)?.header.replaceAll('\n', '') ?? fieldTitle(field)
}

function progressVoice({ text }: RowInHand, field: Field): Voice | null {
  const said = text(field)
  return said === null ? null : { field, text: said, alone: said, ...readProgress(said), isOutcome: false }
}

/** One of our three; 是 counts where the header asks: 是否解决. */
function readOutcomeOf(hand: RowInHand): LedgerOutcome | null {
  const said = hand.text('outcome') ?? ''
  const outcome = readOutcome(said)
  if (outcome.kind === 'said') return outcome.value
  return headerOf(hand, 'outcome').includes('是否') && readYesOrNo(said) === true ? 'solved' : null
}

function outcomeVoice(hand: RowInHand, outcome: LedgerOutcome | null): Voice | null {
  const text = hand.text('outcome')
  if (text === null || outcome === null) {
    const isNo = text !== null && readYesOrNo(text) === false
    return isNo ? null : progressVoice(hand, 'outcome')
  }
  const alone = readYesOrNo(text) === undefined ? text : outcomeWord(outcome)
  return { field: 'outcome', text, alone, isBegun: true, isSolved: outcome === 'solved', isOutcome: true }
}

function doneVoice(hand: RowInHand): Voice | null {
  const text = hand.text('done') ?? ''
  const answer = readYesOrNo(text)
  const done = readDone(text)
  if (done.kind === 'said' && done.value === 'done') {
    const alone = answer === undefined ? text : '已办结'
    return { field: 'done', text, alone, isBegun: true, isSolved: true, isOutcome: true }
  }
  const isStruckOff = done.kind === 'said' && done.value === 'struck_off'
  return answer === undefined && !isStruckOff ? progressVoice(hand, 'done') : null
}
