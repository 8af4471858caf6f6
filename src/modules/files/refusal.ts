import { Failure } from '../../kernel/failure.ts'

/** A refusal of a file for being broken; `what` is a short technical note in English. */
export const damaged = (what: string): Failure => new Failure('invalid', 'files.damaged', { what })

/** A refusal of a file of a kind that is not taken. */
export const notAllowed = (found: string): Failure => new Failure('invalid', 'files.not_allowed', { found })

/** A refusal of a file that can be read as two things. */
export const twoInOne = (what: string): Failure => new Failure('invalid', 'files.two_in_one', { what })

/** A refusal of a file for being more than a limit allows. */
export const tooMuch = (limit: string, allowed: number): Failure =>
  new Failure('invalid', 'files.too_much', { limit, allowed })
