/**
 * Sets a fresh checkout up, before `npm start`, `npm test` and `./bihuan`: dependencies as the lock file says, Node 24
 * among them. When there is nothing to do it reads two files and ends.
 *
 * Plain JavaScript that Node 20.19 understands, for nothing is installed yet; in both languages, for no setting is
 * read yet; on standard error, because standard output belongs to the command that follows.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs, {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.bihuan-setup')
const OWN_CACHE = join(ROOT, '.cache/npm')

/** The Node that comes with the dependencies, on the platforms that have one. */
const PACKAGED_NODE = ['linux-x64', 'linux-arm64'].includes(`${process.platform}-${process.arch}`)
  ? join(MODULES, `node-${process.platform}-${process.arch}`, 'bin/node')
  : undefined

/** What a start can do without, and an installation for production leaves out. */
const NEEDS_DEVELOPMENT = !['prestart', 'predev', undefined].includes(process.env.npm_lifecycle_event)

const lockText = readOrEmpty(join(ROOT, 'package-lock.json'))

// Without a lock file this is no checkout but an installed package, whose dependencies npm looks after.
if (lockText !== '' && !isStamped()) await setUp()

/** The stamp is the last thing an installation writes: a node_modules without it may be half there. */
function isStamped() {
  const stamp = readOrEmpty(STAMP).trim()
  if (stamp !== stampOf('all') && (NEEDS_DEVELOPMENT || stamp !== stampOf('production'))) return false
  // `./bihuan` looks at the times alone.
  if (statSync(STAMP).mtimeMs < statSync(join(ROOT, 'package-lock.json')).mtimeMs) touch(STAMP)
  return true
}

function stampOf(scope) {
  const hash = createHash('sha256').update(lockText).digest('hex')
  return `1 ${hash} ${process.platform}-${process.arch} ${scope}`
}

async function setUp() {
  checkVersions()
  const lock = await takeLock()
  // Who waited for another's installation finds it done.
  if (!isStamped()) {
    if (!isWhole()) {
      checkFolder()
      await install(lock)
    }
    prepare()
    writeStamp()
  }
  lock?.close()
}

// ——— What must be there before

function checkVersions() {
  if (!isAtLeast(process.version, 20, 19)) {
    fail(
      `需要 Node 20.19 或更新版本，当前为 ${process.version}。请从 https://nodejs.org 安装。`,
      `Node 20.19 or newer is needed; this is ${process.version}. Install it from https://nodejs.org.`,
    )
  }
  if (PACKAGED_NODE === undefined && !isAtLeast(process.version, 24, 0)) {
    fail(
      `本平台（${process.platform} ${process.arch}）需要自行安装 Node 24 或更新版本，当前为 ${process.version}。请从 https://nodejs.org 安装。`,
      `On this platform (${process.platform} ${process.arch}) Node 24 or newer must be installed; this is ${process.version}. Install it from https://nodejs.org.`,
    )
  }
}

function isAtLeast(version, major, minor) {
  const [ofMajor, ofMinor] = version.replace(/^v/, '').split('.').map(Number)
  return ofMajor > major || (ofMajor === major && ofMinor >= minor)
}

function checkFolder() {
  for (const folder of [ROOT, MODULES]) {
    if (existsSync(folder) && !isWritable(folder)) {
      fail(
        `当前用户不能写入 ${folder}，无法安装依赖。请用目录所有者启动，或运行 sudo chown -R $(id -u) '${ROOT}'，或把程序复制到自己的目录。`,
        `You may not write in ${folder}, where the dependencies go. Start as its owner, or run sudo chown -R $(id -u) '${ROOT}', or copy the program into a folder of your own.`,
      )
    }
  }
}

/**
 * Of two set-ups at once, one works and the other waits. An abstract socket's name is freed by the kernel when its
 * last holder ends; npm holds it too (see `runNpm`), so that it is not disturbed when only we were killed.
 */
async function takeLock() {
  if (process.platform !== 'linux') return undefined
  const { dev, ino } = statSync(ROOT)
  for (let round = 0; ; round++) {
    const server = createServer()
    const locked = await new Promise((resolve, reject) => {
      server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
      server.listen({ path: `\0bihuan-setup-${dev}-${ino}` }, () => resolve(true))
    })
    if (locked) return server
    if (round % 300 === 0) say('另一个进程正在安装依赖，等待中', 'Another process is installing; waiting')
    await pause(100)
  }
}

// ——— Whether it is all there

/**
 * Whether node_modules already is what the lock file says, as after an `npm ci` by hand: npm writes its own list last.
 * Also tells whether npm left out an optional package that it could not fetch, which it does without a word; the
 * programs of Node and PostgreSQL are such.
 */
function isWhole(scope = NEEDS_DEVELOPMENT ? 'all' : 'production') {
  const installed = parse(readOrEmpty(join(MODULES, '.package-lock.json')))
  return (
    installed !== undefined &&
    expected(scope).every(([path, { version, integrity }]) => {
      const found = installed.packages?.[path]
      return (
        found?.version === version &&
        found.integrity === integrity &&
        existsSync(join(ROOT, path, 'package.json'))
      )
    })
  )
}

/** The packages of the lock file that belong on this machine. */
function expected(scope) {
  const { packages = {} } =
    parse(lockText) ?? fail('package-lock.json 无法读取。', 'package-lock.json cannot be read.')
  return Object.entries(packages).filter(([path, { dev, devOptional, optional, os, cpu, libc }]) => {
    if (path === '' || (scope === 'production' && (dev || devOptional))) return false
    // An optional package without a platform hangs on one with another platform.
    if (optional || devOptional)
      return fits(os, process.platform) && fits(cpu, process.arch) && (libc ?? ['glibc']).includes('glibc')
    return true
  })
}

function fits(allowed, ours) {
  return allowed?.includes(ours) ?? false
}

// ——— Installing

async function install(lock) {
  const npm = findNpm()
  rmSync(STAMP, { force: true })
  let cache = usersCacheIsUsable() ? [] : ['--cache', OWN_CACHE]
  say('正在安装依赖，首次约需一两分钟', 'Installing the dependencies; the first time takes a minute or two')
  for (let attempt = 1; ; attempt++) {
    // Without network npm would try each of three hundred packages for minutes; what it has in its cache may do.
    const away = await findRegistryTrouble(npm, cache)
    const { code, output } = await runNpm(npm, [...cache, ...(away ? ['--offline'] : [])], lock)
    if (code === 0 && isWhole('all')) return
    const trouble = away ?? troubleIn(code, output)
    if (away || attempt === 3 || !['network', 'cache', 'other'].includes(trouble)) giveUp(trouble, output)
    // A cache that another user or a crash has spoilt spoils every attempt.
    if (trouble !== 'network') cache = ['--cache', OWN_CACHE]
    say(`安装中断（${trouble}），稍后重试`, `The installation broke off (${trouble}); trying again`)
    await pause(attempt * 3000)
  }
}

/** The npm that runs us, or else the one on the path; other package managers do not read its lock file. */
function findNpm() {
  const running = process.env.npm_execpath
  const npm =
    running !== undefined && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm']
  const { status, stdout } = spawnSync(npm[0], [...npm.slice(1), '--version'], {
    encoding: 'utf8',
    cwd: ROOT,
  })
  if (status !== 0 || !isAtLeast(stdout.trim(), 10, 0)) {
    fail(
      `需要 npm 10 或更新版本（${status === 0 ? `当前为 ${stdout.trim()}` : '未找到 npm'}）。可运行 npm install -g npm@11，或安装带有它的 Node。`,
      `npm 10 or newer is needed (${status === 0 ? `this is ${stdout.trim()}` : 'none was found'}). Run npm install -g npm@11, or install a Node that brings it.`,
    )
  }
  return npm
}

/**
 * Whether npm can keep its cache where it always does. As root npm makes a home folder that does not exist before we
 * are asked; one that holds nothing else is not taken for a home.
 */
function usersCacheIsUsable() {
  const home = homedir()
  if (!existsSync(home) || readdirSync(home).every((name) => name === '.npm')) return false
  const cache = process.env.npm_config_cache ?? join(home, '.npm')
  return isWritable(existsSync(cache) ? cache : dirname(cache))
}

/** What keeps us from the registry, if anything; npm asks, for it knows of mirrors, proxies and certificates. */
async function findRegistryTrouble(npm, cache) {
  const { output } = await run(npm, [
    'ping',
    ...cache,
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
    '--fetch-timeout=15000',
  ])
  if (isUntrusted(output)) return 'certificate'
  return /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/.test(output)
    ? 'network'
    : undefined
}

function isUntrusted(output) {
  return /CERT|SSL/.test(output)
}

async function runNpm(npm, args, lock) {
  const stopProgress = showProgress()
  const options = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-progress',
  ]
  const done = await run(npm, ['ci', ...options, ...args], lock)
  stopProgress()
  return done
}

async function run([program, ...first], args, lock) {
  const child = spawn(program, [...first, ...args, '--no-update-notifier', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', lock?._handle?.fd ?? 'ignore'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text))
  // Ctrl-C reaches npm too; it is waited for, since it may still be writing, but not for long.
  const interrupt = (signal) => {
    child.once('close', () => process.exit(130))
    child.kill(signal)
    setTimeout(() => child.kill('SIGKILL'), 3000)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.once(signal, interrupt)
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message
      resolve(1)
    })
    child.once('close', resolve)
  })
  for (const signal of signals) process.off(signal, interrupt)
  return { code, output }
}

/** How many packages have arrived: on a terminal every second in one line, in a log every fifteen seconds. */
function showProgress() {
  const paths = expected('all').map(([path]) => join(ROOT, path, 'package.json'))
  const isTerminal = process.stderr.isTTY === true
  const began = Date.now()
  const show = () => {
    const seconds = Math.round((Date.now() - began) / 1000)
    const line = `  ${paths.filter((path) => existsSync(path)).length}/${paths.length}  ${seconds} s`
    process.stderr.write(isTerminal ? `\r${line}` : `${line}\n`)
  }
  const timer = setInterval(show, isTerminal ? 1000 : 15_000)
  return () => {
    clearInterval(timer)
    if (isTerminal) process.stderr.write('\r\x1b[K')
  }
}

/**
 * What stood in the way, by the codes npm prints. It prints none when it could not get an optional package, be it for
 * the network or for the disk, and calls that success.
 */
function troubleIn(code, output) {
  if (code === 0) return freeBytes() < 300e6 ? 'disk' : 'network'
  if (/ENOSPC|EDQUOT/.test(output)) return 'disk'
  if (/EROFS/.test(output)) return 'permission'
  if (/EACCES|EPERM/.test(output)) return output.includes(MODULES) ? 'permission' : 'cache'
  if (/EINTEGRITY|TAR_|ZLIB|Z_DATA_ERROR|EEXIST|ENOTEMPTY/.test(output)) return 'cache'
  if (isUntrusted(output)) return 'certificate'
  if (/EUSAGE/.test(output)) return 'lock'
  if (
    /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|SOCKET|network|E(429|50\d)|ENOTCACHED/.test(
      output,
    )
  )
    return 'network'
  if (/E404|ETARGET/.test(output)) return 'registry'
  return 'other'
}

function giveUp(trouble, output) {
  const [zh, en] = {
    disk: [
      `磁盘空间不足。安装约需 1 GB，请腾出 ${ROOT} 所在磁盘的空间后重试。`,
      `The disk is full. About 1 GB is needed on the disk of ${ROOT}; make room and try again.`,
    ],
    permission: [
      `没有写入权限。请用 ${ROOT} 的所有者启动，或运行 sudo chown -R $(id -u) '${ROOT}'。`,
      `You may not write there. Start as the owner of ${ROOT}, or run sudo chown -R $(id -u) '${ROOT}'.`,
    ],
    network: [
      '无法从 npm 软件源下载。请检查网络或代理（npm config set proxy …）；在国内可运行 npm config set registry https://registry.npmmirror.com 后重试。无外网的机器：在联网的同类机器上安装后，把整个目录（含 node_modules）复制过来。',
      "npm's registry could not be reached. Check the network or proxy (npm config set proxy …), or choose a mirror (npm config set registry …), and try again. For a machine without network: install on a like machine that has one, and copy the whole folder with node_modules.",
    ],
    registry: [
      '所用的 npm 软件源缺少某个软件包。请换一个软件源：npm config set registry https://registry.npmmirror.com 或 https://registry.npmjs.org。',
      'The npm registry in use lacks a package. Choose another: npm config set registry https://registry.npmjs.org',
    ],
    certificate: [
      '软件源的证书不被信任（可能有企业代理）。请将代理的根证书文件写入环境变量 NODE_EXTRA_CA_CERTS 后重试。',
      "The registry's certificate is not trusted (perhaps a company's proxy). Name the proxy's root certificate file in NODE_EXTRA_CA_CERTS and try again.",
    ],
    lock: [
      'package-lock.json 与 package.json 不一致，请恢复这两个文件（git checkout package.json package-lock.json）。',
      'package-lock.json does not fit package.json; restore both (git checkout package.json package-lock.json).',
    ],
  }[trouble] ?? [
    '安装依赖失败，详见上面 npm 的输出；解决后重新运行即可。',
    'The dependencies could not be installed; npm says why above. Mend it and run the same command again.',
  ]
  process.stderr.write(`${output.trim().split('\n').slice(0, 20).join('\n')}\n`)
  fail(zh, en)
}

// ——— After the installation

/** Proves that the packaged Node runs on this machine, and lets it make the links that PostgreSQL's libraries need. */
function prepare() {
  if (PACKAGED_NODE === undefined) return
  const binaries = pathToFileURL(join(ROOT, 'src/kernel/postgres/binaries.ts')).href
  const program = `(await import(${JSON.stringify(binaries)})).findPostgresBinaries()`
  const { status, stderr, error } = spawnSync(PACKAGED_NODE, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: ROOT,
  })
  if (status === 0) return linkNode()
  if (status === 1)
    fail(`安装后的检查未通过：\n${stderr}`, 'The check after the installation failed (above).')
  if (!isAtLeast(process.version, 24, 0)) {
    fail(
      `随附的 Node 24 无法在本机运行（${error?.message ?? stderr.trim()}）：需要 glibc 2.28 或更新的 Linux。请自行安装 Node 24 或更新版本后重试。`,
      `The Node 24 that comes with the program cannot run here (${error?.message ?? stderr.trim()}): it needs a Linux with glibc 2.28 or newer. Install Node 24 or newer yourself and try again.`,
    )
  }
  // npm puts this folder first on the path of its scripts, where the one that cannot run would hide the one that can.
  rmSync(join(MODULES, '.bin/node'), { force: true })
}

/**
 * The link through which npm's scripts find the packaged Node. npm makes it, but npm 10 takes it away again when it
 * leaves out the package of the other platform, which has one of the same name.
 */
function linkNode() {
  const link = join(MODULES, '.bin/node')
  if (existsSync(link)) return
  rmSync(link, { force: true })
  symlinkSync(relative(dirname(link), PACKAGED_NODE), link)
}

function writeStamp() {
  try {
    writeFileSync(STAMP, `${stampOf(isWhole('all') ? 'all' : 'production')}\n`)
  } catch (error) {
    // Installed by another user, whole, and not ours to write in: then it is looked through each time.
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
  }
}

// ——— Small things

function fail(zh, en) {
  process.stderr.write(`\n闭环：${zh}\n\nBihuan: ${en}\n\n`)
  process.exit(1)
}

function say(zh, en) {
  process.stderr.write(`闭环：${zh} / ${en}\n`)
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function freeBytes() {
  const { bavail, bsize } = fs.statfsSync(ROOT)
  return bavail * bsize
}

function isWritable(path) {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function touch(path) {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // Another user's; then the times are compared again next time.
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
