/** The architecture as rules, each with its reason. Run by `npm run check`. */
module.exports = {
  forbidden: [
    {
      name: 'module-front-door',
      comment:
        'Another module is entered only through its index.ts or contract.ts (tests: fixtures.ts); what lies behind may change freely.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: {
        path: '^src/modules/([^/]+)/',
        pathNot: '^src/modules/($1/|[^/]+/(index|contract|fixtures)\\.ts$)',
      },
    },
    {
      name: 'pages-use-front-doors',
      comment: 'Pages ask modules like any guest: through queries and shapes, never behind them.',
      severity: 'error',
      from: { path: '^src/(pages/|app\\.ts|sessions\\.ts|set-up\\.ts)', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/modules/[^/]+/', pathNot: '^src/modules/[^/]+/(index|contract)\\.ts$' },
    },
    {
      name: 'kernel-knows-no-module',
      comment: 'Fifty mechanisms stand on the kernel; if it knew one of them, it would have to know all.',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: '^src/(modules|cli|pages)/|^src/(app|modules|main)\\.ts$' },
    },
    {
      name: 'contract-is-pure',
      comment: 'Contracts are shared with browsers and other programs: shapes and nothing else.',
      severity: 'error',
      from: { path: '/contract\\.ts$' },
      to: { pathNot: '(/contract\\.ts$|^src/kernel/actor\\.ts$|node_modules/zod)' },
    },
    {
      name: 'rules-are-pure',
      comment: 'Rules and policies must be testable without a database or a clock.',
      severity: 'error',
      from: { path: '(/(rules|policy|sight|act-rule)|-rules)\\.ts$' },
      to: {
        pathNot:
          '(/(contract|rules|policy|sight|act-rule|transitions|columns)\\.ts$|-rules\\.ts$|kernel/(failure|calendar|calendar-days|office-hours|zone|actor|clock)\\.ts$|node_modules/)',
      },
    },
    {
      name: 'tests-are-leaves',
      comment: 'Nothing in the product may lean on a test.',
      severity: 'error',
      from: { path: '^src/', pathNot: '(\\.test\\.ts$|/testing\\.ts$|[/-]fixtures\\.ts$)' },
      to: { path: '(\\.test\\.ts$|[/-]fixtures\\.ts$|^test/)' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle makes two files one.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^node_modules/(?!zod)' },
  },
}
