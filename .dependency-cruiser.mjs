// Who may import whom: the floors of the house (an import may only go down) and, inside a service, what a file's suffix allows.
const tests = '\\.(test|testing)\\.tsx?$|/test/|^services/e2e/'
const builtIns = { dependencyTypes: ['core'] }

/** The one library family that each kind of adapter is for. */
const touches = {
  postgres: 'typeorm|pg',
  row: 'typeorm',
  redis: 'ioredis|@nest-lab/throttler-storage-redis',
  bullmq: 'bullmq|ioredis',
  proxy: 'http-proxy-3',
  undici: 'undici',
  controller: '@nestjs/|express|swagger-ui-dist',
  processor: '@nestjs/|bullmq',
  memory: '$^',
  service: '$^',
  port: '$^',
}

// No suffix: no I/O, no framework. Sanctioned are our contracts, the vault, faults, and arithmetic that touches nothing.
// `edge/` is the HTTP border of the control plane as a whole.
const pure = {
  path: '^services/(relay|control-plane)/src/[^.]+/[^./]+\\.ts$',
  pathNot: ['/index\\.ts$', '/src/edge/', tests],
}
const quietPackages = 'node_modules/(@pydantic/genai-prices|lru-cache|zod|@nestjs/common|@noble/|yaml)'
const quietBuiltIns = '^(node:)?(buffer|url|util|net|crypto|assert|stream|querystring|path)$'

const floors = [
  {
    name: 'contracts-stand-alone',
    from: { path: '^contracts/src' },
    to: { path: '^(sdks|services)/|node_modules/@1relay/' },
  },
  {
    name: 'vault-stands-alone',
    comment: 'It runs in browsers, extensions and Node alike, and is audited alone.',
    from: { path: '^sdks/vault/src', pathNot: tests },
    to: { path: '^(contracts|services)/|^sdks/(?!vault/)|node_modules/@1relay/' },
  },
  { name: 'vault-has-no-built-ins', from: { path: '^sdks/vault/src', pathNot: tests }, to: builtIns },
  {
    name: 'audit-stands-alone',
    comment: 'Whoever verifies an export must be able to read all of it.',
    from: { path: '^sdks/audit/src', pathNot: tests },
    to: { path: '^(contracts|services)/|^sdks/(?!audit/)|node_modules/' },
  },
  { name: 'audit-has-no-built-ins', from: { path: '^sdks/audit/src', pathNot: tests }, to: builtIns },
  {
    name: 'custody-stands-on-contracts-and-vault',
    comment: 'It runs in the console, Link and the extension, and decides what happens to secrets there.',
    from: { path: '^sdks/custody/src', pathNot: tests },
    to: { path: '^services/|^sdks/(?!custody/|vault/)|node_modules/(?!openapi-fetch/|@1relay/)' },
  },
  {
    name: 'custody-has-no-built-ins',
    from: { path: '^sdks/custody/src', pathNot: tests },
    to: builtIns,
  },
  { name: 'sdks-know-no-service', from: { path: '^sdks/' }, to: { path: '^services/' } },
  {
    name: 'link-sdk-has-no-dependency',
    from: { path: '^sdks/link/src', pathNot: tests },
    to: { dependencyTypes: ['npm', 'core'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'services-never-import-each-other',
    from: { path: '^services/(?!internal/|e2e/)([^/]+)/', pathNot: tests },
    to: { path: '^services/(?!internal/)', pathNot: '^services/$1/' },
  },
  {
    name: 'internal-knows-no-service',
    from: { path: '^services/internal/' },
    to: { path: '^services/(?!internal/)|^sdks/' },
  },
  {
    name: 'relay-has-no-framework',
    comment: 'It must be possible to lose the control plane and PostgreSQL without losing a request.',
    from: { path: '^services/relay/' },
    to: { path: 'node_modules/(@nestjs/|typeorm|pg/|express/)' },
  },
  {
    name: 'control-plane-forwards-nothing',
    from: { path: '^services/control-plane/' },
    to: { path: 'node_modules/http-proxy' },
  },
  {
    name: 'web-has-no-built-ins',
    from: { path: '^services/(link|console)/src', pathNot: tests },
    to: builtIns,
  },
  {
    name: 'web-knows-no-internals',
    from: { path: '^services/(link|console)/src' },
    to: { path: '^services/internal/' },
  },
  { name: 'nobody-imports-tests', from: { pathNot: tests }, to: { path: '\\.test\\.tsx?$' } },
  { name: 'no-cycles', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  {
    name: 'declared-only',
    from: { pathNot: [tests, '/public/'] },
    to: { dependencyTypes: ['npm-no-pkg', 'unknown'], pathNot: '^@1relay/' },
  },
]

const suffixes = Object.entries(touches).map(([suffix, allowed]) => ({
  name: `${suffix}-touches-only-its-own`,
  from: { path: `^services/(relay|control-plane)/src/.+\\.${suffix}\\.ts$` },
  to: {
    dependencyTypes: ['npm', 'npm-dev'],
    dependencyTypesNot: ['type-only'],
    path: 'node_modules/',
    pathNot: `node_modules/(?:${allowed}|@1relay/)`,
  },
}))

const inside = [
  {
    name: 'pure-has-no-packages',
    from: pure,
    to: {
      dependencyTypes: ['npm', 'npm-dev'],
      dependencyTypesNot: ['type-only'],
      path: 'node_modules/',
      pathNot: `${quietPackages}|node_modules/@1relay/`,
    },
  },
  {
    name: 'pure-has-no-io',
    from: pure,
    to: { ...builtIns, pathNot: quietBuiltIns, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'ports-are-types',
    from: { path: '^services/[^/]+/src/.+\\.port\\.ts$' },
    to: { path: '\\.(redis|postgres|bullmq|memory|service|controller|module|undici|proxy|http|dns)\\.ts$' },
  },
  {
    name: 'use-cases-see-ports-only',
    from: { path: '^services/[^/]+/src/.+\\.service\\.ts$' },
    to: {
      path: '\\.(redis|postgres|row|bullmq|memory|controller|module|undici|proxy|dns)\\.ts$',
      dependencyTypesNot: ['type-only'],
    },
  },
]

const rules = [...floors, ...inside, ...suffixes].map((rule) => ({ severity: 'error', ...rule }))

export default {
  forbidden: rules,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|\\.nx|\\.data[^/]*)/|/fixtures/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@1relay/source', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
