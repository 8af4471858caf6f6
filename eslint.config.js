import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['node_modules', 'data', '.cache', 'src/kernel/tables.gen.ts'] },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for is a change nobody knows failed.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Void arrows and unnecessary conditions are matters of taste that the type checker already settles.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Characters are meant, as Chinese has them; nobody splits emojis here.
      '@typescript-eslint/no-misused-spread': 'off',
      'no-restricted-globals': [
        'error',
        {
          name: 'Date',
          message: 'Time comes from ctx.now or the injected clock, dates are YYYY-MM-DD strings.',
        },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // The places where the outside world enters: the clock itself, the terminal, scripts and tests.
    files: [
      'src/kernel/clock.ts',
      'src/kernel/ids.ts',
      'src/kernel/zone.ts',
      'src/kernel/calendar.ts',
      'src/**/*.test.ts',
      'test/**',
      'scripts/**',
    ],
    rules: { 'no-restricted-globals': 'off', 'no-console': 'off' },
  },
  { files: ['**/*.{js,mjs,cjs}'], ...tseslint.configs.disableTypeChecked },
)
