import { project } from '../../scripts/jest-project.mjs'

/** One running house for all suites of this project; they keep apart by accounts of their own. */
export default project('e2e', {
  testEnvironment: '<rootDir>/house/environment.mjs',
  globalSetup: '<rootDir>/house/setup.mjs',
  globalTeardown: '<rootDir>/house/teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/house/jest-timeout.ts'],
})
