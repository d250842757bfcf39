// What is checked here is what a reader or the compiler would miss; how code is laid out is prettier's business.
import tseslint from 'typescript-eslint'

const tests = ['**/*.test.ts', '**/*.test.tsx', '**/test/**', '**/*.testing.ts', 'services/e2e/**']

/** `eslint-disable` has to say why: `-- reason`. ESLint has no rule of its own for that. */
const describedDisables = {
  create: (context) => ({
    Program: () => {
      for (const comment of context.sourceCode.getAllComments())
        if (/^\s*eslint-disable/.test(comment.value) && !/\s--\s+\S/.test(comment.value))
          context.report({
            loc: comment.loc,
            message: 'Say why after two dashes: // eslint-disable-next-line rule -- reason',
          })
    },
  }),
}

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only main.ts and config.ts read the environment; take a value of the configuration.',
}
const enumeration = { selector: 'TSEnumDeclaration', message: 'Use a const object or a union of words.' }
const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' }

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/generated/**',
      '**/*.gen.ts',
      '.nx/**',
      '.data*/**',
      '**/coverage/**',
      '**/fixtures/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { house: { rules: { 'described-disables': describedDisables } } },
    rules: {
      'house/described-disables': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      // Adapters implement asynchronous ports in memory, and Express handlers are promised to be async.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', environment, enumeration, defaultExport],
      'max-lines': ['error', { max: 500 }],
      'max-lines-per-function': ['error', { max: 50, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', { max: 4 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // Modules of Nest are empty classes that carry a decorator.
    files: ['services/control-plane/**/*.module.ts'],
    rules: { '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    // A migration is one sheet of SQL, read from top to bottom.
    files: ['services/control-plane/src/database/migrations/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['**/main.ts', '**/config.ts', 'sdks/example/src/server.ts'],
    rules: { 'no-restricted-syntax': ['error', enumeration, defaultExport] },
  },
  {
    // A component's length is mostly markup.
    files: ['**/*.tsx'],
    rules: { 'max-lines-per-function': ['error', { max: 90, skipComments: true, skipBlankLines: true }] },
  },
  {
    files: ['**/*.config.ts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': ['error', enumeration] },
  },
  {
    // A describe block is as long as its list of guarantees; supertest, JSON and wire answers are `any`.
    files: tests.map((glob) => (glob.endsWith('/**') ? `${glob}/*.{ts,tsx}` : glob)),
    rules: {
      'max-lines-per-function': 'off',
      'max-params': 'off',
      'no-restricted-syntax': ['error', enumeration, defaultExport],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    rules: { 'max-lines': ['error', { max: 500 }], 'no-undef': 'off', eqeqeq: ['error', 'always', { null: 'ignore' }] },
  },
)
