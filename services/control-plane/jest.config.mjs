import { project } from '../../scripts/jest-project.mjs'

export default project('control-plane', { setupFilesAfterEnv: ['<rootDir>/src/testing/timeout.testing.ts'] })
