import { spawn, spawnSync, type SpawnOptions } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { Failure } from '../failure.ts'
import { give, readIfThere, type Owner } from '../files.ts'

/** As whom PostgreSQL runs: it refuses to be root, because a flaw in it would then be a flaw in everything. */
export interface Runner {
  /** For messages. */
  readonly name: string
  /** Who owns, as seen from outside, what it makes. */
  readonly owner: Owner
  /** What stands before each command. */
  readonly prefix: readonly string[]
  /** Whom the process is started as, where it is another than ourselves. */
  readonly become?: Owner
}

/**
 * A user namespace in which the caller has another number and no rights beyond those over its own files: PostgreSQL
 * sees an ordinary user, files stay the caller's, no account and no open folder is needed. Also for an ordinary user
 * whom /etc/passwd does not know (`docker run --user 12345`), since initdb asks for its name.
 */
const NAMESPACE = ['unshare', '--user', '--map-user=1', '--map-group=1', '--']

/**
 * Finds a way to run PostgreSQL on this folder, trying each with its `--version`.
 * @param folder the data folder
 * @param cluster whom PostgreSQL's files in it belong to, when there are any
 * @throws Failure `postgres.binary_unusable`, `postgres.wrong_owner`, `postgres.cannot_run_as_root`, `postgres.no_account`.
 */
export function chooseRunner(
  { folder, postgres }: { folder: string; postgres: string },
  { me, holder, cluster }: { me: Owner; holder: Owner; cluster: Owner | undefined },
): Runner {
  if (me.uid !== 0 && cluster && cluster.uid !== me.uid) {
    throw new Failure('conflict', 'postgres.wrong_owner', { folder, owner: cluster.uid, me: me.uid })
  }
  const tried: string[] = []
  for (const runner of me.uid === 0 ? asRoot(cluster ?? holder) : asUser(me)) {
    // The others must get through our folder to theirs; what is secret in it is closed by itself.
    if (runner.become && holder.uid === me.uid) chmodSync(folder, 0o711)
    const obstacle = findObstacle(runner, folder, postgres)
    if (obstacle === undefined) return runner
    tried.push(`${runner.name}: ${obstacle}`)
  }
  const plain = spawnSync(postgres, ['--version'], { env: ENVIRONMENT, encoding: 'utf8' })
  if (plain.status !== 0) {
    throw new Failure('invalid', 'postgres.binary_unusable', {
      why: plain.error?.message ?? plain.stderr.trim(),
    })
  }
  throw new Failure('conflict', me.uid === 0 ? 'postgres.cannot_run_as_root' : 'postgres.no_account', {
    folder,
    tried,
  })
}

const asUser = (me: Owner): readonly Runner[] => [
  { name: 'myself', owner: me, prefix: [] },
  { name: 'namespace', owner: me, prefix: NAMESPACE },
]

/** Files that exist want their owner; where there are none, the namespace comes first. */
function asRoot(wanted: Owner): readonly Runner[] {
  const accounts = ['postgres', 'nobody'].flatMap((name) => accountOf(name) ?? [])
  return [
    ...(wanted.uid === 0 ? [{ name: 'namespace', owner: wanted, prefix: NAMESPACE }] : changedTo(wanted)),
    ...accounts.filter(({ uid }) => uid !== wanted.uid).flatMap(changedTo),
  ]
}

/**
 * The second way keeps the one right to pass folders that are closed to the account (a checkout under /root), for
 * containers that forbid namespaces. Without `no_setuid_fixup` the kernel leaves the right out of account where
 * PostgreSQL asks whether it may run its own programs.
 */
function changedTo(owner: Owner): readonly Runner[] {
  const keepingRight = [
    'setpriv',
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ]
  return [
    { name: `user ${owner.uid}`, owner, prefix: [], become: owner },
    { name: `user ${owner.uid} with dac_override`, owner, prefix: keepingRight },
  ]
}

function accountOf(name: string): Owner | undefined {
  const accounts = (readIfThere('/etc/passwd') ?? '').split('\n').map((line) => line.split(':'))
  const [, , uid, gid] = accounts.find(([each]) => each === name) ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

/** What keeps this runner from it: no account, a folder it cannot enter, a program it cannot run. */
function findObstacle(runner: Runner, folder: string, postgres: string): string | undefined {
  const [command, ...args] = [
    ...runner.prefix,
    'sh',
    '-c',
    'id -un >&2 && cd "$1" && exec "$2" --version',
    'sh',
    folder,
    postgres,
  ]
  const { status, stderr, error } = spawnSync(command ?? '', args, {
    ...optionsFor(runner),
    encoding: 'utf8',
  })
  if (status === 0) return undefined
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? `exit ${status ?? 'by a signal'}`
}

/** Runs a command to its end and gives what it wrote. */
export async function runAs(
  runner: Runner,
  command: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const child = spawnAs(runner, command, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) =>
    child.on('error', reject).on('close', (code) => resolve({ code, output })),
  )
}

/** Starts a command as the runner. */
export function spawnAs(runner: Runner, command: readonly string[], options: SpawnOptions) {
  const [program, ...args] = [...runner.prefix, ...command]
  return spawn(program ?? '', args, { ...options, ...optionsFor(runner) })
}

/**
 * Nothing of our own environment: PGDATA, PGOPTIONS and their kind would change what PostgreSQL does, LD_* what it is.
 */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

/** From `/`, for our own working directory may be closed to the runner. */
const optionsFor = ({ become }: Runner) => ({ cwd: '/', env: ENVIRONMENT, ...(become ?? {}) })

/** Writes a file for the owner alone. Anew each time, for the last one may be another user's. */
export function writeFor(owner: Owner, path: string, text: string): void {
  rmSync(path, { force: true })
  writeFileSync(path, text, { mode: 0o600 })
  give(path, owner)
}
