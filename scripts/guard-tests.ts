/** Which tests should notice that a guard is gone, the nearest first. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import type { Mutant } from './guard-mutants.ts'

/** Too slow for what they would add, or not about who may: they run the product as a whole, or by chance. */
const NEVER =
  /^test\/(backup|faults|browser|soak|guards|catalogue|house|intake\/large|loop\/(random|clock-year))|embedded\.test|large\.test|test\/cli/
/** But for what is seen there alone, mostly in processes of its own. */
const ONLY_THERE: readonly (readonly [guard: RegExp, test: RegExp])[] = [
  [/^src\/backup\//, /^test\/(backup\/|cli)/],
  [/^src\/kernel\/postgres\//, /embedded\.test|^test\/(backup\/|cli)/],
  [/^src\/kernel\/[a-z-]+\.ts$/, /^test\/cli/],
  [/^src\/(cli\/|[a-z-]+\.ts)/, /^test\/(cli|backup\/)/],
]
/** Said of everybody and every case, so that a rule of the loop rarely goes unnoticed here. */
const OF_THE_LOOP = ['cases/scope', 'cases/secrecy', 'cases/parties', 'cases/counted', 'figures/queries'].map(
  (name) => `src/modules/${name}.test.ts`,
)
/** Who may what, said a second time without a database: asked first of what it compares, since it takes seconds. */
const SAID_TWICE = 'test/permissions/rules.test.ts'
/** So many files are asked of a guard; of the scope fewer, since a few tests ask it all. */
const MOST = 15
const MOST_OF_SCOPE = 6

/** Whether this test is seldom asked, but is near this guard. */
export const isOnlyThere = ({ guard, test }: { guard: string; test: string }): boolean =>
  ONLY_THERE.some(([guards, tests]) => guards.test(guard) && tests.test(test))

/** @returns for a guard its test files, ordered by how near they are */
export function testsOf(root: string): (mutant: Mutant) => readonly string[] {
  const importers = importersIn(root)
  const every = testFiles(root)
  const isThere = (file: string) => existsSync(join(root, file))
  const permissions = isThere('test/permissions')
    ? readdirSync(join(root, 'test/permissions'))
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => `test/permissions/${name}`)
    : []
  return ({ file, kind, of }) => {
    const beside = file.replace(/\.ts$/, '.test.ts')
    const folder = dirname(file)
    const words = of.replaceAll('_', '-').split(/[^a-z-]/)
    const [act = ''] = words
    const named = isThere(folder)
      ? readdirSync(join(root, folder))
          .filter((name) => name.endsWith('.test.ts') && act.length > 2 && name.startsWith(act))
          .map((name) => `${folder}/${name}`)
      : []
    const rulesOfAct = IS_RULES.test(file) ? besideActs(root, { file, act: of.split(/[.:]/)[0] ?? '' }) : []
    const inLoop = folder === 'src/modules/cases' && ['scope', 'sight', 'rule'].includes(kind)
    // A refusal among the rules of the loop is said twice as well, and so much else refuses that it would be asked last.
    const isRule = /^src\/modules\/cases\/(policy|[a-z]+-rules)\.ts$/.test(file)
    const rulesOfLoop = (inLoop && kind !== 'scope') || isRule
    // What the kernel does for all is shown by requests, not by the module that happens to be near.
    const near = (one: string) =>
      dirname(one) === folder || (folder === 'src/kernel' && /^test\/(http|kernel)\//.test(one))
    const reached = reachedFrom(file, importers)
      .filter((one) => one.endsWith('.test.ts'))
      .toSorted((a, b) => Number(near(b)) - Number(near(a)))
    const only = every.filter((one) => isOnlyThere({ guard: file, test: one }))
    const all = [
      ...[SAID_TWICE].filter((one) => isThere(one) && (rulesOfLoop || file === 'src/kernel/actor.ts')),
      ...[beside].filter(isThere),
      ...named,
      ...rulesOfAct.filter(isThere),
      ...(kind === 'allow' || kind === 'rule' ? permissions : []),
      ...(inLoop ? OF_THE_LOOP.filter(isThere) : []),
      ...reached,
    ]
    const nearest = [...new Set(all)]
      .filter((one) => !NEVER.test(one))
      .slice(0, kind === 'scope' ? MOST_OF_SCOPE : MOST)
    return [...nearest, ...only]
  }
}

const IS_RULES = /-rules\.ts$/

/** The tests of the act a rule is of; of what several acts share, those of all acts of the file. */
function besideActs(root: string, { file, act }: { file: string; act: string }): readonly string[] {
  const folder = dirname(file)
  const rules = readFileSync(join(root, file), 'utf8')
  const ofAct: string[] = []
  const ofFile: string[] = []
  for (const name of readdirSync(join(root, folder)).toSorted()) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    const acts = [...readFileSync(join(root, folder, name), 'utf8').matchAll(/\bact: '([a-z_]+)'/g)]
    const test = `${folder}/${name.replace(/\.ts$/, '.test.ts')}`
    if (acts.some(([, one]) => one === act)) ofAct.push(test)
    else if (acts.some(([, one = '']) => new RegExp(`\\b${one}\\b`).test(rules))) ofFile.push(test)
  }
  return [...ofAct, ...ofFile]
}

const testFiles = (root: string): readonly string[] =>
  ['src', 'test'].flatMap((dir) =>
    readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${dir}/${name}`)
      .toSorted(),
  )

/** Who imports each file. */
function importersIn(root: string): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>()
  const files = ['src', 'test'].flatMap((dir) =>
    readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${dir}/${name}`),
  )
  for (const file of files.toSorted()) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'))
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith('.')) continue
      const target = normalize(join(dirname(file), fileName))
      importers.set(target, [...(importers.get(target) ?? []), file])
    }
  }
  return importers
}

/** Everything that leans on a file, the nearest first; not by way of the list of modules, on which all tests lean. */
function reachedFrom(file: string, importers: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const seen = new Set([file])
  const queue = [file]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (basename(at) === 'modules.ts') continue
    for (const importer of importers.get(at) ?? [])
      if (!seen.has(importer)) {
        seen.add(importer)
        queue.push(importer)
      }
  }
  seen.delete(file)
  return [...seen]
}
