import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../src/kernel/settings.ts'
import { MODULES } from '../src/modules.ts'
import { dictionaryOf } from '../src/product.ts'

const files = (dir: string, end: RegExp): string[] =>
  readdirSync(join(ROOT, dir), { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((name) => end.test(name) && !name.includes('node_modules'))
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')
const sources = files('src', /\.ts$/).filter(
  (name) => !name.endsWith('.test.ts') && !name.endsWith('tables.gen.ts'),
)

test('every command has a file named after it and a test beside it', () => {
  const missing: string[] = []
  for (const { name: module, commands, uploads, downloads } of MODULES) {
    for (const { name } of [...commands, ...[...uploads, ...downloads].map(({ command }) => command)]) {
      const file = sources.find(
        (source) => source.startsWith(`src/modules/${module}/`) && read(source).includes(`name: '${name}'`),
      )
      if (!file) missing.push(`${name}: no file`)
      else if (!existsSync(join(ROOT, file.replace(/\.ts$/, '.test.ts'))))
        missing.push(`${name}: no ${file.replace(/\.ts$/, '.test.ts')}`)
    }
  }
  expect(missing).toEqual([])
})

test('every table has one owner', () => {
  const owned = MODULES.flatMap(({ owns }) => owns)
  expect(new Set(owned).size).toBe(owned.length)
})

test('every module is in the list and has a README of at most sixty lines', () => {
  const folders = readdirSync(join(ROOT, 'src/modules')).filter((name) =>
    statSync(join(ROOT, 'src/modules', name)).isDirectory(),
  )
  expect(folders.toSorted()).toEqual(MODULES.map(({ name }) => name).toSorted())
  for (const folder of folders)
    expect(read(`src/modules/${folder}/README.md`).split('\n').length, folder).toBeLessThanOrEqual(61)
})

test('every refusal has words in both languages', () => {
  const dictionary = dictionaryOf(MODULES)
  const silent: string[] = []
  for (const file of sources) {
    for (const [, code = ''] of read(file).matchAll(/new Failure\(\s*'[a-z]+',\s*'([a-z_]+\.[a-z_]+)'/g)) {
      if (!dictionary.has(code)) silent.push(`${code} (${file})`)
    }
  }
  expect(silent).toEqual([])
})

test('words are not forgotten when a refusal goes', () => {
  const text = sources.map(read).join('\n')
  const unused = MODULES.flatMap(({ words }) => words.flatMap((part) => Object.keys(part))).filter(
    (code) => text.split(`'${code}'`).length < 3 && !text.includes(`\`${code.split('.')[0]}.\${`),
  )
  expect(unused).toEqual([])
})

test('only one file of the product makes requests', () => {
  const asking = /\bfetch\(|from 'node:(https|http2|dns|dns\/promises|dgram|tls)'|\bhttp\.(request|get)\(/
  const offenders = sources.filter((name) => asking.test(read(name)) && name !== 'src/kernel/outgoing.ts')
  expect(offenders).toEqual([])
  expect(read('src/kernel/outgoing.ts')).toMatch(asking)
})

test('files are kebab-case', () => {
  const odd = [
    ...files('src', /\.(ts|mjs)$/),
    ...files('test', /\.ts$/),
    ...files('scripts', /\.(ts|mjs)$/),
  ].filter((name) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name.split('/').at(-1) ?? ''))
  expect(odd).toEqual([])
})

test('links in the documents lead somewhere', () => {
  const documents = [
    ...files('docs', /\.md$/),
    ...files('src', /\.md$/),
    ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ]
  const dead: string[] = []
  for (const document of documents) {
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (/^https?:/.test(target)) continue
      if (!existsSync(join(ROOT, dirname(document), target))) dead.push(`${document} → ${target}`)
    }
    // Code is named by its path; a path that is gone misleads more than none.
    for (const [, path = ''] of read(document).matchAll(
      /`((?:src|test|scripts|migrations|docs)\/[\w./-]+)`/g,
    )) {
      if (!existsSync(join(ROOT, path)) && !path.includes('NNNN')) dead.push(`${document} → ${path}`)
    }
  }
  expect(dead).toEqual([])
})

test('the project stands alone: no path of one machine, no download host in the lock file', () => {
  const lock = read('package-lock.json')
  expect(lock).not.toMatch(/"resolved": "https?:/)
  expect(
    (JSON.parse(lock) as { packages: Record<string, { integrity?: string; link?: boolean }> }).packages,
  ).toBeDefined()
  for (const file of [...sources, ...files('scripts', /\.(ts|mjs)$/)]) {
    expect(read(file), file).not.toMatch(/(^|[^A-Za-z0-9_.])\/(work|home|root)\//)
  }
})
