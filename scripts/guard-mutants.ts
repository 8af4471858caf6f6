/**
 * Finds the guards in the code and puts a switch around each: instrumented code does as it did, until the switch of one
 * guard is off (scripts/guard-switch.ts).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'

/** One guard, and where its switch is put. */
export interface Mutant {
  /** `src/modules/cases/policy.ts rule strike_off.obstacle`: what --only looks at; no line, so that it lasts. */
  readonly name: string
  readonly file: string
  readonly line: number
  /** The act of the loop it belongs to, or the command. */
  readonly of: string
  readonly kind: Kind
  readonly wrap: Wrap
}

/** What stands around the text from `start` to `end`, and between, once the guard has its switch. */
interface Wrap {
  readonly start: number
  readonly end: number
  readonly before: (guard: string) => string
  readonly after: (guard: string) => string
  readonly between?: { readonly at: number; readonly text: string }
}

export type Kind = 'allow' | 'rule' | 'refusal' | 'require' | 'sight' | 'scope' | 'condition'

/** In the order in which they are tried: who may and who sees before everything else. */
export const KINDS: readonly Kind[] = ['scope', 'sight', 'rule', 'allow', 'require', 'refusal', 'condition']

/** Guards within statements, which the database asks and not the code. */
export const IN_STATEMENTS: ReadonlySet<Kind> = new Set(['scope', 'condition'])

interface Found {
  readonly kind: Kind
  readonly what: string
  readonly wrap: Wrap
}

/** Every guard of the source below `root`, in a fixed order. */
export function findMutants(root: string): readonly Mutant[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name}`)
    .filter((name) => name.endsWith('.ts') && !/(\.test|\.gen|words(\.\w+)?|[/-]fixtures)\.ts$/.test(name))
    .toSorted()
  const mutants = files.flatMap((file) => {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    )
    const times = new Map<string, number>()
    const inOrder = guardsIn(source).toSorted((a, b) => a.wrap.start - b.wrap.start)
    return inOrder.map(({ what, kind, wrap }) => {
      const name = `${file} ${kind} ${what}`
      const nth = (times.get(name) ?? 0) + 1
      times.set(name, nth)
      const line = source.getLineAndCharacterOfPosition(wrap.start).line + 1
      return { kind, wrap, file, line, of: what, name: nth === 1 ? name : `${name} #${nth}` }
    })
  })
  return mutants.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
}

/**
 * The source with a switch around each of its guards.
 *
 * @param path of scripts/guard-switch.ts, as the file imports it
 * @throws Error when what comes out is no TypeScript: what does not load is missed by every test and shows nothing
 */
export function instrumented(content: string, mutants: readonly Mutant[], path: string): string {
  /** What is put in: at one place, what ends stands before what begins, and the wider begins first and ends last. */
  const put: { at: number; ends: boolean; width: number; text: string }[] = []
  for (const { name, wrap } of mutants) {
    const { start, end, between } = wrap
    const guard = JSON.stringify(name)
    put.push({ at: start, ends: false, width: end - start, text: wrap.before(guard) })
    put.push({ at: end, ends: true, width: end - start, text: wrap.after(guard) })
    if (between) put.push({ at: between.at, ends: false, width: end - between.at, text: between.text })
  }
  put.sort(
    (a, b) =>
      a.at - b.at || Number(b.ends) - Number(a.ends) || (a.ends ? a.width - b.width : b.width - a.width),
  )
  let text = `import * as $guard from ${JSON.stringify(path)};`
  let from = 0
  for (const one of put) {
    text += content.slice(from, one.at) + one.text
    from = one.at
  }
  text += content.slice(from)
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true })
  if (diagnostics.length > 0)
    throw new Error(
      `${mutants[0]?.file}: ${ts.flattenDiagnosticMessageText(diagnostics[0]?.messageText, ' ')}`,
    )
  return text
}

/** Files whose functions say who may and who sees, by nothing but conditions. */
const PREDICATES = /\/(sight|scope|policy|act-rule|capacity|[a-z]+-rules|scopes|actor)\.ts$/
const IS_RULES = /\/(policy|[a-z]+-rules)\.ts$/
/** Where a condition of a statement decides what somebody sees or may do, and not only what is listed. */
const GUARDING = /src\/modules\/(people|files|notices|enterprises|officers)\//

function guardsIn(source: ts.SourceFile): readonly Found[] {
  const file = source.fileName
  const found: Found[] = []
  const add: Add = (kind, what, wrap) => found.push({ kind, what, wrap })
  const visit = (node: ts.Node): void => {
    if (isMember(node)) memberGuards(node, add, file)
    if (ts.isExpressionStatement(node)) required(node, add)
    if (ts.isIfStatement(node)) refused(node, add)
    if (ts.isConditionalExpression(node)) refusedOrNot(node, add)
    if (ts.isBinaryExpression(node) && PREDICATES.test(file)) operands(node, add)
    if (ts.isCallExpression(node) && GUARDING.test(file)) ofStatement(node, add)
    if (file.endsWith('/scope.ts') && ts.isTaggedTemplateExpression(node))
      found.push(...sqlOperands(node, source))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

type Add = (kind: Kind, what: string, wrap: Wrap) => void

/** A call of the switch around a node: `$guard.is("…", node, true)`. */
function called(node: ts.Node, how: string, rest = ''): Wrap {
  return {
    start: node.getStart(),
    end: node.end,
    before: (guard) => `$guard.${how}(${guard}, `,
    after: () => `${rest})`,
  }
}

/** `$guard.is("…", condition, taken)`: `taken` is what it always says when the guard is away. */
const condition = (node: ts.Node, taken: boolean) => called(node, 'is', `, ${taken}`)
type Member = ts.PropertyAssignment | ts.MethodDeclaration | ts.ShorthandPropertyAssignment

const isMember = (node: ts.Node): node is Member =>
  (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node) || ts.isShorthandPropertyAssignment(node)) &&
  ts.isObjectLiteralExpression(node.parent)

/** `allow` of a command or query, `fits` and `obstacle` of an act. */
function memberGuards(node: Member, add: Add, file: string): void {
  const member = node.name.getText()
  if (member === 'allow') {
    // One that lets everybody is no guard: who sees what is in the query.
    if (/=>\s*(true|'[a-z]+')$/.test(node.getText())) return
    add('allow', nameIn(node.parent) ?? basename(file, '.ts'), around(node, 'allow'))
  }
  if ((member === 'fits' || member === 'obstacle') && IS_RULES.test(file)) {
    const act = ts.isPropertyAssignment(node.parent.parent) ? node.parent.parent.name.getText() : 'shared'
    add('rule', `${act}.${member}`, around(node, member))
  }
}

/** The switch around the function that is a member, in whichever of its three forms it stands there. */
function around(node: Member, how: string): Wrap {
  if (ts.isPropertyAssignment(node)) return called(node.initializer, how)
  const { name, end } = node
  const said = ts.isMethodDeclaration(node) ? 'function ' : name.getText()
  return {
    start: name.end,
    end,
    before: (guard) => `: $guard.${how}(${guard}, ${said}`,
    after: () => ')',
  }
}

/** What `name` the object literal gives itself. */
function nameIn(literal: ts.Node): string | undefined {
  if (!ts.isObjectLiteralExpression(literal)) return undefined
  for (const property of literal.properties)
    if (ts.isPropertyAssignment(property) && property.name.getText() === 'name')
      return property.initializer.getText().replaceAll(/['`]/g, '')
  return undefined
}

/** A statement that only refuses: `requireScope(…)`. */
function required(node: ts.ExpressionStatement, add: Add): void {
  const call = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression
  if (!ts.isCallExpression(call)) return
  const callee = call.expression.getText()
  if (/^(require|refuse|forbid|must)[A-Z]/.test(callee))
    add('require', `${callee}()`, {
      start: node.getStart(),
      end: node.end,
      before: (guard) => `if ($guard.stands(${guard})) try { `,
      after: (guard) => ` } catch ($error) { $guard.refused(${guard}); throw $error }`,
    })
}

/** `if (…) throw` or `return` of a refusal: never again. */
function refused(node: ts.IfStatement, add: Add): void {
  const refusal = refusalIn(soleStatement(node.thenStatement))
  if (refusal !== undefined) add('refusal', refusal, condition(node.expression, false))
}

const soleStatement = (node: ts.Statement): ts.Statement | undefined =>
  ts.isBlock(node) ? node.statements.at(-1) : node

const refusalIn = (node: ts.Statement | undefined): string | undefined =>
  node && (ts.isThrowStatement(node) || ts.isReturnStatement(node)) && node.expression
    ? failureOf(node.expression)
    : undefined

/** The code of `new Failure('conflict', 'cases.late')`; what input is refused for is no guard but a form. */
function failureOf(node: ts.Expression): string | undefined {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'Failure') return undefined
  const [kind, code] = node.arguments ?? []
  const isForm =
    kind?.getText() === "'invalid'" && !node.getSourceFile().fileName.startsWith('src/kernel/command')
  return isForm ? undefined : code?.getText().replaceAll("'", '')
}

/** `… ? new Failure(…) : undefined`, either way round. */
function refusedOrNot(node: ts.ConditionalExpression, add: Add): void {
  const whenTrue = failureOf(node.whenTrue)
  const whenFalse = failureOf(node.whenFalse)
  if (whenTrue !== undefined) add('refusal', whenTrue, condition(node.condition, false))
  if (whenFalse !== undefined) add('refusal', whenFalse, condition(node.condition, true))
}

/** Each side of `and` and `or` in what says who may or sees. */
function operands(node: ts.BinaryExpression, add: Add): void {
  const token = node.operatorToken.kind
  const isAnd = token === ts.SyntaxKind.AmpersandAmpersandToken
  if (!isAnd && token !== ts.SyntaxKind.BarBarToken) return
  for (const side of [node.left, node.right]) {
    // Those of the same word below are met by themselves.
    if (ts.isBinaryExpression(side) && side.operatorToken.kind === token) continue
    // A test for null keeps what follows from falling over; alone it decides nothing.
    if (/(!==|===) (null|undefined)$/.test(side.getText())) continue
    add('sight', `${functionAround(node)}: ${short(side.getText())}`, condition(side, isAnd))
  }
}

function functionAround(node: ts.Node): string {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (
      (ts.isFunctionDeclaration(at) || ts.isVariableDeclaration(at) || ts.isPropertyAssignment(at)) &&
      at.name
    )
      return at.name.getText()
  }
  return 'file'
}

const short = (text: string) => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}

/** `.where(…)` of a statement; the park's own is taken away in test/catalogue.test.ts. */
function ofStatement(node: ts.CallExpression, add: Add): void {
  const { expression } = node
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'where') return
  const said = node.arguments.map((one) => one.getText()).join(', ')
  if (said.includes('park_id')) return
  const from = expression.expression
  add('condition', `${statementAround(node)}: ${short(said)}`, {
    ...called(node, 'where'),
    between: { at: from.end, text: ', ($query) => $query' },
  })
}

function statementAround(node: ts.Node): string {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent)
    if (ts.isVariableDeclaration(at)) return at.name.getText()
  return 'statement'
}

/** Each side of `and` and `or` in SQL, whose placeholders and brackets stay whole. */
function sqlOperands(node: ts.TaggedTemplateExpression, source: ts.SourceFile): readonly Found[] {
  const from = node.template.getStart(source) + 1
  const text = source.text.slice(from, node.template.end - 1)
  const where = functionAround(node)
  return operandsOf(text).map(({ start, end, word }) => {
    const old = text.slice(start, end)
    return {
      kind: 'scope',
      what: `${where}: ${short(old)}`,
      wrap: {
        start: from + start,
        end: from + end,
        before: (guard) => '${$guard.stands(' + guard + ') ? sql`',
        after: () => '` : sql`' + (word === 'and' ? 'true' : 'false') + '`}',
      },
    }
  })
}

interface Operand {
  readonly start: number
  readonly end: number
  readonly word: string
}

function operandsOf(text: string): readonly Operand[] {
  const found: Operand[] = []
  /** The operands of one level, from `at` to its closing bracket. @returns where it ends */
  const level = (at: number): number => {
    const cuts: { from: number; to: number; word: string }[] = []
    let i = at
    while (i < text.length && text[i] !== ')') {
      if (text[i] === '$' && text[i + 1] === '{') i = text.indexOf('}', i) + 1
      else if (text[i] === '(') i = level(i + 1) + 1
      else {
        const word = /^\b(and|or|where|on)\b/.exec(text.slice(i))?.[0]
        if (word !== undefined && /\W/.test(text[i - 1] ?? ' ')) {
          cuts.push({ from: i, to: i + word.length, word })
          i += word.length
        } else i += 1
      }
    }
    const edges = [{ from: at, to: at, word: '' }, ...cuts, { from: i, to: i, word: '' }]
    for (const [n, { to, word }] of edges.slice(0, -1).entries()) {
      const next = edges[n + 1]
      if (!next) continue
      const joins = [word, next.word].find((one) => one === 'and' || one === 'or')
      const isClause = word === 'where' || word === 'on'
      if (joins === undefined && !isClause) continue
      // What stands before `where` is no condition.
      if (next.word === 'where' || next.word === 'on') continue
      const raw = text.slice(to, next.from)
      const start = to + (raw.length - raw.trimStart().length)
      const end = next.from - (raw.length - raw.trimEnd().length)
      const after = /\s(join|left join)\s/.exec(text.slice(start, end))
      found.push({ start, end: after ? start + after.index : end, word: joins ?? 'and' })
    }
    return i
  }
  level(0)
  return found
}
