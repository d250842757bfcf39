export default {
  projects: [
    '<rootDir>/contracts',
    '<rootDir>/sdks/*',
    '<rootDir>/services/!(internal)',
    '<rootDir>/services/internal/*',
    '<rootDir>/scripts',
  ],
}
