import { holds } from '../kernel/actor.ts'
import { actorBehind } from '../kernel/command.ts'
import { inPark } from '../kernel/database.ts'
import { Failure } from '../kernel/failure.ts'
import { mayExport, verifyPark, type NamedFinding, type Verification } from '../modules/cases/index.ts'
import { getParkByCode, listParks } from '../modules/parks/index.ts'
import type { Language } from '../kernel/words.ts'
import { actingIn } from './actors.ts'
import { optional, type Invocation, type Subcommand } from './subcommand.ts'

/** Exit codes: 0 sound, 1 unsound, 2 could not be checked. */
export const verify: Subcommand = {
  name: 'verify',
  usage: '[--park CODE]',
  summary: {
    zh: '核对台账：每一条、每一环，事项与台账是否一致',
    en: 'Check the ledger: every entry, every chain, every case against its entries',
  },
  options: { park: { type: 'string' } },
  words: [0, 0],
  unable: 2,
  async run(invocation) {
    const { terminal } = invocation
    const zh = terminal.language === 'zh'
    const { runtime } = await invocation.product()
    const parks = await parksToVerify(invocation)
    const results = []
    for (const park of parks) {
      const result = await verifyPark(runtime, park.id, (entries) =>
        terminal.progress(
          zh ? `${park.name}：已核对 ${entries} 条` : `${park.name}: ${entries} entries checked`,
        ),
      )
      terminal.settle()
      results.push({ park: park.code, sound: result.findings.length === 0, ...result })
      if (terminal.json) continue
      terminal.say(headline(park.name, result, terminal.language))
      for (const finding of result.findings) terminal.say(`  ${sentence(finding, terminal.language)}`)
    }
    const sound = results.every((result) => result.sound)
    if (terminal.json) terminal.say(JSON.stringify({ sound, parks: results }))
    return sound ? 0 : results.every(({ findings }) => isOnlyUnchecked(findings)) ? 2 : 1
  },
}

/**
 * The park of --park, else all of them; who acts as a user checks his own park, and only in a post that reads its ledger
 * or looks after the installation.
 * @throws Failure `kernel.forbidden`
 */
async function parksToVerify(
  invocation: Invocation,
): Promise<readonly { readonly id: string; readonly code: string; readonly name: string }[]> {
  const { app } = (await invocation.product()).runtime.database
  const code = optional(invocation, 'park')
  if (optional(invocation, 'as') === undefined)
    return code === undefined ? listParks(app) : [await getParkByCode(app, code)]
  const { product, park, principal } = await actingIn(invocation)
  const actor = await inPark(app, park.id, 'read', (tx) =>
    actorBehind({ runtime: product.runtime, tx, now: product.runtime.clock() }, principal),
  )
  if (!actor || !(mayExport(actor) || holds(actor, 'admin')))
    throw new Failure('forbidden', 'kernel.forbidden', { act: 'verify' })
  return [park]
}

/** A key that is not here proves nothing wrong; beside anything worse it must not hide it. */
const isOnlyUnchecked = (findings: readonly NamedFinding[]): boolean =>
  findings.every(({ fault }) => fault === 'unknown_key')

/** How a park's ledger stands, in one line. */
export function headline(
  park: string,
  { cases, entries, findings }: Verification,
  language: Language,
): string {
  const zh = language === 'zh'
  const places = findings.length
  if (places === 0)
    return zh
      ? `${park}：${cases} 件、${entries} 条，账相符。`
      : `${park}: ${cases} cases, ${entries} entries, sound.`
  if (isOnlyUnchecked(findings))
    return zh ? `${park}：有 ${places} 条核对不了：` : `${park}: ${places} entries could not be checked:`
  return zh ? `${park}：账对不上，${places} 处：` : `${park}: unsound in ${places} places:`
}

const FAULTS: Readonly<Record<NamedFinding['fault'], Readonly<Record<Language, string>>>> = {
  changed: { zh: '内容被改过（改写、倒填日期或挪了位置）', en: 'was changed: edited, back-dated or moved' },
  forged: { zh: '不是本系统记的（插入或伪造）', en: 'was not made by us: inserted or forged' },
  missing: { zh: '被删去', en: 'is gone' },
  text_changed: { zh: '文字被改过', en: 'has words that were changed' },
  text_missing: {
    zh: '文字被删去，没有依法删除的记录',
    en: 'has lost its words without a record of an erasure',
  },
  unknown_key: {
    zh: '所用的密钥不在本机，核对不了',
    en: 'names a key that is not on this machine, so it cannot be checked',
  },
  state_differs: {
    zh: '之后，事项的现状与台账不符',
    en: 'is the last, and the case does not stand as its entries say',
  },
  no_case: { zh: '所属的事项不在了', en: 'belongs to a case that is gone' },
  past_differs: {
    zh: '之后，事项当时的样子（按时点算指标用）与台账不符',
    en: 'is followed by a former version of the case (for figures of the past) that is not as its entries say',
  },
  file_missing: { zh: '的附件不见了', en: 'lacks a file' },
  file_changed: { zh: '的附件被换过或改过', en: 'has a file that was exchanged or changed' },
  file_added: { zh: '的附件没有台账记录，是后来塞进去的', en: 'has a file that no entry put there' },
  number_gone: {
    zh: '整件被删去：编号发过，事项和台账都不在了',
    en: 'is gone as a whole: its number was given, and neither case nor entries are there',
  },
}

/** One finding in words. */
export function sentence({ number, caseId, seq, fault, file }: NamedFinding, language: Language): string {
  const zh = language === 'zh'
  const which = `${zh ? '事项' : 'Case'} ${number ?? caseId ?? '—'}`
  const where = fault === 'number_gone' ? ' ' : zh ? ` 第 ${seq} 条` : `, entry ${seq} `
  const what = file === undefined ? '' : zh ? `：${file}` : `: ${file}`
  return `${which}${where}${FAULTS[fault][language]}${what}`
}
