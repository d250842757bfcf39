declare module 'swagger-ui-dist/absolute-path.js' {
  /** The folder in which the built files lie. */
  const absolutePath: () => string
  export = absolutePath
}
