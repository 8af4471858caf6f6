import { Failure } from './failure.ts'

/** What a token may be confined to: reading or changing what one module answers for. */
export type Scope = `${string}:${'read' | 'write'}`

/** A token that is not confined. */
export const ALL = 'all'

interface Declared {
  readonly name: string
  readonly route?: object
  /** Another scope than the module's own; null: open to every token, because it tells a caller about himself alone. */
  readonly scope?: Scope | null
}

/** The scope a command or query needs. It follows from its name, so that nobody can forget to declare it. */
export function scopeOfAct({ name, scope }: Declared, way: 'read' | 'write'): Scope | null {
  return scope === undefined ? `${name.slice(0, name.indexOf('.'))}:${way}` : scope
}

/** Every scope there is, from what the modules offer. */
export const scopesOf = (
  modules: readonly {
    readonly commands: readonly Declared[]
    readonly queries: readonly Declared[]
    readonly uploads: readonly { readonly command: Declared }[]
    readonly downloads: readonly { readonly command: Declared }[]
  }[],
): ReadonlySet<string> =>
  new Set([
    ALL,
    ...modules.flatMap(({ commands, queries, uploads, downloads }) => [
      ...[...uploads, ...downloads].flatMap(({ command }) => scopeOfAct(command, 'write') ?? []),
      ...commands.filter(({ route }) => route).flatMap((command) => scopeOfAct(command, 'write') ?? []),
      ...queries.filter(({ route }) => route).flatMap((query) => scopeOfAct(query, 'read') ?? []),
    ]),
  ])

/** @throws Failure `kernel.scope_missing` naming what a token would need, or what else confines who asks */
export function requireScope(
  principal: { readonly scopes?: readonly string[]; readonly confinedBy?: string },
  needed: Scope | null,
): void {
  const { scopes, confinedBy } = principal
  if (needed === null || scopes === undefined || scopes.includes(ALL) || scopes.includes(needed)) return
  if (confinedBy !== undefined) throw new Failure('forbidden', confinedBy)
  throw new Failure('forbidden', 'kernel.scope_missing', { scope: needed, has: scopes })
}
