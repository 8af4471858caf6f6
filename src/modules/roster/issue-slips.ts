import { run, type Request } from '../../kernel/command.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { MOST_PASSWORDS } from '../people/contract.ts'
import { issuePasswords, oneTimePassword } from '../people/index.ts'

/**
 * Gives one-time passwords to those of these people who have no own one. `issue` is the secret of this handing out:
 * the same again gives the same passwords, so that a click made twice or an answer lost does no harm.
 */
export async function issueSlips(
  runtime: Runtime,
  request: Omit<Request, 'key'>,
  { issue, people }: { readonly issue: string; readonly people: readonly string[] },
): Promise<readonly { readonly id: string; readonly name: string; readonly password: string }[]> {
  const slips: { id: string; name: string; password: string }[] = []
  const ids = [...new Set(people)].toSorted()
  for (let from = 0; from < ids.length; from += MOST_PASSWORDS) {
    const chunk = ids.slice(from, from + MOST_PASSWORDS)
    const passwords = new Map(chunk.map((id) => [id, oneTimePassword(runtime, issue, id)]))
    const { value } = await run(
      runtime,
      issuePasswords,
      { people: [...passwords].map(([id, password]) => ({ id, password })) },
      { ...request, key: `${issue}-${from}` },
    )
    for (const { id, name } of value.issued) slips.push({ id, name, password: passwords.get(id) ?? '' })
  }
  // In the order in which they were asked for: the sheet is cut in the order of the list.
  return slips.toSorted((a, b) => people.indexOf(a.id) - people.indexOf(b.id))
}
